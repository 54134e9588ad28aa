"""The door to a real disk: nothing outside, nothing through links, and nothing that waits."""

import hashlib
import os
import sys
from pathlib import Path

import pytest

from pratique.errors import ParseError, Reference
from pratique.installed.disk import DiskFiles
from pratique.installed.files import Entry, EntryKind

posix = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes of POSIX")


@posix
def test_a_folder_is_told_by_what_its_names_are(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"abc")
    (tmp_path / "link").symlink_to("folder/x")
    os.mkfifo(tmp_path / "pipe")

    assert (
        Entry("file", EntryKind.FILE, 3),
        Entry("folder", EntryKind.FOLDER),
        Entry("link", EntryKind.LINK, target="folder/x"),
        Entry("pipe", EntryKind.OTHER),
    ) == DiskFiles(tmp_path).entries("")


@posix
@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("../b", "b"),
        ("../../b", None),
        ("/etc/passwd", None),
        (".", "a"),
        ("{root}/b/c", "b/c"),
        ("{root}", "."),
        ("{root}x/b", None),
        ("../a/../b//c", "b/c"),
    ],
)
def test_a_link_leads_where_its_text_says_and_never_out_of_the_root(
    tmp_path: Path, text: str, target: str | None
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/link").symlink_to(text.format(root=tmp_path))

    assert [target] == [entry.target for entry in DiskFiles(tmp_path).entries("a")]


@posix
def test_a_root_that_is_reached_through_a_link_has_both_its_names(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "other").symlink_to("real")
    (tmp_path / "real/link").symlink_to(tmp_path / "real/x")

    assert ["x"] == [entry.target for entry in DiskFiles(tmp_path / "other").entries("")]


def test_a_file_is_read_and_hashed(tmp_path: Path) -> None:
    data = b"x" * 3_000_000
    (tmp_path / "big").write_bytes(data)
    hashed = DiskFiles(tmp_path).hashed("big")

    assert (hashlib.sha256(data).hexdigest(), b"x" * 1024) == (hashed.sha256, hashed.head)
    assert data == DiskFiles(tmp_path).read("big", len(data))


def test_more_than_was_asked_for_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "big").write_bytes(b"12345")

    with pytest.raises(ParseError, match="larger than 4 bytes"):
        DiskFiles(tmp_path).read("big", 4)


@posix
@pytest.mark.parametrize("name", ["link", "pipe", "folder", "gone", "nul\0", "x" * 5000])
def test_what_is_no_regular_file_is_refused_at_once(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("secret")
    (tmp_path / "link").symlink_to("file")
    os.mkfifo(tmp_path / "pipe")
    files = DiskFiles(tmp_path)

    for ask in (lambda: files.read(name, 10), lambda: files.hashed(name)):
        with pytest.raises(ParseError) as raised:
            ask()
        assert Reference.FILE_UNREADABLE is raised.value.reference


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ParseError, match="gone cannot be read"):
        DiskFiles(tmp_path).entries("gone")


@posix
def test_a_name_that_is_no_text_can_be_read(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.js")).write_bytes(b"1")
    files = DiskFiles(tmp_path)
    (entry,) = files.entries("")

    assert "\udcff.js" == entry.name
    assert b"1" == files.read(entry.name, 1)
