"""The keys of an issuer, and how often it is asked for them."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from pratique.errors import Reference, RegistryError
from pratique.gate.access.issuer_keys import AFTER_FAILURE_S, FRESH_S, PAUSE_S, IssuerKeys
from tests.loopback.issuer import LoopbackIssuer

CONFIGURATION, KEYS = "/.well-known/openid-configuration", "/.well-known/jwks"


@dataclass
class Clock:
    """Goes when it is told."""

    now: float = 100.0

    def __call__(self) -> float:
        return self.now


def test_an_issuer_is_asked_once_an_hour_and_for_unknown_keys_once_a_minute() -> None:
    clock = Clock()
    keys = IssuerKeys(monotonic=clock)

    async def run(issuer: LoopbackIssuer) -> list[int]:
        async def count(key_id: str, after_s: float = 0.0, *, known: bool) -> int:
            clock.now += after_s
            assert known == (await keys.key(issuer.url, key_id) is not None)
            return len(issuer.requests) // 2

        together = await asyncio.gather(*(keys.key(issuer.url, "rsa") for _ in range(5)))
        assert 1 == len(set(map(id, together)))
        return [
            await count("ec", known=True),
            await count("new", known=False),
            await count("new", PAUSE_S, known=False),
            await count("other", 1, known=False),
            await count("rsa", FRESH_S - 2, known=True),
            await count("rsa", 2, known=True),
        ]

    with LoopbackIssuer() as issuer:
        assert [1, 1, 2, 2, 2, 3] == asyncio.run(run(issuer))


def test_a_new_key_counts_once_the_issuer_publishes_it() -> None:
    clock = Clock()
    keys = IssuerKeys(monotonic=clock)

    async def run(issuer: LoopbackIssuer) -> tuple[bool, bool]:
        every = json.dumps(issuer.jwks).encode()
        issuer.answers[KEYS] = (200, b'{"keys": []}')
        before = await keys.key(issuer.url, "rsa")
        issuer.answers[KEYS] = (200, every)
        clock.now += PAUSE_S
        return before is None, await keys.key(issuer.url, "rsa") is not None

    with LoopbackIssuer() as issuer:
        assert (True, True) == asyncio.run(run(issuer))


def test_an_issuer_that_fails_is_left_alone_for_some_seconds() -> None:
    clock = Clock()
    keys = IssuerKeys(monotonic=clock)

    async def run(issuer: LoopbackIssuer) -> list[int]:
        issuer.answers[CONFIGURATION] = (500, b"")
        asked = []
        for after_s in (0, 1, AFTER_FAILURE_S):
            clock.now += after_s
            with pytest.raises(RegistryError):
                await keys.key(issuer.url, "rsa")
            asked.append(len(issuer.requests))
        del issuer.answers[CONFIGURATION]
        clock.now += AFTER_FAILURE_S
        assert await keys.key(issuer.url, "rsa")
        return asked

    with LoopbackIssuer() as issuer:
        assert [1, 1, 2] == asyncio.run(run(issuer))


def document(**changes: str) -> Callable[[str], tuple[str, int, bytes]]:
    def made(url: str) -> tuple[str, int, bytes]:
        told = {"issuer": url, "jwks_uri": f"{url}{KEYS}", **changes}
        return CONFIGURATION, 200, json.dumps(told).encode()

    return made


@pytest.mark.parametrize(
    "answer",
    [
        document(issuer="https://evil.example"),
        document(jwks_uri="https://evil.example/keys"),
        document(jwks_uri="file:///etc/passwd"),
        document(jwks_uri=""),
        lambda _: (CONFIGURATION, 200, b"no JSON"),
        lambda _: (CONFIGURATION, 200, b"[]"),
        lambda _: (CONFIGURATION, 200, b" " * 300_000),
        lambda url: (CONFIGURATION, 302, f"{url}/elsewhere".encode()),
        lambda _: (KEYS, 200, b"[]"),
        lambda _: (KEYS, 404, b""),
    ],
)
def test_an_issuer_that_sends_anything_else_is_told(answer: Callable[[str], tuple[str, int, bytes]]) -> None:
    with LoopbackIssuer() as issuer:
        path, status, body = answer(issuer.url)
        issuer.answers[path] = (status, body)
        with pytest.raises(RegistryError) as caught:
            asyncio.run(IssuerKeys().key(issuer.url, "rsa"))
    assert caught.value.hint
    assert len(issuer.requests) <= 2


def test_an_issuer_that_is_down_is_told() -> None:
    with LoopbackIssuer() as issuer:
        pass
    with pytest.raises(RegistryError) as caught:
        asyncio.run(IssuerKeys().key(issuer.url, "rsa"))
    assert Reference.REGISTRY_UNREACHABLE is caught.value.reference
