"""Why something is stopped, for a terminal."""

from dataclasses import replace

from pratique.core.assessment import Assessment
from pratique.core.evidence import Known, Signal
from pratique.core.finding import Excerpt, Severity
from pratique.core.fix_set import FixSet
from pratique.core.history import Weight
from pratique.core.location import Location
from pratique.core.policy import Policy
from pratique.core.verdict import Stage, Standing, decide
from pratique.report.text.evidence import next_steps, reasons
from pratique.report.text.style import render
from tests.core.dossiers import HOUR, REF, dossier, judge, published
from tests.report import answers


def told(*assessments: Assessment, verbose: bool = True) -> list[str]:
    return render(reasons(assessments, verbose=verbose), colour=False).splitlines()


def test_evidence_is_shown_under_its_reason() -> None:
    other = replace(answers.finding(message="another"), evidence="sh x.sh", locations=(Location("a.js", 1),))
    assert [
        "  ! another [new-install-hook]  a.js:1",
        "    sh x.sh",
        "  ! postinstall is new [new-install-hook]  package.json:7",
        "    node lib/build.js",
        "    also lib/build.js:1",
    ] == told(answers.assessment(other, answers.finding()))


def test_only_the_first_finding_is_shown_with_its_code_the_others_by_their_rule() -> None:
    excerpt = Excerpt(6, ("one();", "\tevil();"), 5)
    first = replace(answers.finding(), excerpt=excerpt)
    other = replace(answers.finding(message="another"), rule="attack-chain", locations=(Location("z.js", 1),))
    assert [
        "  ! postinstall is new [new-install-hook]  package.json:7:5",
        "      6 | one();",
        "    > 7 |     evil();",
        "  also: attack-chain (`-v` shows each)",
    ] == told(answers.assessment(first, other), verbose=False)


def test_code_cannot_move_the_cursor() -> None:
    found = replace(answers.finding(), excerpt=Excerpt(7, (answers.HOSTILE,), 1))
    assert not any("\x1b" in line for line in told(answers.assessment(found)))


def test_a_score_says_what_it_measures() -> None:
    found = replace(answers.finding(), rule="behaves-like-malware", evidence="score 0.507; send +1.0")
    (line, *_) = told(answers.assessment(found), verbose=False)
    assert line.startswith("  ! malware score 0.507 of 1 (similarity to known malware): postinstall is new")


def test_the_next_step_is_that_of_the_first_reason() -> None:
    words = "read the code; `pratique explain new-install-hook` explains the rule"
    assert [words] == list(next_steps([answers.assessment(answers.finding())]))
    assert [] == list(next_steps([answers.assessment()]))


def test_what_two_artifacts_share_is_said_once() -> None:
    one = answers.assessment(answers.finding())
    assert told(one) == told(one, one)


def test_findings_that_stop_nothing_are_notes_with_their_message() -> None:
    quiet = answers.finding(severity=Severity.LOW, message="odd")
    assert ["  note new-install-hook (low, high confidence): odd  package.json:7"] == told(
        answers.assessment(quiet)
    )
    pinned = answers.assessment(answers.finding(), standing=Standing.PINNED)
    assert ["  note new-install-hook (high, high confidence): postinstall is new  package.json:7"] == told(
        pinned
    )


def test_many_places_are_counted() -> None:
    places = tuple(Location("a.js", n) for n in range(1, 11))
    lines = told(answers.assessment(replace(answers.finding(), locations=places)))
    assert "    also a.js:6" in lines
    assert "    and 4 more places" in lines


def test_hostile_text_cannot_move_the_cursor() -> None:
    assert not any("\x1b" in line for line in told(*answers.hostile().assessments))


def test_signals_are_told_and_one_that_holds_is_said_once_as_a_reason() -> None:
    ranks = Signal("new-publisher", "eve is \x1bnew", 0.03, Weight.RANKS)
    holds = Signal("hook-added", "install is new", 0.0008, Weight.HOLDS)
    plain = answers.assessment()
    dossier = replace(plain.dossier, signals=Known((holds, ranks), "the registry"))
    verdict = decide(Policy(), dossier, stage=Stage.ARTIFACT, standing=Standing.NEW, now=answers.NOW)

    assert [
        "  ! install is new [hook-added]",
        "  signal new-publisher: eve is \\x1bnew",
    ] == told(replace(plain, dossier=dossier, verdict=verdict))


def test_why_it_was_let_in_before_its_age_is_told() -> None:
    fix = FixSet(root=REF, advisory="GHSA-1", reviewer="GitHub", members=(REF,))
    early = dossier(published=published(HOUR), fix=fix)

    lines = told(Assessment(dossier=early, verdict=judge(early), standing=Standing.NEW))

    why = "no cooldown, because GHSA-1 (reviewed by GitHub) lists left-pad@1.3.0 as the fix"
    assert [f"  early: published 1 h ago; the cooldown is 72 h; {why}"] == lines


def test_earlier_releases_that_speak_for_a_score_are_named() -> None:
    found = answers.assessment()
    known = replace(found, dossier=replace(found.dossier, precedents=("a@2", "a@1")))
    assert ["  precedent: no hold for the malware score: a@2 and a@1 showed the same behaviour"] == told(
        known
    )
