"""What becomes of the answer to a question, and the receiver that keeps it in memory."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import aiohttp

from pratique.net.client.body import read_body


class Receiver(Protocol):
    """What becomes of the answer to a question, and what is asked for: once for each attempt."""

    @property
    def statuses(self) -> frozenset[int]:
        """The statuses that are an answer; every other one is an error."""

    def headers(self) -> Mapping[str, str]:
        """What to send with the next attempt."""

    async def receive(self, response: aiohttp.ClientResponse) -> bytes:
        """Take the body in; what is given becomes `Response.body`. Raises RegistryError, or TransientError to be asked again."""


@dataclass(frozen=True, slots=True)
class InMemory:
    """Takes a body as it is, or decompressed."""

    max_bytes: int
    compressed: bool
    etag: str | None

    @property
    def statuses(self) -> frozenset[int]:
        """See `Receiver`."""
        return frozenset({200} if self.etag is None else {200, 304})

    def headers(self) -> Mapping[str, str]:
        """See `Receiver`."""
        encoding = {"Accept-Encoding": "gzip" if self.compressed else "identity"}
        return encoding if self.etag is None else {**encoding, "If-None-Match": self.etag}

    async def receive(self, response: aiohttp.ClientResponse) -> bytes:
        """See `Receiver`."""
        if response.status == 304:
            return b""
        return await read_body(response, max_bytes=self.max_bytes, decode=self.compressed)
