"""The beginning and the end of a gate, as its owner sees them."""

import signal
from pathlib import Path

import pytest

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
    assert "ending: no new questions are taken" in err


def test_an_address_that_is_taken_is_told(tmp_path: Path, registry: LoopbackRegistry) -> None:
    with gate(tmp_path) as running:
        address = running.url.removeprefix("http://")
        code, _, err = spawning.run("gate", "serve", "--listen", address, folder=tmp_path)

    assert 2 == code
    assert f"usage: cannot listen on {address}" in err
