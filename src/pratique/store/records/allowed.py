"""Stores in SQLite which bytes were allowed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from pratique.store.database.connection import Database
from pratique.store.database.prepared_statements import Prepared, among, listed
from pratique.store.database.schema import ALLOWED, to_number
from pratique.store.record import AllowedBytes

_CONTAINS = Prepared(select(ALLOWED.c.sha256, ALLOWED.c.purl).where(among(ALLOWED.c.sha256)))
_ADD = Prepared(insert(ALLOWED).on_conflict_do_nothing(index_elements=["sha256", "purl"]))


@dataclass(frozen=True, slots=True)
class SqliteAllowed:
    """Implements `interface.Allowed`."""

    database: Database

    def contains_many(self, entries: Iterable[AllowedBytes]) -> frozenset[AllowedBytes]:
        """Return the entries that are recorded as allowed."""
        wanted = frozenset(entries)
        if not wanted:
            return frozenset()
        with self.database.asking() as connection:
            rows = connection.execute(
                _CONTAINS.text, {"wanted": listed({entry.sha256 for entry in wanted})}
            ).fetchall()
        return wanted & {AllowedBytes(sha256, purl) for sha256, purl in rows}

    def add_many(self, entries: Iterable[AllowedBytes], *, at: datetime) -> None:
        """Record entries as allowed. An entry that is already recorded keeps its earlier time."""
        now = to_number(at)
        rows = [{"sha256": entry.sha256, "purl": entry.purl, "allowed_at": now} for entry in entries]
        if rows:
            with self.database.noting() as connection:
                connection.executemany(_ADD.text, rows)
