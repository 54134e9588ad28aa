"""Allows one process at a time to write the index. The lock is released when the process ends."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from pratique.advisories.index.failure import explained_writing

BUSY_S = 20.0
"""The maximum time to wait for another process, in seconds."""


@contextmanager
def turn(path: Path, *, busy_s: float = BUSY_S) -> Iterator[None]:
    """Hold the write lock of the index at `path`. Raises StoreError if another process holds the lock for too long.

    The lock is SQLite's own lock on an empty file. SQLite's lock works on every platform and ends if its process is killed.
    """
    lock = path.with_name(f"{path.name}.lock")
    with explained_writing(path):
        connection = sqlite3.connect(lock, timeout=busy_s, isolation_level=None)
    with closing(connection):
        with explained_writing(path):
            # Nothing is ever written that a journal could undo, and none is left by a process that is killed.
            connection.execute("PRAGMA journal_mode=MEMORY")
            connection.execute("BEGIN EXCLUSIVE")
        yield
