"""Nothing is lost while a target is down, nothing is sent twice without need, and nobody waits."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from pratique.gate.export.entry import Entry
from pratique.gate.export.exporting import Export, Exporting, exported_through
from pratique.gate.monitoring.metrics import Metrics
from pratique.store.folder.locks import exclusive
from pratique.store.interface import Store
from tests.gate.export.test_entry import DENIED, FROZEN
from tests.store.conftest import home, store  # noqa: F401 - fixtures
from tests.store.gate.test_decisions import NOW, decided


@dataclass
class Target:
    shown: str = "file:/x"
    down: bool = False
    got: list[str] = field(default_factory=list)
    closed: int = 0

    def send(self, entries: Sequence[Entry]) -> None:
        if self.down:
            raise ConnectionRefusedError("nobody listens")
        self.got += [f"{one.stream.value} {one.number}" for one in entries]

    def close(self) -> None:
        self.closed += 1


async def until(holds: Callable[[], object]) -> None:
    while not holds():  # noqa: ASYNC110 - another thread makes it true
        await asyncio.sleep(0.01)


def export(store: Store, target: Target, url: str = "file:/x", hours: float = 0) -> Export:  # noqa: F811
    return Export(url=url, target=target, store=store, now=lambda: NOW + timedelta(hours=hours))


def test_a_new_target_gets_what_is_new_and_goes_on_after_a_restart(store: Store) -> None:  # noqa: F811
    store.decisions.add_many([decided()])
    target = Target()
    one = export(store, target)
    one.begin()
    assert not one.step()
    store.decisions.add_many([decided() for _ in range(1_100)])
    store.acts.add_many([DENIED])
    store.freezes.add(FROZEN)

    assert one.step()
    assert timedelta(0) == one.lag, "what waits is as old as now here"
    assert 501 == exported_through(store, ["file:/x", "file:/new"])
    again = export(store, target)
    again.begin()
    assert again.step()
    assert not again.step()
    assert [2, 1_101] == [int(target.got[index].split()[1]) for index in (0, -1)]
    assert {"acts 1", "freezes 1"} < set(target.got)
    assert len(target.got) == len(set(target.got)) == 1_102
    assert exported_through(store, []) is None


def test_a_target_that_is_down_is_late_and_delays_no_other(store: Store, tmp_path: Path) -> None:  # noqa: F811
    bad, good = Target("syslog:x:1", down=True), Target("file:/y")
    exports = [export(store, bad, "syslog:x:1", 2), export(store, good, "file:/y", 2)]
    metrics = Metrics()
    work = Exporting(exports=exports, lock=tmp_path / "lock", metrics=metrics, pauses_s=(0.02,))

    async def run() -> None:
        task = asyncio.create_task(work.run(0.02))
        await until(lambda: all(exported_through(store, [one.url]) is not None for one in exports))
        store.decisions.add_many([decided()])
        await until(lambda: good.got and exports[0].failure and not exports[1].lag)
        assert [
            {"to": "syslog:x:1", "lag_s": 7200, "failure": "nobody listens"},
            {"to": "file:/y", "lag_s": 0, "failure": ""},
        ] == work.health()["export"]
        assert ["the export to syslog:x:1 is 2 h late: nobody listens"] == list(work.problems())
        assert 'pratique_gate_export_lag_seconds{target="syslog:x:1"} 7200.0' in metrics.text().decode()
        bad.down = False
        await until(lambda: bad.got and not work.problems())
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    asyncio.run(asyncio.wait_for(run(), 20))
    assert bad.got == good.got == ["decisions 1"]
    assert bad.closed


def test_one_of_several_gates_sends(store: Store, tmp_path: Path) -> None:  # noqa: F811
    target = Target()
    work = Exporting(exports=[export(store, target)], lock=tmp_path / "lock")

    async def run() -> None:
        task = asyncio.create_task(work.run(0.02))
        with exclusive(tmp_path / "lock") as held:
            assert held
            await asyncio.sleep(0.1)
            assert exported_through(store, ["file:/x"]) is None
        await until(lambda: exported_through(store, ["file:/x"]) is not None)
        task.cancel()

    asyncio.run(asyncio.wait_for(run(), 20))
