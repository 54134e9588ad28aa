"""Locks files against other processes. A lock ends with its process.

The lock is SQLite's own lock on an empty file, which works on every platform.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from pratique.store.database.failure import explained


@contextmanager
def shared(path: Path, *, busy_s: float = 60.0) -> Iterator[None]:
    """Hold a lock that several processes can hold at once. Raises StoreError if another process locks the file for too long."""
    with _opened(path, busy_s) as connection:
        with explained(path):
            connection.execute("BEGIN")
            # A read lock lasts until the transaction ends.
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        yield


@contextmanager
def exclusive(path: Path, *, busy_s: float = 0.0) -> Iterator[bool]:
    """Hold a lock that excludes all other locks. Yield False, without a lock, if another process holds one.

    Raises StoreError if the file cannot be opened.
    """
    with _opened(path, busy_s) as connection:
        held = False
        with explained(path):
            try:
                # Nothing is ever written that a journal could undo.
                connection.execute("PRAGMA journal_mode=MEMORY")
                connection.execute("BEGIN EXCLUSIVE")
                held = True
            except sqlite3.Error as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise
        yield held


@contextmanager
def _opened(path: Path, busy_s: float) -> Iterator[sqlite3.Connection]:
    with explained(path):
        connection = sqlite3.connect(path, timeout=busy_s, isolation_level=None, check_same_thread=False)
    with closing(connection):
        yield connection
