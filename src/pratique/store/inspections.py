"""Inspections, in SQLite."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.dialects.sqlite import insert

from pratique.core.finding import Inspection
from pratique.core.names import Digest
from pratique.store.codec import Codec
from pratique.store.database import Database, in_chunks
from pratique.store.record import InspectionKey, check_time
from pratique.store.schema import INSPECTIONS

# Built once: a check asks for thousands, one at a time, and building a statement costs more than running it.
_BY_ARTIFACT = select(INSPECTIONS).where(INSPECTIONS.c.artifact.in_(bindparam("wanted", expanding=True)))


@dataclass(frozen=True, slots=True)
class SqliteInspections:
    """See `interface.Inspections`."""

    database: Database
    codec: Codec[Inspection]

    def get_many(self, keys: Iterable[InspectionKey]) -> Mapping[InspectionKey, Inspection]:
        """Give the inspections that are known."""
        wanted = frozenset(keys)
        found: dict[InspectionKey, Inspection] = {}
        if not wanted:
            return found
        with self.database.reading() as connection:
            for chunk in in_chunks({key.artifact for key in wanted}):
                for row in connection.execute(_BY_ARTIFACT, {"wanted": chunk}):
                    key = _key(row)
                    if key in wanted and (inspection := self._read(key, row)) is not None:
                        found[key] = inspection
        return found

    def made_since(self, at: datetime, *, ruleset: str) -> Iterator[tuple[InspectionKey, Inspection]]:
        """Go through the inspections by a ruleset that were made at or after a time, in order of their key."""
        columns = INSPECTIONS.c
        query = select(INSPECTIONS).where(columns.ruleset == ruleset, columns.stored_at >= check_time(at))
        query = query.order_by(columns.artifact, columns.baseline, columns.package, columns.limits)
        with self.database.reading() as connection:
            for row in connection.execute(query):
                key = _key(row)
                if (inspection := self._read(key, row)) is not None:
                    yield key, inspection

    def _read(self, key: InspectionKey, row: Row[Any]) -> Inspection | None:
        inspection = self.codec.decode(row.artifact, row.format, row.payload)
        return inspection if inspection is not None and _belongs(inspection, key) else None

    def put(self, key: InspectionKey, inspection: Inspection, *, at: datetime) -> None:
        """Keep an inspection. Raises ValueError for one that was cut short, and for one that is not the key's."""
        if inspection.transient or inspection.failed:
            raise ValueError(f"an inspection of {key.artifact} that a limit or a crash cut short is not kept")
        if not _belongs(inspection, key):
            raise ValueError(f"an inspection of {inspection.artifact} is not one of {key}")
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
            "stored_at": check_time(at),
            "payload": payload,
        }
        statement = insert(INSPECTIONS)
        replaced = ("ruleset", "format", "stored_at", "payload")
        statement = statement.on_conflict_do_update(
            index_elements=["artifact", "baseline", "package", "limits"],
            set_={name: statement.excluded[name] for name in replaced},
        )
        with self.database.writing() as connection:
            connection.execute(statement, row)


def _key(row: Row[Any]) -> InspectionKey:
    return InspectionKey(
        artifact=row.artifact,
        baseline=row.baseline,
        package=row.package,
        ruleset=row.ruleset,
        limits=row.limits,
    )


def _belongs(inspection: Inspection, key: InspectionKey) -> bool:
    baseline = Digest("sha256", key.baseline) if key.baseline else None
    return (
        inspection.artifact == Digest("sha256", key.artifact)
        and inspection.baseline == baseline
        and inspection.ruleset == key.ruleset
    )
