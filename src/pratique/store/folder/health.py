"""Checks periodically whether the state folder is usable."""

import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

from pratique.store.database.failure import of_database, of_file
from pratique.store.folder.home import Home

_EVERY_S = 10.0
_MOST_S = 1.0
"""The maximum duration of a database check, in seconds. The check begins with the pages of the schema."""
_STEPS = 10_000
_BUSY_S = 0.5


@dataclass(kw_only=True)
class Soundness:
    """Checks the state folder and its database."""

    home: Home
    monotonic: Callable[[], float] = time.monotonic
    _looked_at: float | None = None
    _known: str = ""

    def __call__(self) -> str:
        """Return why the state folder is unusable; "" if it is usable. The result is cached for a few seconds."""
        now = self.monotonic()
        if self._looked_at is None or now - self._looked_at >= _EVERY_S:
            self._looked_at, self._known = now, self._folders() or self._database()
        return self._known

    def _folders(self) -> str:
        for folder in (self.home.folder, self.home.artifacts):
            try:
                with os.scandir(folder):
                    pass
            except OSError as error:
                return of_file(folder, error).message
            if not os.access(folder, os.W_OK | os.X_OK):
                return f"{folder}: it cannot be written"
        return ""

    def _database(self) -> str:
        path = self.home.database
        end = time.monotonic() + _MOST_S
        try:
            # A connection of its own: it has none of the pages in memory that the others still read.
            address = f"{path.absolute().as_uri()}?mode=rw"
            with closing(sqlite3.connect(address, timeout=_BUSY_S, uri=True)) as connection:
                connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
                connection.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
                found = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            # Not looked at to its end, or another process writes: neither is damage.
            undecided = code in {sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
            return "" if undecided else of_database(path, error).message
        return "" if found == "ok" else f"{path} is damaged: {found}"
