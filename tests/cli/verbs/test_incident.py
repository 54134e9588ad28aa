"""`pratique incident` as people type it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pratique.cli import main
from tests.git import repository


def ran(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    capsys.readouterr()
    code = main(["incident", *arguments])
    return code, capsys.readouterr().out


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_an_incident_from_open_to_export(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == ran(capsys, "open", "Bad axios", "--folder", "i", "--by", "ada")[0]
    assert 0 == ran(capsys, "add", "bad-axios", "axios@1.14.1", "--ecosystem", "npm", "--folder", "i")[0]
    assert 3 == ran(capsys, "add", "bad-axios", "not a thing", "--folder", "i")[0]
    code, out = ran(capsys, "note", "bad-axios", "wrong", "--folder", "i")
    assert 0 == code
    key = out.split()[-1]
    assert 0 == ran(capsys, "note", "bad-axios", "mistake", "--withdraw", key, "--folder", "i")[0]
    assert 0 == ran(capsys, "close", "bad-axios", "--reason", "done", "--folder", "i")[0]
    assert 2 == ran(capsys, "close", "bad-axios", "--reason", "done", "--folder", "i")[0]

    shown = json.loads(ran(capsys, "show", "bad-axios", "--format", "json", "--folder", "i")[1])
    assert ("closed", 1, []) == (shown["status"], shown["withdrawn"], shown["notes"]["timeline"])
    assert ["axios"] == [item["name"] for item in shown["packages"]]
    assert "Closed on" in ran(capsys, "export", "bad-axios", "--folder", "i")[1]
    assert "bad-axios" in ran(capsys, "show", "--folder", "i")[1]
    assert 0 == ran(capsys, "open", "Bad axios", "--folder", "i")[0]


def test_a_missing_incident_and_a_damaged_one(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert 2 == ran(capsys, "show", "gone", "--folder", "i")[0]
    (tmp_path / "i").mkdir()
    (tmp_path / "i/bad.json").write_text("{")
    code, out = ran(capsys, "show", "--folder", "i")
    assert (3, True) == (code, "not read" in out)


def test_git_merges_the_notes_of_two_people_with_the_driver(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    git = repository(tmp_path / "repo")
    os.chdir(git.folder)
    own = f"PYTHONPATH={':'.join(sys.path)} {sys.executable} -m pratique.cli"
    git("config", "merge.incident.driver", f"{own} incident add %A %B")
    (git.folder / ".gitattributes").write_text("incidents/*.json merge=incident\n")
    ran(capsys, "open", "t", "--folder", "incidents")
    git.commit()
    git("checkout", "--quiet", "-b", "other")
    ran(capsys, "note", "t", "by other", "--folder", "incidents")
    git.commit()
    git("checkout", "--quiet", "main")
    ran(capsys, "note", "t", "by main", "--folder", "incidents")
    git.commit()

    git("merge", "--quiet", "--no-edit", "other")

    out = ran(capsys, "show", "t", "--format", "json", "--folder", "incidents")[1]
    assert {"by main", "by other"} == {note["text"] for note in json.loads(out)["notes"]["timeline"]}
    assert (
        "" == subprocess.run(["git", "status", "--short"], capture_output=True, text=True, check=True).stdout
    )


def test_a_drill_needs_an_empty_folder(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == ran(capsys, "drill", "event-stream", "--folder", "d")[0]
    assert 2 == ran(capsys, "drill", "event-stream", "--folder", "d")[0]
