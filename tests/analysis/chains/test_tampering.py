"""Tampering: each template is told by its facts, and not by a twin that lacks what makes it one."""

import pytest

from pratique.analysis.chains.tampering import TAMPERING
from tests.analysis.chains.making import (
    Case,
    elsewhere,
    load,
    read,
    start,
    start_place,
    told,
    write,
)

CASES = (
    Case(
        "workflow-written",
        [start_place("CI workflow"), write()],
        [load(start_place("CI workflow")), elsewhere(load(write()))],
    ),
    Case("editor-task-written", [write(".vscode/tasks.json")], [write("tasks.json")]),
    Case(
        "agent-configuration-written",
        [start_place("agent configuration"), write()],
        [start_place("agent configuration"), elsewhere(write())],
    ),
    Case("git-hook-written", [write(".git/hooks/pre-commit")], [write("hooks/pre-commit")]),
    Case(
        "git-set-everywhere",
        [load(start("git config --global core.hooksPath /tmp/x"))],
        [load(start("git config core.hooksPath .husky"))],
    ),
    Case("package-configuration-written", [write("~/.npmrc")], [read("~/.npmrc")]),
    Case(
        "package-source-changed",
        [start("npm config set registry http://far.invalid/")],
        [start("npm config get registry")],
    ),
    Case(
        "other-package-changed", [write("node_modules/other/index.js")], [read("node_modules/other/index.js")]
    ),
    Case("system-file-changed", [read("/etc/hosts"), write()], [read("/etc/hosts"), elsewhere(write())]),
    Case(
        "protection-turned-off",
        [start("powershell Set-MpPreference -DisableRealtimeMonitoring 1")],
        [start("powershell Get-MpPreference")],
    ),
    Case("traces-removed", [start("history -c")], [start("history")]),
    Case("file-hidden", [write(), start("attrib +h x")], [write(), start("attrib x")]),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_facts_are_told(case: Case) -> None:
    assert 1 == len(told(case, case.facts))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_twin_is_not(case: Case) -> None:
    assert [] == told(case, case.quiet)


def test_every_template_of_the_family_has_its_case() -> None:
    assert [template.id for template in TAMPERING] == [case.template for case in CASES]


def test_a_workflow_that_is_written_is_known_by_its_path() -> None:
    case = Case("workflow-written", [write(".github/workflows/x.yml")], [read(".github/workflows/x.yml")])
    assert told(case, case.facts)
    assert not told(case, case.quiet)
