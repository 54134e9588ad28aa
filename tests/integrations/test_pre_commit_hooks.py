"""The pre-commit hooks: they start for every lockfile, and judge what is staged."""

import re
import runpy
import shlex
from typing import Any

import pytest
import yaml

from pratique.core.advisory import Product, Span
from pratique.lockfiles import LOCKFILES, format_for
from tests.advisories.made import about, advisory
from tests.cli.auditing import with_index
from tests.cli.running import Machine
from tests.integrations.conftest import PRATIQUE, lock
from tests.integrations.github_runner import ROOT
from tests.integrations.repository import Project, git

FILE = ROOT / ".pre-commit-hooks.yaml"
HOOKS = yaml.safe_load(FILE.read_text(encoding="utf-8"))
NAMES = sorted({name for format_ in LOCKFILES for name in format_.filenames})
IDS = [hook["id"] for hook in HOOKS]


def commit_hook(
    machine: Machine, project: Project, monkeypatch: pytest.MonkeyPatch, *more: str, verb: str = "check"
) -> int:
    """Run the hook as pre-commit does, for a commit whose files it wants; its exit code."""
    (entry,) = {hook["entry"] for hook in HOOKS if f" {verb} " in hook["entry"]}
    assert {False} == {hook["pass_filenames"] for hook in HOOKS}
    program, *arguments = shlex.split(entry)
    assert program == PRATIQUE.name
    monkeypatch.chdir(project.tree)
    return machine.run(*arguments, *more).code


def test_the_hooks_are_made_from_the_table_of_lockfiles() -> None:
    made = runpy.run_path(str(ROOT / "scripts/hooks"))["made"]()
    assert made == FILE.read_text(encoding="utf-8"), "run `make docs`"


@pytest.mark.parametrize("hook", HOOKS, ids=IDS)
@pytest.mark.parametrize("name", NAMES)
def test_every_lockfile_starts_a_hook_wherever_it_lies(name: str, hook: dict[str, Any]) -> None:
    path = re.sub(r"\[(.)[^]]*\]", r"\1", name).replace("*", "x").replace("?", "x")
    assert format_for(path) is not None
    assert re.search(hook["files"], path)
    assert re.search(hook["files"], f"services/a b/{path}")


@pytest.mark.parametrize(
    "path", ["package.json", "README.md", "src/package-lock.json.py", "xpackage-lock.json", "uv.lock/x.py"]
)
def test_a_file_that_is_no_lockfile_starts_none(path: str) -> None:
    assert format_for(path) is None
    assert not any(re.search(hook["files"], path) for hook in HOOKS)


def test_a_staged_change_is_judged_and_what_was_there_is_not(
    machine: Machine, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.commit({"package-lock.json": lock(machine, "calm@1.0.0", "hooked@2.0.0")})
    (project.tree / "package-lock.json").write_text(lock(machine, "calm@1.1.0", "hooked@2.0.0"))
    git(project.tree, "add", "-A")

    assert 0 == commit_hook(machine, project, monkeypatch)


def test_a_staged_change_that_is_stopped_keeps_the_commit_from_being_made(
    machine: Machine, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.commit({"package-lock.json": lock(machine, "hooked@1.0.0")})
    (project.tree / "package-lock.json").write_text(lock(machine, "hooked@2.0.0"))
    git(project.tree, "add", "-A")

    assert 1 == commit_hook(machine, project, monkeypatch)


def test_a_hook_that_may_not_ask_says_that_its_answer_is_incomplete(
    machine: Machine, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.commit({"package-lock.json": lock(machine, "calm@1.0.0")})
    (project.tree / "package-lock.json").write_text(lock(machine, "calm@1.1.0"))
    git(project.tree, "add", "-A")

    assert 3 == commit_hook(machine, project, monkeypatch, "--offline")


def test_a_staged_release_with_a_known_fault_keeps_the_commit_from_being_made_and_an_old_one_does_not(
    machine: Machine, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_index([advisory("GHSA-1", about(Product("npm", "calm"), Span("1.0.0")))])
    project.commit({"package-lock.json": lock(machine, "calm@1.0.0")})
    (project.tree / "package-lock.json").write_text(lock(machine, "calm@1.0.0", "hooked@1.0.0"))
    git(project.tree, "add", "-A")

    assert 0 == commit_hook(machine, project, monkeypatch, verb="audit")
    (project.tree / "package-lock.json").write_text(lock(machine, "calm@1.1.0"))
    git(project.tree, "add", "-A")
    assert 1 == commit_hook(machine, project, monkeypatch, verb="audit")


def test_without_advisories_the_audit_hook_stops_nothing(
    machine: Machine, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.commit({"package-lock.json": lock(machine, "calm@1.0.0")})
    (project.tree / "package-lock.json").write_text(lock(machine, "calm@1.1.0"))
    git(project.tree, "add", "-A")

    assert 0 == commit_hook(machine, project, monkeypatch, verb="audit")
