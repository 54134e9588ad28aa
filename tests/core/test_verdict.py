"""The law, sentence by sentence."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from pratique.core.evidence import BadKind, Dossier, Known
from pratique.core.finding import Unread
from pratique.core.policy import WHATEVER_HOLDS, Action
from pratique.core.reason import UNANSWERED, ReasonCode
from pratique.core.verdict import Reason, Stage, Standing, Verdict
from tests.core import rows_content, rows_standing
from tests.core.dossiers import (
    BLOCKING,
    CHANGED_CODE,
    CLEAN,
    DORMANT,
    HOLDING,
    HOUR,
    MIN_AGE,
    NO_ANSWER,
    NOT_ASKED,
    NOW,
    SECOND,
    bad,
    compared,
    dossier,
    inspected,
    judge,
    published,
    waiver,
)
from tests.core.row import FAILED, IN_BASELINE, MIRROR, PINNED, UNREAD, YOUNG, Row

ROWS = [*rows_content.ROWS, *rows_standing.ROWS]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.says.replace(" ", "-"))
def test_the_law_holds_sentence_by_sentence(row: Row) -> None:
    verdict = judge(dossier(**row.about), **row.asked)

    assert row.verdict == (verdict.action, verdict.kind, verdict.until)
    assert row.reasons.split() == [reason.code.value for reason in verdict.reasons]
    assert row.notes.split() == [note.code.value for note in verdict.notes]


def test_every_reason_code_is_reached_by_some_row() -> None:
    assert set(ReasonCode) == {ReasonCode(code) for row in ROWS for code in row.reasons.split()}


def only(verdict: Verdict) -> Reason:
    assert len(verdict.reasons) == 1
    return verdict.reasons[0]


def test_a_finding_tells_its_rule_its_message_and_its_place() -> None:
    reason = only(judge(dossier(inspection=inspected(HOLDING))))

    assert (HOLDING.rule, HOLDING.message, HOLDING.locations[0]) == (
        reason.source,
        reason.text,
        reason.location,
    )


def test_known_bad_tells_who_says_so() -> None:
    reason = only(judge(dossier(known_bad=bad(BadKind.ADVISORY))))

    assert ("advisory: it steals", "registry.example") == (reason.text, reason.source)


def test_a_waived_reason_names_the_waiver() -> None:
    exception = waiver(HOLDING.rule)

    note = judge(dossier(inspection=inspected(HOLDING), waivers=(exception,))).notes[0]

    assert exception == note.waived


def test_a_note_about_a_pinned_artifact_is_not_called_waived() -> None:
    note = judge(dossier(inspection=inspected(HOLDING)), standing=PINNED).notes[0]

    assert note.waived is None


def test_an_incomplete_inspection_of_one_file_names_it_alone() -> None:
    reason = only(judge(dossier(inspection=inspected(unread=(UNREAD,)))))

    assert "lib/big.js was not analysed (larger than 5 MB)" == reason.text


def test_an_incomplete_inspection_names_the_first_file_counts_the_others_and_names_failed_rules() -> None:
    other = Unread("lib/other.js", "not parsed")

    reason = only(judge(dossier(inspection=inspected(unread=(IN_BASELINE, UNREAD, other), failed=FAILED))))

    assert (
        "lib/big.js was not analysed (larger than 5 MB) and 1 more; rules that failed: hidden-characters"
        == reason.text
    )


@pytest.mark.parametrize(
    ("about", "text"),
    [
        ({"published": YOUNG}, "published 1 h ago; the cooldown is 72 h"),
        ({"published": published(timedelta(0))}, "published 0 min ago; the cooldown is 72 h"),
        ({"published": published(timedelta(minutes=5))}, "published 5 min ago; the cooldown is 72 h"),
        ({"published": published(MIN_AGE - SECOND)}, "published 71 h ago; the cooldown is 72 h"),
        (
            {"published": published(80 * HOUR), "signals": Known((DORMANT,), "registry.example")},
            "published 80 h ago; the cooldown is 14 d; first release in 3 years",
        ),
        (
            {"published": published(HOUR, MIRROR)},
            "at least 1 h old according to the times of a mirror; the cooldown is 72 h",
        ),
        (
            {"published": NO_ANSWER, "first_seen": NOW - 2 * HOUR},
            "publish time unknown; first seen here 2 h ago; the cooldown is 72 h",
        ),
        (
            {"published": NO_ANSWER, "first_seen": None},
            "publish time unknown; first seen here now; the cooldown is 72 h",
        ),
        (
            {"published": YOUNG, "first_seen": NOW - 2 * HOUR},
            "first seen here 2 h ago, before the publish time stated by the registry; the cooldown is 72 h",
        ),
    ],
)
def test_a_wait_says_how_old_the_artifact_is_and_who_says_so(about: Mapping[str, Any], text: str) -> None:
    assert text == only(judge(dossier(**about))).text


def test_a_verdict_is_answered_when_a_known_fact_stops_it() -> None:
    assert judge(dossier(inspection=inspected(HOLDING))).answered


def test_a_verdict_is_not_answered_when_only_missing_answers_stop_it() -> None:
    assert not judge(dossier(inspection=NO_ANSWER)).answered


def test_the_reasons_for_a_missing_answer_are_those_about_bytes_inspection_and_records() -> None:
    assert {
        ReasonCode.ADVISORIES_UNAVAILABLE,
        ReasonCode.INCOMPLETE,
        ReasonCode.NOT_INSPECTED,
        ReasonCode.SERVED_BEFORE_INSPECTION,
        ReasonCode.NO_BYTES,
        ReasonCode.TOO_LARGE,
    } == UNANSWERED


def test_the_clean_dossier_is_allowed_at_every_stage_and_standing() -> None:
    assert {Verdict(action=Action.ALLOW)} == {
        judge(CLEAN, stage=stage, standing=standing) for stage in Stage for standing in Standing
    }


def test_a_file_of_no_release_is_judged_by_its_content() -> None:
    about: Dossier = dossier(
        ref=None, published=NOT_ASKED, known_bad=NOT_ASKED, inspection=inspected(BLOCKING)
    )

    assert judge(about).action is Action.BLOCK


def test_a_reason_about_an_installed_copy_names_the_rule_and_the_first_place() -> None:
    reason = only(judge(dossier(installed=compared(CHANGED_CODE))))

    assert ("installed-differs", CHANGED_CODE.path) == (reason.source, str(reason.location))
    assert "changed node_modules/left-pad/index.js" in reason.text


@pytest.mark.parametrize("standing", [Standing.NEW, Standing.PINNED])
@pytest.mark.parametrize("excuse", ["", "not-inspected", WHATEVER_HOLDS])
def test_an_inspection_that_nobody_vouches_for_lets_nothing_in(standing: Standing, excuse: str) -> None:
    waivers = (waiver(excuse),) if excuse else ()
    verdict = judge(dossier(borrowed=True, waivers=waivers), standing=standing)
    assert (Action.HOLD, ReasonCode.NOT_INSPECTED) == (verdict.action, only(verdict).code)
    assert Action.HOLD is judge(dossier(borrowed=True, private=True)).action
    assert Action.ALLOW is judge(dossier(borrowed=True), stage=Stage.LISTING).action


def test_an_inspection_that_nobody_vouches_for_stops_as_any_other() -> None:
    for found in (HOLDING, BLOCKING):
        about = dossier(inspection=inspected(found), borrowed=True)
        alone, verdict = judge(replace(about, borrowed=False)), judge(about)
        assert alone.action is verdict.action
        assert {found.rule, "inspection"} == {reason.source for reason in verdict.reasons}
        lifted = replace(about, waivers=(waiver(found.rule),))
        assert Action.ALLOW is not judge(lifted).action
