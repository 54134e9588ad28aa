"""Finds out whether a release that is published from this machine would be attested.

The answer comes from the environment of the CI job and from the client's configuration. Sources: npm docs, "Generating provenance
statements" and "Trusted publishing"; PyPI docs, "Producing attestations"; RubyGems guides, "Trusted publishing".
"""

from collections.abc import Mapping
from pathlib import Path

from pratique.cli.publish.artifact import LocalArtifact
from pratique.core.names import Ecosystem
from pratique.core.tree import Tree
from pratique.publishing.outgoing import Way
from pratique.publishing.package_json import parsed

_ID_TOKENS = {
    "ACTIONS_ID_TOKEN_REQUEST_URL": "the job of GitHub Actions can request an OIDC token",
    "NPM_ID_TOKEN": "the job has an OIDC token for npm",
    "SIGSTORE_ID_TOKEN": "the job has an OIDC token for Sigstore",
    "PYPI_ID_TOKEN": "the job has an OIDC token for PyPI",
    "CIRCLE_OIDC_TOKEN_V2": "the job of CircleCI has an OIDC token",
}
"""Variables with which clients request a proof of the CI job's identity."""
_TOKENS = ("NODE_AUTH_TOKEN", "NPM_TOKEN")
_TRUE = {"true", "1"}


def way_of(artifact: LocalArtifact, tree: Tree, env: Mapping[str, str], *, promised: bool) -> Way:
    """Return whether this way of publishing attests, with the reason. `promised` is the user's option."""
    if promised:
        return Way(attests=True, why="stated with `--provenance`")
    identity = next((why for name, why in _ID_TOKENS.items() if env.get(name)), None)
    if artifact.ecosystem is Ecosystem.NPM:
        return _npm(artifact, tree, env, identity)
    beside = _attested_beside(artifact)
    if beside is not None:
        return Way(attests=True, why=f"{beside} is an attestation of the file")
    if identity is None:
        return Way(attests=False, why="this machine has no OIDC token of a CI job")
    return Way(attests=True, why=f"{identity}; whether the step that uploads attests was not checked")


def _npm(artifact: LocalArtifact, tree: Tree, env: Mapping[str, str], identity: str | None) -> Way:
    if identity is None:
        return Way(attests=False, why="this machine has no OIDC token of a CI job")
    if _npm_asks(artifact, tree, env):
        return Way(attests=True, why=f"provenance is enabled, and {identity}")
    if any(env.get(name) for name in _TOKENS):
        return Way(attests=False, why="the job publishes with an access token, and provenance is not enabled")
    return Way(attests=True, why=f"{identity}, and no access token is set: npm uses the trusted publisher")


def _npm_asks(artifact: LocalArtifact, tree: Tree, env: Mapping[str, str]) -> bool:
    if any(value.lower() in _TRUE for name, value in env.items() if name.lower() == "npm_config_provenance"):
        return True
    manifest = tree.get("package.json")
    config = parsed(manifest.data if manifest is not None else None).get("publishConfig")
    if isinstance(config, dict) and config.get("provenance") is True:
        return True
    return artifact.folder is not None and _npmrc_asks(artifact.folder / ".npmrc")


def _npmrc_asks(path: Path) -> bool:
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    pairs = (line.partition("=") for line in lines)
    return any(name.strip() == "provenance" and value.strip().lower() in _TRUE for name, _, value in pairs)


def _attested_beside(artifact: LocalArtifact) -> str | None:
    """Return the name of an attestation beside a built archive, as twine and gem read them (PEP 740, Sigstore bundles)."""
    if not artifact.built:
        return None
    path = Path(artifact.name)
    for suffix in (".publish.attestation", ".sigstore.json"):
        beside = path.with_name(path.name + suffix)
        if beside.is_file():
            return beside.name
    return None
