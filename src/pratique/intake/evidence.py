"""Converts data from registries and lockfiles into evidence for a verdict."""

from collections.abc import Iterable
from urllib.parse import unquote

from pratique.core.evidence import BadKind, ByteCheck, Evidence, Known, KnownBad, NotAsked, Unknown
from pratique.core.names import Digest, ReleaseRef
from pratique.core.policy import Policy
from pratique.core.release import Artifact, Dated, Listing, ProjectStatus
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import Reference
from pratique.intake.question import Expected
from pratique.net.client.digests import mismatches


def compare_bytes(got: tuple[Digest, ...], parties: Iterable[Expected]) -> ByteCheck:
    """Compare the digests of an artifact's bytes with the digests that each source lists."""
    named = tuple(parties)
    return ByteCheck(
        got=got,
        expected=tuple(digest for party in named for digest in party.digests),
        mismatches=tuple(
            text for party in named for text in mismatches(got, party.digests, party.party.value)
        ),
    )


def known_bad(
    ref: ReleaseRef | None, listing: Evidence[Listing], policy: Policy, warned: Iterable[KnownBad] = ()
) -> Evidence[tuple[KnownBad, ...]]:
    """Return the evidence that an artifact is known to be bad: advisories, the policy, and the registry's quarantine."""
    bad = list(warned)
    if ref is not None:
        bad += [
            KnownBad(BadKind.DENIED, f"denied by the policy: {why}", "policy")
            for purl, why in policy.denied.items()
            if names(purl, ref)
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
    return Known(tuple(bad), bad[0].source)


def is_denied(ref: ReleaseRef, policy: Policy) -> bool:
    """Return True if the policy denies a release."""
    return any(names(purl, ref) for purl in policy.denied)


def names(purl: str, ref: ReleaseRef) -> bool:
    """Return True if a purl in the policy matches a release or its package. Different spellings of a version are equal."""
    if purl == ref.package.purl:
        return True
    package, at, version = purl.rpartition("@")
    if not at or package != ref.package.purl:
        return False
    return ECOSYSTEMS[ref.package.ecosystem].compare(unquote(version), ref.version) == 0


def published(
    ref: ReleaseRef | None, artifact: Artifact | None, listing: Evidence[Listing]
) -> Evidence[Dated]:
    """Return the publish time of an artifact and the source of that time."""
    match listing:
        case Unknown() | NotAsked():
            return listing
        case Known(value=value, source=source):
            release = value.releases.get(ref.version) if ref else None
            told = (artifact.published if artifact else None) or (release.published if release else None)
            if told is None:
                from_ = f"{source} has no publish time"
                return Unknown(from_, Reference.LISTING_INVALID, source)
            return Known(told, source)
