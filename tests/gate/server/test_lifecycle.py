"""The beginning and the end of a gate, as its owner sees them."""

import asyncio
import signal
from pathlib import Path
from urllib import request
from urllib.error import HTTPError

import pytest
from aiohttp import web

from pratique.gate.server.certificate import Certificate
from pratique.gate.server.file_descriptors import MOST_TOLD
from pratique.gate.server.lifecycle import listening, look
from tests.cli import spawning
from tests.gate.running import gate
from tests.gate.tls import NOW, Pki, pki
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


# asyncio leaves the socket of a connection that the server refuses to its last reference, which Python reports.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_handshakes_that_are_never_completed_count_as_clients_and_leave_descriptors(tmp_path: Path) -> None:
    made = pki(tmp_path)

    async def handle(_: web.BaseRequest) -> web.Response:
        return web.Response(text="here")

    async def run() -> tuple[str, list[bytes], str]:
        tls = Certificate(made.files, lambda: NOW).context
        async with listening(handle, "127.0.0.1", 0, most=2, tls=tls) as (host, port):
            url = f"https://{host}:{port}"
            first = await asyncio.to_thread(_asked, url, made)
            idle = [await asyncio.open_connection(host, port) for _ in range(2)]
            full = await asyncio.to_thread(_asked, url, made)
            idle += [await asyncio.open_connection(host, port) for _ in range(MOST_TOLD - 1)]
            beyond = [await asyncio.open_connection(host, port) for _ in range(3)]
            ends = [await asyncio.wait_for(reader.read(), 20) for reader, _ in beyond]
            for _, writer in (*idle, *beyond):
                writer.close()
        return first, ends, full

    first, ends, full = asyncio.run(run())
    assert "200" == first
    assert "503 this gate cannot accept another client: 2 are connected" in full
    assert [b""] * 3 == ends


def _asked(url: str, made: Pki) -> str:
    try:
        with request.urlopen(url, context=made.client(), timeout=20) as answer:
            return str(answer.status)
    except HTTPError as error:
        with error:
            return f"{error.code} {error.reason}"


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
