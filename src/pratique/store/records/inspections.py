"""Stores inspections in SQLite."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import literal_column, or_, select
from sqlalchemy.dialects.sqlite import insert

from pratique.core.finding import Inspection
from pratique.core.names import Digest
from pratique.store.database.codec import Codec
from pratique.store.database.connection import Database
from pratique.store.database.prepared_statements import Prepared, among, listed, replacing
from pratique.store.database.schema import INSPECTIONS, to_number
from pratique.store.record import TRUSTED, InspectionKey, Origin, check_time

_C = INSPECTIONS.c
_READ = select(_C.artifact, _C.baseline, _C.package, _C.ruleset, _C.limits, _C.origin, _C.format, _C.payload)
_BY_ARTIFACT = Prepared(_READ.where(among(_C.artifact)))
_ROW = insert(INSPECTIONS)
_KEY, _REST = (
    ("artifact", "baseline", "package", "limits"),
    ("ruleset", "format", "stored_at", "payload", "origin"),
)
_USELESS = or_(_C.ruleset != _ROW.excluded.ruleset, _C.format != _ROW.excluded.format)
_PUT = {
    Origin.HERE: Prepared(replacing(_ROW, _KEY, _REST)),
    **{
        origin: Prepared(
            replacing(
                _ROW,
                _KEY,
                _REST,
                where=or_(_USELESS, *(_C.origin == literal_column(f"'{o}'") for o in weaker)),
            )
        )
        for origin, weaker in {
            Origin.NAMED_BUNDLE: set(Origin) - {Origin.HERE},
            Origin.BUNDLE: set(Origin) - TRUSTED,
        }.items()
    },
}
"""A local inspection replaces an inspection of any origin.

An inspection from a bundle never replaces a more trusted inspection.
"""


@dataclass(frozen=True, slots=True)
class SqliteInspections:
    """Implements `interface.Inspections`."""

    database: Database
    codec: Codec[Inspection]

    def get_many(self, keys: Iterable[InspectionKey]) -> Mapping[InspectionKey, Inspection]:
        """Return the known inspections that are trusted like local ones."""
        return self._get_many(keys, trusted=True)

    def of_others(self, keys: Iterable[InspectionKey]) -> Mapping[InspectionKey, Inspection]:
        """Return unverified inspections, which can block an artifact but cannot allow one."""
        return self._get_many(keys, trusted=False)

    def _get_many(
        self, keys: Iterable[InspectionKey], *, trusted: bool
    ) -> Mapping[InspectionKey, Inspection]:
        wanted = frozenset(keys)
        found: dict[InspectionKey, Inspection] = {}
        if not wanted:
            return found
        asked = {"wanted": listed({key.artifact for key in wanted})}
        with self.database.asking() as connection:
            rows = connection.execute(_BY_ARTIFACT.text, asked).fetchall()
        for row in rows:
            key = _key(row)
            if (
                _is_trusted(row) is trusted
                and key in wanted
                and (inspection := self._read(key, row)) is not None
            ):
                found[key] = inspection
        return found

    def made_since(self, at: datetime, *, ruleset: str) -> Iterator[tuple[InspectionKey, Inspection]]:
        """Yield the inspections of a ruleset since a given time, with their keys."""
        query = _READ.where(_C.ruleset == ruleset, _C.stored_at >= check_time(at))
        query = query.order_by(_C.artifact, _C.baseline, _C.package, _C.limits)
        with self.database.reading() as connection:
            for row in connection.execute(query):
                key = _key(row)
                if _is_trusted(row) and (inspection := self._read(key, row)) is not None:
                    yield key, inspection

    def _read(self, key: InspectionKey, row: Sequence[Any]) -> Inspection | None:
        *_, format_, payload = row
        inspection = self.codec.decode(key.artifact, format_, payload)
        return inspection if inspection is not None and _belongs(inspection, key) else None

    def put(
        self, key: InspectionKey, inspection: Inspection, *, at: datetime, origin: Origin = Origin.HERE
    ) -> None:
        """Store an inspection. Raises ValueError if the inspection was interrupted or does not match the key."""
        if inspection.transient or inspection.failed:
            raise ValueError(f"an interrupted inspection of {key.artifact} cannot be stored")
        if not _belongs(inspection, key):
            raise ValueError(f"the inspection of {inspection.artifact} does not match {key}")
        payload = self.codec.encode(inspection)
        if payload is None:
            return
        row = {
            "artifact": key.artifact,
            "baseline": key.baseline,
            "package": key.package,
            "limits": key.limits,
            "ruleset": key.ruleset,
            "format": self.codec.format,
            "stored_at": to_number(at),
            "payload": payload,
            "origin": origin.value,
        }
        with self.database.noting() as connection:
            connection.execute(_PUT[origin].text, row)


def _key(row: Sequence[Any]) -> InspectionKey:
    artifact, baseline, package, ruleset, limits = row[:5]
    return InspectionKey(
        artifact=artifact, baseline=baseline, package=package, ruleset=ruleset, limits=limits
    )


def _is_trusted(row: Sequence[Any]) -> bool:
    return row[5] in TRUSTED


def _belongs(inspection: Inspection, key: InspectionKey) -> bool:
    baseline = Digest("sha256", key.baseline) if key.baseline else None
    return (
        inspection.artifact == Digest("sha256", key.artifact)
        and inspection.baseline == baseline
        and inspection.ruleset == key.ruleset
    )
