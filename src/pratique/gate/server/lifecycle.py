"""Runs the gate: one listening socket, a check for new data every few seconds, and an orderly shutdown."""

import asyncio
import logging
import ssl
import time
from asyncio.constants import SSL_HANDSHAKE_TIMEOUT
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, Protocol

from aiohttp import web

from pratique.errors import PratiqueError
from pratique.gate.background.jobs import running
from pratique.gate.server.app import Gate
from pratique.gate.server.file_descriptors import MOST_TOLD, Full
from pratique.gate.server.malformed import server_log

_LOG = logging.getLogger(__name__)
LOOK_EVERY_S = 5.0
_SHUTDOWN_S = 10.0
_MOST_LINE_BYTES = 8_190
_BACKLOG = 1_024
IDLE_S = 75.0
"""The maximum time that a connection may be idle or take to send headers, in seconds.

Reverse proxies close their idle connections sooner.
"""
Handle = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
"""Handles one HTTP request."""


@asynccontextmanager
async def serving(
    gate: Gate, host: str, port: int, *, look_every_s: float = LOOK_EVERY_S
) -> AsyncIterator[tuple[str, int]]:
    """Serve until the `with` block ends. Yield the address of the listening socket. Raises OSError."""
    async with (
        alive(gate, look_every_s),
        running(gate.background, look_every_s),
        listening(gate.handle, host, port) as address,
    ):
        yield address


@asynccontextmanager
async def listening(
    handle: Handle,
    host: str,
    port: int,
    *,
    idle_s: float = IDLE_S,
    most: int | None = None,
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[tuple[str, int]]:
    """Listen until the `with` block ends. Yield the address of the listening socket. Raises OSError.

    If `most` clients are connected, further clients receive status 503. At shutdown, no new connection is accepted, and
    running requests have ten seconds to finish. `tls` contains the certificate; without it, the gate serves http.
    """
    server = _Server(
        handle,
        most,
        tls=tls is not None,
        access_log=None,
        logger=server_log(),
        keepalive_timeout=idle_s,
        max_line_size=_MOST_LINE_BYTES,
        max_field_size=_MOST_LINE_BYTES,
        # A tarball's body is for nobody but its client; packing it again would take time and change nothing.
        auto_decompress=False,
    )
    runner = web.ServerRunner(server, shutdown_timeout=_SHUTDOWN_S)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port, backlog=_BACKLOG, ssl_context=tls)
        await site.start()
        address = runner.addresses[0]
        yield str(address[0]), int(address[1])
    finally:
        await runner.cleanup()


class _Server(web.Server):
    """Accepts a limited number of concurrent clients. A client that has not completed its TLS handshake counts, too."""

    def __init__(self, handle: Handle, most: int | None, *, tls: bool, **options: Any) -> None:
        super().__init__(handle, **options)
        self._most, self._tls = most, tls
        self._told: set[Full] = set()
        self._begun: dict[Any, float] = {}
        self._refused: deque[float] = deque(maxlen=MOST_TOLD)

    def __call__(self) -> Any:
        """Return the protocol for the next connection.

        Raise ConnectionAbortedError, so that asyncio closes the connection, if there is no room even for a response.
        """
        since = time.monotonic() - SSL_HANDSHAKE_TIMEOUT
        while self._begun and next(iter(self._begun.values())) < since:
            # asyncio ended this handshake, and reports it to nobody.
            del self._begun[next(iter(self._begun))]
        if self._most is None or len(self._begun) + len(self.connections) < self._most:
            made = super().__call__()
            self._begun[made] = time.monotonic()
            return made
        if self._tls:
            # With TLS, the response waits for the handshake, which a client may never complete.
            if len(self._refused) == MOST_TOLD and self._refused[0] > since:
                raise ConnectionAbortedError
            self._refused.append(time.monotonic())
        return Full(self._most, self._told)

    def connection_made(self, handler: Any, transport: asyncio.Transport) -> None:
        """Count a connection on which a client can send requests."""
        self._begun.pop(handler, None)
        super().connection_made(handler, transport)


@asynccontextmanager
async def alive(gate: Gate, look_every_s: float) -> AsyncIterator[None]:
    """Check for new data until the `with` block ends, then close the gate."""
    looking = asyncio.create_task(look(gate.listings.law, look_every_s, gate.metrics.epoch_changed))
    try:
        yield
    finally:
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking
        await gate.artifacts.close()
        await gate.listings.close()
        if gate.verdicts is not None:
            await gate.verdicts.close()
        if gate.releases is not None:
            await gate.releases.close()
        if (fixes := gate.listings.law.road.fixes) is not None:
            await fixes.close()
        if gate.gems is not None:
            await gate.gems.close()


class Renewed(Protocol):
    """State that other processes can change, such as advisories."""

    epoch: str

    def renew(self) -> bool:
        """Reload the state. Return True if the state changed."""


async def look(law: Renewed, every_s: float, changed: Callable[[], None] = lambda: None) -> None:
    """Load new advisories and newly adopted lockfiles. On an error, keep the current state and log the error."""
    while True:
        await asyncio.sleep(every_s)
        try:
            if law.renew():
                changed()
                _LOG.warning(
                    "advisories or adopted lockfiles changed: all decisions are re-evaluated (epoch %s)",
                    law.epoch,
                )
        except (PratiqueError, OSError, ValueError):
            _LOG.exception("could not check for new advisories and newly adopted lockfiles")
