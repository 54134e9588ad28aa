"""What `setup` keeps to undo."""

import os
from pathlib import Path

import pytest

from pratique.cli.setup.record import Record, read_record, record_file, write_record
from pratique.errors import StoreError


def test_any_bytes_are_kept_for_their_owner_alone(tmp_path: Path) -> None:
    file = record_file(tmp_path, "npm")
    record = Record(path=tmp_path / ".npmrc", gate="http://g/", before=b"\xff\r\n", after=b"")
    assert read_record(file) is None
    write_record(file, record)

    assert record == read_record(file)
    if os.name == "posix":
        assert 0o600 == file.stat().st_mode & 0o777


def test_a_record_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_text('{"path": "/x", "gate": "g", "before": null, "after": "???"}')

    with pytest.raises(StoreError, match="the record of the changes of `setup` in"):
        read_record(file)
