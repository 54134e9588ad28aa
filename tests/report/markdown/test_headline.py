"""The first words of a review."""

from dataclasses import replace

import pytest

from pratique.core.assessment import Change, ChangeKind, JudgedPackage, ProjectReport
from pratique.core.evidence import BadKind, KnownBad
from pratique.core.reading import LockRead, Since
from pratique.core.verdict import Standing
from pratique.report.markdown.headline import base_words, headline, scope_words
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
            "Block: 1 package blocked, 1 package needs review; 1 without issues.** Do not merge.",
        ),
        (report(HELD, HELD), "Hold: 2 packages need review.** Do not merge yet."),
        (
            report(YOUNG),
            "Hold: 1 package in cooldown until 2026-03-04 12:00 UTC.** Do not merge before 2026-03-04 12:00 UTC.",
        ),
        (
            report(YOUNG, answers.met_now(YOUNG)),
            "Hold: 2 packages in cooldown.** Do not merge yet. Run again later",
        ),
        (report(OLD), "Block: 1 package blocked.** This change does not affect these packages"),
        (report(OLD, HELD), "In addition, 1 package already in use is blocked."),
        (report(CALM), "OK: 1 package checked, no issues.** Nothing to do."),
        (report(), "OK: no packages changed.** Nothing to do."),
        (report(CALM, since=False), "OK: 1 package checked, no issues.**"),
        (report(HELD, since=False), "Hold: 1 package needs review.** Do not install yet."),
        (
            replace(report(CALM), not_judged=GONE),
            "Incomplete: 1 package not checked; 1 without issues.** Fix the problems under",
        ),
        (
            replace(report(HELD), not_judged=GONE),
            "Hold (incomplete): 1 package needs review, 1 package not checked.**",
        ),
        (ProjectReport(root=".", files=()), "Nothing checked: no lockfile found."),
        (
            replace(report(CALM), files=(LockRead(path="x", format=None, problems=("odd",)),)),
            "Incomplete: 1 file partly read; 1 without issues.",
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


def test_what_a_verdict_covers_is_said_beside_it() -> None:
    assert (
        " (changes since main@0123456789ab, 1 removed, 1,204 unchanged, 1 skipped: workspaces)"
        == scope_words(report(CALM))
    )
    assert " (1 skipped: workspaces)" == scope_words(answers.project())
    assert "" == scope_words(replace(report(CALM, since=False), out_of_scope=()))
