import errno
import sqlite3
from pathlib import Path

import pytest

from pratique.errors import Reference, StoreError
from pratique.store.database.failure import explained, of_database, of_file, tells_damage

PATH = Path("/state/pratique.sqlite3")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_has_a_name_of_its_own(number: int) -> None:
    error = of_file(PATH, OSError(number, "no"))
    assert (Reference.DISK_FULL, "cache clear" in error.hint) == (error.reference, True)


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENOTDIR, errno.EIO])
def test_other_errors_of_the_file_system_name_the_path(number: int) -> None:
    with pytest.raises(StoreError, match=r"pratique\.sqlite3: no") as caught, explained(PATH):
        raise OSError(number, "no")
    assert caught.value.reference is Reference.STORE_UNREADABLE


def test_a_bare_error_of_sqlite_is_explained_too() -> None:
    with pytest.raises(StoreError, match=r"pratique\.sqlite3: nope"), explained(PATH):
        raise sqlite3.OperationalError("nope")


def _coded(code: int) -> sqlite3.Error:
    error = sqlite3.OperationalError("told by sqlite")
    error.sqlite_errorcode = code
    return error


def test_a_damaged_file_is_named_with_the_way_out() -> None:
    for code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT_INDEX):
        error = of_database(PATH, _coded(code))
        assert "/state/pratique.sqlite3 is damaged" in error.message
        assert "pratique cache clear" in error.hint


def test_a_long_wait_names_the_other_process() -> None:
    assert "another process" in of_database(PATH, _coded(sqlite3.SQLITE_BUSY_SNAPSHOT)).message


def test_everything_else_is_told_as_sqlite_told_it() -> None:
    assert "told by sqlite" in of_database(PATH, _coded(sqlite3.SQLITE_READONLY)).message
    assert of_database(PATH, None).reference is Reference.STORE_UNREADABLE


def test_damage_is_told_from_other_trouble() -> None:
    for code, expected in ((sqlite3.SQLITE_NOTADB, True), (sqlite3.SQLITE_READONLY, False)):
        with pytest.raises(StoreError) as caught, explained(PATH):
            raise _coded(code)
        assert expected is tells_damage(caught.value)
    with pytest.raises(StoreError) as caught, explained(PATH):
        raise OSError(errno.EIO, "no")
    assert not tells_damage(caught.value)
