"""Orders the releases of a listing by time, and finds the predecessors and publishers of each release.

A publish time is used only if it comes from the registry itself (`TimeSource`). A publish time counts as unknown if it
is older than the first registries, in the future, or the same for all releases. A release without a known time is
compared only by its version.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from pratique.core.release import Listing, Release, TimeSource
from pratique.ecosystems import ECOSYSTEMS
from pratique.ecosystems.interface import EcosystemModule
from pratique.history.version_line import line_of

FIRST_TIME = datetime(2000, 1, 1, tzinfo=UTC)
"""The earliest plausible publish time.

No supported registry is older than this time, so an earlier publish time is a default value of a database.
"""
_AHEAD = timedelta(days=1)
"""How far a publish time may be ahead of the local clock before it counts as unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chronicle:
    """The releases of a listing in order of publication. Positions are counted from 0.

    `chronicle_of` computes all fields in O(n log n).
    """

    listing: Listing
    releases: tuple[Release, ...]
    """The releases with a known time, ordered by time and then by version."""
    times: tuple[datetime, ...]
    """The publish times of `releases`, in the same order."""
    places: Mapping[str, int]
    """The position of each version in `releases`."""
    compared: Mapping[str, Release]
    """For each version, the baseline: the highest lower release on its line that is not known to be younger.

    If the line of a version contains no baseline, all lines are searched for one. The baseline of a final version is a
    final version. Versions without a baseline are omitted.
    """
    chains: Mapping[str, Release]
    """For each version, the baseline on the version's own line."""
    lines: tuple[str, ...]
    """The name of the major line of each release."""
    line_places: Mapping[str, tuple[int, ...]]
    """For each line, the positions of its releases."""
    published: Mapping[str, tuple[int, ...]]
    """For each account, the positions of the releases that it published."""
    listed: Mapping[str, tuple[int, ...]]
    """For each account, the positions of the releases that list it as a maintainer."""
    untimed: int
    """The number of releases without a known time."""
    why_untimed: str
    """The reason why no release has a known time; empty if at least one time is known."""


def chronicle_of(listing: Listing, now: datetime | None = None) -> Chronicle:
    """Return the ordered listing. `now` is the current time in UTC. Publish times after `now` count as unknown."""
    module = ECOSYSTEMS[listing.package.ecosystem]
    ranked = sorted(listing.releases.items(), key=lambda item: (module.sort_key(item[0]), item[0]))
    told, why = _times(listing, now)
    timed = sorted((told[version], rank) for rank, (version, _) in enumerate(ranked) if version in told)
    releases = tuple(ranked[rank][1] for _, rank in timed)
    versions = [ranked[rank][0] for _, rank in timed]
    lines = tuple(map(line_of, versions))
    compared, chains = _compared(ranked, timed, module)
    return Chronicle(
        listing=listing,
        releases=releases,
        times=tuple(at for at, _ in timed),
        places={version: place for place, version in enumerate(versions)},
        compared=compared,
        chains=chains,
        lines=lines,
        line_places=_places((line, place) for place, line in enumerate(lines)),
        published=_places(
            (release.publisher.name, place) for place, release in enumerate(releases) if release.publisher
        ),
        listed=_places(
            (account.name, place)
            for place, release in enumerate(releases)
            for account in dict.fromkeys(release.maintainers or ())
        ),
        untimed=len(ranked) - len(timed),
        why_untimed=why,
    )


def _times(listing: Listing, now: datetime | None) -> tuple[Mapping[str, datetime], str]:
    """Return the plausible publish times, and the reason if no time is plausible."""
    if listing.times is not TimeSource.REGISTRY:
        whose = (
            "the registry does not list publish times"
            if listing.times is None
            else "the publish times come from a mirror"
        )
        return {}, whose
    latest = None if now is None else now + _AHEAD
    told = {
        version: release.published.at
        for version, release in listing.releases.items()
        if release.published is not None
        and release.published.source is TimeSource.REGISTRY
        and release.published.at >= FIRST_TIME
        and (latest is None or release.published.at <= latest)
    }
    if len(told) > 1 and len(set(told.values())) == 1:
        return {}, "every release has the same publish time"
    return told, "" if told or not listing.releases else "no release has a plausible publish time"


def _places(pairs: Iterable[tuple[str, int]]) -> Mapping[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for name, place in pairs:
        found.setdefault(name, []).append(place)
    return {name: tuple(places) for name, places in found.items()}


@dataclass(slots=True)
class _Shelf:
    """The ranks of the earlier releases in version order."""

    every: list[int] = field(default_factory=list)
    final: list[int] = field(default_factory=list)

    def below(self, rank: int, *, prerelease: bool) -> int | None:
        shelf = self.every if prerelease else self.final
        place = bisect_left(shelf, rank)
        return shelf[place - 1] if place else None

    def put(self, rank: int, *, prerelease: bool) -> None:
        insort(self.every, rank)
        if not prerelease:
            insort(self.final, rank)


def _compared(
    ranked: Sequence[tuple[str, Release]], timed: Sequence[tuple[datetime, int]], module: EcosystemModule
) -> tuple[Mapping[str, Release], Mapping[str, Release]]:
    """Return the mappings `compared` and `chains` of a `Chronicle`."""
    compared: dict[str, Release] = {}
    chains: dict[str, Release] = {}
    everything = _Shelf()
    shelves: dict[str, _Shelf] = {}
    prerelease = [module.is_prerelease(version) for version, _ in ranked]
    lines = [line_of(version) for version, _ in ranked]

    def put(rank: int) -> None:
        shelves.setdefault(lines[rank], _Shelf()).put(rank, prerelease=prerelease[rank])
        everything.put(rank, prerelease=prerelease[rank])

    def compare(rank: int) -> None:
        version = ranked[rank][0]
        own = shelves.get(lines[rank], _Shelf()).below(rank, prerelease=prerelease[rank])
        if own is not None:
            chains[version] = ranked[own][1]
        below = everything.below(rank, prerelease=prerelease[rank]) if own is None else own
        if below is not None:
            compared[version] = ranked[below][1]

    # Those without a time are not known to be younger than any other, nor any other than they.
    ripe = {rank for _, rank in timed}
    untimed = [rank for rank in range(len(ranked)) if rank not in ripe]
    for rank in untimed:
        put(rank)
    for _, rank in timed:
        compare(rank)
        put(rank)
    for rank in untimed:
        compare(rank)
    return compared, chains


def first_time(listing: Listing) -> datetime | None:
    """Return the time when a package was first published, including removed versions; None if no time is plausible."""
    told, _ = _times(listing, None)
    gone = (
        dated.at
        for dated in listing.removed.values()
        if dated.source is TimeSource.REGISTRY and dated.at >= FIRST_TIME
    )
    return min([*told.values(), *gone], default=None)
