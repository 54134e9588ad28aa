"""The gate brings news of malicious releases by itself."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pratique.cli.run.session import open_session
from pratique.cli.run.settings import read_settings
from pratique.core.advisory import Product
from pratique.errors import Reference, RegistryError
from pratique.gate.background.advisory_sync import ALARM_AFTER, KIND, Syncing, SyncJob
from pratique.gate.monitoring.webhook import Hook, Sender
from pratique.store.gate.affected_clients import AlarmState
from tests.advisories.made import about
from tests.advisories.snapshot.samples import malicious
from tests.gate.aftermath import aftermath
from tests.gate.receiver import receiver
from tests.gate.running import gate
from tests.loopback import LoopbackRegistry
from tests.publisher import publishing

START = datetime(2026, 12, 1, tzinfo=UTC)
EVERY = timedelta(minutes=20)


class Clock:
    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at


@asynccontextmanager
async def syncing(
    answers: list[bool | Exception], *, sends: bool = False
) -> AsyncIterator[tuple[Syncing, SyncJob, Clock]]:
    async def work() -> bool:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    clock, job = Clock(), SyncJob(name="snapshot", every=EVERY, work=work)
    async with open_session(read_settings(None, {})) as session:
        yield (
            Syncing(jobs=(job,), store=session.store, now=clock, sends=sends, spread=lambda: 0.0),
            job,
            clock,
        )


FAILED = RegistryError(Reference.REGISTRY_UNREACHABLE, "no answer", hint="")


def test_it_is_done_on_a_schedule_and_says_when() -> None:
    async def run() -> None:
        async with syncing([True, False]) as (made, job, clock):
            assert await made.look(job) == EVERY.total_seconds()
            clock.at += EVERY
            assert await made.look(job) == EVERY.total_seconds()
            (told,) = made.health()["sync"].values()  # type: ignore[attr-defined]
            assert told == {
                "last_attempt": "2026-12-01T00:20:00+00:00",
                "last_success": "2026-12-01T00:20:00+00:00",
                "next": "2026-12-01T00:40:00+00:00",
                "failures": 0,
                "why": "",
            }
            assert made.problems() == []

    asyncio.run(run())


def test_the_pause_has_jitter_and_grows_with_each_failure_up_to_the_usual_one() -> None:
    async def run() -> None:
        async with syncing([FAILED] * 9) as (made, job, _):
            pauses = [await made.look(job) for _ in range(9)]
            made.spread = lambda: 1.0
            assert made.pause_s(job) == pytest.approx(0.9 * EVERY.total_seconds())
            assert pauses == [15, 30, 60, 120, 240, 480, 960, 1200, 1200]

    asyncio.run(run())


@pytest.mark.parametrize("sends", [True, False])
def test_what_fails_for_an_hour_degrades_the_gate_and_raises_one_alarm(sends: bool) -> None:
    async def run() -> None:
        async with syncing([FAILED, FAILED, FAILED, True], sends=sends) as (made, job, clock):
            await made.look(job)
            assert made.problems() == []
            clock.at += ALARM_AFTER
            await made.look(job)
            await made.look(job)
            assert made.problems() == ["snapshot could not be synced since 2026-12-01 00:00 UTC: no answer"]
            state = AlarmState.WAITING if sends else AlarmState.QUIET
            (alarm,) = made.store.alarms.of(state)
            assert json.loads(alarm.body)["type"] == KIND
            await made.look(job)
            assert made.problems() == []

    asyncio.run(run())


def test_a_gate_that_nobody_touches_refuses_what_a_new_snapshot_names(
    registry: LoopbackRegistry, settings: Path, tmp_path: Path
) -> None:
    named = malicious("MAL-77", about(Product("npm", "calm"), versions=("1.0.1",)))
    with publishing() as publisher:
        variables = {**publisher.environment(), "PRATIQUE_GATE_SYNC_EVERY": "1s"}
        with gate(tmp_path, variables=variables) as running:
            path = "/npm/calm/-/calm-1.0.1.tgz"
            assert running.get(path).status == 200
            publisher.publish(publisher.made([named], serial=2))
            end = time.monotonic() + 60
            while (got := running.get(path)).status == 200 and time.monotonic() < end:
                time.sleep(0.3)
            health = running.get("/healthz").json

    assert got.status == 403
    assert "MAL-77" in got.body.decode()
    assert health["sync"]["snapshot"]["next"]
    assert health["sync"]["snapshot"]["failures"] == 0
    assert health["advisories"] == {"npm": "known", "pypi": "known", "gem": "known"}


def test_the_alarm_is_sent(registry: LoopbackRegistry, tmp_path: Path) -> None:
    """By the same road as those about what turned bad."""

    async def run() -> None:
        with receiver() as made:
            async with aftermath(hook=Hook(url=made.url, key=b"0123456789abcdef")) as after:
                after.session.store.alarms.put(
                    "x", '{"type":"pratique.sync-failed"}', at=START, state=AlarmState.WAITING
                )
                hook = Hook(url=made.url, key=b"0123456789abcdef")
                law = after.inside.gate.listings.law
                await Sender(hook=hook, law=law, store=after.session.store).send_due()
            ((_, body),) = made.got
            assert json.loads(body)["type"] == KIND

    asyncio.run(run())
