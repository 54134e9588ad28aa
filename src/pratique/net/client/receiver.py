"""Defines the interface for receiving a response, and the receiver that reads a response into memory."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import aiohttp

from pratique.net.client.body import read_body


class Receiver(Protocol):
    """Determines the headers of each attempt, and receives the response."""

    @property
    def statuses(self) -> frozenset[int]:
        """Return the HTTP statuses that are accepted. All other statuses are errors."""

    def headers(self) -> Mapping[str, str]:
        """Return the request headers for the next attempt."""

    async def receive(self, response: aiohttp.ClientResponse) -> bytes:
        """Read the body of a response and return the value of `Response.body`.

        Raises TransientError if the request should be retried, and RegistryError for other failures.
        """


@dataclass(frozen=True, slots=True)
class InMemory:
    """Reads a body into memory, and decompresses it if requested."""

    max_bytes: int
    compressed: bool
    etag: str | None

    @property
    def statuses(self) -> frozenset[int]:
        """Return the HTTP statuses that are accepted."""
        return frozenset({200} if self.etag is None else {200, 304})

    def headers(self) -> Mapping[str, str]:
        """Return the request headers for the next attempt."""
        encoding = {"Accept-Encoding": "gzip" if self.compressed else "identity"}
        return encoding if self.etag is None else {**encoding, "If-None-Match": self.etag}

    async def receive(self, response: aiohttp.ClientResponse) -> bytes:
        """Return the complete body of a response."""
        if response.status == 304:
            return b""
        return await read_body(response, max_bytes=self.max_bytes, decode=self.compressed)
