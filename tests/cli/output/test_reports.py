"""Where answers go."""

import io
import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
import pytest

from pratique.analysis.rules import RULES
from pratique.cli.output.reports import Output, Titles, audit_output_options, output_options
from pratique.core.assessment import ProjectReport, Target
from pratique.core.audit import AuditReport
from pratique.core.comparison import Comparison
from pratique.core.reading import LockRead, NotJudged, Trouble
from pratique.errors import Reference, UsageError

ODD = "p\udcffq \N{SNOWMAN}"
"""A file name that is not in this machine's encoding, and a sign that not every terminal has."""
REPORT = ProjectReport(root=ODD, files=(LockRead(path=ODD, format="requirements.txt"),))
TARGET = Target(name="calm@1.0.0", error=Trouble(Reference.REGISTRY_FAILED, "down", "wait"))


def output(**told: Any) -> Output:
    return Output.of({"format_": "text", "output": (), "color": "never", **told})


@pytest.mark.parametrize("name", ["text", "json", "jsonl", "sarif", "markdown"])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1"])
def test_an_answer_can_be_written_whatever_stands_in_it(
    name: str, encoding: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding))
    output(format_=name).project(REPORT)
    written = raw.getvalue().decode(encoding)
    file = tmp_path / "answer"
    output(format_=name, output=[str(file)]).project(REPORT)
    assert written
    assert file.read_text(encoding="utf-8")
    if name == "json":
        assert ODD == json.loads(written)["root"] == json.loads(file.read_text())["root"]


def test_a_form_that_must_tell_a_time_gets_the_present_one(tmp_path: Path) -> None:
    file = tmp_path / "answer.json"
    output(format_="gitlab", output=[str(file)]).project(REPORT)
    began = datetime.fromisoformat(json.loads(file.read_text())["scan"]["start_time"]).replace(tzinfo=UTC)
    assert timedelta(hours=1) > abs(datetime.now(UTC) - began)


def test_a_file_gets_no_colour_whatever_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "answer.txt"
    report = ProjectReport(root=".", files=(), not_judged=(NotJudged(purl="pkg:npm/x@1", why="y"),))
    output(output=[str(file)], color="always").project(report)
    assert "\x1b" not in file.read_text()


@pytest.mark.parametrize("name", ["missing/answer.json", ".", "a" * 5000 + "/x"])
def test_a_file_that_cannot_be_written_is_told_before_any_work(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="cannot be written"):
        output(output=[name])


def test_a_file_that_turns_out_unwritable_is_told(tmp_path: Path) -> None:
    file = tmp_path / "answer.txt"
    out = output(output=[str(file)])
    file.mkdir()
    with pytest.raises(UsageError) as told:
        out.project(REPORT)
    assert "choose another file with --output" == told.value.hint


def test_only_lines_on_standard_output_are_written_as_they_come(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "all.jsonl"
    out = output(format_="jsonl", output=[f"jsonl={file}"])
    out.stream([TARGET])
    assert 1 == capsys.readouterr().out.count("calm@1.0.0")
    assert not file.exists()
    out.targets([TARGET])
    assert "" == capsys.readouterr().out
    assert "calm@1.0.0" in file.read_text()


def test_one_run_writes_several_formats(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output(output=[f"json={tmp_path / 'a'}", f"markdown={tmp_path / 'b'}"]).project(REPORT)
    assert 1 == json.loads((tmp_path / "a").read_text())["schema_version"]
    assert (tmp_path / "b").read_text().strip()
    assert "OK: no packages to check in 1 file" in capsys.readouterr().out


def test_an_equals_sign_may_stand_in_a_file_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    output(output=["a=b.txt"]).project(REPORT)
    assert "OK: no packages to check in 1 file" in (tmp_path / "a=b.txt").read_text()
    assert "" == capsys.readouterr().out


def test_a_format_without_such_an_answer_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    sarif = output(format_="sarif")
    with pytest.raises(UsageError) as told:
        sarif.comparison(Comparison(), "a", "b")
    assert "use text, json or markdown" == told.value.hint
    assert "" == capsys.readouterr().out


def test_targets_and_comparisons_are_written(capsys: pytest.CaptureFixture[str]) -> None:
    output().targets([TARGET])
    output().comparison(Comparison(unchanged=3), "a@1", "a@2")
    shown = capsys.readouterr().out
    assert "registry-failed" in shown
    assert "a@1 -> a@2" in shown


def formats(decorate: Any) -> list[str]:
    """What `--format` of a command takes."""

    command = click.command()(decorate(lambda **_told: None))
    (option,) = (parameter for parameter in command.params if parameter.name == "format_")
    assert isinstance(option.type, click.Choice)
    return list(option.type.choices)


def test_a_verb_offers_the_formats_that_have_an_answer_of_its_kind() -> None:
    assert {"html", "cyclonedx", "openvex"} <= set(formats(audit_output_options))
    assert {"html", "cyclonedx", "openvex"}.isdisjoint(formats(output_options))
    assert {"text", "json", "sarif", "junit"} <= set(formats(audit_output_options)) & set(
        formats(output_options)
    )


def test_an_audit_is_written_in_every_format_that_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = output(output=[f"html={tmp_path / 'page'}", f"cyclonedx={tmp_path / 'bom'}"])
    assert {"text", "html", "cyclonedx"} == out.formats
    out.require(lambda report: report.audit)
    out.audit(AuditReport(root="."))
    assert capsys.readouterr().out.startswith("Nothing checked: ")
    assert "Nothing checked" in (tmp_path / "page").read_text()
    assert (tmp_path / "bom").read_text().startswith("{")


def test_a_page_of_a_check_is_refused_with_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as told:
        output(output=[f"html={tmp_path / 'page'}"]).project(REPORT)
    assert "use text, json or markdown" == told.value.hint


def test_titles_are_those_of_the_rules() -> None:
    titles = Titles()
    assert {rule.id: rule.title for rule in RULES} == dict(titles)
    assert len(RULES) == len(titles)
    assert "no-such-rule" not in titles
