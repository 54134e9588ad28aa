"""What the verbs share that write the index of advisories."""

from dataclasses import replace

import pytest

from pratique.advisories.refusal import refused
from pratique.cli.advisories.index_writing import open_writer, tell_failure, tell_taken
from tests.advisories.made import state


def test_the_writer_is_that_of_the_state_folder() -> None:
    with open_writer() as (home, writer):
        assert home.advisories == writer.path
        assert home.folder.is_dir()
        assert {} == writer.states


def test_a_damaged_index_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with open_writer() as (home, _):
        home.advisories.write_bytes(b"no index")
    with open_writer() as (_, writer):
        assert writer.damage
    assert "a new index is created" in capsys.readouterr().err


def test_names_and_reasons_are_shown_escaped(capsys: pytest.CaptureFixture[str]) -> None:
    odd = "\x1b[2J"
    tell_taken(replace(state(odd), rows=2, skipped={odd: 1}), "whole")
    tell_failure(odd, refused(odd, odd, hint=odd))
    told = capsys.readouterr()
    assert "\x1b" not in told.out + told.err
    assert "\\x1b[2J (whole): 2 rows: 1 imported, 1 skipped" in told.out
    assert "\\x1b[2J: advisories-refused: \\x1b[2J was not imported: \\x1b[2J" in told.err
