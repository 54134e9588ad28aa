"""Compares the attested repository, workflow and issuer of a release with the previous attested release on its line.

The check does not detect an attacker who controls the real workflow, because the identity does not change.
"""

from collections.abc import Iterator

from pratique.core.names import ReleaseRef
from pratique.core.provenance import Changed, Continuity, Identity, Outcome, Proof, ProofKind
from pratique.core.release import Listing, Release
from pratique.ecosystems.interface import EcosystemModule
from pratique.history.version_line import line_of

_RANK = (ProofKind.PROVENANCE, ProofKind.PUBLISH, ProofKind.OTHER)


def is_attested(release: Release) -> bool:
    """Return True if the registry links attestations of a release."""
    return release.attestations is not None or any(file.provenance_url for file in release.artifacts)


def attested_before(listing: Listing, version: str, module: EcosystemModule) -> Release | None:
    """Return the attested release with the next lower version on the same line.

    Final versions are not compared with pre-releases.
    """
    key, line, wanted = module.sort_key(version), line_of(version), module.is_prerelease(version)
    found = [
        release
        for other, release in listing.releases.items()
        if other != version
        and line_of(other) == line
        and is_attested(release)
        and (wanted or not module.is_prerelease(other))
        and module.sort_key(other) < key
    ]
    return max(found, key=lambda release: module.sort_key(release.ref.version), default=None)


def identity_of(proofs: tuple[Proof, ...]) -> tuple[Identity, Outcome] | None:
    """Return the attested identity in the most informative proof, and the result of its verification.

    Returns None if no proof has an identity.
    """
    named = [proof for proof in proofs if proof.identity is not None]
    best = min(
        named, key=lambda proof: _RANK.index(proof.kind) if proof.kind in _RANK else len(_RANK), default=None
    )
    return None if best is None or best.identity is None else (best.identity, best.outcome)


def compare(before: ReleaseRef, old: Identity, new: Identity, *, verified: bool = False) -> Continuity:
    """Compare an identity with that of the previous attested release.

    A missing part of an identity does not count as a change.
    """
    return Continuity(before=before, parts=tuple(_parts(old, new)), verified=verified)


def _parts(old: Identity, new: Identity) -> Iterator[Changed]:
    if _differ(old.issuer, new.issuer):
        yield Changed("issuer", old.issuer or "", new.issuer or "")
    moved = _differ(old.repository_id, new.repository_id)
    same = old.repository_id is not None and old.repository_id == new.repository_id
    if moved or (not same and _differ(_fold(old.repository), _fold(new.repository))):
        yield Changed("repository", old.repository or "", new.repository or "")
    elif _differ(old.owner_id, new.owner_id):
        # The repository is the same by its number, and belongs to somebody else.
        yield Changed("owner", old.owner or old.owner_id or "", new.owner or new.owner_id or "")
    if _differ(workflow_of(old), workflow_of(new)):
        yield Changed("workflow", workflow_of(old) or "", workflow_of(new) or "")
    if _differ(old.runner, new.runner):
        yield Changed("runner", old.runner or "", new.runner or "")
    if old.repository is None and new.repository is None and _differ(old.subject, new.subject):
        yield Changed("signer", old.subject or "", new.subject or "")


def _differ(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other


def _fold(address: str | None) -> str | None:
    return None if address is None else folded(address)


def folded(address: str) -> str:
    """Return a repository URL in normal form, for comparison."""
    return address.casefold().removeprefix("git+").removesuffix("/").removesuffix(".git")


def workflow_of(identity: Identity) -> str | None:
    """Return the path of the workflow inside its repository, without the git ref.

    Return None if the certificate does not contain a workflow.
    """
    if identity.workflow is None:
        return None
    path = identity.workflow.rpartition("@")[0] or identity.workflow
    repository = identity.repository
    if repository is not None and path.casefold().startswith(repository.casefold() + "/"):
        return path[len(repository) + 1 :]
    return path
