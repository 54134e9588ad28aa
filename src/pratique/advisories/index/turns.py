"""Whose turn it is to write: one process at a time, by a lock that ends with the process."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from pratique.advisories.index.failure import explained_writing

BUSY_S = 20.0
"""How long to wait for another process."""


@contextmanager
def turn(path: Path, *, busy_s: float = BUSY_S) -> Iterator[None]:
    """Hold the turn to write the index at `path`. Raises StoreError when another process has it for too long.

    The lock is SQLite's own, on an empty file: it works alike on every platform, and a process that is killed gives it
    back.
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
