"""Large files are sent in pieces: the memory of slow clients, and what is never sent."""

import asyncio
import hashlib
import os
import random
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from pratique.gate.artifacts.serving import IN_PIECES_BYTES
from pratique.store.folder.home import Home, data_home
from pratique.store.folder.large_file import PIECE_BYTES
from tests.gate.conftest import CALM
from tests.gate.inside import ask, inside, listening
from tests.gate.running import gate
from tests.loopback import LoopbackRegistry, NpmRelease
from tests.loopback.faults import Slow

PATH = "/npm/calm/-/calm-1.0.2.tgz"
_NOISE = random.Random(7).randbytes(24 * IN_PIECES_BYTES)
BIG = replace(
    CALM,
    releases=(*CALM.releases, NpmRelease(version="1.0.2", files={"index.js": "1\n", "noise.bin": _NOISE})),
)
DATA = BIG.tarballs["calm-1.0.2.tgz"]
_MANY = 24


@pytest.fixture
def big(registry: LoopbackRegistry) -> LoopbackRegistry:
    registry.put_npm(BIG)
    return registry


def test_a_large_file_is_whole_in_parts_and_known_by_its_etag(tmp_path: Path, big: LoopbackRegistry) -> None:
    first = PIECE_BYTES - 3
    with gate(tmp_path) as running:
        whole = running.get(PATH)
        part = running.get(PATH, Range=f"bytes={first}-{first + PIECE_BYTES}")
        tail = running.get(PATH, Range="bytes=-5")
        head = running.get(PATH, method="HEAD")
        same = running.get(PATH, If_None_Match=whole.headers["etag"])
        beyond = running.get(PATH, Range=f"bytes={len(DATA)}-")
        log = running.log()

    assert (200, DATA) == (whole.status, whole.body)
    assert (206, DATA[first : first + PIECE_BYTES + 1]) == (part.status, part.body)
    assert (206, DATA[-5:]) == (tail.status, tail.body)
    assert (200, str(len(DATA)), b"") == (head.status, head.headers["content-length"], head.body)
    assert (304, 416) == (same.status, beyond.status)
    assert {hashlib.sha256(DATA).hexdigest()} == {one["sha256"] for one in log}


def _memory_bytes(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="this system does not tell memory so")
def test_clients_that_are_slow_take_no_memory_for_a_large_file(tmp_path: Path, big: LoopbackRegistry) -> None:
    with gate(tmp_path) as running:
        assert DATA == running.get(PATH).body
        before = _memory_bytes(running.process.pid)

        async def run() -> int:
            host, _, port = running.url.removeprefix("http://").partition(":")
            writers = []
            for _ in range(_MANY):
                reader, writer = await asyncio.open_connection(host, int(port), limit=1024)
                writer.write(f"GET {PATH} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
                # It reads the first line, and no more.
                assert b"200" in await reader.readline()
                writers.append(writer)
            assert 200 == (await asyncio.to_thread(running.get, "/healthz")).status
            used = _memory_bytes(running.process.pid)
            for writer in writers:
                writer.close()
            return used

        used = asyncio.run(run()) - before

    assert used < 2 * len(DATA), f"{used / 1e6:.0f} MB"


def test_a_file_that_is_changed_while_it_is_sent_goes_no_further(big: LoopbackRegistry) -> None:
    sha256 = hashlib.sha256(DATA).hexdigest()

    async def run() -> tuple[bytes, int, int, bytes]:
        async with inside(fresh_s=60) as made, listening(made.gate) as address:
            assert DATA == (await ask(address, f"GET {PATH} HTTP/1.1")).body
            reader, writer = await asyncio.open_connection(*address, limit=1024)
            writer.write(f"GET {PATH} HTTP/1.1\r\nHost: gate.example\r\n\r\n".encode())
            await reader.readuntil(b"\r\n\r\n")
            stored = Home(data_home(os.environ)).artifacts / sha256[:2] / sha256
            with stored.open("r+b") as file:
                file.write(b"x" * len(DATA))
            got = bytearray()
            try:
                while part := await asyncio.wait_for(reader.read(65_536), 60):
                    got += part
            except ConnectionResetError:
                pass
            writer.close()
            damaged = await ask(address, f"GET {PATH} HTTP/1.1")
            mended = await ask(address, f"GET {PATH} HTTP/1.1")
            return bytes(got), damaged.status, mended.status, mended.body

    got, damaged, mended, body = asyncio.run(run())
    assert len(got) < len(DATA)
    assert DATA.startswith(got)
    assert (503, 200) == (damaged, mended)
    assert DATA == body


@pytest.mark.parametrize("early", [True, False])
def test_a_client_that_hangs_up_is_one_line_of_the_log(
    tmp_path: Path, big: LoopbackRegistry, early: bool
) -> None:
    if early:
        big.fault(PATH, Slow(delay_s=2), times=1)
    with gate(tmp_path) as running:
        if not early:
            assert 200 == running.get(PATH).status
        host, _, port = running.url.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port))) as client:
            client.sendall(f"GET {PATH} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
            if not early:
                client.recv(1000)
        assert 200 == running.get(PATH).status
        running.process.terminate()
        assert running.process.stderr is not None
        log = [
            line
            for line in running.process.stderr
            if "WARNING" in line or "Error" in line or "  File" in line
        ]

    assert 1 == len(log), log
    when = "before the response" if early else f"during a response of {len(DATA):,} bytes"
    assert f"the client 127.0.0.1 ended the connection {when}: GET {PATH}" in log[0]
