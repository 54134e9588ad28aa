import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest

from pratique.errors import Reference, StoreError
from pratique.store.database.connection import Database, in_chunks, open_database
from pratique.store.folder.home import Home
from pratique.store.opening import open_store
from tests.store.builders import seen


def test_writers_do_not_block_readers_and_readers_see_one_moment(database: Database) -> None:
    count = "SELECT count(*) FROM allowed"
    with database.reading() as reader:
        assert reader.exec_driver_sql(count).scalar_one() == 0
        with database.writing() as writer:
            writer.exec_driver_sql("INSERT INTO allowed VALUES ('a', 'b', 1)")
        assert reader.exec_driver_sql(count).scalar_one() == 0
    with database.reading() as reader:
        assert reader.exec_driver_sql(count).scalar_one() == 1


def test_writers_take_turns(database: Database) -> None:
    def work(number: int) -> None:
        for index in range(20):
            with database.writing() as connection:
                connection.exec_driver_sql("INSERT INTO allowed VALUES (?, ?, 1)", (str(number), str(index)))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM allowed").scalar_one() == 80


def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    def work() -> None:
        with database.writing() as connection:
            connection.exec_driver_sql("INSERT INTO allowed VALUES ('a', 'b', 1)")
            raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="no"):
        work()
    with database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM allowed").scalar_one() == 0


def test_what_is_noted_directly_is_written_whole_or_not_at_all(database: Database) -> None:
    def work() -> None:
        with database.noting() as connection:
            connection.execute("INSERT INTO allowed VALUES ('c', 'b', 1)")
            raise RuntimeError("no")

    with database.asking() as other, database.noting() as connection:
        connection.execute("INSERT INTO allowed VALUES ('a', 'b', 1)")
        assert [] == other.execute("SELECT * FROM allowed").fetchall()
    with pytest.raises(RuntimeError, match="no"):
        work()
    with pytest.raises(StoreError), database.noting() as connection:
        connection.execute("INSERT INTO nowhere VALUES (1)")
    with database.asking() as connection:
        assert [("a",)] == connection.execute("SELECT sha256 FROM allowed").fetchall()


def test_those_who_note_directly_take_turns_with_all_others(database: Database) -> None:
    def work(number: int) -> None:
        for index in range(20):
            with database.noting() as connection:
                connection.execute("INSERT INTO allowed VALUES (?, ?, 1)", (f"n{number}", str(index)))
            with database.writing() as connection:
                connection.exec_driver_sql("INSERT INTO allowed VALUES (?, ?, 1)", (str(number), str(index)))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.asking() as connection:
        assert [(160,)] == connection.execute("SELECT count(*) FROM allowed").fetchall()


def test_a_full_disk_is_told_directly_and_loses_nothing(database: Database) -> None:
    with database.noting() as connection:
        connection.execute("INSERT INTO allowed VALUES ('a', 'b', 1)")
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(StoreError) as caught, database.noting() as connection:
        connection.execute("INSERT INTO allowed VALUES ('c', ?, 1)", ("x" * 100_000,))
    assert caught.value.reference is Reference.DISK_FULL
    with database.asking() as connection:
        assert [("a",)] == connection.execute("SELECT sha256 FROM allowed").fetchall()


def test_foreign_keys_and_the_write_ahead_log_are_on(database: Database) -> None:
    with database.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
        assert connection.exec_driver_sql("PRAGMA auto_vacuum").scalar_one() == 2


def test_a_full_disk_is_told_and_loses_nothing(database: Database) -> None:
    with database.writing() as connection:
        connection.exec_driver_sql("INSERT INTO allowed VALUES ('a', 'b', 1)")
    with database.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        # The one connection of the pool keeps this limit; at it, SQLite says that the disk is full.
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}").scalar_one()
    with pytest.raises(StoreError) as caught, database.writing() as connection:
        connection.exec_driver_sql("INSERT INTO allowed VALUES ('c', ?, 1)", ("x" * 100_000,))
    assert caught.value.reference is Reference.DISK_FULL
    with database.reading() as connection:
        assert [("a", "b")] == [
            (row[0], row[1]) for row in connection.exec_driver_sql("SELECT sha256, purl FROM allowed")
        ]


def test_free_room_is_given_back(database: Database) -> None:
    with database.writing() as connection:
        connection.exec_driver_sql("INSERT INTO allowed VALUES ('a', ?, 1)", ("x" * 2_000_000,))
    database.give_back()
    large = database.path.stat().st_size
    with database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM allowed")
    database.give_back()
    assert database.path.stat().st_size < large / 4


def test_room_is_given_back_a_few_pages_at_a_time(database: Database) -> None:
    with database.writing() as connection:
        for number in range(2_000):
            connection.exec_driver_sql("INSERT INTO allowed VALUES (?, ?, 1)", (str(number), "x" * 1_000))
    with database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM allowed")
    database.give_back()
    small = database.path.stat().st_size
    with database.writing() as connection:
        for number in range(2_000):
            connection.exec_driver_sql("INSERT INTO allowed VALUES (?, ?, 1)", (str(number), "x" * 1_000))
    with database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM allowed")

    steps = 1
    while database.give_back_some(100):
        steps += 1
    database.checkpoint()

    assert steps > 3
    assert database.path.stat().st_size <= small


def test_a_file_that_is_no_database_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite3"
    path.write_bytes(b"not a database, and long enough to be read as one" * 100)
    opened = open_database(path)
    with pytest.raises(StoreError, match="damaged") as caught, opened.reading() as connection:
        connection.exec_driver_sql("PRAGMA user_version")
    assert "cache clear" in caught.value.hint
    opened.close()


def test_a_closed_database_holds_no_lock(database: Database) -> None:
    database.close()
    other = sqlite3.connect(database.path, timeout=0, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    other.close()


def test_a_direct_connection_is_closed_with_the_database_or_when_its_user_is_done(database: Database) -> None:
    with database.asking() as spare:
        spare.execute("SELECT 1").fetchall()
    with database.asking() as spare, database.asking() as held:
        pass
    with database.asking() as held:
        database.close()
        assert [(1,)] == held.execute("SELECT 1").fetchall()
    for connection in (spare, held):
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            connection.execute("SELECT 1")


def test_chunks_lose_nothing() -> None:
    chunks = list(in_chunks(range(1201)))
    assert [500, 500, 201] == [len(chunk) for chunk in chunks]
    assert list(range(1201)) == [item for chunk in chunks for item in chunk]
    assert [] == list(in_chunks([]))


def test_a_connection_that_a_thread_still_uses_is_closed_when_it_is_done(tmp_path: Path) -> None:
    database = open_database(tmp_path / "x.db")
    with database.reading() as connection:
        held: Any = connection.connection.dbapi_connection
        database.close()
        assert 1 == connection.exec_driver_sql("SELECT 1").scalar_one()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        held.execute("SELECT 1")


@pytest.mark.parametrize("how", ["gone", "another"])
def test_nothing_is_written_to_a_file_that_is_no_longer_there(tmp_path: Path, how: str) -> None:
    home = Home(tmp_path / "state")
    with open_store(home) as store:
        store.artifacts.remember([seen("a")])
        home.database.unlink()
        if how == "another":
            home.database.touch()
        with pytest.raises(StoreError) as caught:
            store.artifacts.remember([seen("b")])

    assert ("gone" if how == "gone" else "no longer the file that pratique opened") in caught.value.message
