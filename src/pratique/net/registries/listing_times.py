"""Applies the setting `times` of a registry to the publish times in its listings. This module does no I/O."""

from dataclasses import replace

from pratique.config import RegistryTimes
from pratique.core.release import Artifact, Dated, Listing, Release, TimeSource


def with_times(listing: Listing, times: RegistryTimes | None) -> Listing:
    """Return the listing with publish times that are marked as trusted, marked as a lower bound of age, or removed.

    With `times=None`, the parser's classification of the times remains.
    """
    if times is None or listing.times is None:
        return listing
    source = {RegistryTimes.TRUSTED: TimeSource.REGISTRY, RegistryTimes.LOWER_BOUND: TimeSource.MIRROR}.get(
        times
    )

    def dated(told: Dated | None) -> Dated | None:
        return None if told is None or source is None else Dated(told.at, source)

    def artifact(one: Artifact) -> Artifact:
        return replace(one, published=dated(one.published))

    def release(one: Release) -> Release:
        return replace(one, published=dated(one.published), artifacts=tuple(map(artifact, one.artifacts)))

    return replace(
        listing, times=source, releases={version: release(one) for version, one in listing.releases.items()}
    )
