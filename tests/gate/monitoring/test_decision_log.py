import asyncio
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from pratique.core.decision import Client, Decision
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.policy import Action
from pratique.core.verdict import Standing
from pratique.errors import Reference, StoreError
from pratique.gate.monitoring.decision_log import Ledger
from pratique.store.gate.affected_clients import ServedName
from pratique.store.record import AllowedBytes, FileName


def decided(version: str) -> Decision:
    return Decision(
        at=datetime(2026, 3, 1, tzinfo=UTC),
        ref=PackageRef(Ecosystem.NPM, "calm").at(version),
        filename="calm.tgz",
        sha256=None,
        action=Action.ALLOW,
        standing=Standing.NEW,
        epoch="one",
        client=Client("127.0.0.1"),
    )


class Shelf:
    """Keeps batches, or refuses all of them."""

    def __init__(self, error: Exception | None = None) -> None:
        self.batches: list[list[Decision]] = []
        self.error = error

    def add_many(self, decisions: Iterable[Decision]) -> None:
        if self.error is not None:
            raise self.error
        self.batches.append(list(decisions))

    def read(self, **_: Any) -> Iterator[Decision]:
        return iter([one for batch in self.batches for one in batch])

    def stopped(self, package: PackageRef, *, epoch: str) -> Mapping[FileName, Decision]:
        del package, epoch
        return {}


def test_what_is_served_before_its_inspection_is_recorded_before_the_decision() -> None:
    shelf, names = Shelf(), [ServedName(decided("1.0.0").ref, "calm.tgz", "a" * 64)]

    class Owed:
        def add_many(self, owed: Iterable[ServedName], *, at: datetime) -> None:
            assert (names, [], decided("1.0.0").at) == (list(owed), shelf.batches, at)
            names.clear()

    asyncio.run(Ledger(shelf, owing=Owed()).note(decided("1.0.0"), uninspected=names[0]))
    assert ([], [[decided("1.0.0")]]) == (names, shelf.batches)


def test_all_that_comes_at_once_is_stored_before_anybody_goes_on_and_in_order() -> None:
    shelf = Shelf()
    many = [decided(f"1.0.{number}") for number in range(200)]

    async def run() -> None:
        ledger = Ledger(shelf)
        await asyncio.gather(*(ledger.note(one) for one in many))
        assert many == list(shelf.read())
        await ledger.note(decided("2.0.0"))

    asyncio.run(run())

    assert [*many, decided("2.0.0")] == list(shelf.read())
    assert len(shelf.batches) < 10


@pytest.mark.parametrize("error", [StoreError(Reference.DISK_FULL, "full", hint="-"), ValueError("odd")])
def test_whoever_notes_what_cannot_be_stored_is_told(error: Exception) -> None:
    async def run() -> list[Any]:
        ledger = Ledger(Shelf(error))
        found = await asyncio.gather(
            ledger.note(decided("1")), ledger.note(decided("2")), return_exceptions=True
        )
        return list(found)

    assert [error, error] == asyncio.run(run())


def test_nobody_waits_for_a_writer_that_broke() -> None:
    async def run() -> list[Any]:
        asyncio.get_running_loop().set_exception_handler(lambda *_: None)
        ledger = Ledger(Shelf(KeyError("defect")))
        return list(await asyncio.gather(ledger.note(decided("1")), return_exceptions=True))

    (told,) = asyncio.run(run())

    assert isinstance(told, RuntimeError)


def test_what_is_in_use_by_a_decision_is_stored_before_it() -> None:
    told: list[str] = []

    class Order(Shelf):
        def add_many(self, decisions: Iterable[Decision]) -> None:
            told.extend(one.ref.version for one in decisions)

    class Using:
        def add_many(self, entries: Iterable[AllowedBytes], *, at: datetime) -> None:
            assert at.tzinfo is not None
            told.extend(one.sha256 for one in entries)

    async def run() -> None:
        ledger = Ledger(Order(), Using())
        await asyncio.gather(
            ledger.note(decided("1.0.0"), AllowedBytes("a" * 64, "pkg:npm/calm@1.0.0")),
            ledger.note(decided("1.0.1")),
        )

    asyncio.run(run())
    assert ["a" * 64, "1.0.0", "1.0.1"] == told
