"""The door to the caches: bounded, through no link, and without a trace."""

import hashlib
import sqlite3
import sys
import time
from pathlib import Path

import pytest

from pratique.errors import ParseError
from pratique.installed.caches.disk import CacheDisk
from tests.installed.caches.laid import pnpm_database, put

posix = pytest.mark.skipif(sys.platform == "win32", reason="links of POSIX")


def disk(folder: Path) -> CacheDisk:
    return CacheDisk(folder, time.monotonic)


def test_the_ends_and_digests_of_a_file_are_read(tmp_path: Path) -> None:
    put(tmp_path / "a/b", b"0123456789")
    files = disk(tmp_path)

    assert (b"012", b"789") == (files.head("a/b", 3), files.tail("a/b", 3))
    assert (b"0123456789", True, False) == (files.tail("a/b", 99), files.has("a/b"), files.has("a"))
    [digest] = files.digests("a/b", ["sha256"])
    assert hashlib.sha256(b"0123456789").hexdigest() == digest.hex


@posix
def test_no_link_is_followed(tmp_path: Path) -> None:
    put(tmp_path / "out", b"secret")
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache/in").symlink_to(tmp_path / "out")
    files = disk(tmp_path / "cache")

    assert not files.has("in")
    for ask in (
        lambda: files.head("in", 3),
        lambda: files.read("in", 9),
        lambda: files.digests("in", ["sha256"]),
    ):
        with pytest.raises(ParseError):
            ask()


def test_names_are_bounded(tmp_path: Path) -> None:
    for number in range(5):
        put(tmp_path / f"f{number}", b"")
    files = CacheDisk(tmp_path, time.monotonic, most_names=5)

    assert "" == files.spent
    assert 5 == len(files.entries(""))
    assert "more than 5 files" in files.spent
    assert () == files.entries("")


def test_time_is_bounded(tmp_path: Path) -> None:
    put(tmp_path / "f", b"x")
    moments = iter([0.0, 1.0, *[31.0] * 9])
    files = CacheDisk(tmp_path, lambda: next(moments), most_s=30.0)

    assert 1 == len(files.entries(""))
    assert () == files.entries("")
    assert "longer than 30 s" in files.spent
    with pytest.raises(ParseError):
        files.digests("f", ["sha256"])


def test_a_database_is_read_and_left_as_it_is(tmp_path: Path) -> None:
    path = pnpm_database(tmp_path / "index.db", "a", "b")
    with sqlite3.connect(path) as made:
        made.execute("PRAGMA journal_mode=WAL")
    made.close()

    assert ("a", "b") == disk(tmp_path).column("index.db", "package_index", "key")
    assert ["index.db"] == [path.name for path in tmp_path.iterdir()]


def test_what_a_client_writes_at_the_moment_is_read(tmp_path: Path) -> None:
    path = pnpm_database(tmp_path / "index.db", "a")
    made = sqlite3.connect(path)
    made.execute("PRAGMA journal_mode=WAL")
    made.execute("INSERT INTO package_index VALUES ('b', x'00')")
    made.commit()

    assert ("a", "b") == disk(tmp_path).column("index.db", "package_index", "key")
    made.close()


@pytest.mark.parametrize("data", [b"", b"no database", b"SQLite format 3\0" + b"\xff" * 4096])
def test_what_is_no_database_is_an_error(tmp_path: Path, data: bytes) -> None:
    put(tmp_path / "index.db", data)

    with pytest.raises(ParseError):
        disk(tmp_path).column("index.db", "package_index", "key")
