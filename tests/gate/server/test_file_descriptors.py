"""Files and connections: how many the system gives, and what who comes too late is told."""

import asyncio
import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pratique.gate.server.file_descriptors import LOW, MOST_TOLD, Descriptors, room_for_clients
from pratique.gate.server.lifecycle import listening
from tests.cli.spawning import COMMAND
from tests.gate.inside import Raw, ask, inside
from tests.gate.running import RunningGate
from tests.loopback import LoopbackRegistry


@contextmanager
def gate_with(limits: str, folder: Path) -> Iterator[RunningGate]:
    """A gate whose shell was given limits before."""
    words = [*COMMAND, "gate", "serve", "--listen", "127.0.0.1:0"]
    process = subprocess.Popen(
        ["/bin/sh", "-c", f'{limits} && exec "$@"', "sh", *words],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            assert process.stderr is not None
            told = next(line for line in process.stderr if "listening on" in line)
            found = re.search(r"http://127\.0\.0\.1:[0-9]+", told)
            assert found is not None
            yield RunningGate(found[0], process, folder)
        finally:
            process.kill()


def _open_files(pid: int) -> int:
    line = next(one for one in Path(f"/proc/{pid}/limits").read_text().splitlines() if "open files" in one)
    return int(line.split()[3])


@pytest.mark.skipif(not Path("/proc/self/limits").exists(), reason="this system does not tell limits so")
def test_a_gate_takes_all_that_the_system_lets_it_have(tmp_path: Path, registry: LoopbackRegistry) -> None:
    with gate_with("ulimit -Sn 200", tmp_path) as running:
        problems = running.get("/healthz").json["problems"]

        assert _open_files(running.process.pid) > LOW
    assert [] == [one for one in problems if "connections" in one]


def test_a_gate_with_too_few_says_so_and_works(tmp_path: Path, registry: LoopbackRegistry) -> None:
    with gate_with("ulimit -n 200", tmp_path) as running:
        health = running.get("/healthz").json
        served = running.get("/npm/calm/-/calm-1.0.1.tgz")

    assert "degraded" == health["status"]
    assert any(
        one.startswith("the system limits this gate to 200 open files and connections: raise LimitNOFILE")
        for one in health["problems"]
    )
    assert 200 == served.status


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="this system does not tell them so")
def test_when_nearly_all_are_in_use_that_is_told() -> None:
    used = Descriptors(LOW).used()
    assert used is not None

    assert [] == Descriptors(max(LOW, used * 2)).problems()
    (told,) = Descriptors(LOW - 1).problems()
    assert f"limits this gate to {LOW - 1} open files" in told


def test_what_the_gate_itself_needs_is_kept_back() -> None:
    assert [768, 64, 1, 65_280] == [room_for_clients(limit) for limit in (1_024, 128, 1, 65_536)]


def test_who_finds_no_room_is_told_and_gets_nothing_else(registry: LoopbackRegistry) -> None:
    path = "/npm/calm/-/calm-1.0.1.tgz"

    async def run() -> tuple[list[Raw], Raw]:
        async with inside(fresh_s=60) as made, listening(made.gate.handle, "127.0.0.1", 0, most=2) as address:
            assert 200 == (await ask(address, f"GET {path} HTTP/1.1")).status
            held = [await asyncio.open_connection(*address) for _ in range(2)]
            for _, writer in held:
                # Both are known to be there before the next comes.
                writer.write(b"GET /healthz HTTP/1.1\r\nHost: gate.example\r\n\r\n")
                await writer.drain()
            for reader, _ in held:
                await reader.readuntil(b"\r\n\r\n")
            refused = [await ask(address, f"GET {path} HTTP/1.1") for _ in range(3)]
            for _, writer in held:
                writer.close()
                await writer.wait_closed()
            for _ in range(1_000):
                after = await ask(address, f"GET {path} HTTP/1.1")
                if after.status != 503:
                    break
                await asyncio.sleep(0.01)
            return refused, after

    refused, after = asyncio.run(run())
    for one in refused:
        assert (503, "10") == (one.status, one.headers["retry-after"])
        assert "this gate cannot accept another client: 2 are connected" == one.reason
        assert one.reason in json.loads(one.body)["error"]
    assert 200 == after.status


def test_a_crowd_that_finds_no_room_does_not_take_what_is_kept_back(registry: LoopbackRegistry) -> None:
    async def run() -> tuple[int, int]:
        async with inside() as made, listening(made.gate.handle, "127.0.0.1", 0, most=1) as address:
            first, inner = await asyncio.open_connection(*address)
            inner.write(b"GET /healthz HTTP/1.1\r\nHost: gate.example\r\n\r\n")
            await first.readuntil(b"\r\n\r\n")
            crowd = [await asyncio.open_connection(*address) for _ in range(MOST_TOLD + 8)]
            ends = [asyncio.create_task(reader.read()) for reader, _ in crowd]
            # Far sooner than those who are told have to ask.
            await asyncio.wait(ends, timeout=1)
            ended = sum(end.done() for end in ends)
            for _, writer in (*crowd, (first, inner)):
                writer.close()
            await asyncio.gather(*ends, return_exceptions=True)
            for _ in range(1_000):
                after = await ask(address, "GET /healthz HTTP/1.1")
                if after.status != 503:
                    break
                await asyncio.sleep(0.01)
            return ended, after.status

    assert (8, 200) == asyncio.run(run())
