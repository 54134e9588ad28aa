"""Reads caches from a disk, with limits on names and time. This module never follows links and never writes files."""

import hashlib
import os
import sqlite3
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from pratique.core.names import Digest
from pratique.errors import ParseError, Reference
from pratique.installed.disk import DiskFiles
from pratique.installed.files import Entry

MOST_NAMES = 2_000_000
"""The maximum number of files and folders that are listed in one cache."""
MOST_S = 60.0
"""The maximum time for reading one cache, in seconds."""
MOST_KEYS = 1_000_000
"""The maximum number of rows that are read from one database."""
_MOST_CELL_BYTES = 64 * 1024**2
_STEPS = 100_000
_BLOCK_BYTES = 1024 * 1024


@dataclass(slots=True)
class CacheDisk:
    """Implements `contents.CacheFiles` for a folder on a disk."""

    root: Path
    clock: Callable[[], float]
    """A monotonic clock, in seconds."""
    most_names: int = MOST_NAMES
    most_s: float = MOST_S
    _files: DiskFiles = field(init=False)
    _names: int = 0
    _end: float = field(init=False)

    def __post_init__(self) -> None:
        self._files = DiskFiles(self.root)
        self._end = self.clock() + self.most_s

    @property
    def spent(self) -> str:
        """Return the limit that was exceeded; "" if no limit was."""
        if self._names >= self.most_names:
            return f"the cache has more than {self.most_names:,} files"
        if self.clock() >= self._end:
            return f"reading the cache takes longer than {self.most_s:g} s"
        return ""

    def entries(self, path: str) -> tuple[Entry, ...]:
        """Return the entries of a folder, ordered by name."""
        if self.spent:
            return ()
        found = self._files.entries(path)
        self._names += len(found)
        return found

    def read(self, path: str, most_bytes: int) -> bytes:
        """Return the bytes of a regular file. Raise ParseError if the file is larger than `most_bytes`."""
        return self._files.read(path, most_bytes)

    def head(self, path: str, size_bytes: int) -> bytes:
        """Return the first `size_bytes` bytes of a regular file."""
        with self._opened(path) as stream:
            return stream.read(size_bytes)

    def tail(self, path: str, size_bytes: int) -> bytes:
        """Return the last `size_bytes` bytes of a regular file."""
        with self._opened(path) as stream:
            size = os.fstat(stream.fileno()).st_size
            stream.seek(max(0, size - size_bytes))
            return stream.read(size_bytes)

    def has(self, path: str) -> bool:
        """Return True if a regular file exists at `path`."""
        try:
            return stat.S_ISREG(os.lstat(self.root / path).st_mode)
        except (OSError, ValueError):
            return False

    def digests(self, path: str, algorithms: Iterable[str]) -> tuple[Digest, ...]:
        """Return the digests of a regular file of any size."""
        found = {name: hashlib.new(name, usedforsecurity=False) for name in algorithms}
        with self._opened(path) as stream:
            while block := stream.read(_BLOCK_BYTES):
                if self.clock() >= self._end:
                    raise _told(path, self.spent)
                for one in found.values():
                    one.update(block)
        return tuple(Digest(name, one.hexdigest()) for name, one in found.items())

    def column(self, path: str, table: str, column: str) -> tuple[str, ...]:
        """Return the text values in a column of a SQLite database."""
        if not self.has(path):
            raise _told(path, "the path is not a regular file")
        # A database without a journal is opened as one that nobody writes: SQLite then leaves no files beside it.
        journal = self.has(f"{path}-wal") and os.lstat(self.root / f"{path}-wal").st_size > 0
        mode = "mode=ro" if journal else "immutable=1"
        where = f"file:{quote(os.fspath((self.root / path).absolute()))}?{mode}"
        query = f'SELECT "{column}" FROM "{table}" LIMIT {MOST_KEYS + 1}'  # noqa: S608 - both are names of a reader's own
        try:
            with closing(sqlite3.connect(where, uri=True, timeout=2.0)) as database:
                database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MOST_CELL_BYTES)
                database.set_progress_handler(lambda: self.clock() >= self._end, _STEPS)
                found = [row[0] for row in database.execute(query)]
        except (sqlite3.Error, ValueError) as error:
            raise _told(path, str(error)[:200]) from error
        if len(found) > MOST_KEYS:
            raise _told(path, f"the file has more than {MOST_KEYS:,} rows")
        return tuple(key for key in found if isinstance(key, str))

    @contextmanager
    def _opened(self, path: str) -> Iterator[BinaryIO]:
        try:
            with self._files.opened(path) as stream:
                yield stream
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            raise _told(path, why) from error


def _told(path: str, why: str) -> ParseError:
    return ParseError(
        Reference.FILE_UNREADABLE, f"{path} cannot be read: {why}"[:400], hint="check its permissions"
    )
