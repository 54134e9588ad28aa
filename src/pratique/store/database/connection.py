"""Manages the SQLite file: connections and transactions."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from threading import Event
from typing import TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from pratique.errors import Reference, StoreError
from pratique.store.database.failure import explained

T = TypeVar("T")

BUSY_S = 20.0
"""The time to wait for another process that writes, in seconds."""
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
    """An open SQLite file. Each read transaction sees one snapshot, and only one write transaction runs at a time."""

    engine: Engine
    path: Path
    connect: Callable[[], sqlite3.Connection]
    ended: Event = field(default_factory=Event)
    _spare: list[sqlite3.Connection] = field(default_factory=list)
    _file: list[tuple[int, int]] = field(default_factory=list)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a read-only transaction. Raises StoreError if the database cannot be used."""
        with explained(self.path), _unwrapped(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a write transaction that is committed at the end of the block or rolled back.

        Raises StoreError if the database cannot be used.
        """
        self._there()
        writer = self.engine.execution_options(**{_WRITES: True})
        with explained(self.path), _unwrapped(), writer.begin() as connection:
            yield connection

    @contextmanager
    def asking(self) -> Iterator[sqlite3.Connection]:
        """Open a connection for single `Prepared` queries, each with its own snapshot.

        Raises StoreError if the database cannot be used.
        """
        with explained(self.path), self._direct() as connection:
            yield connection

    @contextmanager
    def noting(self) -> Iterator[sqlite3.Connection]:
        """Open a write transaction for `Prepared` statements. Raises StoreError if the database cannot be used."""
        self._there()
        with explained(self.path), self._direct() as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")

    def _there(self) -> None:
        """Raise StoreError if the file was deleted or replaced, because writes to it would be lost."""
        found = _identity(self.path)
        if self._file and found != self._file[0]:
            raise StoreError(
                Reference.STORE_UNREADABLE,
                f"{self.path} is {'gone' if found is None else 'no longer the file that pratique opened'}",
                hint="restore the file, or start pratique again",
            )
        if found is not None and not self._file:
            self._file.append(found)

    @contextmanager
    def _direct(self) -> Iterator[sqlite3.Connection]:
        try:
            connection = self._spare.pop()
        except IndexError:
            connection = self.connect()
        sound = False
        try:
            yield connection
            sound = True
        finally:
            if sound:
                self._spare.append(connection)
            else:
                # That undoes what was begun.
                connection.close()
            if self.ended.is_set():
                self._close_spare()

    def _close_spare(self) -> None:
        # Two threads may do this at once.
        with suppress(IndexError):
            while True:
                self._spare.pop().close()

    def give_back(self) -> None:
        """Return free pages to the file system. Raises StoreError if the database cannot be used."""
        with explained(self.path), _unwrapped(), closing(self.engine.raw_connection()) as connection:
            # As a script: before Python 3.12, `execute` ends after the first step of a statement without columns.
            connection.cursor().executescript("PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE);")

    def give_back_some(self, pages: int) -> bool:
        """Return at most `pages` free pages to the file system. Return True if more pages can be returned.

        Other writers wait only for these pages. Raises StoreError if the database cannot be used.
        """
        with explained(self.path), _unwrapped(), closing(self.engine.raw_connection()) as connection:
            cursor = connection.cursor()
            before = int(cursor.execute("PRAGMA freelist_count").fetchone()[0])
            # As a script: see `give_back`.
            cursor.executescript(f"PRAGMA incremental_vacuum({int(pages)});")
            left = int(cursor.execute("PRAGMA freelist_count").fetchone()[0])
        return 0 < left < before

    def checkpoint(self) -> None:
        """Write the journal (WAL) into the database file, so that no other writer has to.

        Writers do not wait for the checkpoint.

        Raises StoreError if the database cannot be used.
        """
        with explained(self.path), _unwrapped(), closing(self.engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def close(self) -> None:
        """Close every connection. A connection that a thread still uses is closed when the thread has finished."""
        self.ended.set()
        self._close_spare()
        self.engine.dispose()


def open_database(path: Path) -> Database:
    """Open a SQLite file, and create it if it is missing. Raises StoreError if the database cannot be used."""

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
    database = Database(engine, path, connect)

    def checked_in(_connection: object, record: ConnectionPoolEntry) -> None:
        if database.ended.is_set():
            record.invalidate()

    event.listen(engine, "begin", _begin)
    event.listen(engine, "checkin", checked_in)
    return database


def open_read_only(path: Path) -> Database:
    """Open an existing SQLite file for reading. Its readers raise StoreError if the file is missing or cannot be used."""

    def connect() -> sqlite3.Connection:
        address = f"{path.absolute().as_uri()}?mode=ro"
        return sqlite3.connect(
            address, uri=True, timeout=BUSY_S, isolation_level=None, check_same_thread=False
        )

    engine = create_engine("sqlite+pysqlite://", creator=connect, poolclass=QueuePool)
    event.listen(engine, "begin", _begin)
    return Database(engine, path, connect)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


@contextmanager
def _unwrapped() -> Iterator[None]:
    """Raise SQLite's own errors instead of SQLAlchemy's."""
    try:
        yield
    except DBAPIError as error:
        raise (error.orig or error) from error


def _begin(connection: Connection) -> None:
    # A writer that starts as a reader cannot wait for its turn: SQLite refuses it at once (SQLITE_BUSY_SNAPSHOT).
    writes = connection.get_execution_options().get(_WRITES, False)
    # By the driver itself: as a statement of SQLAlchemy's it would take longer than most that follow it.
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute("BEGIN IMMEDIATE" if writes else "BEGIN")


def in_chunks(items: Iterable[T]) -> Iterator[Sequence[T]]:
    """Split the keys into lists that are short enough for one SQL statement."""
    rest = iter(items)
    while chunk := list(islice(rest, _MOST_KEYS)):
        yield chunk
