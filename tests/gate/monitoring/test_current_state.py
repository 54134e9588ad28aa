"""What is so in a gate at this moment."""

import asyncio
from pathlib import Path

from pratique.gate.monitoring.current_state import Sizes
from tests.gate.inside import inside
from tests.loopback import LoopbackRegistry


def test_the_state_folder_is_counted_now_and_then(tmp_path: Path) -> None:
    (tmp_path / "db").write_bytes(b"x" * 10)
    (tmp_path / "db-wal").write_bytes(b"x" * 5)
    (tmp_path / "artifacts" / "aa").mkdir(parents=True)
    (tmp_path / "artifacts" / "aa" / "1").write_bytes(b"x" * 7)
    now = [0.0]
    sizes = Sizes(database=tmp_path / "db", artifacts=tmp_path / "artifacts", monotonic=lambda: now[0])
    first = sizes()
    (tmp_path / "artifacts" / "2").write_bytes(b"x")
    soon = sizes()
    now[0] = 61

    assert {"database": 15, "artifacts": 7} == first == soon
    assert {"database": 15, "artifacts": 8} == sizes()


def test_a_folder_that_is_not_there_has_no_bytes(tmp_path: Path) -> None:
    sizes = Sizes(database=tmp_path / "db", artifacts=tmp_path / "artifacts")

    assert {"database": 0, "artifacts": 0} == sizes()


def test_a_gate_that_does_nothing_has_nothing_in_flight(registry: LoopbackRegistry) -> None:
    async def run() -> None:
        async with inside() as made:
            await made.tarball("calm", "1.0.1")
            assert made.gate.moment is not None
            now = made.gate.moment.snapshot()
            assert (0, 0, 0) == (now.judging, now.waiting, now.silent)
            assert now.ages["incidents"] is not None
            assert now.bytes_["artifacts"] > 0
            assert "" == await made.gate.moment.trouble()

    asyncio.run(run())
