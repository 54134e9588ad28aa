import asyncio
from typing import Any

import pytest

from pratique.gate.flights import Flights


def test_all_who_want_the_same_wait_for_one_run() -> None:
    runs: list[str] = []

    async def work() -> str:
        runs.append("run")
        await asyncio.sleep(0.01)
        return "done"

    async def run() -> list[str]:
        flights = Flights[str, str]()
        found = await asyncio.gather(*(flights.join("key", work) for _ in range(50)))
        await flights.join("key", work)
        return found

    assert ["done"] * 50 == asyncio.run(run())
    assert ["run", "run"] == runs


def test_one_who_gives_up_does_not_take_the_answer_from_the_others() -> None:
    async def work() -> str:
        await asyncio.sleep(0.05)
        return "done"

    async def run() -> tuple[Any, str]:
        flights = Flights[str, str]()
        first = asyncio.create_task(flights.join("key", work))
        second = asyncio.create_task(flights.join("key", work))
        await asyncio.sleep(0.01)
        first.cancel()
        (told,) = await asyncio.gather(first, return_exceptions=True)
        return told, await second

    told, done = asyncio.run(run())

    assert isinstance(told, asyncio.CancelledError)
    assert done == "done"


def test_what_goes_wrong_is_told_to_all_and_tried_anew_by_the_next() -> None:
    async def fails() -> str:
        raise ValueError("no")

    async def works() -> str:
        return "done"

    async def run() -> str:
        flights = Flights[str, str]()
        with pytest.raises(ValueError, match="no"):
            await flights.join("key", fails)
        found = await flights.join("key", works)
        flights.begin("other", lambda: asyncio.sleep(60, "late"))
        await flights.close()
        return found

    assert asyncio.run(run()) == "done"


def test_whoever_waits_for_all_waits_for_what_fails_too() -> None:
    async def run() -> list[str]:
        flights, done = Flights[str, None](), list[str]()

        async def work(name: str) -> None:
            await asyncio.sleep(0)
            done.append(name)
            raise ValueError(name)

        flights.begin("a", lambda: work("a"))
        flights.begin("b", lambda: work("b"))
        await flights.settled()
        await flights.settled()
        return done

    assert ["a", "b"] == asyncio.run(run())
