"""Defines the interface for receiving a response, and the receivers that read a response into memory or into a file."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Protocol

import aiohttp

from pratique.core.names import Digest
from pratique.net.client.body import read_body, too_large
from pratique.net.client.failure import too_slow_body


class Receiver(Protocol):
    """Determines the headers of each attempt, and receives the response."""

    @property
    def statuses(self) -> frozenset[int]:
        """Return the HTTP statuses that are accepted. All other statuses are errors."""

    @property
    def more_s(self) -> float:
        """Return the time in seconds that is added to the deadline of the request, because the body may be large."""

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
    more_s: ClassVar[float] = 0.0

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


class BodyFile(Protocol):
    """A file on disk for a body that is too large for memory. Every method raises StoreError if the disk cannot be used."""

    @property
    def size_bytes(self) -> int:
        """Return the number of written bytes."""

    def begin(self) -> None:
        """Remove all written bytes, before each attempt."""

    def write(self, data: bytes) -> None:
        """Append bytes."""

    def digests(self, algorithms: Iterable[str]) -> tuple[Digest, ...]:
        """Return the digests of the written bytes, strongest first."""


MEMORY_BYTES = 8 << 20
"""A body above this size is written to a file."""
_WRITE_BYTES = 1 << 20
_LEAST_BYTES_PER_S = 256 << 10
"""After `_PATIENCE_S`, the average speed of a download must be at least this."""
_PATIENCE_S = 300.0


@dataclass(frozen=True, slots=True)
class Spooled:
    """Reads a small body into memory, and writes a larger body to a file. Nothing is decompressed."""

    max_bytes: int
    file: BodyFile
    statuses: ClassVar[frozenset[int]] = frozenset({200})

    @property
    def more_s(self) -> float:
        """Return the time that the largest permitted body takes at the lowest permitted speed."""
        return self.max_bytes / _LEAST_BYTES_PER_S

    def headers(self) -> Mapping[str, str]:
        """Return the request headers for the next attempt."""
        return {"Accept-Encoding": "identity"}

    async def receive(self, response: aiohttp.ClientResponse) -> bytes:
        """Return the complete body; if the body was written to the file, return no bytes."""
        if (response.content_length or 0) > self.max_bytes:
            raise too_large(response, self.max_bytes)
        clock = asyncio.get_running_loop().time
        began, size, waiting_bytes = clock(), 0, 0
        waiting: list[bytes] = []
        self.file.begin()
        async for chunk in response.content.iter_any():
            size += len(chunk)
            waiting_bytes += len(chunk)
            waiting.append(chunk)
            if size > self.max_bytes:
                raise too_large(response, self.max_bytes)
            if clock() - began > _PATIENCE_S + size / _LEAST_BYTES_PER_S:
                raise too_slow_body(response.url, _LEAST_BYTES_PER_S)
            if waiting_bytes > (_WRITE_BYTES if self.file.size_bytes else MEMORY_BYTES):
                await asyncio.to_thread(self.file.write, b"".join(waiting))
                waiting, waiting_bytes = [], 0
        if not self.file.size_bytes:
            return b"".join(waiting)
        await asyncio.to_thread(self.file.write, b"".join(waiting))
        return b""
