"""The process that judges."""

import time

import pytest

from pratique.cli.hook.judge_process import judge
from tests.cli.running import Machine


def test_a_request_is_answered_by_a_process(machine: Machine) -> None:
    request = {"folder": str(machine.folder), "packages": [["npm", "nowhere", ""]], "projects": []}
    told = judge(request, 60)
    assert [["npm:nowhere", "deny", told["answers"][0][2], True]] == told["answers"]
    assert any(path.endswith(".npmrc") for path in told["files"])


def test_the_time_limit_ends_it(machine: Machine) -> None:
    started = time.monotonic()
    with pytest.raises(TimeoutError, match=r"0\.05 s"):
        judge({"folder": str(machine.folder), "packages": [["npm", "calm", ""]], "projects": []}, 0.05)
    assert time.monotonic() - started < 5


def test_a_process_that_fails_is_an_error() -> None:
    with pytest.raises(ValueError, match="failed"):
        judge({"folder": 3}, 60)


def test_the_folder_of_the_project_is_no_place_of_modules(machine: Machine) -> None:
    machine.write("json.py", "raise SystemExit(0)")
    machine.write("pratique/__init__.py", "raise SystemExit(0)")
    request = {"folder": str(machine.folder), "packages": [["npm", "nowhere", ""]], "projects": []}
    assert "deny" == judge(request, 60)["answers"][0][1]
