"""The address of requests, over the wire."""

import asyncio
import json
from pathlib import Path

import pytest

from pratique.gate.api.approval_requests import is_request
from tests.gate.inside import ask, inside, listening
from tests.loopback import LoopbackRegistry

PATH = "/-/pratique/request"
BODY = json.dumps({"purls": ["pkg:npm/calm@1.1.0"], "reason": "a demo"}).encode()


def post(size: int, kind: str = "application/json") -> str:
    return f"POST {PATH} HTTP/1.1\r\nContent-Type: {kind}\r\nContent-Length: {size}"


def test_a_request_is_sent_and_its_state_is_read(tmp_path: Path, registry: LoopbackRegistry) -> None:
    async def run() -> None:
        async with inside() as gate, listening(gate.gate) as address:
            sent = await ask(address, post(len(BODY)), BODY)
            document = json.loads(sent.body)
            assert (201, "open", "127.0.0.1") == (
                sent.status,
                document["state"],
                next(iter(gate.gate.listings.store.requests.read())).client.address,
            )
            assert document["url"].startswith("http://gate.example/-/pratique/request/")

            read = await ask(address, f"GET {PATH}/{document['key']} HTTP/1.1")
            assert (200, document["key"]) == (read.status, json.loads(read.body)["key"])

            for head, data, status in (
                (post(1), b"{", 400),
                (post(len(BODY), "text/plain"), BODY, 415),
                (f"GET {PATH} HTTP/1.1", b"", 200),
                (f"GET {PATH}/none HTTP/1.1", b"", 404),
                (f"GET {PATH}/..%2f..%2fhealthz HTTP/1.1", b"", 404),
                (f"DELETE {PATH}/{document['key']} HTTP/1.1", b"", 405),
                (f"POST {PATH}/{document['key']} HTTP/1.1\r\nContent-Length: 0", b"", 405),
            ):
                assert status == (await ask(address, head, data)).status, head

    asyncio.run(run())


@pytest.mark.parametrize(
    ("path", "expected"),
    [(PATH, True), (f"{PATH}/k", True), (f"{PATH}s", False), ("/npm/-/ping", False), ("/", False)],
)
def test_the_address_is_this_one_alone(path: str, expected: bool) -> None:
    assert expected is is_request(path)
