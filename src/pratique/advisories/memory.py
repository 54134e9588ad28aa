"""Implements an index in memory, and the union of several indexes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pratique.advisories.interface import Advisories, Claim, Detectors, Row
from pratique.core.advisory import Advisory, Exploitation, Product, RuntimeLine, SourceState


class MemoryAdvisories:
    """An index in memory, for small catalogues and tests."""

    def __init__(self, rows: Iterable[Row], sources: Iterable[SourceState] = ()) -> None:
        self._advisories: list[Advisory] = []
        self._claims: dict[Product, list[Claim]] = defaultdict(list)
        self._exploitation: dict[str, Exploitation] = {}
        self._lines: dict[Product, list[RuntimeLine]] = defaultdict(list)
        self._detectors: list[bytes] = []
        self._sources = tuple(sources)
        for row in rows:
            self._take(row)

    def _take(self, row: Row) -> None:
        match row:
            case Advisory():
                number = len(self._advisories)
                self._advisories.append(row)
                for affected in row.affected:
                    claim = Claim(number, row.kind, row.withdrawn is not None, affected)
                    self._claims[affected.product].append(claim)
            case Exploitation():
                self._exploitation[row.cve.upper()] = row
            case RuntimeLine():
                self._lines[row.product].append(row)
            case Detectors():
                self._detectors.append(row.data)

    def claims(self, products: Iterable[Product]) -> Iterator[Claim]:
        """Yield, for each advisory about the given products, the versions that the advisory lists as affected."""
        return (claim for product in products for claim in self._claims.get(product, ()))

    def advisories(self, numbers: Iterable[int]) -> Mapping[int, Advisory]:
        """Return the advisories with the given numbers in this index."""
        return {number: self._advisories[number] for number in numbers}

    def by_id(self, advisory_id: str) -> Sequence[Advisory]:
        """Return the advisories with this id or alias."""
        wanted = advisory_id.upper()
        return [one for one in self._advisories if any(name.upper() == wanted for name in one.ids)]

    def exploitation(self, cves: Iterable[str]) -> Mapping[str, Exploitation]:
        """Return exploitation data by CVE id."""
        asked = (cve.upper() for cve in cves)
        return {cve: self._exploitation[cve] for cve in asked if cve in self._exploitation}

    def lines(self, product: Product) -> Sequence[RuntimeLine]:
        """Return the release lines of a runtime."""
        return self._lines.get(product, [])

    def detectors(self) -> Sequence[bytes]:
        """Return the patterns that recognise copied libraries."""
        return self._detectors

    def sources(self) -> Sequence[SourceState]:
        """Return the state of each source."""
        return self._sources


@dataclass(frozen=True, slots=True)
class JoinedAdvisories:
    """Several advisory indexes that are searched as one. Advisories in the union are numbered consecutively."""

    parts: tuple[Advisories, ...]

    def claims(self, products: Iterable[Product]) -> Iterator[Claim]:
        """Yield, for each advisory about the given products, the versions that the advisory lists as affected."""
        asked = list(products)
        for place, part in enumerate(self.parts):
            for claim in part.claims(asked):
                number = claim.number * len(self.parts) + place
                yield Claim(number, claim.kind, claim.withdrawn, claim.affected)

    def advisories(self, numbers: Iterable[int]) -> Mapping[int, Advisory]:
        """Return the advisories with the given numbers in this index."""
        count = len(self.parts)
        by_part: dict[int, list[int]] = defaultdict(list)
        for number in numbers:
            by_part[number % count].append(number // count)
        return {
            number * count + place: advisory
            for place, inner in by_part.items()
            for number, advisory in self.parts[place].advisories(inner).items()
        }

    def by_id(self, advisory_id: str) -> Sequence[Advisory]:
        """Return the advisories with this id or alias."""
        return [advisory for part in self.parts for advisory in part.by_id(advisory_id)]

    def exploitation(self, cves: Iterable[str]) -> Mapping[str, Exploitation]:
        """Return exploitation data by CVE id. For each CVE, the first index that has data about the CVE is used."""
        asked = list(cves)
        found: dict[str, Exploitation] = {}
        for part in reversed(self.parts):
            found |= part.exploitation(asked)
        return found

    def lines(self, product: Product) -> Sequence[RuntimeLine]:
        """Return the release lines of a runtime."""
        return [line for part in self.parts for line in part.lines(product)]

    def detectors(self) -> Sequence[bytes]:
        """Return the patterns that recognise copied libraries."""
        return [data for part in self.parts for data in part.detectors()]

    def sources(self) -> Sequence[SourceState]:
        """Return the state of each source."""
        return [source for part in self.parts for source in part.sources()]
