"""The table: every behaviour in every place of its languages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.twins.behaviour import Behaviour, Moment, Seen
from tests.twins.known import FALSE_ALARMS, MISSES
from tests.twins.loading import BEHAVIOURS as LOADING
from tests.twins.places import PLACES, Place
from tests.twins.planting import BEHAVIOURS as PLANTING
from tests.twins.theft import BEHAVIOURS as THEFT

BEHAVIOURS: tuple[Behaviour, ...] = (*THEFT, *LOADING, *PLANTING)


def _ids(places_of: Mapping[str, str]) -> frozenset[str]:
    return frozenset(f"{id_}@{place}" for id_, places in places_of.items() for place in places.split())


KNOWN_MISSES = _ids(MISSES)
KNOWN_FALSE_ALARMS = _ids(FALSE_ALARMS)


@dataclass(frozen=True, slots=True)
class Cell:
    """One behaviour in one place."""

    behaviour: Behaviour
    place: Place

    @property
    def id(self) -> str:
        """Return `behaviour@place`."""
        return f"{self.behaviour.id}@{self.place.id}"

    @property
    def expected(self) -> Seen:
        """Return what the inspection must say."""
        return self.behaviour.expected[self.place.moment]


def cells() -> Iterator[Cell]:
    """Yield every cell that has a meaning."""
    for behaviour in BEHAVIOURS:
        for place in PLACES:
            if place.code not in behaviour.sources or place.moment not in behaviour.expected:
                continue
            if behaviour.parameters and place.moment is not Moment.CALLED:
                continue
            yield Cell(behaviour, place)
