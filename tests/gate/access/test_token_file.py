"""The file of tokens on the disk."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pratique.errors import StoreError
from pratique.gate.access.token_file import read_token_file, stamp_of, write_token_file
from pratique.gate.access.tokens import Tokens, new_token

ONE = Tokens().with_one(new_token("ada", bytes(38), datetime(2026, 11, 26, tzinfo=UTC))[1])


def test_what_is_written_is_read_and_nobody_else_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "made" / "tokens.json"
    assert ("", None) == (stamp_of(path), read_token_file(path))
    write_token_file(path, ONE)
    first = stamp_of(path)
    write_token_file(path, Tokens())

    assert Tokens() == read_token_file(path)
    assert stamp_of(path) not in {"", first}
    assert [path] == list(path.parent.iterdir())
    if os.name == "posix":
        assert 0o600 == path.stat().st_mode & 0o777


def test_a_place_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be written"):
        write_token_file(tmp_path / "file" / "tokens.json", ONE)
    with pytest.raises(StoreError, match="cannot be read"):
        read_token_file(tmp_path)
