"""Stores in SQLite the files that the gate served before their inspection ended."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from pratique.store.database.connection import Database
from pratique.store.database.prepared_statements import Prepared
from pratique.store.database.schema import UNINSPECTED, to_number
from pratique.store.gate.affected_clients import ServedName, Uninspected
from pratique.store.gate.decisions import text_of
from pratique.store.gate.served import columns_of, name_of

_C = UNINSPECTED.c
_ADD = Prepared(insert(UNINSPECTED).on_conflict_do_nothing())
_SAME = and_(*(_C[one.name] == bindparam(f"of_{one.name}") for one in UNINSPECTED.primary_key))
_REMOVE = Prepared(delete(UNINSPECTED).where(_SAME))


@dataclass(frozen=True, slots=True)
class SqliteUninspected:
    """Implements `interface.UninspectedFiles`."""

    database: Database

    def all(self) -> Sequence[Uninspected]:
        """Return every file, the file served first at the beginning."""
        with self.database.reading() as connection:
            rows = connection.execute(select(UNINSPECTED).order_by(_C.at, _C.package, _C.filename)).all()
        return [Uninspected(name=name_of(row), at=row.at, why=row.why) for row in rows]

    def add_many(self, names: Iterable[ServedName], *, at: datetime) -> None:
        """Record files before they are served. A file that is already recorded keeps its time and its error."""
        rows = [{**columns_of(name), "at": to_number(at), "why": ""} for name in names]
        if rows:
            with self.database.noting() as connection:
                connection.executemany(_ADD.text, rows)

    def failed(self, name: ServedName, why: str) -> None:
        """Record why the inspection of a file failed. The file stays recorded."""
        same = and_(*(_C[column] == value for column, value in columns_of(name).items()))
        with self.database.writing() as connection:
            connection.execute(update(UNINSPECTED).where(same).values(why=text_of(why)))

    def remove(self, names: Iterable[ServedName]) -> None:
        """Remove files whose inspection ended."""
        rows = [{f"of_{column}": value for column, value in columns_of(name).items()} for name in names]
        if rows:
            with self.database.noting() as connection:
                connection.executemany(_REMOVE.text, rows)
