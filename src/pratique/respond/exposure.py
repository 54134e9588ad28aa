"""The answer to "were we exposed?": the sightings of all searched places, joined."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from pratique.respond.sighting import Contact, Result, Searched, Sighting, Unchecked
from pratique.respond.wanted.value import Wanted


class Answer(StrEnum):
    """The answer for one wanted item or for all, most severe first."""

    EXECUTED = "executed"
    INSTALLED = "installed"
    FETCHED = "fetched"
    LOCKED = "locked"
    RESOLVABLE = "resolvable"
    REFUSED = "refused"
    NOT_FOUND = "not-found"
    """Nothing was found, and everything that was asked could be searched."""
    NOT_CHECKED = "not-checked"
    """Nothing was found, but some place could not be searched completely."""


_BY_CONTACT = {
    Contact.EXECUTED: Answer.EXECUTED,
    Contact.INSTALLED: Answer.INSTALLED,
    Contact.FETCHED: Answer.FETCHED,
    Contact.LOCKED: Answer.LOCKED,
    Contact.RESOLVABLE: Answer.RESOLVABLE,
    Contact.REFUSED: Answer.REFUSED,
}
_ORDER = tuple(Answer)
_EXPOSED = _ORDER[: _ORDER.index(Answer.REFUSED)]


@dataclass(frozen=True, kw_only=True)
class Exposure:
    """All sightings of the wanted items, and what was searched, as of one time."""

    as_of: datetime
    wanted: Wanted
    sightings: tuple[Sighting, ...]
    searched: tuple[Searched, ...]

    @cached_property
    def unchecked(self) -> tuple[Unchecked, ...]:
        """Return everything that could not be searched."""
        return tuple(part for searched in self.searched for part in searched.unchecked)

    @property
    def answer(self) -> Answer:
        """Return the most severe answer of all wanted items."""
        return self._answer(self.sightings)

    @property
    def exposed(self) -> bool:
        """Return True if a wanted item was found anywhere, other than in a refused download."""
        return self.answer in _EXPOSED

    @property
    def complete(self) -> bool:
        """Return True if everything that was asked could be read, and every place could be searched."""
        return not (self.unchecked or self.wanted.misread)

    def found(self, wanted: str) -> tuple[Sighting, ...]:
        """Return the sightings of the wanted item with this id, most severe first."""
        return self._by_item.get(wanted, ())

    def between(self, since: datetime | None, until: datetime | None) -> "Exposure":
        """Return the exposure with only the sightings of a time span. A sighting without times is kept."""
        kept = (one for one in self.sightings if _overlaps(one.first, one.last, since, until))
        return replace(self, sightings=tuple(kept))

    def in_window(self, sighting: Sighting) -> bool | None:
        """Return True if the release was seen while the registry offered it; None if its end or the first time is unknown.

        A release that a lock or a cache still had after its removal from the registry was seen in that window, if it came then.
        """
        items = self.wanted.by_id.get(sighting.wanted, ())
        ended = [item for item in items if item.until is not None]
        if sighting.first is None or not ended:
            return None
        return any(_overlaps(sighting.first, sighting.first, item.since, item.until) for item in ended)

    def answer_for(self, wanted: str) -> Answer:
        """Return the answer for the wanted item with this id."""
        return self._answer(self.found(wanted))

    @cached_property
    def _by_item(self) -> Mapping[str, tuple[Sighting, ...]]:
        found: defaultdict[str, list[Sighting]] = defaultdict(list)
        for sighting in self.sightings:
            found[sighting.wanted].append(sighting)
        return {own: tuple(sightings) for own, sightings in found.items()}

    def _answer(self, sightings: Iterable[Sighting]) -> Answer:
        found = [_BY_CONTACT[sighting.contact] for sighting in sightings]
        if found:
            return min(found, key=_ORDER.index)
        return Answer.NOT_CHECKED if self.unchecked or self.wanted.misread else Answer.NOT_FOUND


def exposure(wanted: Wanted, results: Iterable[Result], as_of: datetime) -> Exposure:
    """Join the results of all places, sorted by contact, place and release."""
    sightings: list[Sighting] = []
    searched: list[Searched] = []
    for result in results:
        sightings.extend(result.sightings)
        searched.extend(result.searched)
    return Exposure(
        as_of=as_of,
        wanted=wanted,
        sightings=tuple(sorted(sightings, key=_gravest_first)),
        searched=tuple(sorted(searched, key=lambda part: (part.kind, part.place, part.format))),
    )


def _overlaps(
    first: datetime | None, last: datetime | None, since: datetime | None, until: datetime | None
) -> bool:
    """Return True if two time spans overlap. An unknown end is open."""
    after = first is not None and until is not None and first > until
    before = last is not None and since is not None and last < since
    return not (after or before)


def _gravest_first(sighting: Sighting) -> tuple[int, str, str, str]:
    return (-sighting.contact, sighting.place, sighting.inside, sighting.wanted)
