import asyncio

import pytest

from pratique.errors import Reference, StoreError
from pratique.gate.background.jobs import problems_of, running, told_by


class Ticking:
    """Counts its looks."""

    def __init__(self) -> None:
        self.looks = 0
        self.ended = False
        self.some = asyncio.Event()

    def health(self) -> dict[str, object]:
        if self.looks > 99:
            raise StoreError(Reference.DISK_FULL, "no room left", hint="")
        return {"looks": self.looks}

    async def run(self, every_s: float) -> None:
        try:
            while True:
                self.looks += 1
                if self.looks == 3:
                    self.some.set()
                await asyncio.sleep(every_s)
        finally:
            self.ended = True


def test_it_runs_until_the_block_ends() -> None:
    async def run() -> None:
        works = [Ticking(), Ticking()]
        async with running(works, 0.001):
            for work in works:
                await asyncio.wait_for(work.some.wait(), 30)
        assert [True, True] == [work.ended for work in works]

    asyncio.run(run())


def test_all_of_it_is_told_also_where_some_cannot_be_read() -> None:
    one, broken = Ticking(), Ticking()
    broken.looks = 100

    assert {"looks": 0, "background": "unknown: no room left"} == told_by([one, broken])


def test_troubles_are_told_by_the_work_that_has_them() -> None:
    class Failing(Ticking):
        def problems(self) -> list[str]:
            return ["it fails"]

    assert ["it fails"] == problems_of([Ticking(), Failing()])


def test_what_ends_by_a_defect_is_told(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(Ticking):
        async def run(self, every_s: float) -> None:
            raise KeyError(every_s)

    async def run() -> None:
        async with running([Broken()], 0.001):
            await asyncio.sleep(0.01)

    asyncio.run(run())
    assert "Broken has ended unexpectedly and stays stopped until the next start" in caplog.text
