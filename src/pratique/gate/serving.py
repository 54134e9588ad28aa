"""Runs the gate: one listening socket, a look at the law every few seconds, and an orderly end."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Protocol

from aiohttp import web

from pratique.errors import PratiqueError
from pratique.gate.app import Gate

_LOG = logging.getLogger(__name__)
LOOK_EVERY_S = 5.0
_SHUTDOWN_S = 10.0
_MOST_LINE_BYTES = 8_190
_BACKLOG = 1_024


@asynccontextmanager
async def serving(
    gate: Gate, host: str, port: int, *, look_every_s: float = LOOK_EVERY_S
) -> AsyncIterator[tuple[str, int]]:
    """Serve until the block ends, and give the address that is listened on. Raises OSError.

    At the end no new connection is taken, and those that are being answered have ten seconds to end.
    """
    server = web.Server(
        gate.handle,
        access_log=None,
        max_line_size=_MOST_LINE_BYTES,
        max_field_size=_MOST_LINE_BYTES,
        # A tarball's body is for nobody but its client; packing it again would take time and change nothing.
        auto_decompress=False,
    )
    runner = web.ServerRunner(server, shutdown_timeout=_SHUTDOWN_S)
    await runner.setup()
    looking = asyncio.create_task(look(gate.listings.law, look_every_s))
    try:
        site = web.TCPSite(runner, host, port, backlog=_BACKLOG)
        await site.start()
        address = runner.addresses[0]
        yield str(address[0]), int(address[1])
    finally:
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking
        await runner.cleanup()
        await gate.artifacts.close()
        await gate.listings.close()


class Renewed(Protocol):
    """What may have changed outside, such as the law."""

    epoch: str

    def renew(self) -> bool:
        """Look; True when it is another one."""


async def look(law: Renewed, every_s: float) -> None:
    """Take up new advisories and adoptions. What cannot be read leaves the law as it is, and is told."""
    while True:
        await asyncio.sleep(every_s)
        try:
            if law.renew():
                _LOG.warning(
                    "advisories or adoptions changed: everything is decided anew (epoch %s)", law.epoch
                )
        except (PratiqueError, OSError, ValueError):
            _LOG.exception("advisories and adoptions could not be looked at")
