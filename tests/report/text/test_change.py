"""What a change does to a project, for a terminal."""

from dataclasses import replace

from pratique.core.assessment import Change, ChangeKind, JudgedPackage
from pratique.core.finding import Unread
from pratique.core.names import Ecosystem, PackageRef
from pratique.report.text.change import rest, words
from pratique.report.text.style import Line, render
from tests.report import answers

ADDED = Change(kinds=(ChangeKind.ADDED,))


def told(lines: list[Line]) -> list[str]:
    return render(lines, colour=False).splitlines()


def calm(name: str) -> JudgedPackage:
    return answers.judged(name, "1.0.0", change=ADDED)


def test_every_package_that_nothing_stops_is_listed_with_its_change() -> None:
    assert [
        "",
        "changed, without issues",
        "  calm@1.2.0  upgraded from 1.1.0",
        "  waved@3.0.0  registry-moved, integrity-changed from 3.0.0",
        "",
        "removed: old@1.0.0",
    ] == told(rest(answers.review()))


def test_what_leads_to_a_stop_says_so() -> None:
    held = answers.judged(
        "held", "1.0.0", answers.finding(), change=ADDED, paths=(("calm@1.0.0", "held@1.0.0"),)
    )
    report = replace(answers.review(), packages=(calm("calm"), held))
    assert "  calm@1.0.0  added  depends on held@1.0.0" in told(rest(report))


def test_where_no_change_is_judged_nothing_is_said_of_one() -> None:
    assert [] == rest(answers.project())


def test_many_are_counted() -> None:
    report = answers.review()
    assert report.since is not None
    removed = tuple(PackageRef(Ecosystem.NPM, f"old{n}").at("1.0.0") for n in range(12))
    many = replace(
        report,
        packages=tuple(calm(f"n{n:02}") for n in range(53)),
        since=replace(report.since, removed=removed),
    )
    lines = told(rest(many))
    assert "  and 3 more" in lines
    assert lines[-1].startswith("removed: old0@1.0.0, ")
    assert lines[-1].endswith(" and 2 more")


def test_hostile_versions_cannot_move_the_cursor() -> None:
    assert "upgraded from \\x1b[2J" == words(Change(kinds=(ChangeKind.UPGRADED,), before=("\x1b[2J",)))


def test_what_was_not_wholly_analysed_is_not_listed_as_clear() -> None:
    package = answers.judged(
        "n", "1.0.0", unread=(Unread("lib/big.js", "too large", in_baseline=True),), change=ADDED
    )
    shown = render(rest(replace(answers.review(), packages=(package,))), colour=False)
    assert "n@1.0.0" not in shown
