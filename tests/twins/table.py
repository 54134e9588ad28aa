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
_METHODS = "the facts of Ruby do not tell in which method code is"
WHY_MISSED: Mapping[str, str] = {
    **dict.fromkeys(("environment-posted", "ssh-key-posted", "browser-logins-posted"), _METHODS),
    **dict.fromkeys(("metadata-posted", "cron-set"), _METHODS),
    "caller-key-posted": "the facts of Ruby do not follow the parameters of a method",
    "fetched-to-interpreter": "the facts of Ruby do not follow the standard input of a program",
}
"""By behaviour, why its known misses are missed."""
WHY_HELD: Mapping[str, str] = {
    "token-posted": "the facts of Ruby do not tell the host of a request whose address is in a variable",
    "identity-in-lookup": "the facts of Ruby do not tell a lookup of the machine's own name from one that carries it",
    "download-started": "the score of a shell command that downloads is high when a Python package is built or imported",
}
"""By behaviour, why the honest code that is most like it is held."""


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
