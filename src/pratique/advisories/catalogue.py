"""Provides the bundled incident catalogue as an index. Each record is parsed on the first lookup of one of its packages."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

import msgspec

from pratique.advisories.interface import Claim
from pratique.advisories.memory import MemoryAdvisories
from pratique.advisories.sources import incidents
from pratique.core.advisory import Advisory, Exploitation, Product, RuntimeLine, SourceState
from pratique.core.names import Ecosystem


class Catalogue:
    """The bundled incident catalogue as an advisory index. The package names in the catalogue are trusted and not validated."""

    def __init__(self, data: bytes, *, origin: str, at: datetime, digest: str = "") -> None:
        """Create the index from the bytes of the catalogue. `at` is the current time.

        Messages use `origin` as the name of the catalogue. `digest` is the sha256 of the bytes, if known.
        """
        self._records: list[dict[str, Any]] = msgspec.json.decode(data, type=list[dict[str, Any]])
        self._by_product: dict[Product, dict[int, None]] = defaultdict(dict)
        self._read: dict[int, Advisory] = {}
        for number, record in enumerate(self._records):
            for affected in record["affected"]:
                self._by_product[Product(affected["type"], affected["name"])][number] = None
        newest = max(date.fromisoformat(record["published"]) for record in self._records)
        self._state = SourceState(
            name=incidents.SOURCE.name,
            title=incidents.SOURCE.title,
            licence=incidents.SOURCE.licence,
            origin=origin,
            checked_at=at,
            as_of=datetime.combine(newest, time(), UTC),
            rows=len(self._records),
            imported=len(self._records),
            digest=digest,
        )

    def claims(self, products: Iterable[Product]) -> Iterator[Claim]:
        """Yield, for each advisory about the given products, the versions that the advisory lists as affected."""
        for product in products:
            for number in self._by_product.get(product, ()):
                advisory = self._advisory(number)
                yield from (
                    Claim(number, advisory.kind, withdrawn=False, affected=affected)
                    for affected in advisory.affected
                    if affected.product == product
                )

    def advisories(self, numbers: Iterable[int]) -> Mapping[int, Advisory]:
        """Return the advisories with the given numbers in this index."""
        return {number: self._advisory(number) for number in numbers}

    def by_id(self, advisory_id: str) -> Sequence[Advisory]:
        """Return the advisories with this id or alias."""
        return MemoryAdvisories(map(self._advisory, range(len(self._records)))).by_id(advisory_id)

    def exploitation(self, cves: Iterable[str]) -> Mapping[str, Exploitation]:  # noqa: ARG002 - as `Advisories` has it
        """Return an empty result, because the catalogue does not contain exploitation data."""
        return {}

    def lines(self, product: Product) -> Sequence[RuntimeLine]:  # noqa: ARG002 - as `Advisories` has it
        """Return an empty result, because the catalogue does not contain release lines of runtimes."""
        return ()

    def detectors(self) -> Sequence[bytes]:
        """Return an empty result, because the catalogue does not contain patterns that recognise copied libraries."""
        return ()

    def sources(self) -> Sequence[SourceState]:
        """Return the state of the catalogue as an advisory source."""
        return (self._state,)

    def _advisory(self, number: int) -> Advisory:
        if number not in self._read:
            row = incidents.read_incident(incidents.CATALOGUE, self._records[number], _named)
            assert isinstance(row, Advisory)
            self._read[number] = row
        return self._read[number]


def _named(ecosystem: Ecosystem, name: str) -> Product:
    return Product(ecosystem.value, name)
