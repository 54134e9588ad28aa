"""Stores in SQLite the packages that listings report as quarantined."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from pratique.core.names import Ecosystem, PackageRef
from pratique.store.database.connection import Database
from pratique.store.database.schema import QUARANTINES
from pratique.store.gate.decisions import text_of
from pratique.store.record import check_time


@dataclass(frozen=True, slots=True)
class SqliteQuarantines:
    """Implements `interface.Quarantines`."""

    database: Database

    def all(self) -> Mapping[PackageRef, str]:
        """Return every package in quarantine, with the reason."""
        with self.database.reading() as connection:
            rows = connection.execute(select(QUARANTINES)).all()
        return {PackageRef(Ecosystem(row.ecosystem), row.package): row.why for row in rows}

    def put(self, package: PackageRef, why: str, *, at: datetime) -> None:
        """Record that a package is in quarantine."""
        row = {"ecosystem": package.ecosystem.value, "package": package.name, "why": text_of(why)}
        statement = insert(QUARANTINES).values(**row, at=check_time(at))
        with self.database.writing() as connection:
            connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["ecosystem", "package"], set_={"why": statement.excluded.why}
                )
            )

    def remove(self, package: PackageRef) -> None:
        """Record that a package is no longer in quarantine."""
        columns = QUARANTINES.c
        same = (columns.ecosystem == package.ecosystem.value) & (columns.package == package.name)
        with self.database.writing() as connection:
            connection.execute(delete(QUARANTINES).where(same))
