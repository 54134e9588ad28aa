"""What a path of advisories is."""

import sys
from pathlib import Path

import pytest

from pratique.errors import ParseError
from pratique.net.advisories.local_files import FolderFiles, OneFile, files_at
from pratique.net.advisories.zip_file import ZipFiles
from tests.builders import zipped


def test_a_path_is_told_by_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(zipped({"x": "y"}))
    (tmp_path / "empty").write_bytes(zipped({}))
    (tmp_path / "b.zip").write_bytes(b"cut")
    (tmp_path / "c.part").write_bytes(b"cut")
    (tmp_path / "d.json").write_bytes(b"{}")
    assert [FolderFiles, ZipFiles, ZipFiles, ZipFiles, OneFile] == [
        type(files_at(tmp_path / name)) for name in (".", "a", "empty", "b.zip", "d.json")
    ]
    assert ZipFiles is type(files_at(tmp_path / "c.part", name="all.zip"))


@pytest.mark.skipif(sys.platform == "win32", reason="links of POSIX")
def test_a_link_that_is_named_is_followed(tmp_path: Path) -> None:
    (tmp_path / "d.json").write_bytes(b"{}")
    (tmp_path / "link").symlink_to("d.json")
    assert [b"{}"] == [head.data for head in files_at(tmp_path / "link").heads()]


def test_a_path_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ParseError, match="cannot be read"):
        files_at(tmp_path / "gone")
