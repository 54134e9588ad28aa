"""The beginning and the end of a gate, as its owner sees them."""

import asyncio
import signal
from pathlib import Path

import pytest

from pratique.gate.server.lifecycle import look
from tests.cli import spawning
from tests.gate.running import gate
from tests.loopback import LoopbackRegistry


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_order(
    tmp_path: Path, registry: LoopbackRegistry, number: signal.Signals
) -> None:
    with gate(tmp_path) as running:
        assert 200 == running.get("/healthz").status
        running.process.send_signal(number)
        code, _, err = spawning.finish(running.process)

    assert 0 == code
    assert "stopping: no new requests are accepted" in err


def test_an_address_that_is_taken_is_told(tmp_path: Path, registry: LoopbackRegistry) -> None:
    with gate(tmp_path) as running:
        address = running.url.removeprefix("http://")
        code, _, err = spawning.run("gate", "serve", "--listen", address, folder=tmp_path)

    assert 2 == code
    assert f"usage: cannot listen on {address}" in err


class Failing:
    """Cannot be read the first time."""

    epoch = "e"

    def __init__(self) -> None:
        self.asked = 0
        self.enough = asyncio.Event()

    def renew(self) -> bool:
        self.asked += 1
        if self.asked == 1:
            raise OSError("the disk is gone for a moment")
        self.enough.set()
        return False


def test_what_cannot_be_read_is_told_and_looked_at_again(caplog: pytest.LogCaptureFixture) -> None:
    async def watch() -> None:
        law = Failing()
        task = asyncio.create_task(look(law, 0.001))
        await asyncio.wait_for(law.enough.wait(), 30)
        task.cancel()

    asyncio.run(watch())

    assert "could not check for new advisories" in caplog.text
