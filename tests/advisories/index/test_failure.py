"""What goes wrong, in words."""

import errno
import sqlite3
from pathlib import Path

import pytest

from pratique.advisories.index.failure import explained, explained_writing
from pratique.errors import Reference, StoreError

PATH = Path("advisories.sqlite3")


def full() -> sqlite3.Error:
    """What SQLite raises when there is no room."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA max_page_count=1")
    try:
        connection.execute("CREATE TABLE t (x)")
        connection.execute("INSERT INTO t VALUES (zeroblob(100000))")
    except sqlite3.Error as error:
        return error
    finally:
        connection.close()
    raise AssertionError("there was room")


@pytest.mark.parametrize(
    ("error", "reference", "words"),
    [
        (
            FileNotFoundError(errno.ENOENT, "gone"),
            Reference.ADVISORIES_MISSING,
            "no advisories on this machine",
        ),
        (PermissionError(errno.EACCES, "no"), Reference.ADVISORIES_UNREADABLE, "cannot be read: no"),
        (sqlite3.DatabaseError("malformed"), Reference.ADVISORIES_UNREADABLE, "malformed"),
        (ValueError("odd"), Reference.ADVISORIES_UNREADABLE, "a row of the index is damaged: odd"),
    ],
)
def test_reading(error: Exception, reference: Reference, words: str) -> None:
    with pytest.raises(StoreError, match=words) as raised, explained(PATH):
        raise error
    assert reference is raised.value.reference
    assert "pratique advisories sync" in raised.value.hint


@pytest.mark.parametrize(
    ("error", "reference", "words"),
    [
        (OSError(errno.ENOSPC, "full"), Reference.DISK_FULL, "the old index is intact"),
        (OSError(errno.EDQUOT, "quota"), Reference.DISK_FULL, "not enough disk space"),
        (full(), Reference.DISK_FULL, "not enough disk space"),
        (PermissionError(errno.EACCES, "denied"), Reference.STORE_UNREADABLE, "cannot be written: denied"),
        (sqlite3.OperationalError("disk I/O error"), Reference.STORE_UNREADABLE, "disk I/O error"),
    ],
)
def test_writing(error: Exception, reference: Reference, words: str) -> None:
    with pytest.raises(StoreError, match=words) as raised, explained_writing(PATH):
        raise error
    assert reference is raised.value.reference


def test_an_answer_of_endless_length_is_cut() -> None:
    with pytest.raises(StoreError) as raised, explained(PATH):
        raise ValueError("x" * 10_000)
    assert len(raised.value.message) < 500
