import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.ci_claim import CiClaim
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.policy import Action
from pratique.core.reason import ReasonCode
from pratique.core.verdict import HoldKind, Reason, Verdict
from pratique.gate.decision.refusal import (
    MOST_ERROR,
    MOST_PHRASE,
    Way,
    failed,
    moment,
    one_line,
    refuse,
    rule_of,
    words_of,
)

REF = PackageRef(Ecosystem.NPM, "calm").at("1.1.0")
UNTIL = datetime(2026, 3, 3, 4, 5, tzinfo=UTC)
YOUNG = Reason(code=ReasonCode.TOO_YOUNG, text="published 20 h ago", source="policy")
HOOK = Reason(code=ReasonCode.FINDING, text="it runs x.js", source="new-install-hook")


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (
            Verdict(action=Action.HOLD, kind=HoldKind.WAIT, until=UNTIL, reasons=(YOUNG,)),
            "calm@1.1.0 is held until 2026-03-03 04:05 UTC: published 20 h ago [too-young]; use calm@1.0.1",
        ),
        (
            Verdict(action=Action.HOLD, kind=HoldKind.REVIEW, reasons=(HOOK, YOUNG)),
            "calm@1.1.0 is held for review: it runs x.js and 1 more [new-install-hook]; use calm@1.0.1; contact ada",
        ),
        (
            Verdict(
                action=Action.BLOCK, reasons=(Reason(code=ReasonCode.ADVISORY, text="MAL-1", source="osv"),)
            ),
            "calm@1.1.0 is blocked: MAL-1 [advisory]; use calm@1.0.1",
        ),
    ],
)
def test_a_refusal_says_what_why_until_when_or_who_and_what_to_take(verdict: Verdict, words: str) -> None:
    way = Way("calm@1.0.1", "ada")
    ci = CiClaim(system="github", repository="acme/shop", run="7")
    answer = refuse(verdict, REF, way, ci)

    assert words == words_of(verdict, REF, way, most=MOST_PHRASE) == answer.reason
    assert 403 == answer.status
    document = json.loads(answer.body)
    assert (words, REF.purl, verdict.action) == (document["error"], document["purl"], document["action"])
    assert len(verdict.reasons) == len(document["reasons"])
    assert ("acme/shop", False) == (document["ci_claim"]["repository"], document["ci_claim"]["proven"])


def test_bytes_that_could_not_be_had_are_no_judgement_and_may_be_asked_for_again() -> None:
    absent = Reason(code=ReasonCode.NO_BYTES, text="the registry answered 500", source="registry")
    answer = refuse(
        Verdict(action=Action.HOLD, kind=HoldKind.REVIEW, reasons=(absent,)), REF, Way("calm@1.0.1", "ada")
    )

    words = "calm@1.1.0 could not be fetched: the registry answered 500 [no-bytes]; use calm@1.0.1; retry in 10 seconds"
    assert (503, words, "10") == (answer.status, answer.reason, answer.headers["Retry-After"])


def test_the_rule_the_end_and_the_way_out_stay_when_the_reason_is_long() -> None:
    long = Reason(code=ReasonCode.FINDING, text="x" * 5_000, source="new-install-hook")
    verdict = Verdict(action=Action.HOLD, kind=HoldKind.REVIEW, reasons=(long,))

    answer = refuse(verdict, REF, Way("calm@1.0.1", "ada"))

    assert answer.reason is not None
    assert len(answer.reason) <= MOST_PHRASE
    assert answer.reason.startswith("calm@1.1.0 is held for review: xxx")
    assert answer.reason.endswith("...  [new-install-hook]; use calm@1.0.1; contact ada".replace("  ", " "))


@pytest.mark.fuzz
@given(st.text(max_size=400), st.text(max_size=100), st.text(max_size=100))
def test_no_text_of_a_stranger_ends_the_line(text: str, source: str, nearest: str) -> None:
    reason = Reason(code=ReasonCode.FINDING, text=text, source=source)
    answer = refuse(Verdict(action=Action.BLOCK, reasons=(reason,)), REF, Way(nearest, text))

    assert answer.reason is not None
    assert answer.reason.isascii()
    assert answer.reason.isprintable()
    assert len(answer.reason) <= MOST_PHRASE
    assert len(json.loads(answer.body)["error"]) <= MOST_ERROR


def test_a_failure_says_when_to_come_back() -> None:
    answer = failed(503, "still judged", hint="ask again", retry_after_s=10)

    assert (503, "still judged", "10") == (answer.status, answer.reason, answer.headers["Retry-After"])
    assert {"error": "still judged (ask again)"} == json.loads(answer.body)
    assert "Retry-After" not in failed(404, "no").headers


def test_times_and_rules_are_named_as_people_read_them() -> None:
    assert moment(UNTIL) == "2026-03-03 04:05 UTC"
    assert rule_of(HOOK) == "new-install-hook"
    assert rule_of(YOUNG) == "too-young"
    assert one_line("a\r\nb\u202e", most=80) == "a\\x0d\\nb\\u202e"
