"""The disk: bounded, through no link, and without a trace."""

import hashlib
import os
import sqlite3
import sys
from pathlib import Path

import pytest

from pratique.collect.disk import NOTHING, Budget, Disk, UnreadableError, shown, walked
from tests.installed.caches.laid import pnpm_database, put

posix = pytest.mark.skipif(sys.platform == "win32", reason="links of POSIX")


def disk(folder: Path) -> Disk:
    return Disk(str(folder))


def keys(folder: Path) -> list[str]:
    return [key for (key,) in disk(folder).rows("index.db", "package_index", ("key",))]


def test_the_ends_and_digests_of_a_file_are_read(tmp_path: Path) -> None:
    put(tmp_path / "a/b", b"0123456789")
    files = disk(tmp_path)

    assert (b"012", b"789") == (files.head("a/b", 3), files.tail("a/b", 3))
    assert (b"0123456789", True, False) == (files.tail("a/b", 99), files.has("a/b"), files.has("a"))
    assert (f"sha256:{hashlib.sha256(b'0123456789').hexdigest()}",) == files.hashed("a/b", ["sha256"])


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
        lambda: files.hashed("in", ["sha256"]),
    ):
        with pytest.raises(UnreadableError):
            ask()


def test_names_are_bounded(tmp_path: Path) -> None:
    for number in range(5):
        put(tmp_path / f"f{number}", b"")
    files = Disk(str(tmp_path), Budget(most_names=5))

    assert "" == files.budget.spent
    assert 5 == len(files.listed("").files)
    assert "more than 5 files" in files.budget.spent
    assert NOTHING == files.listed("")


def test_time_is_bounded(tmp_path: Path) -> None:
    put(tmp_path / "f", b"x")
    moments = iter([0.0, 1.0, *[31.0] * 9])
    files = Disk(str(tmp_path), Budget(lambda: next(moments), most_s=30.0))

    assert ["f"] == files.listed("").files
    assert NOTHING == files.listed("")
    assert "longer than 30 s" in files.budget.spent
    with pytest.raises(UnreadableError):
        files.hashed("f", ["sha256"])


@posix
def test_what_is_neither_file_nor_folder_is_listed_apart_and_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    put(tmp_path / "file", b"")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path)
    listing = disk(tmp_path).listed("")

    assert (["folder"], ["file"], ["link", "pipe"]) == (
        listing.folders,
        listing.files,
        sorted(listing.others),
    )
    for path in ("pipe", "link", "folder", "missing", "bad\0name"):
        with pytest.raises(UnreadableError):
            disk(tmp_path).read(path, 9)


def test_files_are_walked_to_a_depth(tmp_path: Path) -> None:
    for path in ("a", "b/c", "b/d/e"):
        put(tmp_path / path, b"")

    assert [("a", "a"), ("c", "b/c")] == list(walked(disk(tmp_path), "", depth=1))


def test_a_file_that_is_too_large_is_an_error(tmp_path: Path) -> None:
    put(tmp_path / "f", b"12345")

    assert b"12345" == disk(tmp_path).read("f", 5)
    with pytest.raises(UnreadableError, match="larger than 4 bytes"):
        disk(tmp_path).read("f", 4)


@posix
def test_a_name_that_is_no_text_can_be_shown() -> None:
    assert "a\\xffb" == shown(os.fsdecode(b"a\xffb"))


def test_a_database_is_read_and_left_as_it_is(tmp_path: Path) -> None:
    path = pnpm_database(tmp_path / "index.db", "a", "b")
    with sqlite3.connect(path) as made:
        made.execute("PRAGMA journal_mode=WAL")
    made.close()

    assert ["a", "b"] == keys(tmp_path)
    assert ["index.db"] == [path.name for path in tmp_path.iterdir()]


def test_what_a_client_writes_at_the_moment_is_read(tmp_path: Path) -> None:
    path = pnpm_database(tmp_path / "index.db", "a")
    made = sqlite3.connect(path)
    made.execute("PRAGMA journal_mode=WAL")
    made.execute("INSERT INTO package_index VALUES ('b', x'00')")
    made.commit()

    assert ["a", "b"] == keys(tmp_path)
    made.close()


@pytest.mark.parametrize("data", [b"", b"no database", b"SQLite format 3\0" + b"\xff" * 4096])
def test_what_is_no_database_is_an_error(tmp_path: Path, data: bytes) -> None:
    put(tmp_path / "index.db", data)

    with pytest.raises(UnreadableError):
        keys(tmp_path)


def test_only_plain_names_are_asked_of_a_database(tmp_path: Path) -> None:
    pnpm_database(tmp_path / "index.db", "a")

    with pytest.raises(UnreadableError):
        list(disk(tmp_path).rows("index.db", 'package_index"; --', ("key",)))
