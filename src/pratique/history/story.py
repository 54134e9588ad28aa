"""Provides the input of signals: one release of a listing and its predecessors. A value of None means unknown."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from pratique.core.names import Ecosystem
from pratique.core.release import Hook, Release
from pratique.history.chronicle import Chronicle, first_time
from pratique.history.surroundings import Surroundings


@dataclass(frozen=True, kw_only=True)
class Story:
    """One release and its predecessors. The time to compute a property is linear in the number of predecessors."""

    chronicle: Chronicle
    release: Release
    surroundings: Surroundings
    place: int | None
    """The position of the release in the order of publication; None if the publish time is unknown."""

    @property
    def version(self) -> str:
        """Return the version in the spelling of the listing."""
        return self.release.ref.version

    @property
    def ecosystem(self) -> Ecosystem:
        """Return the ecosystem of the package."""
        return self.release.ref.package.ecosystem

    @property
    def at(self) -> datetime | None:
        """Return the publish time of the release; None if the time is missing or implausible."""
        return None if self.place is None else self.chronicle.times[self.place]

    @cached_property
    def age(self) -> timedelta | None:
        """Return the time from the first release of the package to this release; None if it is unknown."""
        first = first_time(self.chronicle.listing)
        return None if first is None or self.at is None else self.at - first

    @property
    def earlier(self) -> Sequence[Release]:
        """Return the earlier releases in the order of publication."""
        return () if self.place is None else self.chronicle.releases[: self.place]

    @property
    def before(self) -> Release | None:
        """Return the previous release by time, from any line."""
        return self.chronicle.releases[self.place - 1] if self.place else None

    @property
    def compared(self) -> Release | None:
        """Return the baseline of the release (see `Chronicle.compared`)."""
        return self.chronicle.compared.get(self.version)

    @property
    def silence(self) -> timedelta | None:
        """Return the time since the previous release; None if it is unknown."""
        if not self.place:
            return None
        return self.chronicle.times[self.place] - self.chronicle.times[self.place - 1]

    @property
    def publisher(self) -> str | None:
        """Return the login name of the release's publisher; None if it is unknown."""
        return self.release.publisher.name if self.release.publisher else None

    @cached_property
    def publisher_places(self) -> tuple[int, ...]:
        """Return the positions of earlier releases by the same publisher."""
        return self._before(self.chronicle.published.get(self.publisher or "", ()))

    @property
    def is_new_publisher(self) -> bool:
        """Return True if the publisher is known and new, and other accounts published earlier releases."""
        return self.publisher is not None and not self.publisher_places and bool(self.publishers)

    @cached_property
    def publishers(self) -> dict[str, int]:
        """Return the accounts that published earlier releases, each with the number of releases."""
        return self._counts(self.chronicle.published)

    @cached_property
    def maintainers_before(self) -> dict[str, int]:
        """Return the maintainers of earlier releases, each with the number of releases."""
        return self._counts(self.chronicle.listed)

    @cached_property
    def maintainers(self) -> frozenset[str] | None:
        """Return the maintainers that the release lists; None if it lists none."""
        return _names(self.release)

    @cached_property
    def previous_maintainers(self) -> frozenset[str] | None:
        """Return the maintainers that the previous release by time lists."""
        return _names(self.before) if self.before else None

    @cached_property
    def added_dependencies(self) -> dict[str, str]:
        """Return the names and ranges of dependencies that the baseline does not have; empty if there is no baseline."""
        if self.compared is None:
            return {}
        known = self.compared.dependencies
        return {name: wanted for name, wanted in self.release.dependencies.items() if name not in known}

    @cached_property
    def added_hooks(self) -> tuple[Hook, ...]:
        """Return install scripts with a name and a command that the baseline does not contain."""
        if self.compared is None or self.compared.hooks is None:
            return ()
        names = {hook.name for hook in self.compared.hooks}
        commands = {hook.command for hook in self.compared.hooks}
        return tuple(
            hook
            for hook in self.release.hooks or ()
            if hook.name not in names and hook.command not in commands
        )

    @property
    def line(self) -> str | None:
        """Return the name of the release's major line; None if the publish time is unknown."""
        return None if self.place is None else self.chronicle.lines[self.place]

    @cached_property
    def line_places(self) -> tuple[int, ...]:
        """Return the positions of earlier releases on the release line of this release."""
        return self._before(self.chronicle.line_places.get(self.line or "", ()))

    def chain(self, most: int) -> tuple[Release, ...]:
        """Return the predecessors on the release line of this release, nearest first.

        Each item of the list is the highest release on the line that is below the previous item.
        """
        found: list[Release] = []
        version = self.version
        while len(found) < most and (below := self.chronicle.chains.get(version)) is not None:
            found.append(below)
            version = below.ref.version
        return tuple(found)

    def _before(self, places: tuple[int, ...]) -> tuple[int, ...]:
        return () if self.place is None else places[: bisect_left(places, self.place)]

    def _counts(self, places: Mapping[str, tuple[int, ...]]) -> dict[str, int]:
        if self.place is None:
            return {}
        counted = ((name, bisect_left(found, self.place)) for name, found in places.items())
        return {name: count for name, count in counted if count}


def story_of(chronicle: Chronicle, version: str, surroundings: Surroundings) -> Story:
    """Return a release of a listing with its predecessors.

    `version` must be spelled as in the listing. Raises KeyError if the version is not listed.
    """
    return Story(
        chronicle=chronicle,
        release=chronicle.listing.releases[version],
        surroundings=surroundings,
        place=chronicle.places.get(version),
    )


def _names(release: Release) -> frozenset[str] | None:
    return frozenset(account.name for account in release.maintainers) if release.maintainers else None
