"""The SQLite file: connections, transactions, and the check that its tables are this program's."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from threading import Event
from typing import TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from pratique.store.failure import explained

T = TypeVar("T")

BUSY_S = 20.0
"""How long to wait for another process that writes."""
_WRITES = "pratique_writes"
_MOST_KEYS = 500
_PRAGMAS = (
    # Before the first page is written, so that room that becomes free can be given back.
    "auto_vacuum=INCREMENTAL",
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "foreign_keys=ON",
)


@dataclass(frozen=True, slots=True)
class Database:
    """An open SQLite file. Readers see one moment; writers take turns and wait for each other."""

    engine: Engine
    path: Path
    ended: Event = field(default_factory=Event)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads. Raises StoreError."""
        with explained(self.path), _unwrapped(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is written as a whole at its end, or not at all. Raises StoreError."""
        writer = self.engine.execution_options(**{_WRITES: True})
        with explained(self.path), _unwrapped(), writer.begin() as connection:
            yield connection

    def give_back(self) -> None:
        """Give free pages back to the file system. Raises StoreError."""
        with explained(self.path), _unwrapped(), closing(self.engine.raw_connection()) as connection:
            # As a script: before Python 3.12, `execute` ends after the first step of a statement without columns.
            connection.cursor().executescript("PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE);")

    def close(self) -> None:
        """Close every connection; those that a thread still uses are closed as soon as it is done with them."""
        self.ended.set()
        self.engine.dispose()


def open_database(path: Path) -> Database:
    """Open a SQLite file, made if it is not there. Raises StoreError."""

    def connect() -> sqlite3.Connection:
        # With isolation_level=None the driver starts no transactions of its own.
        connection = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
        try:
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
        except BaseException:
            connection.close()
            raise
        return connection

    engine = create_engine("sqlite+pysqlite://", creator=connect, poolclass=QueuePool)
    database = Database(engine, path)

    def checked_in(_connection: object, record: ConnectionPoolEntry) -> None:
        if database.ended.is_set():
            record.invalidate()

    event.listen(engine, "begin", _begin)
    event.listen(engine, "checkin", checked_in)
    return database


@contextmanager
def _unwrapped() -> Iterator[None]:
    """Let out SQLite's own errors in place of SQLAlchemy's."""
    try:
        yield
    except DBAPIError as error:
        raise (error.orig or error) from error


def _begin(connection: Connection) -> None:
    # A writer that starts as a reader cannot wait for its turn: SQLite refuses it at once (SQLITE_BUSY_SNAPSHOT).
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def in_chunks(items: Iterable[T]) -> Iterator[Sequence[T]]:
    """Cut many keys into lists that fit into one statement."""
    rest = iter(items)
    while chunk := list(islice(rest, _MOST_KEYS)):
        yield chunk
