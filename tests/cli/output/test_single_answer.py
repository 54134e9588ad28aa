"""Where an answer of one piece goes."""

from pathlib import Path

import pytest

from pratique.cli.output.single_answer import Answers
from pratique.errors import UsageError

MAKERS = {"text": lambda: "words\n", "json": lambda: "{}\n"}


def test_without_a_file_it_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    Answers.of("text", [], tuple(MAKERS)).write(MAKERS)
    assert "words\n" == capsys.readouterr().out


def test_a_file_takes_the_place_of_printing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Answers.of("json", [str(tmp_path / "a")], tuple(MAKERS)).write(MAKERS)
    assert ("", "{}\n") == (capsys.readouterr().out, (tmp_path / "a").read_text())


def test_a_format_before_the_file_writes_it_besides(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Answers.of("text", [f"json={tmp_path / 'a'}"], tuple(MAKERS)).write(MAKERS)
    assert ("words\n", "{}\n") == (capsys.readouterr().out, (tmp_path / "a").read_text())


def test_a_file_that_cannot_be_written_is_said_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="its folder does not exist"):
        Answers.of("text", [str(tmp_path / "no" / "a")], tuple(MAKERS))
    with pytest.raises(UsageError, match="or the path is a folder"):
        Answers.of("text", [str(tmp_path)], tuple(MAKERS))
