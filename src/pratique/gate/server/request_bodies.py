"""Reads request bodies, with limits on the time, the size of each body and the total size."""

import asyncio
from typing import Protocol

from aiohttp.web import RequestPayloadError

from pratique.errors import ParseError, Reference

MOST_BODY_BYTES = 8 * 1024**2
MOST_IN_ALL_BYTES = 64 * 1024**2
_MOST_S = 30.0


class Stream(Protocol):
    """A request body that is still being received."""

    async def readany(self) -> bytes:
        """Return the next received bytes, or no bytes at the end."""


class Bodies:
    """Reads request bodies, and counts their total size until the requests are done."""

    def __init__(self, most_in_all_bytes: int = MOST_IN_ALL_BYTES) -> None:
        self._most_in_all_bytes = most_in_all_bytes
        self._held: dict[int, int] = {}
        self._in_all = 0

    async def read(self, key: int, stream: Stream) -> bytes:
        """Read the body of a request; `key` identifies the request until `done` is called.

        Raises ParseError if the body is broken, too large or too slow, or if the total limit is reached.
        """
        parts: list[bytes] = []
        size = 0
        try:
            async with asyncio.timeout(_MOST_S):
                while part := await stream.readany():
                    size += len(part)
                    if size > MOST_BODY_BYTES:
                        raise _bad("the request body is too large")
                    self._take(key, len(part))
                    parts.append(part)
        except TimeoutError:
            raise _bad("the request body arrived too slowly") from None
        except RequestPayloadError:
            raise _bad("the request body is incomplete or malformed") from None
        return b"".join(parts)

    def done(self, key: int) -> None:
        """Stop counting the body of a request."""
        self._in_all -= self._held.pop(key, 0)

    def _take(self, key: int, size_bytes: int) -> None:
        if self._in_all + size_bytes > self._most_in_all_bytes:
            raise _bad("the gate is processing too many request bodies")
        self._in_all += size_bytes
        self._held[key] = self._held.get(key, 0) + size_bytes


def _bad(why: str) -> ParseError:
    return ParseError(Reference.USAGE, why, hint="request fewer packages at once, or retry later")
