"""Reads folders and files below one root folder, with limits on names, time and sizes.

This module follows no link below the root and writes nothing. Only regular files are opened, because reading a named
pipe could block forever.
"""

from __future__ import annotations  # Python 3.9

import hashlib
import os
import re
import sqlite3
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_NAMES = 5_000_000
"""The maximum number of files and folders that are listed."""
MOST_S = 600.0
"""The maximum time for all reading, in seconds."""
MOST_ROWS = 1_000_000
"""The maximum number of rows that are read from one database."""
_MOST_CELL_BYTES = 64 * 1024**2
_STEPS = 100_000
_BLOCK_BYTES = 1024 * 1024
_MOST_WHY_CHARS = 200
_FLAGS = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
)
_REPARSE_POINT = 0x400
"""FILE_ATTRIBUTE_REPARSE_POINT of Windows: links and junctions."""
_NO_WORD = re.compile(r"[^A-Za-z0-9_]")


class UnreadableError(Exception):
    """A file or folder cannot be read. The text is the reason."""


class Listing(NamedTuple):
    """The names in a folder, each list in order."""

    folders: list[str]
    files: list[str]
    others: list[str]
    """Links, devices, sockets and named pipes."""


NOTHING = Listing([], [], [])


class Budget:
    """The names and the time that may still be used."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        most_names: int = MOST_NAMES,
        most_s: float = MOST_S,
        what: str = "the folder",
    ) -> None:
        """Start the time now. `what` names the searched folder in `spent`."""
        self.names = 0
        self._clock = clock
        self._most_names = most_names
        self._most_s = most_s
        self._end = clock() + most_s
        self._what = what

    @property
    def late(self) -> bool:
        """Return True if no time is left."""
        return self._clock() >= self._end

    @property
    def spent(self) -> str:
        """Return the limit that was exceeded; "" if no limit was."""
        if self.names >= self._most_names:
            return f"{self._what} has more than {self._most_names:,} files"
        if self.late:
            return f"reading {self._what} takes longer than {self._most_s:g} s"
        return ""


class Disk:
    """A folder on a disk. Paths are relative to the folder, use forward slashes, and "" is the folder itself.

    Each method raises UnreadableError for what cannot be read. After a limit of the budget is exceeded, `listed`
    returns nothing more.
    """

    def __init__(self, root: str, budget: Budget | None = None) -> None:
        """Read below `root`, an absolute path."""
        self.root = root
        self.budget = budget or Budget()

    def below(self, path: str) -> Disk:
        """Return a folder of this folder, with the same budget."""
        return Disk(self.where(path), self.budget)

    def where(self, path: str) -> str:
        """Return the absolute path of a path."""
        return os.path.join(self.root, path) if path else self.root  # noqa: PTH118 - Path drops `.` parts

    def listed(self, path: str) -> Listing:
        """Return the names in a folder, or nothing after a limit is exceeded."""
        if self.budget.spent:
            return NOTHING
        folders: list[str] = []
        files: list[str] = []
        others: list[str] = []
        try:
            with os.scandir(self.where(path)) as found:
                for item in found:
                    (folders if _is_folder(item) else files if _is_file(item) else others).append(item.name)
        except (OSError, ValueError) as error:
            raise UnreadableError(_why(error)) from error
        self.budget.names += len(folders) + len(files) + len(others)
        folders.sort()
        files.sort()
        return Listing(folders, files, others)

    def read(self, path: str, most_bytes: int) -> bytes:
        """Return the bytes of a regular file. Raise UnreadableError if the file is larger than `most_bytes`."""
        with self.opened(path) as stream:
            data = stream.read(most_bytes + 1)
        if len(data) > most_bytes:
            raise UnreadableError(f"the file is larger than {most_bytes} bytes")
        return data

    def head(self, path: str, size_bytes: int) -> bytes:
        """Return the first `size_bytes` bytes of a regular file."""
        with self.opened(path) as stream:
            return stream.read(size_bytes)

    def tail(self, path: str, size_bytes: int) -> bytes:
        """Return the last `size_bytes` bytes of a regular file."""
        with self.opened(path) as stream:
            size = os.fstat(stream.fileno()).st_size
            stream.seek(max(0, size - size_bytes))
            return stream.read(size_bytes)

    def has(self, path: str) -> bool:
        """Return True if a regular file exists at `path`."""
        try:
            return stat.S_ISREG(os.lstat(self.where(path)).st_mode)
        except (OSError, ValueError):
            return False

    def size(self, path: str) -> int:
        """Return the size of a file in bytes; 0 if it is missing."""
        try:
            return os.lstat(self.where(path)).st_size
        except (OSError, ValueError):
            return 0

    def changed_at(self, path: str) -> float | None:
        """Return when a file or folder was written, in seconds since 1970; None if unknown."""
        try:
            return os.lstat(self.where(path)).st_mtime
        except (OSError, ValueError):
            return None

    def hashed(self, path: str, algorithms: Iterable[str]) -> tuple[str, ...]:
        """Return the digests of a regular file of any size as `algorithm:hex`."""
        found = {name: _hash(name) for name in algorithms}
        with self.opened(path) as stream:
            while True:
                block = stream.read(_BLOCK_BYTES)
                if not block:
                    break
                if self.budget.late:
                    raise UnreadableError(self.budget.spent)
                for one in found.values():
                    one.update(block)
        return tuple(f"{name}:{one.hexdigest()}" for name, one in found.items())

    def rows(self, path: str, table: str, columns: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a table of a SQLite database, with values of at most 64 MiB."""
        if not self.has(path):
            raise UnreadableError("the path is not a regular file")
        if any(map(_NO_WORD.search, (table, *columns))):
            raise UnreadableError("not the name of a table or a column")
        query = f'SELECT {", ".join(columns)} FROM "{table}" LIMIT {MOST_ROWS + 1}'  # noqa: S608 - checked above
        try:
            with closing(sqlite3.connect(self._address(path), uri=True, timeout=2.0)) as database:
                if hasattr(database, "setlimit"):  # Python 3.11
                    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MOST_CELL_BYTES)
                database.set_progress_handler(lambda: int(self.budget.late), _STEPS)
                for count, row in enumerate(database.execute(query)):
                    if count >= MOST_ROWS:
                        raise UnreadableError(f"the file has more than {MOST_ROWS:,} rows")
                    yield row
        except (sqlite3.Error, ValueError, OSError) as error:
            raise UnreadableError(str(error)[:_MOST_WHY_CHARS]) from error

    def _address(self, path: str) -> str:
        # A database without a journal is opened as one that nobody writes: SQLite then leaves no files beside it.
        journal = self.has(f"{path}-wal") and os.lstat(self.where(f"{path}-wal")).st_size > 0
        mode = "mode=ro" if journal else "immutable=1"
        return f"file:{quote(os.path.abspath(self.where(path)))}?{mode}"  # noqa: PTH100 - Path drops `.` parts

    @contextmanager
    def opened(self, path: str) -> Iterator[BinaryIO]:
        """Open a regular file for reading. An error of the system while it is read becomes an UnreadableError too."""
        try:
            opened = os.open(self.where(path), _FLAGS)
            with os.fdopen(opened, "rb") as stream:
                if not stat.S_ISREG(os.fstat(opened).st_mode):
                    raise UnreadableError("the path is not a regular file")
                yield stream
        except (OSError, ValueError, MemoryError) as error:
            raise UnreadableError(_why(error)) from error


def joined(folder: str, name: str) -> str:
    """Return the path of a name in a folder."""
    return f"{folder}/{name}" if folder else name


def walked(disk: Disk, path: str, *, depth: int) -> Iterator[tuple[str, str]]:
    """Yield the name and path of each file in a folder and in up to `depth` levels of subfolders."""
    listing = disk.listed(path)
    for name in listing.files:
        yield name, joined(path, name)
    for name in listing.folders if depth > 0 else ():
        yield from walked(disk, joined(path, name), depth=depth - 1)


def shown(path: str) -> str:
    """Return a path without the lone surrogates that Python uses for bytes that are not UTF-8."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _is_folder(item: os.DirEntry[str]) -> bool:
    try:
        return item.is_dir(follow_symlinks=False) and not _is_junction(item)
    except OSError:
        return False


def _is_file(item: os.DirEntry[str]) -> bool:
    try:
        return item.is_file(follow_symlinks=False)
    except OSError:
        return False


def _is_junction(item: os.DirEntry[str]) -> bool:
    # On Windows the attributes come with the listing; other systems have no junctions.
    return os.name == "nt" and bool(
        getattr(item.stat(follow_symlinks=False), "st_file_attributes", 0) & _REPARSE_POINT
    )


def _hash(name: str) -> Any:
    named: Mapping[str, Any] = {"usedforsecurity": False}
    return hashlib.new(name, **named)


def _why(error: BaseException) -> str:
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return (text or type(error).__name__)[:_MOST_WHY_CHARS]
