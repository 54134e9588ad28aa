"""Lines in a file that something else rotates."""

from pathlib import Path

import pytest

from pratique.gate.export.file import FileTarget
from tests.gate.export.entries import entry


def test_lines_are_appended_and_a_rotated_file_is_left_at_once(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    target = FileTarget(path)
    target.send([entry(1), entry(2)])
    path.rename(tmp_path / "log.jsonl.1")
    target.send([entry(3)])
    target.close()

    assert ['{"number":1,"text":""}', '{"number":2,"text":""}'] == (
        tmp_path / "log.jsonl.1"
    ).read_text().splitlines()
    assert ['{"number":3,"text":""}'] == path.read_text().splitlines()
    assert f"file:{path}" == target.shown


def test_a_line_that_was_cut_short_spoils_no_other(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_text('{"number":1,"te')
    FileTarget(path).send([entry(1)])

    assert ['{"number":1,"te', '{"number":1,"text":""}'] == path.read_text().splitlines()


def test_a_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        FileTarget(tmp_path / "none" / "log").send([entry(1)])
