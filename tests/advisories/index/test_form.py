"""What the start of a file must say."""

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.index.form import APPLICATION_ID, FORGET, SCHEMA, TABLES, read_header
from tests.advisories.indexes import write_index


def test_the_header_of_an_index_says_what_it_is_and_how_long(tmp_path: Path) -> None:
    data = write_index(tmp_path / "index", {"osv-npm": ()}).read_bytes()
    header = read_header(data)
    assert header is not None
    assert (APPLICATION_ID, SCHEMA, len(data)) == (header.application_id, header.schema, header.file_bytes)


def test_the_largest_page_is_written_as_one(tmp_path: Path) -> None:
    path = tmp_path / "large"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA page_size=65536")
        connection.execute("CREATE TABLE t (x)")
    connection.close()
    header = read_header(path.read_bytes())
    assert header is not None
    assert path.stat().st_size == header.file_bytes == 2 * 65536


@pytest.mark.parametrize("data", [b"", b"SQLite format 3\0", b"\0" * 4096, b"PK\x03\x04" + b"\0" * 200])
def test_other_files_have_no_such_header(data: bytes) -> None:
    assert read_header(data) is None


def test_a_file_with_a_write_ahead_log_is_refused(tmp_path: Path) -> None:
    # To read such a file, SQLite would write beside it.
    path = tmp_path / "wal"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE t (x)")
    connection.close()
    assert read_header(path.read_bytes()) is None


@pytest.mark.fuzz
@given(st.binary(max_size=120))
def test_any_bytes_can_be_looked_at(data: bytes) -> None:
    header = read_header(b"SQLite format 3\0\x10\0\x01\x01" + data)
    assert header is None or header.file_bytes >= 0


def test_what_removes_a_source_reaches_every_table_of_rows() -> None:
    tables = {table.split()[2] for table in TABLES}
    assert tables - {"meta", "sources", "seals"} == {query.split()[2] for query in FORGET}
