"""The first words of a review."""

from dataclasses import replace

import pytest

from pratique.core.assessment import Change, ChangeKind, JudgedPackage, ProjectReport
from pratique.core.evidence import BadKind, KnownBad
from pratique.core.reading import LockRead, Since
from pratique.core.verdict import Standing
from pratique.report.markdown.headline import base_words, headline
from tests.report import answers

ADDED = Change(kinds=(ChangeKind.ADDED,))
BAD = (KnownBad(BadKind.ADVISORY, "it steals", "advisories"),)
BLOCKED = answers.judged("bad", "1.0.0", change=ADDED, known_bad=BAD)
HELD = answers.judged("held", "1.0.0", answers.finding(), change=ADDED)
YOUNG = answers.judged("young", "1.0.0", change=ADDED, published=answers.NOW)
CALM = answers.judged("calm", "1.0.0", change=ADDED)
OLD = answers.judged("old", "1.0.0", known_bad=BAD, standing=Standing.PINNED)
GONE = answers.project().not_judged


def report(*packages: JudgedPackage, since: bool = True) -> ProjectReport:
    base = replace(answers.review(), packages=packages, not_judged=())
    return base if since else replace(base, since=None)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (
            report(BLOCKED, HELD, CALM),
            "Do not merge: 1 package blocked, 1 package to be reviewed by a person.",
        ),
        (report(HELD, HELD), "Do not merge yet: 2 packages to be reviewed by a person."),
        (report(YOUNG), "Do not merge before 2026-03-04 12:00 UTC: 1 package too young."),
        (report(YOUNG, answers.met_now(YOUNG)), "Do not merge yet: 2 packages too young.** Run again later"),
        (report(OLD), "1 package in use already is blocked."),
        (report(OLD, HELD), "Besides, 1 package in use already is blocked."),
        (report(CALM), "No reason to stop this change.** Nothing to do."),
        (report(CALM, since=False), "No reason to stop this project."),
        (report(HELD, since=False), "Do not install yet: 1 package to be reviewed by a person."),
        (replace(report(CALM), not_judged=GONE), "Not yet: 1 package could not be judged."),
        (ProjectReport(root=".", files=()), "Nothing was looked at: no lockfile was found."),
        (
            replace(report(CALM), files=(LockRead(path="x", format=None, problems=("odd",)),)),
            "Incomplete: not everything in this change could be looked at.",
        ),
    ],
)
def test_the_verdict_is_said_in_plain_words(value: ProjectReport, words: str) -> None:
    assert words in headline(value)


def test_the_headline_is_one_line() -> None:
    assert "\n" not in headline(report(BLOCKED, HELD, YOUNG, OLD))


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("main", "<code>main</code>"),
        ("origin/release-1", "<code>origin/release-1</code>"),
        ("0123abc", "the base commit"),
        ("F" * 40, "the base commit"),
    ],
)
def test_a_commit_that_moves_by_itself_is_not_named(reference: str, words: str) -> None:
    assert words == base_words(Since(reference=reference, commit="0" * 40))
