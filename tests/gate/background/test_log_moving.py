"""A gate moves old months by itself; tests/store/log tries what is moved."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from types import SimpleNamespace

import pytest

from pratique.gate.background.log_moving import LogMoving
from pratique.store.interface import Store
from tests.store.conftest import home, store  # noqa: F401 - fixtures
from tests.store.gate.test_decisions import NOW, decided


def test_old_months_are_moved_and_told(store: Store, caplog: pytest.LogCaptureFixture) -> None:  # noqa: F811
    store.decisions.add_many([decided(at=NOW - timedelta(days=40)), decided()])
    store.served.catch_up(epoch="one", ruleset="r")
    law = SimpleNamespace(now=lambda: NOW)
    work = LogMoving(store=store, law=law, keep=timedelta(days=7), start_s=0)  # type: ignore[arg-type]

    async def run() -> None:
        task = asyncio.create_task(work.run(0))
        while store.decisions.extent().count == 2:  # noqa: ASYNC110 - another thread makes it true
            await asyncio.sleep(0.01)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    asyncio.run(asyncio.wait_for(run(), 20))
    assert {"log_files": {"files": 1, "decisions": 1}} == work.health()
    assert [] == list(work.problems())


def test_a_failure_is_a_problem_of_the_gate(store: Store) -> None:  # noqa: F811
    class Broken:
        def now(self) -> None:
            raise OSError("the disk is gone")

    work = LogMoving(store=store, law=Broken(), keep=timedelta(days=7), start_s=0)  # type: ignore[arg-type]

    async def run() -> None:
        task = asyncio.create_task(work.run(0))
        while not work.problems():  # noqa: ASYNC110 - another thread makes it true
            await asyncio.sleep(0.01)
        task.cancel()

    asyncio.run(asyncio.wait_for(run(), 20))
    assert ["old decisions stay in the database: the disk is gone"] == list(work.problems())
