"""`pratique incident drill`: the folder and what the command prints."""

from pathlib import Path

import pytest

from pratique.cli.incident.drill import create, drills
from pratique.cli.output.exit_codes import Exit
from pratique.errors import UsageError
from pratique.respond.places.gate_log import GateLog


def test_the_folder_contains_the_organisation_and_the_log_of_its_gate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert Exit.CLEAR == create("event-stream", tmp_path / "drill")

    printed = capsys.readouterr().out
    written = [path for path in (tmp_path / "drill").rglob("*") if path.is_file()]
    gate = [path for path in written if path.is_relative_to(tmp_path / "drill/gate")]
    assert f"{len(written) - len(gate)} files" in printed
    assert "pratique help incident-drill" in printed
    assert (tmp_path / "drill/README.md").is_file()
    assert GateLog().finds(tmp_path / "drill/gate")


def test_nothing_is_written_into_a_folder_with_content(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("")

    with pytest.raises(UsageError):
        create("event-stream", tmp_path)
    assert [tmp_path / "mine"] == list(tmp_path.iterdir())


def test_the_name_of_a_folder_does_not_reach_the_terminal_unescaped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    create("event-stream", tmp_path / "a\x1b[31mb")

    assert "\x1b" not in capsys.readouterr().out


def test_the_refused_release_belongs_to_the_advisory_of_its_drill() -> None:
    for drill in drills().values():
        texts = b"".join(drill.organisation.files.values())
        assert drill.advisory.encode() in texts
        assert drill.refused.package.name.encode() in texts
