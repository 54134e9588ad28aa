"""Stores in SQLite which packages with refused versions may prevent others from being installed."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert

from pratique.core.names import Ecosystem, PackageRef
from pratique.store.database.connection import Database
from pratique.store.database.prepared_statements import Prepared
from pratique.store.database.schema import BARRED

_C = BARRED.c
_ALL = Prepared(select(_C.ecosystem, _C.package))
_PUT = Prepared(insert(BARRED).on_conflict_do_nothing(index_elements=["ecosystem", "package"]))
_REMOVE = Prepared(delete(BARRED).where(_C.ecosystem == bindparam("of"), _C.package == bindparam("named")))


@dataclass(frozen=True, slots=True)
class SqliteBarred:
    """Implements `interface.BarredPackages`."""

    database: Database

    def all(self) -> Sequence[PackageRef]:
        """Return all stored packages."""
        with self.database.asking() as connection:
            rows = connection.execute(_ALL.text).fetchall()
        return [PackageRef(Ecosystem(ecosystem), package) for ecosystem, package in rows]

    def put(self, package: PackageRef) -> None:
        """Store a package."""
        with self.database.noting() as connection:
            connection.execute(_PUT.text, {"ecosystem": package.ecosystem.value, "package": package.name})

    def remove(self, package: PackageRef) -> None:
        """Remove a package."""
        with self.database.noting() as connection:
            connection.execute(_REMOVE.text, {"of": package.ecosystem.value, "named": package.name})
