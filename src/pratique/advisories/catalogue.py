"""The incident catalogue as an index. A record is parsed when one of its packages is looked up."""

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
    """The bundled catalogue, whose names need no validation; see `Advisories`."""

    def __init__(self, data: bytes, *, origin: str, at: datetime, digest: str = "") -> None:
        """Take the bytes of the catalogue, the name of its `origin`, the current time `at`, and its sha256 `digest` if needed."""
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
        """Yield claims, see `Advisories`."""
        for product in products:
            for number in self._by_product.get(product, ()):
                advisory = self._advisory(number)
                yield from (
                    Claim(number, advisory.kind, withdrawn=False, affected=affected)
                    for affected in advisory.affected
                    if affected.product == product
                )

    def advisories(self, numbers: Iterable[int]) -> Mapping[int, Advisory]:
        """Return advisories, see `Advisories`."""
        return {number: self._advisory(number) for number in numbers}

    def by_id(self, advisory_id: str) -> Sequence[Advisory]:
        """Return advisories by id, see `Advisories`."""
        return MemoryAdvisories(map(self._advisory, range(len(self._records)))).by_id(advisory_id)

    def exploitation(self, cves: Iterable[str]) -> Mapping[str, Exploitation]:  # noqa: ARG002 - as `Advisories` has it
        """Return nothing; the catalogue contains incidents only."""
        return {}

    def lines(self, product: Product) -> Sequence[RuntimeLine]:  # noqa: ARG002 - as `Advisories` has it
        """Return nothing; the catalogue contains incidents only."""
        return ()

    def detectors(self) -> Sequence[bytes]:
        """Return nothing; the catalogue contains incidents only."""
        return ()

    def sources(self) -> Sequence[SourceState]:
        """Return sources, see `Advisories`."""
        return (self._state,)

    def _advisory(self, number: int) -> Advisory:
        if number not in self._read:
            row = incidents.read_incident(incidents.CATALOGUE, self._records[number], _named)
            assert isinstance(row, Advisory)
            self._read[number] = row
        return self._read[number]


def _named(ecosystem: Ecosystem, name: str) -> Product:
    """Return the package with a valid name, without importing the validators."""
    return Product(ecosystem.value, name)
