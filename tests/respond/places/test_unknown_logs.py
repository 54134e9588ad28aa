"""Logs in unknown forms."""

import gzip
import os
from pathlib import Path

from pratique.respond.places.unknown_logs import UnknownLogs
from tests.respond.places.wanting import releases

WANTED = releases("axios@1.14.1")


def unchecked(path: Path, data: bytes) -> list[str]:
    path.write_bytes(data)
    assert UnknownLogs().finds(path)
    result = UnknownLogs().search(path, WANTED)
    assert () == result.sightings
    return [one.inside for one in result.searched[0].unchecked]


def test_a_line_that_may_name_the_release_is_not_checked(tmp_path: Path) -> None:
    assert ["downloads.log:2"] == unchecked(tmp_path / "downloads.log", b"start\n10.0.0.1 AXIOS~1.14.1\n")
    assert [] == unchecked(tmp_path / "other.log.1", b"start\nnothing\n")


def test_a_damaged_file_is_not_checked(tmp_path: Path) -> None:
    assert ["a.log.gz"] == unchecked(tmp_path / "a.log.gz", gzip.compress(os.urandom(9_000))[:-500])


def test_other_files_are_no_logs(tmp_path: Path) -> None:
    (tmp_path / "catalog.txt").write_text("x")
    (tmp_path / "x.log").mkdir()
    assert not UnknownLogs().finds(tmp_path / "catalog.txt")
    assert not UnknownLogs().finds(tmp_path / "x.log")
