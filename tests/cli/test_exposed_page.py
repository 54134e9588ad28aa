"""Every command of the page on exposure runs and gives the answer that the page describes."""

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import Machine
from tests.git import repository

PAGE = Path(__file__).resolve().parents[2] / "docs/how-to/exposed.md"
LINES = [
    line.removeprefix("    ")
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if line.startswith("    ")
]
COMMANDS = [shlex.split(line)[1:] for line in LINES if line.startswith("pratique ")]
LOCK = {"lockfileVersion": 3, "packages": {"node_modules/event-stream": {"version": "3.3.6"}}}
RECORD = {
    "id": "MAL-2025-1",
    "affected": [{"package": {"ecosystem": "npm", "name": "event-stream"}, "versions": ["3.3.6"]}],
}


@pytest.fixture
def project(machine: Machine) -> Machine:
    """A repository with the bad release, the files that the page names, and what one machine collected."""
    git = repository(machine.folder)
    machine.write("package-lock.json", json.dumps(LOCK))
    git.commit(at="2018-10-01T00:00:00Z")
    machine.write("advisory.json", json.dumps(RECORD))
    machine.write("vendor.csv", "package,version\nevent-stream,3.3.6\n@scope/a,= 1.0.0\n")
    machine.write("list.txt", "event-stream@3.3.6\nflatmap-stream@0.1.1\n")
    package = machine.write(
        "disk/node_modules/event-stream/package.json", '{"name": "event-stream", "version": "3.3.6"}'
    )
    machine.run("exposed", "--pack", "collect.pyz")
    (machine.folder / "machines").mkdir()
    subprocess.run(
        [sys.executable, "collect.pyz", "--out", "machines/laptop.jsonl.gz", str(package.parents[2])],
        cwd=machine.folder,
        check=True,
        capture_output=True,
    )
    return machine


def test_the_page_has_commands() -> None:
    assert 10 <= len(COMMANDS)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_command_of_the_page_runs(project: Machine, words: list[str]) -> None:
    ran = project.run(*words)
    assert (0 if "--pack" in words else 1) == ran.code, ran.err
    if "--output" in words:
        assert json.loads((project.folder / "answer.json").read_text())["exposed"]
    elif "--pack" not in words:
        assert "event-stream" in ran.out
