"""Defines how a response is received, and the receiver that keeps it in memory."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import aiohttp

from pratique.net.client.body import read_body


class Receiver(Protocol):
    """Receives the response to a request, and determines the headers of each attempt."""

    @property
    def statuses(self) -> frozenset[int]:
        """Return the statuses that count as a response; others are errors."""

    def headers(self) -> Mapping[str, str]:
        """Return the headers of the next attempt."""

    async def receive(self, response: aiohttp.ClientResponse) -> bytes:
        """Read the body; the result becomes `Response.body`. Raises RegistryError, or TransientError for a retry."""


@dataclass(frozen=True, slots=True)
class InMemory:
    """Returns a body as received, or decompressed."""

    max_bytes: int
    compressed: bool
    etag: str | None

    @property
    def statuses(self) -> frozenset[int]:
        """Return the statuses, see `Receiver`."""
        return frozenset({200} if self.etag is None else {200, 304})

    def headers(self) -> Mapping[str, str]:
        """Return the headers, see `Receiver`."""
        encoding = {"Accept-Encoding": "gzip" if self.compressed else "identity"}
        return encoding if self.etag is None else {**encoding, "If-None-Match": self.etag}

    async def receive(self, response: aiohttp.ClientResponse) -> bytes:
        """Read the body, see `Receiver`."""
        if response.status == 304:
            return b""
        return await read_body(response, max_bytes=self.max_bytes, decode=self.compressed)
