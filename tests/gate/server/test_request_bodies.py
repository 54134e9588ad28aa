"""Bodies of requests, each and all together."""

import asyncio

import pytest
from aiohttp.web import RequestPayloadError

from pratique.errors import ParseError
from pratique.gate.server.request_bodies import MOST_BODY_BYTES, Bodies


class Parts:
    """A body that comes in parts; an error in place of a part is raised."""

    def __init__(self, *parts: bytes | Exception) -> None:
        self._parts = list(parts)

    async def readany(self) -> bytes:
        part = self._parts.pop(0) if self._parts else b""
        if isinstance(part, Exception):
            raise part
        return part


def read(bodies: Bodies, key: int, *parts: bytes | Exception) -> bytes:
    return asyncio.run(bodies.read(key, Parts(*parts)))


def test_what_is_held_counts_until_its_request_is_answered() -> None:
    bodies = Bodies(10)
    assert b"abcdef" == read(bodies, 1, b"abc", b"def")
    with pytest.raises(ParseError, match="too many request bodies"):
        read(bodies, 2, b"abc", b"def")
    bodies.done(2)
    bodies.done(1)
    assert b"abcdefghij" == read(bodies, 3, b"abcdefghij")
    bodies.done(3)
    bodies.done(4)
    assert b"abcdefghij" == read(bodies, 5, b"abcdefghij")


def test_a_body_is_refused_that_is_too_large_or_broken() -> None:
    with pytest.raises(ParseError, match="too large"):
        read(Bodies(), 1, b"x" * MOST_BODY_BYTES, b"x")
    with pytest.raises(ParseError, match="incomplete or malformed"):
        read(Bodies(), 1, b"x", RequestPayloadError("cut"))
