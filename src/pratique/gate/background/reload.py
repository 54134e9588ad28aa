"""Reloads the settings without a restart, by replacing the running gate with a second one.

If a setting is invalid or a file cannot be opened, the running gate stays active, and the error is logged. Running
requests finish on the gate that received them.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from pratique.errors import PratiqueError
from pratique.gate.background.jobs import running
from pratique.gate.server.app import Gate
from pratique.gate.server.lifecycle import LOOK_EVERY_S, alive

_LOG = logging.getLogger(__name__)
DRAIN_S = 120.0
"""The time that a replaced gate has to finish its running requests, in seconds."""

Opening = Callable[[], AbstractAsyncContextManager[Gate]]
"""Builds a gate from the current settings. Raises PratiqueError or OSError if the gate cannot use the settings."""


@dataclass(slots=True)
class _Turn:
    gate: Gate
    stack: AsyncExitStack
    beside: AsyncExitStack
    answering: int = 0
    idle: asyncio.Event = field(default_factory=asyncio.Event)

    async def end(self, drain_s: float) -> None:
        """Wait for running requests, then close the gate."""
        if self.answering:
            try:
                async with asyncio.timeout(drain_s):
                    await self.idle.wait()
            except TimeoutError:
                _LOG.warning("%s requests under the previous settings did not finish", self.answering)
        await self.stack.aclose()


class Current:
    """Holds the gate that currently handles requests. The function `current` creates this object."""

    def __init__(self, opening: Opening, turn: _Turn, *, look_every_s: float, drain_s: float) -> None:
        self._opening = opening
        self._turn = turn
        self._look_every_s = look_every_s
        self._drain_s = drain_s
        self._ending: set[asyncio.Task[None]] = set()
        self._one_at_a_time = asyncio.Lock()

    @property
    def gate(self) -> Gate:
        """Return the gate that currently handles requests."""
        return self._turn.gate

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Handle a request with the settings that are active when it arrives."""
        turn = self._turn
        turn.answering += 1
        try:
            return await turn.gate.handle(request)
        finally:
            turn.answering -= 1
            if turn is not self._turn and not turn.answering:
                turn.idle.set()

    async def reload(self) -> bool:
        """Load the current settings. Return False if the current settings are unusable; the previous settings then stay active."""
        async with self._one_at_a_time:
            try:
                new = await _begin(self._opening, self._look_every_s)
            except (PratiqueError, OSError) as error:
                hint = f" ({error.hint})" if isinstance(error, PratiqueError) else ""
                _LOG.error(
                    "the new settings cannot be used, and the previous ones stay active: %s%s", error, hint
                )
                return False
            old, self._turn = self._turn, new
            await old.beside.aclose()
            before, after = old.gate.listings.law.epoch, new.gate.listings.law.epoch
            if before == after:
                _LOG.warning("the settings were reloaded: no decision changes (epoch %s)", after)
            else:
                new.gate.metrics.epoch_changed()
                _LOG.warning("the settings were reloaded: everything is re-evaluated (epoch %s)", after)
            task = asyncio.create_task(old.end(self._drain_s))
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)
            return True

    async def close(self) -> None:
        """Close all gates."""
        await asyncio.gather(*self._ending, return_exceptions=True)
        await self._turn.stack.aclose()


@asynccontextmanager
async def current(
    opening: Opening, *, look_every_s: float = LOOK_EVERY_S, drain_s: float = DRAIN_S
) -> AsyncIterator[Current]:
    """Build the first gate, and close the active one when the block ends.

    Raise the errors of `Opening`: PratiqueError and OSError.
    """
    turn = await _begin(opening, look_every_s)
    running = Current(opening, turn, look_every_s=look_every_s, drain_s=drain_s)
    try:
        yield running
    finally:
        await running.close()


async def _begin(opening: Opening, look_every_s: float) -> _Turn:
    async with AsyncExitStack() as stack:
        gate = await stack.enter_async_context(opening())
        await stack.enter_async_context(alive(gate, look_every_s))
        beside = await stack.enter_async_context(AsyncExitStack())
        await beside.enter_async_context(running(gate.background, look_every_s))
        return _Turn(gate, stack.pop_all(), beside)
