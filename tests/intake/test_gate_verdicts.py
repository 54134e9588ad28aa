"""The form of shared verdicts, and how a gate is asked."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.inspection import RULESET
from pratique.core.finding import Inspection, Skipped
from pratique.core.names import Digest
from pratique.errors import ParseError, Reference, RegistryError
from pratique.intake.gate_verdicts import (
    MOST_ASKED,
    SHAPE,
    VERSION,
    Answered,
    GateVerdicts,
    answered,
    read_answer,
    read_question,
    short,
    write_answer,
    write_question,
)
from pratique.store.record import InspectionKey
from tests.core.dossiers import HOLDING

KEY = InspectionKey(
    artifact="a" * 64, baseline="b" * 64, package="pkg:npm/left", ruleset=RULESET, limits="limits"
)
ALONE = replace(KEY, artifact="c" * 64, baseline="")
MADE = Inspection(
    artifact=Digest("sha256", "a" * 64),
    baseline=Digest("sha256", "b" * 64),
    ruleset=RULESET,
    findings=(HOLDING,),
    ran=("new-install-hook",),
    analysed=3,
)


def test_a_question_and_its_answer_come_back_as_they_were() -> None:
    assert [KEY, ALONE] == read_question(write_question([KEY, ALONE]))
    body = write_answer(
        [answered(KEY, MADE), Answered(short(ALONE), why="no inspection is available")], "epoch-1"
    )
    told = json.loads(body)

    assert {KEY: MADE} == read_answer(body, [KEY, ALONE])
    assert (VERSION, RULESET, "epoch-1") == (told["version"], told["ruleset"], told["epoch"])
    assert {"complete": True, "analysed": 3, "inventoried": 0, "unread": 0, "ran": 1} == told["answers"][0][
        "coverage"
    ]
    assert ("no inspection is available", None) == (
        told["answers"][1]["why"],
        told["answers"][1]["inspection"],
    )


def test_a_question_by_other_rules_or_of_another_form_is_about_nothing_known() -> None:
    plain = json.loads(write_question([KEY]))
    for changes in ({"version": 2}, {"ruleset": "other"}, {"shape": SHAPE + 1}):
        assert [] == read_question(json.dumps({**plain, **changes}).encode())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"version": 1}',
        b"\xff",
        b"[" * 100_000,
        write_question([KEY]).replace(b'"aaaa', b'"AAAA'),
        write_question([KEY] * (MOST_ASKED + 1)),
    ],
    ids=["nothing", "list", "empty", "short", "no-text", "deep", "no-digest", "too-many"],
)
def test_what_is_no_question_is_refused(body: bytes) -> None:
    with pytest.raises(ParseError):
        read_question(body)


@given(st.binary(max_size=400) | st.text(max_size=400).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_are_a_question_an_answer_or_refused(body: bytes) -> None:
    for read in (lambda: read_question(body), lambda: read_answer(body, [KEY])):
        with suppress(ParseError):
            assert not read()


WRONG = {
    "of other bytes": replace(MADE, artifact=Digest("sha256", "d" * 64)),
    "of another baseline": replace(MADE, baseline=None),
    "by other rules": replace(MADE, ruleset="other"),
    "cut short": replace(MADE, transient=True),
    "with a rule that failed": replace(MADE, failed=(Skipped("a-rule", "KeyError"),)),
}


@pytest.mark.parametrize("says", WRONG)
def test_an_inspection_that_is_not_the_keys_own_is_not_taken(says: str) -> None:
    assert {} == read_answer(write_answer([answered(KEY, WRONG[says])], "e"), [KEY])


def test_an_inspection_of_a_key_that_was_not_asked_is_not_taken() -> None:
    assert {} == read_answer(write_answer([answered(KEY, MADE)], "e"), [ALONE])


def test_an_answer_by_other_rules_is_none() -> None:
    told = json.loads(write_answer([answered(KEY, MADE)], "e"))
    with pytest.raises(ParseError, match="another version of Pratique"):
        read_answer(json.dumps({**told, "ruleset": "other"}).encode(), [KEY])


def test_text_that_cannot_be_sent_is_left_out_and_the_rest_is_answered() -> None:
    bad = replace(MADE, capabilities=("\ud800",))
    body = write_answer([answered(KEY, bad), answered(KEY, MADE)], "e")
    assert {KEY: MADE} == read_answer(body, [KEY])


def asking(post: Callable[[bytes], Awaitable[bytes]]) -> GateVerdicts:
    return GateVerdicts(post=post, name="http://gate.example")


def test_those_who_ask_at_the_same_time_share_a_question() -> None:
    sent: list[int] = []

    async def post(body: bytes) -> bytes:
        keys = read_question(body)
        sent.append(len(keys))
        return write_answer([answered(KEY, MADE)], "e")

    async def run() -> None:
        gate = asking(post)
        found = await asyncio.gather(gate.get(KEY), gate.get(ALONE), gate.get(KEY))
        assert (MADE, None, MADE) == tuple(found)
        assert MADE == await gate.get(KEY)
        assert (
            "the gate http://gate.example provided 2 of the 3 inspections that were not stored locally"
            == gate.told
        )

    asyncio.run(run())
    assert [2, 1] == sent


def test_a_gate_that_does_not_answer_is_asked_no_more_and_that_is_told() -> None:
    sent: list[bytes] = []

    async def post(body: bytes) -> bytes:
        sent.append(body)
        raise RegistryError(Reference.REGISTRY_UNREACHABLE, "nobody is there", hint="")

    async def run() -> None:
        gate = asking(post)
        assert (None, None) == tuple(await asyncio.gather(gate.get(KEY), gate.get(ALONE)))
        assert None is await gate.get(KEY)
        assert (
            "the gate http://gate.example was not used: nobody is there; everything was judged locally"
            == gate.told
        )
        await gate.close()

    asyncio.run(run())
    assert 1 == len(sent)


def test_whoever_waits_gets_an_answer_when_it_is_ended() -> None:
    async def post(body: bytes) -> bytes:
        await asyncio.sleep(3600)
        return body

    async def run() -> None:
        gate = asking(post)
        waiting = asyncio.create_task(gate.get(KEY))
        await asyncio.sleep(0.1)
        await gate.close()
        assert None is await waiting

    asyncio.run(run())


def test_without_a_question_nothing_is_told() -> None:
    async def post(body: bytes) -> bytes:
        return body

    assert "" == asking(post).told
