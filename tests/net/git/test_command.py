"""git, started so that nothing else is."""

from pathlib import Path

import pytest

from pratique.net.git import command as git
from tests.git import repository


def test_it_runs_no_hook_and_no_program_of_the_repository(tmp_path: Path) -> None:
    repo = repository(tmp_path)
    repo.commit()
    repo("config", "core.fsmonitor", f"touch {tmp_path}/ran")
    repo("config", "alias.status", f"!touch {tmp_path}/ran")
    assert 0 == git.run(tmp_path, ("status", "--porcelain")).returncode
    assert not (tmp_path / "ran").exists()


def test_the_place_of_another_repository_is_not_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", "/elsewhere")
    monkeypatch.setenv("GIT_SSH_COMMAND", "mine")
    found = git.environment()
    assert ("mine", "0") == (found["GIT_SSH_COMMAND"], found["GIT_TERMINAL_PROMPT"])
    assert "GIT_DIR" not in found


def test_what_git_said_is_its_first_line() -> None:
    assert ("fatal: no", "git failed with exit code 3") == (
        git.said(b"fatal: no\nmore\n", 1),
        git.said(b"\n", 3),
    )
