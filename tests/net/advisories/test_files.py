"""Files of advisories on this machine."""

import hashlib
import os
import sys
from pathlib import Path

import pytest

from pratique.errors import ParseError, Reference
from pratique.net.advisories.files import file_sha256, opened

posix = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes of POSIX")


def test_a_file_is_opened_and_hashed(tmp_path: Path) -> None:
    data = b"x" * 3_000_000
    (tmp_path / "a").write_bytes(data)
    with opened(tmp_path / "a") as file:
        assert b"xxxx" == file.read(4)
    assert hashlib.sha256(data).hexdigest() == file_sha256(tmp_path / "a")


@posix
@pytest.mark.parametrize("name", ["gone", "link", "pipe", "folder", "nul\0", "x" * 5000])
def test_what_is_no_regular_file_is_refused_at_once(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("secret")
    (tmp_path / "link").symlink_to("file")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ParseError) as raised:
        opened(tmp_path / name)
    assert Reference.FILE_UNREADABLE is raised.value.reference
    assert len(raised.value.message) <= 400
