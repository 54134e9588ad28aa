"""Parts of attacks and how they are put together."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

from tests.evasions.case import Case

Parts = Mapping[str, str]
HOST = "collect.pratique-evasion.invalid"
ADDRESS = f"https://{HOST}/in"
FETCHED = "https://files.pratique-evasion.invalid/p"


@dataclass(frozen=True)
class Plan:
    """What begins, what is between, what ends, and where it runs. `make` gives the case of one choice of each."""

    name: str
    begins: Parts
    between: Parts
    ends: Parts
    places: tuple[str, ...]
    make: Callable[[str, str, str, str, str], Case]
    """The id, the place, and the code of the three parts."""
    missed: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    """Beginnings and ends that are known to be missed somewhere: not among the pairs, counted among all."""

    def every(self) -> Iterator[Case]:
        """All combinations."""
        for choice in product(self.begins, self.between, self.ends, self.places):
            yield self._case(*choice)

    def pairs(self) -> Iterator[Case]:
        """Each beginning with each end; what is between, and the place, change from one to the next."""
        between = tuple(self.between)
        for row, begin in enumerate(self.begins):
            for column, end in enumerate(self.ends):
                if (begin, end) not in self.missed:
                    place = self.places[(row + column) % len(self.places)]
                    yield self._case(begin, between[(row + 2 * column) % len(between)], end, place)

    def _case(self, begin: str, middle: str, end: str, place: str) -> Case:
        id_ = f"{self.name}-{place}-{begin}-{middle}-{end}"
        return self.make(id_, place, self.begins[begin], self.between[middle], self.ends[end])
