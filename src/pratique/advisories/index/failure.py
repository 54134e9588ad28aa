"""Converts errors of an index to StoreErrors, each with a hint for the user."""

import errno
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pratique.errors import Reference, StoreError

SYNC_HINT = "download the advisories with `pratique advisories sync`, or import a file with `pratique advisories import`"
_ANEW_HINT = (
    "rebuild the index with `pratique advisories sync` or `import`; the old file is renamed to `.damaged`"
)
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
DECODING = (ValueError, TypeError, LookupError, zlib.error, RecursionError)
"""The exceptions that decoding of damaged bytes can raise. The decoding errors of msgspec are subclasses of ValueError."""


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Convert an error that occurs while an index is read to a StoreError."""
    try:
        yield
    except FileNotFoundError as error:
        raise missing(path) from error
    except sqlite3.Error as error:
        raise unreadable(path, str(error)) from error
    except OSError as error:
        raise unreadable(path, error.strerror or type(error).__name__) from error
    except DECODING as error:
        raise unreadable(path, f"a row of the index is damaged: {error}") from error


@contextmanager
def explained_writing(path: Path) -> Iterator[None]:
    """Convert an error that occurs while an index is written to a StoreError.

    A failed write leaves the previous index intact.
    """
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
    """Return the error for an index that is damaged or has another format."""
    return StoreError(
        Reference.ADVISORIES_UNREADABLE,
        f"the advisories in {path} cannot be read: {why[:300]}",
        hint=_ANEW_HINT,
    )


def _no_room(path: Path) -> StoreError:
    return StoreError(
        Reference.DISK_FULL,
        f"{path}: there is not enough disk space for the new advisories; the old index is intact",
        hint="free disk space, for example with `pratique cache clear`, or set PRATIQUE_HOME to another folder",
    )


def _busy(path: Path) -> StoreError:
    return StoreError(
        Reference.STORE_UNREADABLE,
        f"{path}: another `pratique advisories` process has been writing the index for too long",
        hint="wait for that process to end, or set PRATIQUE_HOME to another folder",
    )


def _unwritable(path: Path, why: str) -> StoreError:
    return StoreError(
        Reference.STORE_UNREADABLE,
        f"{path} cannot be written: {why[:300]}",
        hint="make the folder writable for this user, or set PRATIQUE_HOME to another folder",
    )
