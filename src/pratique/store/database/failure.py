"""Converts errors of SQLite and the file system to StoreError with a hint."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pratique.errors import Reference, StoreError

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_MOVE_HINT = "make the path writable for this user, or set PRATIQUE_HOME to another folder"


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Convert errors about `path` to StoreError."""
    try:
        yield
    except sqlite3.Error as error:
        raise of_database(path, error) from error
    except OSError as error:
        raise of_file(path, error) from error


def of_file(path: Path, error: OSError) -> StoreError:
    """Return the StoreError for an error of the file system."""
    if error.errno in _NO_ROOM:
        return no_room(path)
    reason = error.strerror or type(error).__name__
    return StoreError(Reference.STORE_UNREADABLE, f"{path}: {reason}", hint=_MOVE_HINT)


def of_database(path: Path, error: BaseException | None) -> StoreError:
    """Return the StoreError for an error of SQLite."""
    code = _code(error)
    # A file of shared memory that cannot grow is a full disk as well.
    if code in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE}:
        return no_room(path)
    if code in _DAMAGED:
        return damaged(path, str(error))
    if code in _BUSY:
        return StoreError(
            Reference.STORE_UNREADABLE,
            f"{path}: another process has been writing for too long",
            hint="wait for the other run of pratique to end, or set PRATIQUE_HOME to another folder",
        )
    return StoreError(Reference.STORE_UNREADABLE, f"{path}: {error}", hint=_MOVE_HINT)


def tells_damage(error: StoreError) -> bool:
    """Return True if the error indicates a damaged database."""
    return _code(error.__cause__) in _DAMAGED


def damaged(path: Path, why: str) -> StoreError:
    """Return the StoreError for a file that is damaged or is not a database."""
    return StoreError(
        Reference.STORE_UNREADABLE,
        f"{path} is damaged: {why}",
        hint=f"`pratique cache clear` renames {path.name} and creates a new one",
    )


def _code(error: BaseException | None) -> int:
    # The low byte of an extended result code is the plain one (sqlite.org/rescode.html).
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def no_room(path: Path) -> StoreError:
    """Return the StoreError for a full disk."""
    return StoreError(
        Reference.DISK_FULL,
        f"{path}: no space left on the disk",
        hint="free some space (`pratique cache clear` removes cached data), or set PRATIQUE_HOME to another folder",
    )
