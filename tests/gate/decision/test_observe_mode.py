"""What observe mode lets through, and what it says of it."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest

from pratique.core.decision import Client, Decision
from pratique.core.evidence import BadKind
from pratique.core.mode import Mode
from pratique.core.policy import Action
from pratique.core.verdict import Standing
from pratique.gate.decision.observe_mode import enforced, observed, would_have
from tests.core.dossiers import (
    BLOCKING,
    HOLDING,
    HOUR,
    NO_ANSWER,
    NOW,
    REF,
    bad,
    changed_bytes,
    dossier,
    inspected,
    judge,
    published,
)
from tests.gate import running
from tests.gate.inside import ask, inside, listening
from tests.loopback import LoopbackRegistry

REVIEW = judge(dossier(inspection=inspected(HOLDING)))
WAITS = judge(dossier(published=published(HOUR)))
BLOCKS = judge(dossier(inspection=inspected(BLOCKING)))
GRAVE = [
    *(judge(dossier(known_bad=bad(kind), inspection=inspected(HOLDING))) for kind in BadKind),
    judge(dossier(bytes_=changed_bytes())),
    judge(dossier(bytes_=NO_ANSWER)),
]


@pytest.mark.parametrize("place", range(len(GRAVE)))
def test_what_is_known_to_be_bad_is_refused_in_every_mode(place: int) -> None:
    assert GRAVE[place] == enforced(GRAVE[place], Mode.OBSERVE)
    assert GRAVE[place].action is not Action.ALLOW


def test_all_else_is_let_through_and_its_reasons_are_notes() -> None:
    for verdict in (REVIEW, WAITS, BLOCKS):
        assert verdict == enforced(verdict, Mode.ENFORCE)
        done = enforced(verdict, Mode.OBSERVE)
        assert (Action.ALLOW, verdict.reasons) == (done.action, done.notes)


def test_the_log_says_what_would_have_stopped_it() -> None:
    served = Decision(
        at=NOW,
        ref=REF,
        filename="left-pad-1.3.0.tgz",
        sha256="5" * 64,
        action=Action.ALLOW,
        standing=Standing.NEW,
        epoch="e",
        client=Client("127.0.0.1"),
        note="more",
    )

    told = observed(served, REVIEW)
    assert "observe mode: would have been held for review; more" == told.note
    assert [("finding", HOLDING.message)] == [(one.code, one.text) for one in told.grounds]
    assert Action.ALLOW is told.action
    until = NOW - HOUR + timedelta(hours=72)
    assert f"observe mode: would have been held until {until:%Y-%m-%d %H:%M} UTC" == would_have(WAITS)
    assert "observe mode: would have been blocked" == would_have(BLOCKS)
    assert served == observed(served, judge(dossier()))


def test_an_observing_gate_serves_the_young_and_logs_why_it_would_not(
    registry: LoopbackRegistry, settings: Path
) -> None:
    settings.write_text('[gate]\nmode = "observe"\n\n[deny]\n"pkg:npm/calm@1.0.0" = "test"\n')

    async def run() -> None:
        async with inside(fresh_s=60) as made, listening(made.gate) as address:
            health = json.loads((await ask(address, "GET /healthz HTTP/1.1")).body)
            listing = await made.listing("calm")
            hooked = await made.listing("hooked")
            young = await made.tarball("calm", "1.1.0")
            hook = await made.tarball("hooked", "1.0.1")
            denied = await made.tarball("calm", "1.0.0")
            again = await made.tarball("hooked", "1.0.1")
            after = await made.listing("hooked")
            log = made.decisions

        assert "observe" == health["mode"]
        assert "1.1.0" == listing["dist-tags"]["latest"]
        assert "deprecated" not in listing["versions"]["1.1.0"]
        assert "[denied]" in listing["versions"]["1.0.0"]["deprecated"]
        assert hooked == after
        assert [200, 200, 403, 200] == [one.status for one in (young, hook, denied, again)]
        assert ["allow", "allow", "block", "allow"] == [one.action.value for one in log]
        assert log[0].note.startswith("observe mode: would have been held until 20")
        assert ["too-young"] == [one.code for one in log[0].grounds]
        # What was let through all the same is not in use here: enforce mode would hold it yet.
        assert log[1].note == log[3].note
        assert log[3].note.startswith("observe mode: would have been held for review")
        assert "" == log[2].note.partition("observe")[1]

    asyncio.run(run())


def test_the_option_says_so_at_the_start(registry: LoopbackRegistry, tmp_path: Path) -> None:
    with running.gate(tmp_path, "--observe") as gate:
        assert "observe" == gate.get("/healthz").json["mode"]
        assert 200 == gate.get("/npm/calm/-/calm-1.1.0.tgz").status
        (one,) = gate.log()
        assert ("allow", "too-young") == (one["action"], one["reasons"][0]["code"])
