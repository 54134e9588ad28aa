"""Chooses the baseline of a release by one rule for every ecosystem, in the version order of the ecosystem."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from pratique.core.release import ArtifactKind, Listing, Release, TimeSource
from pratique.ecosystems.interface import Sortable

SETTLED = timedelta(hours=72)
"""Minimum time between a baseline and a release.

Two malicious releases in quick succession must not be compared with each other.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionOrder:
    """The version functions of an ecosystem that the baseline rule needs."""

    key: Callable[[str], Sortable]
    major: Callable[[str], object]
    """A function that returns equal values for versions with the same major version."""
    is_prerelease: Callable[[str], bool]


def choose_baseline(
    listing: Listing,
    version: str,
    *,
    order: VersionOrder,
    kind: ArtifactKind | None = None,
    excluded: frozenset[str] = frozenset(),
) -> tuple[Release | None, str]:
    """Return the baseline of a release and the reason for the choice.

    The baseline is the highest lower version of the same major version, else the highest lower version. A pre-release is chosen
    only as the baseline of a pre-release. Removed, yanked and `excluded` (blocked) versions, and versions without an artifact of
    the `kind`, are never chosen. A version that was published less than `SETTLED` before the release is not chosen either. For
    example, rest-client 1.6.10 to 1.6.13 and rand-user-agent 2.0.83 and 2.0.84 were series of malicious releases. A version with
    exactly the same time may be chosen, because both releases were published together.
    """
    own = order.key(version)
    lower = {text: release for text, release in listing.releases.items() if order.key(text) < own}
    if not lower:
        return None, "first release" if not _gone_below(
            listing, own, order
        ) else "every lower version was removed"
    usable = {t: r for t, r in lower.items() if t not in excluded and not r.yanked and r.artifacts}
    if not usable:
        return None, "every lower version is yanked, blocked or without files"
    if not order.is_prerelease(version):
        usable = {t: r for t, r in usable.items() if not order.is_prerelease(t)}
        if not usable:
            return None, "every lower version is a pre-release"
    if kind is not None:
        usable = {t: r for t, r in usable.items() if _offers(r, kind)}
        if not usable:
            return None, f"no lower version has a {kind.value}"
    usable = {t: r for t, r in usable.items() if not _hurried(r, listing.releases.get(version))}
    if not usable:
        return (
            None,
            f"every lower version was published less than {SETTLED.total_seconds() / 3600:.0f} h before this one",
        )
    major = order.major(version)
    same = [text for text in usable if order.major(text) == major]
    chosen = max(same or usable, key=order.key)
    return usable[chosen], (
        "highest lower version of the same major version"
        if same
        else "highest lower version; no lower version has the same major version"
    )


def _hurried(lower: Release, own: Release | None) -> bool:
    """Return True if the registry reports that a lower version was published shortly before the given version."""
    if own is None or own.published is None or lower.published is None:
        return False
    told = {own.published.source, lower.published.source} == {TimeSource.REGISTRY}
    return told and timedelta(0) < own.published.at - lower.published.at < SETTLED


def _gone_below(listing: Listing, own: Sortable, order: VersionOrder) -> bool:
    return any(order.key(text) < own for text in listing.removed)


def _offers(release: Release, kind: ArtifactKind) -> bool:
    return any(artifact.kind is kind and artifact.yanked is None for artifact in release.artifacts)
