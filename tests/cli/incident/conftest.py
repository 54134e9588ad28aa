"""The machine on which the tests of `pratique incident` run."""

from pathlib import Path

import pytest

from tests.cli.incident.running import Desk


@pytest.fixture
def incidents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    monkeypatch.setenv("PRATIQUE_HOME", str(tmp_path / "state"))
    folder = tmp_path / "desk"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return Desk(folder, capsys)
