"""Chooses, from the attestations of an artifact, the commit that belongs to the given repository."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from pratique.core.provenance import BuiltCommit, Outcome
from pratique.core.source import Remark, RemarkKind


@dataclass(frozen=True, slots=True)
class Attested:
    """The commit to compare the artifact with, and remarks about that commit."""

    commit: str | None = None
    verified: bool = False
    """True if the attestation was verified with keys that the user trusts.

    A commit from an unverified attestation is also unverified.
    """
    remarks: tuple[Remark, ...] = ()


def attested_commit(built: Sequence[BuiltCommit], repository: str, *, told: str | None) -> Attested:
    """Return the commit in the most reliable attestation.

    Rejected attestations and attestations for other repositories are skipped.

    `repository` is the URL or path of the repository with which the artifact is compared. A path cannot be compared
    with the URL in an attestation, so the user must ensure that the path is the right repository. `told` is the commit
    that the publisher's client sent to the registry.
    """
    usable = [
        one for one in built if one.outcome is not Outcome.REFUSED and _same(one.repository, repository)
    ]
    usable.sort(key=lambda one: one.outcome is not Outcome.VERIFIED)
    chosen = usable[0] if usable else None
    remarks = tuple(Remark(RemarkKind.ATTESTATION, text) for text in _odd(built, repository, chosen, told))
    if chosen is None:
        return Attested(remarks=remarks)
    return Attested(chosen.commit.lower(), chosen.outcome is Outcome.VERIFIED, remarks)


def _odd(
    built: Sequence[BuiltCommit], repository: str, chosen: BuiltCommit | None, told: str | None
) -> Iterator[str]:
    for one in built:
        short = one.commit[:12]
        if one.outcome is Outcome.REFUSED:
            yield f"the attestation for commit {short} is invalid and is not used"
        elif not _same(one.repository, repository):
            yield f"the attestation specifies {short} of {one.repository[:200]}, but the package states a different repository"
    if chosen is not None and told is not None and chosen.commit.lower() != told.lower():
        yield f"the attestation specifies {chosen.commit[:12]}, but the publisher's client sent {told[:12]}"


def _same(named: str, asked: str) -> bool:
    return "://" not in asked or _place(named) == _place(asked)


def _place(address: str) -> tuple[str, str]:
    try:
        parts = urlsplit(address.removeprefix("git+"))
        host = parts.hostname or ""
    except ValueError:
        return "", address
    return host, parts.path.casefold().rstrip("/").removesuffix(".git")
