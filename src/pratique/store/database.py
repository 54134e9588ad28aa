"""The SQLite file: connections, transactions, and the check that its tables are this program's."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from pratique.store.failure import explained

T = TypeVar("T")

BUSY_S = 20.0
"""How long to wait for another process that writes."""
_WRITES = "pratique_writes"
_MOST_KEYS = 500


@dataclass(frozen=True, slots=True)
class Database:
    """An open SQLite file. Readers see one moment; writers take turns and wait for each other."""

    engine: Engine
    path: Path

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads. Raises StoreError."""
        with explained(self.path), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is written as a whole at its end, or not at all. Raises StoreError."""
        with explained(self.path), self.engine.execution_options(**{_WRITES: True}).begin() as connection:
            yield connection

    def give_back(self) -> None:
        """Give free pages back to the file system. Raises StoreError."""
        with explained(self.path), closing(self.engine.raw_connection()) as connection:
            cursor = connection.cursor()
            for statement in ("PRAGMA incremental_vacuum", "PRAGMA wal_checkpoint(TRUNCATE)"):
                cursor.execute(statement)
                cursor.fetchall()

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def open_database(path: Path) -> Database:
    """Open a SQLite file, made if it is not there. Raises StoreError."""

    def connect() -> sqlite3.Connection:
        # With isolation_level=None the driver starts no transactions of its own.
        connection = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
        # Before the first page is written: room that becomes free can be given back.
        connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA foreign_keys=ON")
        return connection

    engine = create_engine("sqlite+pysqlite://", creator=connect, poolclass=QueuePool)
    event.listen(engine, "begin", _begin)
    return Database(engine, path)


def _begin(connection: Connection) -> None:
    # A writer that starts as a reader cannot wait for its turn: SQLite refuses it at once (SQLITE_BUSY_SNAPSHOT).
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def in_chunks(items: Iterable[T]) -> Iterator[Sequence[T]]:
    """Cut many keys into lists that fit into one statement."""
    rest = iter(items)
    while chunk := list(islice(rest, _MOST_KEYS)):
        yield chunk
