"""Asking a gem server for what came since."""

import asyncio
import base64
import hashlib
from dataclasses import replace

import pytest

from pratique.core.names import Ecosystem
from pratique.net.client.http import Http
from pratique.net.registries.growing_document import Grown, ask_grown, sha256_told
from pratique.net.registries.upstreams import Upstream
from tests.loopback import GemPackage, LoopbackRegistry, gem_file

KITE = GemPackage(name="kite", files=(gem_file("kite", "1.0.0"), gem_file("kite", "1.1.0")))
TAIL = GemPackage(name="tail", files=(gem_file("tail", "1.0.0"),))


def ask(registry: LoopbackRegistry, before: Grown | None) -> Grown:
    async def work() -> Grown:
        upstream = Upstream(url=registry.gem_url, ecosystem=Ecosystem.RUBYGEMS, origin="test", cleartext=True)
        async with Http(configured=registry.origins) as http:
            return await ask_grown(
                http,
                f"{registry.gem_url}versions",
                upstream,
                accept="text/plain",
                before=before,
                max_bytes=1 << 20,
            )

    return asyncio.run(work())


def test_what_came_since_is_put_to_what_is_here() -> None:
    with LoopbackRegistry(gems=[KITE]) as registry:
        first = ask(registry, None)
        same = ask(registry, first)
        registry.put_gem(TAIL)
        more = ask(registry, first)
        whole = ask(registry, None)
        statuses = [seen.status for seen in registry.requests]

    assert first is same
    assert whole == more
    assert more.body.startswith(first.body)
    assert b"\ntail 1.0.0 " in more.body
    assert [200, 304, 206, 200] == statuses


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"another list, of about as many bytes as\nthere are in the true one\n", id="other"),
        pytest.param(b"x" * 100_000, id="longer-than-the-server's"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_what_does_not_fit_is_asked_for_whole(body: bytes) -> None:
    with LoopbackRegistry(gems=[KITE]) as registry:
        assert ask(registry, None) == ask(registry, Grown(body=body, etag=None))


def test_a_server_that_tells_no_digest_is_asked_for_the_whole() -> None:
    with LoopbackRegistry(gems=[KITE], mirror=True) as registry:
        first = ask(registry, None)
        assert first.etag is None
        assert first is ask(registry, first)
        registry.put_gem(replace(TAIL, files=TAIL.files))
        assert first.body != ask(registry, first).body


def test_a_digest_is_read_as_servers_write_it() -> None:
    digest = hashlib.sha256(b"x").digest()
    text = base64.b64encode(digest).decode()
    forms = (f"sha-256=:{text}:", f'md5=x, sha-256="{text}"', f"SHA-256={text}")

    assert [digest] * 3 == [sha256_told({"repr-digest": form}) for form in forms]
    assert digest == sha256_told({"digest": f"sha-256={text}"})
    assert [None] * 3 == [
        sha256_told(one) for one in ({}, {"digest": "sha-256=:*:"}, {"repr-digest": "md5=x"})
    ]
