"""What stands before the gate."""

import os
from pathlib import Path

from pratique.cli.gate.access import admission_of, tokens_path
from pratique.config.settings import GateSettings


def test_without_a_file_everybody_is_let_in_and_with_one_that_the_settings_name_nobody(
    tmp_path: Path,
) -> None:
    named = GateSettings(tokens_file=str(tmp_path / "none.json"))

    assert not admission_of(GateSettings(), "ada").required
    assert admission_of(named, "ada").required


def test_a_path_may_begin_at_home() -> None:
    assert Path(os.environ["HOME"]) / "t.json" == tokens_path(GateSettings(tokens_file="~/t.json"))
