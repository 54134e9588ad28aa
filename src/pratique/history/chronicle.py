"""Orders a listing by time, once: the predecessors of each release, and its publishers.

Times count only if the registry itself provides them (`TimeSource`). Implausible ones count as unknown:
before such registries existed, in the future, or equal for all releases. A release without a time is compared
by its version alone.
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
"""No registry that Pratique knows is older: an earlier time is a default of somebody's database."""
_AHEAD = timedelta(days=1)
"""So far clocks may differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chronicle:
    """The releases of a listing in order of publication; positions count from 0.

    `chronicle_of` computes every member once, in O(n log n).
    """

    listing: Listing
    releases: tuple[Release, ...]
    """The releases with a known time, ordered by time and then by version."""
    times: tuple[datetime, ...]
    """Their times."""
    places: Mapping[str, int]
    """Version -> its place."""
    compared: Mapping[str, Release]
    """Version -> the release to compare it with: the highest lower one of its line that is not known to be younger,
    else of all lines; for a final version a final one. Those without such a release are left out."""
    chains: Mapping[str, Release]
    """As `compared`, within only its own line."""
    lines: tuple[str, ...]
    """The name of the major line of each release."""
    line_places: Mapping[str, tuple[int, ...]]
    """Line -> the places of its releases."""
    published: Mapping[str, tuple[int, ...]]
    """Account -> the places of the releases that it published."""
    listed: Mapping[str, tuple[int, ...]]
    """Account -> the places of the releases that list it as a maintainer."""
    untimed: int
    """The number of releases without a known time."""
    why_untimed: str
    """The reason why no release has a known time; empty if the order is known."""


def chronicle_of(listing: Listing, now: datetime | None = None) -> Chronicle:
    """Return the ordered listing. `now` is the current time in UTC; later times count as unknown."""
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
    """Return the plausible times and, if there are none, the reason."""
    if listing.times is not TimeSource.REGISTRY:
        whose = "the registry has no publish times" if listing.times is None else "the times are a mirror's"
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
    return told, "" if told or not listing.releases else "no release has a publish time that can be"


def _places(pairs: Iterable[tuple[str, int]]) -> Mapping[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for name, place in pairs:
        found.setdefault(name, []).append(place)
    return {name: tuple(places) for name, places in found.items()}


@dataclass(slots=True)
class _Shelf:
    """Earlier releases, as ranks in version order."""

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
    """Return, for each version, the releases to compare it with: over all lines and on its own line."""
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
    """Return when a package was first published, including removed versions; None if no time is plausible."""
    told, _ = _times(listing, None)
    gone = (
        dated.at
        for dated in listing.removed.values()
        if dated.source is TimeSource.REGISTRY and dated.at >= FIRST_TIME
    )
    return min([*told.values(), *gone], default=None)
