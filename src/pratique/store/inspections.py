"""Inspections, in SQLite."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from pratique.core.finding import Inspection
from pratique.core.names import Digest
from pratique.store.codec import Codec
from pratique.store.database import Database, in_chunks
from pratique.store.record import InspectionKey, check_time
from pratique.store.schema import INSPECTIONS


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
        columns = INSPECTIONS.c
        with self.database.reading() as connection:
            for chunk in in_chunks({key.artifact for key in wanted}):
                for row in connection.execute(select(INSPECTIONS).where(columns.artifact.in_(chunk))):
                    key = InspectionKey(
                        artifact=row.artifact,
                        baseline=row.baseline,
                        package=row.package,
                        ruleset=row.ruleset,
                        limits=row.limits,
                    )
                    if key not in wanted:
                        continue
                    inspection = self.codec.decode(row.artifact, row.format, row.payload)
                    if inspection is not None and _belongs(inspection, key):
                        found[key] = inspection
        return found

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


def _belongs(inspection: Inspection, key: InspectionKey) -> bool:
    baseline = Digest("sha256", key.baseline) if key.baseline else None
    return (
        inspection.artifact == Digest("sha256", key.artifact)
        and inspection.baseline == baseline
        and inspection.ruleset == key.ruleset
    )
