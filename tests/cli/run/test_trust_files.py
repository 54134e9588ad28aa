"""Files with what is trusted."""

from pathlib import Path

import pytest

from pratique.cli.run.trust_files import bytes_of, read_root
from pratique.errors import ParseError, Reference, UsageError


def test_no_file_is_no_root_and_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    assert read_root(None) is None
    (tmp_path / "root.json").write_text("[]")
    with pytest.raises(ParseError):
        read_root(tmp_path / "root.json")


def test_one_byte_more_than_may_be_read_tells_that_there_is_more(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"12345")
    assert b"123" == bytes_of(tmp_path / "x", most=2)
    with pytest.raises(UsageError) as caught:
        bytes_of(tmp_path / "gone", most=2)
    assert Reference.FILE_UNREADABLE is caught.value.reference
