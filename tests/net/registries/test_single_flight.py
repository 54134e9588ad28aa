import asyncio
from typing import Any

import pytest

from pratique.errors import Reference, RegistryError
from pratique.net.registries.single_flight import Flights


def test_all_who_want_the_same_wait_for_one_run() -> None:
    runs: list[str] = []

    async def work() -> str:
        runs.append("run")
        await asyncio.sleep(0.01)
        return "done"

    async def run() -> list[str]:
        flights = Flights[str, str]("a test")
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
        flights = Flights[str, str]("a test")
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
        flights = Flights[str, str]("a test")
        with pytest.raises(ValueError, match="no"):
            await flights.join("key", fails)
        found = await flights.join("key", works)
        flights.begin("other", lambda: asyncio.sleep(60, "late"))
        await flights.close()
        return found

    assert asyncio.run(run()) == "done"


def test_whoever_waits_for_all_waits_for_what_fails_too() -> None:
    async def run() -> list[str]:
        flights, done = Flights[str, None]("a test"), list[str]()

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


class Lost:
    """Keeps what nobody waited for."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []

    def __call__(self, what: str, error: BaseException) -> None:
        self.told.append((what, repr(error)))


async def fails() -> str:
    await asyncio.sleep(0.01)
    raise ValueError("no")


async def works() -> str:
    return "done"


def test_a_failure_that_nobody_waits_for_is_logged_and_counted(caplog: pytest.LogCaptureFixture) -> None:
    lost = Lost()

    async def run() -> str:
        flights = Flights[str, str]("a test", lost)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.001):
                await flights.join("left", fails)
        flights.begin("never", fails)
        await flights.settled()
        await asyncio.sleep(0)
        return await flights.join("left", works)

    assert "done" == asyncio.run(run())
    assert [("a test", "ValueError('no')")] * 2 == lost.told
    told = [record for record in caplog.records if record.levelname == "ERROR"]
    assert [
        "a test of 'left' failed, and no caller waited for it",
        "a test of 'never' failed, and no caller waited for it",
    ] == [record.getMessage() for record in told]
    assert all(record.exc_info is not None for record in told)


def test_a_failure_with_a_name_is_one_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    async def unreachable() -> str:
        raise RegistryError(Reference.REGISTRY_UNREACHABLE, "no answer", hint="wait")

    async def run() -> None:
        flights = Flights[str, str]("a test")
        flights.begin("x" * 10_000, unreachable)
        await flights.settled()

    asyncio.run(run())
    (record,) = caplog.records
    assert ("WARNING", None) == (record.levelname, record.exc_info)
    assert record.getMessage().endswith("failed, and no caller waited for it: no answer")
    assert 300 > len(record.getMessage())


def test_one_who_still_waits_hears_of_it_and_nothing_is_lost(caplog: pytest.LogCaptureFixture) -> None:
    lost = Lost()

    async def run() -> list[object]:
        flights = Flights[str, str]("a test", lost)
        first = asyncio.create_task(flights.join("key", fails))
        second = asyncio.create_task(flights.join("key", fails))
        await asyncio.sleep(0)
        first.cancel()
        return list(await asyncio.gather(first, second, return_exceptions=True))

    gone, told = asyncio.run(run())
    assert isinstance(gone, asyncio.CancelledError)
    assert isinstance(told, ValueError)
    assert ([], []) == (lost.told, caplog.records)


def test_one_who_gives_up_in_the_moment_of_the_failure_does_not_swallow_it() -> None:
    lost = Lost()

    async def run() -> object:
        flights, waiting = Flights[str, str]("a test", lost), list[asyncio.Task[str]]()

        async def fails_as_the_last_one_leaves() -> str:
            await asyncio.sleep(0)
            waiting[0].cancel()
            raise ValueError("no")

        waiting.append(asyncio.create_task(flights.join("key", fails_as_the_last_one_leaves)))
        (gone,) = await asyncio.gather(*waiting, return_exceptions=True)
        return gone

    assert isinstance(asyncio.run(run()), asyncio.CancelledError)
    assert [("a test", "ValueError('no')")] == lost.told


def test_who_asks_in_the_moment_after_a_failure_has_a_fresh_try() -> None:
    async def run() -> tuple[str, int]:
        flights, again = Flights[str, str]("a test"), list[asyncio.Task[str]]()

        async def fails_and_is_asked() -> str:
            # Its task runs after this one has failed, and before anybody hears of that.
            again.append(asyncio.create_task(flights.join("key", works)))
            raise ValueError("no")

        with pytest.raises(ValueError, match="no"):
            await flights.join("key", fails_and_is_asked)
        return await again[0], len(flights)

    assert ("done", 0) == asyncio.run(run())


def test_what_is_stopped_is_no_failure(caplog: pytest.LogCaptureFixture) -> None:
    lost = Lost()

    async def run() -> None:
        flights = Flights[str, str]("a test", lost)
        flights.begin("key", lambda: asyncio.sleep(60, "late"))
        await asyncio.sleep(0)
        await flights.close()

    asyncio.run(run())
    assert ([], []) == (lost.told, caplog.records)
