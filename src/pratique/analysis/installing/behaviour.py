"""The digest of the behaviour of an install script, by which a later version is told to behave alike."""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence

from pratique.analysis.facts import NODE_LANGUAGES, FileFacts
from pratique.core.install_script import Effect
from pratique.core.manifest import Manifest
from pratique.core.tree import File, Tree

_VERSION = b"\0version\0"
"""What stands for the version of the package itself in its files."""
_SUM = b"\0digest\0"
_DIGEST = re.compile(
    rb"(?<![0-9A-Za-z+/=])(?:[0-9a-f]{128}|[0-9a-f]{96}|[0-9a-f]{64}|[0-9a-f]{40}"
    rb"|sha(?:1|256|384|512)-[A-Za-z0-9+/]{27,86}={0,2})(?![0-9A-Za-z+/=])"
)
"""Digests by their exact lengths: SHA-1, SHA-256, SHA-384 and SHA-512, in hex or as Subresource Integrity writes them."""
_SHORTEST = 3
_MANIFEST = "package.json"
_OF_EACH_RELEASE = frozenset(
    (
        *(
            "version",
            "dependencies",
            "devDependencies",
            "optionalDependencies",
            "peerDependencies",
            "scripts",
        ),
        *("description", "keywords", "author", "contributors", "maintainers", "files", "exports", "main"),
        *(
            "module",
            "types",
            "typings",
            "browser",
            "license",
            "engines",
            "gitHead",
            "readme",
            "funding",
            "bugs",
        ),
        *(
            "devEngines",
            "packageManager",
            "peerDependenciesMeta",
            "jest",
            "eslintConfig",
            "prettier",
            "browserslist",
        ),
        *(
            "lint-staged",
            "husky",
            "release",
            "standard",
            "nyc",
            "ava",
            "mocha",
            "tsd",
            "volta",
            "resolutions",
        ),
    )
)
"""Fields of package.json that an install script does not go by, or that each release changes."""


def digest(*, hook: str, command: str, effects: Sequence[Effect], files: Iterable[bytes]) -> str:
    """Return SHA-256 in hex of a behaviour; `files` are those that it reaches, as `plain` gives them, in any order."""
    sums = sorted({hashlib.sha256(data).hexdigest() for data in files})
    whole = [hook, command, [effect.value for effect in effects], sums]
    return hashlib.sha256(json.dumps(whole, ensure_ascii=True).encode()).hexdigest()


def plain(file: File, version: str | None) -> bytes:
    """Return the bytes of a file with marks in place of the version of its own package, and of digests.

    Each release of a package that downloads has other digests of its downloads. What approves a download approves what comes later,
    so a digest proves nothing here.
    """
    data = _DIGEST.sub(_SUM, file.data)
    if version is None or len(version) < _SHORTEST:
        return data
    return data.replace(version.encode("utf-8", "replace"), _VERSION)


def manifest_read(tree: Tree, manifest: Manifest, facts: Iterable[FileFacts], *, asked: bool) -> bytes:
    """Return what an install script can read in package.json; empty if it does not read it.

    `asked` tells that a known program goes by fields of it.
    """
    names = (
        item.module for one in facts if one.language in NODE_LANGUAGES for item in one.imports if item.module
    )
    file = tree.get(_MANIFEST)
    if file is None or not (asked or any(_MANIFEST in name or name.endswith("/package") for name in names)):
        return b""
    try:
        document = json.loads(file.data)
    except (ValueError, RecursionError):
        return file.data
    if not isinstance(document, dict):
        return file.data
    left = {key: value for key, value in document.items() if key not in _OF_EACH_RELEASE}
    text = json.dumps(left, sort_keys=True).encode()
    return plain(File(_MANIFEST, text), manifest.version)
