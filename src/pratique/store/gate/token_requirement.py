"""Stores in SQLite whether the gate requires tokens from its clients, so that a lost token file does not open the gate."""

from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from pratique.store.database.connection import Database
from pratique.store.database.schema import MARKS

_NAME = "gate-requires-tokens"


@dataclass(frozen=True, slots=True)
class SqliteTokenRequirement:
    """Implements `interface.TokenRequirement`."""

    database: Database

    def get(self) -> bool:
        """Return True if a gate with this store has had a token file."""
        query = select(MARKS.c.value).where(MARKS.c.name == _NAME)
        with self.database.reading() as connection:
            return connection.execute(query).scalar_one_or_none() is not None

    def put(self) -> None:
        """Store that the gate requires tokens."""
        statement = insert(MARKS).values(name=_NAME, value="1")
        with self.database.writing() as connection:
            connection.execute(statement.on_conflict_do_nothing())

    def clear(self) -> None:
        """Store that the gate accepts every client."""
        with self.database.writing() as connection:
            connection.execute(delete(MARKS).where(MARKS.c.name == _NAME))
