"""What leaves an answer incomplete."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from pratique.core.evidence import NotAsked
from pratique.core.finding import Skipped, Unread
from pratique.core.gap import Gap, gaps_of
from pratique.core.policy import Action, Policy
from pratique.core.reading import Trouble
from pratique.core.verdict import Standing
from pratique.errors import Reference
from tests.core.dossiers import NO_ANSWER, TODAY, dossier, inspected, judge, waiver

UNREAD = Unread("lib/a.js", "does not parse: 20% of the file", sha256="1" * 64)
OLD = Unread("lib/b.js", "too large", sha256="2" * 64, in_baseline=True)
IN_TESTS = Unread("test/c.js", "too large", reached=False)
FAILED = Skipped("a-rule", "KeyError")


def words(standing: Standing = Standing.NEW, **about: Any) -> list[str]:
    subject = dossier(**about)
    return [gap.words for gap in gaps_of(subject, judge(subject, standing=standing), None, None)]


@pytest.mark.parametrize("standing", list(Standing))
def test_each_file_that_counts_is_a_gap_with_why(standing: Standing) -> None:
    assert [
        "lib/a.js was not analysed (does not parse: 20% of the file)",
        "lib/b.js was not analysed (too large)",
        "the rule a-rule failed: KeyError",
    ] == words(standing, inspection=inspected(unread=(UNREAD, OLD, IN_TESTS), failed=(FAILED,)))


def test_code_that_a_release_in_use_has_too_is_no_gap() -> None:
    about = inspected(unread=(UNREAD, OLD))
    assert [] == words(inspection=about, accepted=frozenset({UNREAD, OLD}))
    assert 1 == len(words(inspection=about, accepted=frozenset({OLD})))


def test_code_that_is_in_a_baseline_which_nobody_accepted_stays_a_gap() -> None:
    assert 1 == len(words(inspection=inspected(unread=(OLD,))))


@pytest.mark.parametrize("unread", [UNREAD, OLD], ids=["new", "in the baseline"])
@pytest.mark.parametrize("standing", list(Standing))
@pytest.mark.parametrize("policy", [Policy(), Policy(hold_incomplete=False)], ids=["strict", "lenient"])
def test_a_waiver_accepts_what_was_not_analysed_until_it_ends(
    unread: Unread, standing: Standing, policy: Policy
) -> None:
    about = {"inspection": inspected(unread=(unread,), failed=(FAILED,))}
    for end, left in ((TODAY, 0), (TODAY - timedelta(days=1), 2)):
        subject = dossier(**about, waivers=(waiver("incomplete", end),))
        verdict = judge(subject, standing=standing, policy=policy)
        assert left == len(gaps_of(subject, verdict, None, None))
        assert left or verdict.action is Action.ALLOW


@pytest.mark.parametrize("inspection", [NO_ANSWER, NotAsked("nobody asked")])
def test_a_waiver_accepts_that_there_is_no_inspection(inspection: Any) -> None:
    assert 1 == len(words(inspection=inspection))
    assert [] == words(inspection=inspection, waivers=(waiver("not-inspected"),))
    assert 1 == len(words(inspection=inspection, waivers=(waiver("incomplete"),)))


@pytest.mark.parametrize("question", ["known_bad", "signals", "advisories", "installed"])
def test_an_unanswered_question_is_a_gap_that_no_waiver_accepts(question: str) -> None:
    plain = dossier(**{question: NO_ANSWER})
    waived = replace(plain, waivers=(waiver("incomplete"), waiver("not-inspected")))
    (gap,) = gaps_of(plain, judge(plain), None, None)
    assert gap.waivable is None
    assert NO_ANSWER.why in gap.words
    assert (gap,) == gaps_of(waived, judge(waived), None, None)


def test_bytes_that_were_not_had_are_one_gap() -> None:
    assert [NO_ANSWER.why] == words(bytes_=NO_ANSWER, inspection=NO_ANSWER)


def test_the_repository_and_an_error_are_gaps() -> None:
    subject = dossier()
    assert (Gap(f"source repository: {NO_ANSWER.why}"),) == gaps_of(subject, judge(subject), NO_ANSWER, None)
    trouble = Trouble(Reference.REGISTRY_UNREACHABLE, "no answer", "try again")
    assert (Gap("no answer"),) == gaps_of(subject, judge(subject), None, trouble)
