"""New settings without a start."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from pratique.errors import Reference, UsageError
from pratique.gate.background.reload import current
from pratique.gate.server.app import Gate
from tests.gate.inside import inside
from tests.gate.running import RunningGate, gate
from tests.loopback import LoopbackRegistry

LONGEST_S = 60


def waited(running: RunningGate, before: str) -> str:
    """The epoch, once it is another one."""
    end = time.monotonic() + LONGEST_S
    while (epoch := str(running.get("/healthz").json["epoch"])) == before:
        assert time.monotonic() < end
        time.sleep(0.1)
    return epoch


def heard(running: RunningGate, words: str) -> str:
    """What the gate says until it says this."""
    told = ""
    assert running.process.stderr is not None
    for line in running.process.stderr:
        told += line
        if words in line:
            return told
    raise AssertionError(told)


def test_a_signal_brings_new_settings_into_force_and_bad_ones_change_nothing(
    tmp_path: Path, registry: LoopbackRegistry, settings: Path
) -> None:
    with gate(tmp_path) as running:
        before = str(running.get("/healthz").json["epoch"])
        held = running.get("/npm/calm/-/calm-1.1.0.tgz")
        settings.write_text('[policy]\nmin_age = "1h"\n')
        running.process.send_signal(signal.SIGHUP)
        first = waited(running, before)
        let_in = running.get("/npm/calm/-/calm-1.1.0.tgz")
        settings.write_text('[policy]\nmin_agee = "0"\n')
        running.process.send_signal(signal.SIGHUP)
        err = heard(running, "the new settings cannot be used, and the previous ones stay active")
        still = str(running.get("/healthz").json["epoch"])
        after = running.get("/npm/calm/-/calm-1.1.0.tgz")

    assert (403, 200, 200) == (held.status, let_in.status, after.status)
    assert first == still != before
    assert f"everything is re-evaluated (epoch {first})" in err
    assert "min_age" in err.splitlines()[-1]


@asynccontextmanager
async def opened(fail: list[bool]) -> AsyncIterator[Gate]:
    if fail[0]:
        raise UsageError(Reference.CONFIG_INVALID, "no such setting", hint="write another")
    async with inside() as made:
        yield made.gate


def test_what_is_being_answered_ends_where_it_began_and_then_that_gate_is_closed(
    registry: LoopbackRegistry, caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> None:
        fail = [False]
        async with current(lambda: opened(fail), look_every_s=3600, drain_s=60) as running:
            first = running.gate
            running._turn.answering += 1
            turn = running._turn
            assert await running.reload()
            assert running.gate is not first
            assert 1 == len(running._ending)
            turn.answering -= 1
            turn.idle.set()
            await asyncio.gather(*running._ending)
            fail[0] = True
            second = running.gate
            assert not await running.reload()
            assert running.gate is second

    asyncio.run(run())
    assert (
        "the new settings cannot be used, and the previous ones stay active: no such setting (write another)"
        in caplog.text
    )
    assert "no decision changes" in caplog.text
