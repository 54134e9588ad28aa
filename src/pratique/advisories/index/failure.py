"""Converts errors of an index to StoreError with a hint."""

import errno
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pratique.errors import Reference, StoreError

SYNC_HINT = "`pratique advisories sync` downloads them; `pratique advisories import` reads them from a file"
_ANEW_HINT = "`pratique advisories sync` or `import` rebuilds it; the old file is kept as `.damaged`"
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
DECODING = (ValueError, TypeError, LookupError, zlib.error, RecursionError)
"""The exceptions that decoding damaged bytes can raise; msgspec's errors are ValueErrors."""


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Convert errors while reading an index to StoreError."""
    try:
        yield
    except FileNotFoundError as error:
        raise missing(path) from error
    except sqlite3.Error as error:
        raise unreadable(path, str(error)) from error
    except OSError as error:
        raise unreadable(path, error.strerror or type(error).__name__) from error
    except DECODING as error:
        raise unreadable(path, f"a row is damaged: {error}") from error


@contextmanager
def explained_writing(path: Path) -> Iterator[None]:
    """Convert errors while writing an index to StoreError; the previous index stays intact."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_FULL:
            raise _no_room(path) from error
        if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            raise _busy(path) from error
        raise _unwritable(path, str(error)) from error
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise _no_room(path) from error
        raise _unwritable(path, error.strerror or type(error).__name__) from error


def missing(path: Path) -> StoreError:
    """Return the error for a missing index."""
    return StoreError(
        Reference.ADVISORIES_MISSING, f"there are no advisories on this machine ({path})", hint=SYNC_HINT
    )


def unreadable(path: Path, why: str) -> StoreError:
    """Return the error for a damaged index or one in another format."""
    return StoreError(
        Reference.ADVISORIES_UNREADABLE,
        f"the advisories in {path} cannot be read: {why[:300]}",
        hint=_ANEW_HINT,
    )


def _no_room(path: Path) -> StoreError:
    return StoreError(
        Reference.DISK_FULL,
        f"{path}: not enough disk space for the new advisories; the old ones are intact",
        hint="free some room (`pratique cache clear` removes what can be fetched again), or name another folder with PRATIQUE_HOME",
    )


def _busy(path: Path) -> StoreError:
    return StoreError(
        Reference.STORE_UNREADABLE,
        f"{path}: another run of `pratique advisories` has been writing for too long",
        hint="wait for it to end, or name another folder with PRATIQUE_HOME",
    )


def _unwritable(path: Path, why: str) -> StoreError:
    return StoreError(
        Reference.STORE_UNREADABLE,
        f"{path} cannot be written: {why[:300]}",
        hint="make it writable for this user, or name another folder with PRATIQUE_HOME",
    )
