"""The code that a change newly runs at install."""

from dataclasses import replace

from pratique.core.assessment import Change, ChangeKind, ProjectReport
from pratique.core.finding import Severity
from pratique.core.verdict import Standing
from pratique.report.parts import install_scripts
from pratique.report.text.style import render
from tests.report import answers

UPGRADED = Change(kinds=(ChangeKind.UPGRADED,), before=("1.0.0",))
ADDED = Change(kinds=(ChangeKind.ADDED,))


def told(report: ProjectReport) -> list[str]:
    return render(install_scripts.lines(report), colour=False).splitlines()


def test_a_new_script_is_shown_with_its_place_whether_it_stops_or_not() -> None:
    hook = answers.finding(severity=Severity.LOW)
    package = answers.judged("calm", "1.1.0", hook, change=UPGRADED)
    report = replace(answers.review(), packages=(package,))
    assert ["", "New install scripts", "  + calm@1.1.0  node lib/build.js  package.json:7"] == told(report)
    assert "- <code>calm&#64;1.1.0</code>: <code>node lib/build.js</code>" in install_scripts.items(report)


def test_a_package_that_is_new_in_the_project_says_what_it_does_at_install() -> None:
    package = answers.judged("calm", "1.1.0", change=ADDED, capabilities=("process (install)",))
    report = replace(answers.review(), packages=(package,))
    assert "  + calm@1.1.0  starts other programs at install" in told(report)


def test_what_is_in_use_already_brings_nothing() -> None:
    pinned = answers.judged("calm", "1.1.0", answers.finding(), standing=Standing.PINNED)
    unchanged = answers.judged("calm", "1.1.0", answers.finding())
    assert [] == told(replace(answers.project(), packages=(pinned,)))
    assert [] == told(replace(answers.review(), packages=(unchanged,)))
    assert [] == install_scripts.items(replace(answers.review(), packages=(unchanged,)))


def test_many_are_counted_and_escaped() -> None:
    hook = replace(answers.finding(), evidence=answers.HOSTILE)
    packages = tuple(answers.judged(f"p{n:02}", "1.1.0", hook, change=UPGRADED) for n in range(22))
    lines = told(replace(answers.review(), packages=packages))
    assert "  and 2 more (`--format json` lists all)" == lines[-1]
    assert not any("\x1b" in line for line in lines)
