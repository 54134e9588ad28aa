"""What signals tell a gate that serves."""

import asyncio
import os
import signal
import sys

import pytest

from pratique.cli.gate.signals import handled

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")


def test_each_hangup_reads_anew_and_the_end_ends_it(capsys: pytest.CaptureFixture[str]) -> None:
    read: list[bool] = []

    async def reload() -> bool:
        read.append(True)
        os.kill(os.getpid(), signal.SIGTERM if len(read) == 2 else signal.SIGHUP)
        return len(read) == 1

    async def run() -> None:
        asyncio.get_running_loop().call_later(0.05, os.kill, os.getpid(), signal.SIGHUP)
        with handled() as signals:
            await asyncio.wait_for(signals.until_stopped(reload), 60)

    asyncio.run(run())

    assert 2 == len(read)
    told = capsys.readouterr().err.splitlines()
    assert "the gate continues with the previous settings" == told[-2]
    assert "stopping: no new requests are accepted" == told[-1]


def test_a_hangup_before_the_gate_waits_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    async def reload() -> bool:
        os.kill(os.getpid(), signal.SIGTERM)
        return True

    async def run() -> None:
        with handled() as signals:
            os.kill(os.getpid(), signal.SIGHUP)
            await asyncio.sleep(0)
            await asyncio.wait_for(signals.until_stopped(reload), 60)

    asyncio.run(run())

    assert "reloading the settings" == capsys.readouterr().err.splitlines()[0]
