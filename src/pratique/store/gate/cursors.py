"""Stores in SQLite how far work that processes numbered entries came."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from pratique.store.database.connection import Database
from pratique.store.database.schema import MARKS


@dataclass(frozen=True, slots=True)
class SqliteCursors:
    """Implements `interface.Cursors`."""

    database: Database

    def get(self, name: str) -> int | None:
        """Return the number of the last processed entry; None if the work never began."""
        query = select(MARKS.c.value).where(MARKS.c.name == name)
        with self.database.reading() as connection:
            found = connection.execute(query).scalar_one_or_none()
        return None if found is None else int(found)

    def put(self, name: str, number: int) -> None:
        """Store the number of the last processed entry."""
        statement = insert(MARKS).values(name=name, value=str(number))
        newer = statement.on_conflict_do_update(
            index_elements=["name"], set_={"value": statement.excluded.value}
        )
        with self.database.writing() as connection:
            connection.execute(newer)
