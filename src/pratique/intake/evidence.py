"""From what registries and locks say to evidence. Pure."""

from collections.abc import Iterable

from pratique.core.evidence import BadKind, ByteCheck, Evidence, Known, KnownBad, NotAsked, Unknown
from pratique.core.names import STRENGTH, Digest, ReleaseRef
from pratique.core.policy import Policy
from pratique.core.release import Artifact, Dated, Listing, ProjectStatus
from pratique.errors import Reference
from pratique.intake.question import Expected


def compare_bytes(got: tuple[Digest, ...], parties: Iterable[Expected]) -> ByteCheck:
    """Compare the digests of some bytes with those that each party names.

    A party that names several digests of one algorithm accepts any of them, as a lock does with `--hash`. The
    strongest algorithm that both sides have decides; where they have none in common nothing was compared.
    """
    mine = {digest.algorithm: digest for digest in got}
    expected: list[Digest] = []
    mismatches: list[str] = []
    for party in parties:
        common = [
            name for name in STRENGTH if name in mine and any(d.algorithm == name for d in party.digests)
        ]
        if not common:
            continue
        accepted = [digest for digest in party.digests if digest.algorithm == common[0]]
        expected += accepted
        if mine[common[0]] not in accepted:
            more = f" or {len(accepted) - 1} others" if len(accepted) > 1 else ""
            mismatches.append(
                f"{party.party.value} names {_short(accepted[0])}{more}, and the bytes are {_short(mine[common[0]])}"
            )
    return ByteCheck(got=got, expected=tuple(expected), mismatches=tuple(mismatches))


def known_bad(
    ref: ReleaseRef | None, listing: Evidence[Listing], policy: Policy
) -> Evidence[tuple[KnownBad, ...]]:
    """What somebody with authority says against the artifact: the policy, and the registry if it was asked."""
    bad: list[KnownBad] = []
    if ref is not None:
        bad += [
            KnownBad(BadKind.DENIED, f"denied by the policy: {policy.denied[purl]}", "policy")
            for purl in (ref.purl, ref.package.purl)
            if purl in policy.denied
        ]
    match listing:
        case Known(value=value, source=source):
            if value.status is ProjectStatus.QUARANTINED:
                why = f": {value.status_reason}" if value.status_reason else ""
                bad.append(
                    KnownBad(BadKind.QUARANTINED, f"the registry quarantines {value.package}{why}", source)
                )
            return Known(tuple(bad), source)
        case Unknown() if not bad:
            return listing
        case NotAsked() if not bad:
            return listing
    return Known(tuple(bad), "policy")


def published(
    ref: ReleaseRef | None, artifact: Artifact | None, listing: Evidence[Listing]
) -> Evidence[Dated]:
    """When the artifact was published, by whom it is told."""
    match listing:
        case Unknown() | NotAsked():
            return listing
        case Known(value=value, source=source):
            release = value.releases.get(ref.version) if ref else None
            told = (artifact.published if artifact else None) or (release.published if release else None)
            if told is None:
                from_ = f"{source} tells no publish time"
                return Unknown(from_, Reference.LISTING_INVALID, source)
            return Known(told, source)


def _short(digest: Digest) -> str:
    return f"{digest.algorithm}:{digest.hex[:16]}..."
