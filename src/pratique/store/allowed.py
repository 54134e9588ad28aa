"""Which bytes were allowed here, in SQLite."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from pratique.store.database import Database, in_chunks
from pratique.store.record import AllowedBytes, check_time
from pratique.store.schema import ALLOWED


@dataclass(frozen=True, slots=True)
class SqliteAllowed:
    """See `interface.Allowed`."""

    database: Database

    def contains_many(self, entries: Iterable[AllowedBytes]) -> frozenset[AllowedBytes]:
        """Give those of the entries that were allowed."""
        wanted = frozenset(entries)
        found: set[AllowedBytes] = set()
        if not wanted:
            return frozenset()
        with self.database.reading() as connection:
            for chunk in in_chunks({entry.sha256 for entry in wanted}):
                query = select(ALLOWED.c.sha256, ALLOWED.c.purl).where(ALLOWED.c.sha256.in_(chunk))
                found.update(AllowedBytes(sha256, purl) for sha256, purl in connection.execute(query))
        return wanted & found

    def add_many(self, entries: Iterable[AllowedBytes], *, at: datetime) -> None:
        """Note that these were allowed; the first time is kept."""
        rows = [
            {"sha256": entry.sha256, "purl": entry.purl, "allowed_at": check_time(at)} for entry in entries
        ]
        if rows:
            statement = insert(ALLOWED).on_conflict_do_nothing(index_elements=["sha256", "purl"])
            with self.database.writing() as connection:
                connection.execute(statement, rows)
