"""The report as workflow commands."""

import re
from dataclasses import replace
from urllib.parse import unquote

from pratique.core.assessment import ProjectReport
from pratique.report.formats import github
from tests.report import answers

COMMAND = re.compile(r"::(error|warning|notice) ((?:\w+=[^:,]*,?)+)::(.*)\Z")


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Read the commands as the runner does."""
    found = []
    for line in text.splitlines():
        match = COMMAND.match(line)
        if match:
            pairs = (pair.partition("=") for pair in match[2].split(","))
            found.append((match[1], {name: unquote(value) for name, _, value in pairs}, unquote(match[3])))
    return found


def test_a_stop_is_an_error_at_its_lock_entry() -> None:
    kind, properties, message = commands(github.project(answers.project(), notes=False))[0]
    assert "error" == kind
    assert ("package-lock.json", "42") == (properties["file"], properties["line"])
    assert "left-handed@2.0.0: new-install-hook" == properties["title"]
    assert (
        "postinstall is new\nin the package: package.json:7\ndependency path: app@1.0.0 > left-handed@2.0.0\nnext: read the code; `pratique explain new-install-hook` explains the rule"
        == message
    )


def test_what_could_not_be_judged_or_waits_is_a_warning() -> None:
    found = commands(github.project(answers.review(), notes=False))
    assert ["error", "error", "warning", "warning", "notice"] == [kind for kind, _, _ in found]
    assert "it is part of the change it would let through" in found[-1][2]


def test_notes_are_told_on_request_and_only_of_the_change() -> None:
    found = commands(github.project(answers.review(), notes=True))
    titles = [properties["title"] for kind, properties, _ in found if kind == "notice"]
    assert "left-handed@2.0.0: capability-gained" in titles
    assert not [title for title in titles if "steady" in title]


def test_a_message_cannot_start_a_command_or_leave_its_property() -> None:
    hostile = answers.finding(message="x\n::error::y%0A::error::z\r")
    report = replace(
        answers.project(), packages=(answers.judged("a,line=1::b%", "1.0.0", hostile),), not_judged=()
    )
    found = commands(github.project(report, notes=True))
    assert 1 == len(found)
    assert "a,line=1::b%@1.0.0: new-install-hook" == found[0][1]["title"]
    assert found[0][2].startswith("x\\n::error::y%0A::error::z\\x0d\n")


def test_what_github_does_not_show_is_counted() -> None:
    packages = tuple(answers.judged(f"p{n:02}", "1.0.0", answers.finding()) for n in range(12))
    text = github.project(replace(answers.project(), packages=packages, not_judged=()), notes=False)
    assert 12 == len(commands(text))
    assert "in this log only: 2 errors." in text.splitlines()[-1]


def test_thousands_of_commands_are_cut_and_counted() -> None:
    packages = tuple(answers.judged(f"p{n:04}", "1.0.0", answers.finding()) for n in range(2_010))
    text = github.project(replace(answers.project(), packages=packages, not_judged=()), notes=False)
    assert 2_000 == len(commands(text))
    assert "pratique: 10 more are not in this log" in text


def test_a_project_without_lockfiles_is_not_called_clear() -> None:
    assert "pratique: Nothing checked: no lockfile found\n" == github.project(
        ProjectReport(root=".", files=()), notes=False
    )


def test_targets_have_commands_without_a_file() -> None:
    text = github.targets([answers.held(), answers.failed()], notes=False)
    assert ["error", "warning"] == [kind for kind, _, _ in commands(text)]
    assert "file=" not in text
