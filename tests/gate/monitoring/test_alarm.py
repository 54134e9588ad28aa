"""What is said in the log and sent stays readable and bounded, whatever clients and records say."""

import asyncio
import json
import logging
from dataclasses import replace
from pathlib import Path

import pytest

from pratique.core.decision import Client, Ground
from pratique.core.policy import Action
from pratique.store.aftermath import AlarmState, Bad, ServedName
from tests.gate.aftermath import aftermath, warn
from tests.loopback import LoopbackRegistry


def test_a_thousand_downloads_are_named_and_the_rest_is_counted(
    tmp_path: Path, registry: LoopbackRegistry, caplog: pytest.LogCaptureFixture
) -> None:
    hostile = Client("10.0.0.9\n\x1b[31m", "evil\r\nwebhook-id: x", "\ud800ci")

    async def run() -> str:
        async with aftermath() as made:
            await made.get("calm", "1.0.1")
            (one,) = made.inside.decisions
            made.session.store.decisions.add_many(replace(one, client=hostile) for _ in range(1_500))
            warn(tmp_path, calm=["1.0.1"])
            await made.look()
            (alarm,) = made.session.store.alarms.of(AlarmState.QUIET)
            return alarm.body

    with caplog.at_level(logging.ERROR):
        document = json.loads(asyncio.run(run()))
    assert (1_000, 501) == (len(document["downloads"]), document["downloads_left_off"])
    assert (1_501, 2) == (document["files"][0]["downloads"], document["files"][0]["addresses"])
    assert r"\ud800ci" == document["downloads"][1]["command"]
    assert all(one.message.isprintable() for one in caplog.records), "one line each"
    assert "1,501 times" in caplog.text


def test_an_alarm_that_a_killed_gate_left_without_words_gets_them_at_the_next_start(
    registry: LoopbackRegistry, caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> None:
        async with aftermath() as made:
            await made.get("calm", "1.0.1")
            (one,) = made.inside.decisions
            assert one.sha256 is not None
            bad = Bad(
                name=ServedName(one.ref, one.filename, one.sha256),
                action=Action.BLOCK,
                grounds=(Ground("advisory", "somebody says so", "osv"),),
            )
            store = made.session.store
            store.turned.turn([bad], at=one.at, epoch=one.epoch, alarm="half-done")
        async with aftermath() as again:
            await again.look()
            alarm = again.session.store.alarms.get("half-done")
            assert alarm is not None
            assert (AlarmState.QUIET, 1) == (alarm.state, len(json.loads(alarm.body)["downloads"]))

    with caplog.at_level(logging.ERROR):
        asyncio.run(run())
    assert "calm@1.0.1 (somebody says so [advisory]); `pratique affected --alarm half-done`" in caplog.text
