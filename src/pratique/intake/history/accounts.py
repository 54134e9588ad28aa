"""Records what each registry account published, according to the listings of this run."""

from bisect import bisect_left, bisect_right, insort
from datetime import datetime, timedelta

from pratique.core.evidence import Evidence, Known, NotAsked
from pratique.core.names import PackageRef
from pratique.core.release import Listing, Release, TimeSource
from pratique.history.names.facts import SHARED_ACCOUNTS
from pratique.history.surroundings import Elsewhere

NEAR = timedelta(hours=1)
_NEWEST = 30
"""The number of newest releases that are recorded for each listing."""
_MOST_OF_ONE = 2_000
_MOST_ACCOUNTS = 20_000
_MOST_LISTINGS = 100_000


class Accounts:
    """Records the publishers in listings, up to a fixed number of accounts and listings."""

    def __init__(self) -> None:
        self._seen: dict[PackageRef, str] = {}
        self._published: dict[str, list[tuple[datetime, str, str]]] = {}

    def note(self, listing: Listing) -> None:
        """Record the publishers of a package's newest releases. A listing that has not changed is skipped."""
        package = listing.package
        if listing.times is not TimeSource.REGISTRY or len(self._seen) >= _MOST_LISTINGS:
            return
        dated = [
            (release.published.at, version, release.publisher.name)
            for version, release in listing.releases.items()
            if release.published is not None and release.publisher is not None
        ]
        dated.sort()
        state = f"{len(dated)} {dated[-1][0].isoformat()}" if dated else ""
        if self._seen.get(package) == state:
            return
        self._seen[package] = state
        for at, version, name in dated[-_NEWEST:]:
            account = f"{package.ecosystem.value}:{name}"
            if account not in self._published and len(self._published) >= _MOST_ACCOUNTS:
                continue
            known = self._published.setdefault(account, [])
            entry = (at, package.name, version)
            place = bisect_left(known, entry)
            if len(known) < _MOST_OF_ONE and known[place : place + 1] != [entry]:
                insort(known, entry)

    def near(self, release: Release) -> tuple[Evidence[tuple[Elsewhere, ...]], str]:
        """Return other packages that the same account published within an hour of a release, and the limits of this search."""
        if release.publisher is None or release.published is None:
            return NotAsked("the registry lists neither publishers nor publish times"), ""
        name = release.publisher.name
        if name.lower() in SHARED_ACCOUNTS:
            return NotAsked(f"{name} is a shared account for all releases"), ""
        known = self._published.get(f"{release.ref.package.ecosystem.value}:{name}", [])
        at = release.published.at
        first = bisect_left(known, at - NEAR, key=lambda one: one[0])
        last = bisect_right(known, at + NEAR, key=lambda one: one[0])
        found = tuple(
            Elsewhere(package, version, when)
            for when, package, version in known[first:last]
            if package != release.ref.package.name
        )
        count = len(self._seen)
        listings = "listing" if count == 1 else "listings"
        return (
            Known(found, f"the {count:,} {listings} read in this run"),
            f"no registry lists everything that {name[:80]} published: only the {count:,} {listings} read in this run are known",
        )
