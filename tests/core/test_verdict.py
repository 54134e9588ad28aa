"""The law, sentence by sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pratique.core.evidence import BadKind, Dossier, Known, NotAsked
from pratique.core.finding import Skipped, Unread
from pratique.core.policy import Action, Policy
from pratique.core.release import Dated, TimeSource
from pratique.core.verdict import UNANSWERED, HoldKind, Reason, ReasonCode, Stage, Standing, Verdict
from tests.core.dossiers import (
    BLOCKING,
    CLEAN,
    DAY,
    DORMANT,
    HOLDING,
    HOUR,
    MIN_AGE,
    NO_ANSWER,
    NOT_ASKED,
    NOTED,
    NOW,
    SECOND,
    SIGNALLED,
    bad,
    changed_bytes,
    dossier,
    inspected,
    judge,
    published,
    waiver,
)

UNREAD = Unread("lib/big.js", "larger than 5 MB")
IN_BASELINE = Unread("lib/big.js", "larger than 5 MB", in_baseline=True)
IN_TESTS = Unread("test/big.js", "larger than 5 MB", reached=False)
FAILED = (Skipped("hidden-characters", "KeyError: 'x'"),)
YOUNG = published(HOUR)
MIRROR = TimeSource.MIRROR
PINNED = Standing.PINNED
LISTING = Stage.LISTING
LENIENT = Policy(hold_incomplete=False)

ALLOW = (Action.ALLOW, None, None)
REVIEW = (Action.HOLD, HoldKind.REVIEW, None)
BLOCK = (Action.BLOCK, None, None)


def wait(until: datetime) -> tuple[Action, HoldKind, datetime]:
    return Action.HOLD, HoldKind.WAIT, until


@dataclass(frozen=True, kw_only=True)
class Row:
    """One sentence of the law: a dossier, and what is decided about it."""

    says: str
    about: Mapping[str, Any]
    verdict: tuple[Action, HoldKind | None, datetime | None]
    reasons: str = ""
    notes: str = ""
    asked: Mapping[str, Any] = field(default_factory=dict)


_KNOWN_BAD = [
    Row(
        says="what the registry quarantines is blocked",
        about={"known_bad": bad(BadKind.QUARANTINED)},
        verdict=BLOCK,
        reasons="quarantined",
    ),
    Row(
        says="what an advisory names as malicious is blocked",
        about={"known_bad": bad(BadKind.ADVISORY)},
        verdict=BLOCK,
        reasons="advisory",
    ),
    Row(
        says="what the policy denies is blocked",
        about={"known_bad": bad(BadKind.DENIED)},
        verdict=BLOCK,
        reasons="denied",
    ),
    Row(
        says="known bad blocks a pinned artifact",
        about={"known_bad": bad(BadKind.ADVISORY)},
        asked={"standing": PINNED},
        verdict=BLOCK,
        reasons="advisory",
    ),
    Row(
        says="known bad blocks a private artifact",
        about={"known_bad": bad(BadKind.DENIED), "private": True},
        verdict=BLOCK,
        reasons="denied",
    ),
    Row(
        says="known bad blocks at stage listing",
        about={"known_bad": bad(BadKind.QUARANTINED)},
        asked={"stage": LISTING},
        verdict=BLOCK,
        reasons="quarantined",
    ),
    Row(
        says="known bad cannot be waived",
        about={
            "known_bad": bad(BadKind.ADVISORY),
            "waivers": (waiver("advisory"), waiver("registry.example")),
        },
        verdict=BLOCK,
        reasons="advisory",
    ),
    Row(
        says="an unanswered question about known bad stops nothing by itself",
        about={"known_bad": NO_ANSWER},
        verdict=ALLOW,
    ),
]

_BYTES = [
    Row(
        says="changed bytes are blocked",
        about={"bytes_": changed_bytes()},
        verdict=BLOCK,
        reasons="changed-bytes",
    ),
    Row(
        says="changed bytes of a pinned artifact are blocked",
        about={"bytes_": changed_bytes()},
        asked={"standing": PINNED},
        verdict=BLOCK,
        reasons="changed-bytes",
    ),
    Row(
        says="changed bytes of a private artifact are blocked",
        about={"bytes_": changed_bytes(), "private": True},
        verdict=BLOCK,
        reasons="changed-bytes",
    ),
    Row(
        says="changed bytes cannot be waived",
        about={"bytes_": changed_bytes(), "waivers": (waiver("changed-bytes"), waiver("bytes"))},
        verdict=BLOCK,
        reasons="changed-bytes",
    ),
]

_FINDINGS = [
    Row(
        says="a blocking finding blocks",
        about={"inspection": inspected(BLOCKING)},
        verdict=BLOCK,
        reasons="finding",
    ),
    Row(
        says="a holding finding holds for review",
        about={"inspection": inspected(HOLDING)},
        verdict=REVIEW,
        reasons="finding",
    ),
    Row(says="any other finding stops nothing", about={"inspection": inspected(NOTED)}, verdict=ALLOW),
    Row(
        says="a blocking finding stops a pinned artifact",
        about={"inspection": inspected(BLOCKING)},
        asked={"standing": PINNED},
        verdict=BLOCK,
        reasons="finding",
    ),
    Row(
        says="a holding finding about a pinned artifact is a note",
        about={"inspection": inspected(HOLDING)},
        asked={"standing": PINNED},
        verdict=ALLOW,
        notes="finding",
    ),
    Row(
        says="a blocking finding about a private artifact is a note",
        about={"inspection": inspected(BLOCKING), "private": True},
        verdict=ALLOW,
        notes="finding",
    ),
    Row(
        says="at stage listing the findings of a known inspection count",
        about={"inspection": inspected(HOLDING)},
        asked={"stage": LISTING},
        verdict=REVIEW,
        reasons="finding",
    ),
    Row(
        says="the gravest action of several is the verdict, and its reason comes first",
        about={"inspection": inspected(HOLDING, BLOCKING), "published": YOUNG},
        verdict=BLOCK,
        reasons="finding finding too-young",
    ),
]

_INCOMPLETE = [
    Row(
        says="unread executable content holds for review",
        about={"inspection": inspected(unread=(UNREAD,))},
        verdict=REVIEW,
        reasons="incomplete",
    ),
    Row(
        says="unread content that is in the baseline too holds nothing",
        about={"inspection": inspected(unread=(IN_BASELINE,))},
        verdict=ALLOW,
    ),
    Row(
        says="unread content that nothing shipped asks for holds nothing",
        about={"inspection": inspected(unread=(IN_TESTS,))},
        verdict=ALLOW,
    ),
    Row(
        says="a rule that failed holds for review",
        about={"inspection": inspected(failed=FAILED)},
        verdict=REVIEW,
        reasons="incomplete",
    ),
    Row(
        says="unread content of a pinned artifact is a note",
        about={"inspection": inspected(unread=(UNREAD,))},
        asked={"standing": PINNED},
        verdict=ALLOW,
        notes="incomplete",
    ),
    Row(
        says="unread content is no matter at stage listing",
        about={"inspection": inspected(unread=(UNREAD,), failed=FAILED)},
        asked={"stage": LISTING},
        verdict=ALLOW,
    ),
    Row(
        says="a policy may leave incomplete inspections free",
        about={"inspection": inspected(unread=(UNREAD,), failed=FAILED)},
        asked={"policy": LENIENT},
        verdict=ALLOW,
    ),
    Row(
        says="an inspection that did not end holds for review, whatever the policy asks for",
        about={"inspection": NO_ANSWER},
        asked={"policy": LENIENT},
        verdict=REVIEW,
        reasons="not-inspected",
    ),
    Row(
        says="at the barrier an artifact that nobody inspected is held for review",
        about={"inspection": NOT_ASKED},
        verdict=REVIEW,
        reasons="not-inspected",
    ),
    Row(
        says="at stage listing an artifact that was not inspected yet stays resolvable",
        about={"inspection": NOT_ASKED, "bytes_": NOT_ASKED},
        asked={"stage": LISTING},
        verdict=ALLOW,
    ),
    Row(
        says="bytes that could not be had hold for review with one reason",
        about={"bytes_": NO_ANSWER, "inspection": NO_ANSWER},
        verdict=REVIEW,
        reasons="no-bytes",
    ),
    Row(
        says="bytes that could not be had and were so never inspected give one reason",
        about={"bytes_": NO_ANSWER, "inspection": NOT_ASKED},
        asked={"policy": LENIENT},
        verdict=REVIEW,
        reasons="no-bytes",
    ),
    Row(
        says="bytes that could not be had are not waived",
        about={
            "bytes_": NO_ANSWER,
            "inspection": NO_ANSWER,
            "waivers": (waiver("no-bytes"), waiver("not-inspected")),
        },
        verdict=REVIEW,
        reasons="no-bytes",
    ),
    Row(
        says="bytes are not asked for at stage listing",
        about={"bytes_": NO_ANSWER, "inspection": NOT_ASKED},
        asked={"stage": LISTING},
        verdict=ALLOW,
    ),
]

_AGE = [
    Row(
        says="a young artifact waits until it is old enough",
        about={"published": YOUNG},
        verdict=wait(NOW - HOUR + MIN_AGE),
        reasons="too-young",
    ),
    Row(
        says="one second less than the age asked for still waits",
        about={"published": published(MIN_AGE - SECOND)},
        verdict=wait(NOW + SECOND),
        reasons="too-young",
    ),
    Row(says="exactly the age asked for is enough", about={"published": published(MIN_AGE)}, verdict=ALLOW),
    Row(
        says="a young artifact waits at stage listing too",
        about={"published": YOUNG, "inspection": NOT_ASKED},
        asked={"stage": LISTING},
        verdict=wait(NOW - HOUR + MIN_AGE),
        reasons="too-young",
    ),
    Row(
        says="the age of a pinned artifact is a note",
        about={"published": YOUNG},
        asked={"standing": PINNED},
        verdict=ALLOW,
        notes="too-young",
    ),
    Row(
        says="a signal lengthens the wait",
        about={"published": published(4 * DAY), "signals": Known((DORMANT,), "registry.example")},
        verdict=wait(NOW - 4 * DAY + SIGNALLED),
        reasons="too-young",
    ),
    Row(
        says="a signal about an artifact of the longer age stops nothing",
        about={"published": published(SIGNALLED), "signals": Known((DORMANT,), "registry.example")},
        verdict=ALLOW,
    ),
    Row(
        says="a signal never shortens the wait that a strict policy asks for",
        about={"published": published(20 * DAY), "signals": Known((DORMANT,), "registry.example")},
        asked={"policy": Policy(min_age=30 * DAY)},
        verdict=wait(NOW + 10 * DAY),
        reasons="too-young",
    ),
    Row(
        says="an unanswered question about signals lengthens nothing",
        about={"published": published(4 * DAY), "signals": NO_ANSWER},
        verdict=ALLOW,
    ),
    Row(
        says="an unknown time counts from the first sight",
        about={"published": NO_ANSWER, "first_seen": NOW - 70 * HOUR},
        verdict=wait(NOW + 2 * HOUR),
        reasons="too-young",
    ),
    Row(
        says="a wait for an unknown time ends",
        about={"published": NO_ANSWER, "first_seen": NOW - MIN_AGE},
        verdict=ALLOW,
    ),
    Row(
        says="an artifact never seen before counts from now",
        about={"published": NO_ANSWER, "first_seen": None},
        verdict=wait(NOW + MIN_AGE),
        reasons="too-young",
    ),
    Row(
        says="a first sight in the future counts from now",
        about={"published": NO_ANSWER, "first_seen": NOW + 9 * DAY},
        verdict=wait(NOW + MIN_AGE),
        reasons="too-young",
    ),
    Row(
        says="a mirror's time says that an artifact is at least so old",
        about={"published": published(MIN_AGE, MIRROR), "first_seen": NOW},
        verdict=ALLOW,
    ),
    Row(
        says="a young time of a mirror yields to an earlier first sight",
        about={"published": published(HOUR, MIRROR), "first_seen": NOW - 70 * HOUR},
        verdict=wait(NOW + 2 * HOUR),
        reasons="too-young",
    ),
    Row(
        says="a young time of a mirror without an earlier sight waits",
        about={"published": published(HOUR, MIRROR), "first_seen": None},
        verdict=wait(NOW - HOUR + MIN_AGE),
        reasons="too-young",
    ),
    Row(
        says="a publish time in the far future waits no longer than the age asked for",
        about={"published": Known(Dated(datetime.max.replace(tzinfo=UTC), TimeSource.REGISTRY), "r.example")},
        verdict=wait(NOW + MIN_AGE),
        reasons="too-young",
    ),
    Row(
        says="a publish time in the far past is old",
        about={"published": Known(Dated(datetime.min.replace(tzinfo=UTC), TimeSource.REGISTRY), "r.example")},
        verdict=ALLOW,
    ),
    Row(
        says="a publish time after the first sight cannot be true",
        about={"published": YOUNG, "first_seen": NOW - MIN_AGE},
        verdict=ALLOW,
    ),
    Row(
        says="where time was not asked for there is no age rule",
        about={"published": NotAsked("a file"), "first_seen": None},
        verdict=ALLOW,
    ),
    Row(
        says="a policy without an age lets the youngest pass",
        about={"published": published(timedelta(0))},
        asked={"policy": Policy(min_age=timedelta(0))},
        verdict=ALLOW,
    ),
    Row(
        says="a private artifact has no age rule",
        about={"published": YOUNG, "private": True},
        verdict=ALLOW,
    ),
    Row(
        says="a review beside a wait is a review without an end",
        about={"published": YOUNG, "inspection": inspected(HOLDING)},
        verdict=REVIEW,
        reasons="finding too-young",
    ),
]

_PRIVATE = [
    Row(
        says="an incomplete inspection of a private artifact is a note",
        about={"inspection": inspected(unread=(UNREAD,)), "private": True},
        verdict=ALLOW,
        notes="incomplete",
    ),
    Row(
        says="bytes of a private artifact that could not be had are a note",
        about={"bytes_": NO_ANSWER, "inspection": NO_ANSWER, "private": True},
        verdict=ALLOW,
        notes="no-bytes",
    ),
]

_WAIVERS = [
    Row(
        says="a waiver of a rule turns its blocking finding into a note",
        about={"inspection": inspected(BLOCKING), "waivers": (waiver(BLOCKING.rule),)},
        verdict=ALLOW,
        notes="finding",
    ),
    Row(
        says="a waiver of the reason turns every finding into a note",
        about={"inspection": inspected(BLOCKING, HOLDING), "waivers": (waiver("finding"),)},
        verdict=ALLOW,
        notes="finding finding",
    ),
    Row(
        says="a waiver of another rule frees nothing",
        about={"inspection": inspected(HOLDING), "waivers": (waiver("hidden-characters"),)},
        verdict=REVIEW,
        reasons="finding",
    ),
    Row(
        says="a waiver of age ends a wait",
        about={"published": YOUNG, "waivers": (waiver("too-young"),)},
        verdict=ALLOW,
        notes="too-young",
    ),
    Row(
        says="a waiver of incomplete frees",
        about={"inspection": inspected(unread=(UNREAD,)), "waivers": (waiver("incomplete"),)},
        verdict=ALLOW,
        notes="incomplete",
    ),
    Row(
        says="a waiver of the missing inspection frees",
        about={"inspection": NO_ANSWER, "waivers": (waiver("not-inspected"),)},
        verdict=ALLOW,
        notes="not-inspected",
    ),
    Row(
        says="the name of a source that is no rule waives nothing",
        about={
            "inspection": inspected(unread=(UNREAD,)),
            "published": YOUNG,
            "waivers": (waiver("inspection"), waiver("policy"), waiver("registry.example")),
        },
        verdict=REVIEW,
        reasons="incomplete too-young",
    ),
    Row(
        says="a waiver holds through its last day",
        about={"inspection": inspected(HOLDING), "waivers": (waiver(HOLDING.rule, NOW.date()),)},
        asked={"now": NOW.replace(hour=23, minute=59, second=59)},
        verdict=ALLOW,
        notes="finding",
    ),
    Row(
        says="a waiver has expired on the day after",
        about={"inspection": inspected(HOLDING), "waivers": (waiver(HOLDING.rule, NOW.date()),)},
        asked={"now": NOW.replace(hour=0) + DAY},
        verdict=REVIEW,
        reasons="finding",
    ),
    Row(
        says="an expired waiver does not hide a valid one behind it",
        about={
            "inspection": inspected(HOLDING),
            "waivers": (waiver(HOLDING.rule, NOW.date() - DAY), waiver(HOLDING.rule)),
        },
        verdict=ALLOW,
        notes="finding",
    ),
    Row(
        says="a waiver frees only what it names",
        about={
            "inspection": inspected(HOLDING),
            "published": YOUNG,
            "waivers": (waiver(HOLDING.rule),),
        },
        verdict=wait(NOW - HOUR + MIN_AGE),
        reasons="too-young",
        notes="finding",
    ),
]

_CLEAN = [
    Row(says="nothing held against it: allowed", about={}, verdict=ALLOW),
    Row(
        says="where nothing was asked a pinned artifact is allowed, with what is missing as a note",
        about={
            "bytes_": NOT_ASKED,
            "inspection": NOT_ASKED,
            "published": NOT_ASKED,
            "known_bad": NOT_ASKED,
            "signals": NOT_ASKED,
        },
        asked={"standing": PINNED},
        verdict=ALLOW,
        notes="not-inspected",
    ),
]

ROWS = [*_KNOWN_BAD, *_BYTES, *_FINDINGS, *_INCOMPLETE, *_AGE, *_PRIVATE, *_WAIVERS, *_CLEAN]


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
        ({"published": YOUNG}, "published 1 h ago, and the policy asks for 72 h"),
        ({"published": published(timedelta(0))}, "published 0 min ago, and the policy asks for 72 h"),
        ({"published": published(timedelta(minutes=5))}, "published 5 min ago, and the policy asks for 72 h"),
        ({"published": published(MIN_AGE - SECOND)}, "published 71 h ago, and the policy asks for 72 h"),
        (
            {"published": published(80 * HOUR), "signals": Known((DORMANT,), "registry.example")},
            "published 80 h ago, and the policy asks for 14 d; first release in 3 years",
        ),
        (
            {"published": published(HOUR, MIRROR)},
            "at least 1 h old by the times of a mirror, and the policy asks for 72 h",
        ),
        (
            {"published": NO_ANSWER, "first_seen": NOW - 2 * HOUR},
            "its publish time is not known; first seen here 2 h ago, and the policy asks for 72 h",
        ),
        (
            {"published": NO_ANSWER, "first_seen": None},
            "its publish time is not known; first seen here now, and the policy asks for 72 h",
        ),
        (
            {"published": YOUNG, "first_seen": NOW - 2 * HOUR},
            "first seen here 2 h ago, before the publish time that the registry tells, and the policy asks for 72 h",
        ),
    ],
)
def test_a_wait_says_how_old_the_artifact_is_and_who_says_so(about: Mapping[str, Any], text: str) -> None:
    assert text == only(judge(dossier(**about))).text


def test_a_verdict_is_answered_when_a_known_fact_stops_it() -> None:
    assert judge(dossier(inspection=inspected(HOLDING))).answered


def test_a_verdict_is_not_answered_when_only_missing_answers_stop_it() -> None:
    assert not judge(dossier(inspection=NO_ANSWER)).answered


def test_the_reasons_for_a_missing_answer_are_those_about_bytes_and_inspection() -> None:
    assert {ReasonCode.INCOMPLETE, ReasonCode.NOT_INSPECTED, ReasonCode.NO_BYTES} == UNANSWERED


def test_the_clean_dossier_is_allowed_at_every_stage_and_standing() -> None:
    assert {Verdict(action=Action.ALLOW)} == {
        judge(CLEAN, stage=stage, standing=standing) for stage in Stage for standing in Standing
    }


def test_a_file_of_no_release_is_judged_by_its_content() -> None:
    about: Dossier = dossier(
        ref=None, published=NOT_ASKED, known_bad=NOT_ASKED, inspection=inspected(BLOCKING)
    )

    assert judge(about).action is Action.BLOCK
