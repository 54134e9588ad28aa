"""A folder of advisories."""

import os
import sys
from pathlib import Path

import pytest

from pratique.advisories.interface import Entry, Skip
from pratique.errors import ParseError, StoreError
from pratique.net.advisories.files import ReadLimits
from pratique.net.advisories.local_files import FolderFiles

posix = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes of POSIX")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "db"
    for path, text in {"b/2.json": "two", "b/1.json": "one", "a.yml": "no", ".git/x.json": "no"}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


def read(folder: Path, limits: ReadLimits | None = None) -> list[Entry | Skip]:
    files = FolderFiles(folder, limits or ReadLimits())
    return list(files.entries(lambda path: path.endswith((".json", ".jsonl")), most_bytes=100))


def test_wanted_files_come_in_order_of_path_below_the_name_of_the_folder(folder: Path) -> None:
    assert [Entry("db/b/1.json", b"one"), Entry("db/b/2.json", b"two")] == read(folder)
    assert ["db/a.yml", "db/b/1.json", "db/b/2.json"] == [head.path for head in FolderFiles(folder).heads()]
    assert (None, None) == (FolderFiles(folder).count(), FolderFiles(folder).sha256())


@posix
def test_links_are_not_followed_and_pipes_not_waited_for(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text("secret")
    (folder / "b/3.json").symlink_to(tmp_path / "secret.json")
    (folder / "b/4.json").symlink_to(folder)
    (folder / "away").symlink_to(tmp_path)
    os.mkfifo(folder / "b/5.json")
    link = "a link, which is not followed"
    assert [Skip("db/b/3.json", link), Skip("db/b/4.json", link)] == read(folder)[2:]


def test_a_file_beyond_the_limit_is_skipped(folder: Path) -> None:
    (folder / "b/2.json").write_text("x" * 101)
    assert [Entry("db/b/1.json", b"one"), Skip("db/b/2.json", "larger than 100 bytes")] == read(folder)


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (ReadLimits(members=2), "more than 2 files"),
        (ReadLimits(depth=0), "more than 0 levels"),
        (ReadLimits(total_bytes=5), "larger than 2 bytes"),
    ],
)
def test_it_is_bounded(folder: Path, limits: ReadLimits, words: str) -> None:
    with pytest.raises(StoreError, match=words):
        read(folder, limits)


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(ParseError, match="cannot be read"):
        read(tmp_path / "gone")
