"""One piece of work for each key at a time: all who want it wait for the same run.

What goes wrong is told to all who wait. Where nobody waits, or does no more, it is logged and counted: a failure never passes in
silence. Either way it is not kept, and the next who asks has the work done anew.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Hashable
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from pratique.errors import PratiqueError

_LOG = logging.getLogger(__name__)
_MOST_KEY = 200

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

Lost = Callable[[str, BaseException], None]
"""Is told of the kind of work and of the error that nobody waited for."""


def _uncounted(_what: str, _error: BaseException) -> None:
    """There is nobody to count it."""


@dataclass(slots=True, eq=False)
class _Flight(Generic[V]):
    task: asyncio.Task[V]
    waiting: int = 0
    told: bool = False
    """Whether somebody has, or the log, how it ended."""


class Flights(Generic[K, V]):
    """A caller that gives up does not take the answer from the others."""

    def __init__(self, what: str, lost: Lost = _uncounted) -> None:
        """`what` names the kind of work in the log, and for `lost`."""
        self._what = what
        self._lost = lost
        self._running: dict[K, _Flight[V]] = {}

    def __len__(self) -> int:
        return len(self._running)

    async def join(self, key: K, work: Callable[[], Coroutine[Any, Any, V]]) -> V:
        """Wait for the work under a key, which is begun if nobody has. Raises what it raises."""
        flight = self._flight(key, work)
        flight.waiting += 1
        try:
            # Who gives up ends his waiting alone.
            await asyncio.wait((flight.task,))
            flight.told = True
        finally:
            flight.waiting -= 1
            self._tell(key, flight)
        return flight.task.result()

    def begin(self, key: K, work: Callable[[], Coroutine[Any, Any, V]]) -> None:
        """Begin the work under a key if nobody has, and wait for nothing."""
        self._flight(key, work)

    async def settled(self) -> None:
        """Wait until what is running now has ended, however it does."""
        if self._running:
            await asyncio.wait([flight.task for flight in self._running.values()])

    async def close(self) -> None:
        """Stop what is still running."""
        tasks = [flight.task for flight in self._running.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _flight(self, key: K, work: Callable[[], Coroutine[Any, Any, V]]) -> _Flight[V]:
        flight = self._running.get(key)
        # What has ended a moment ago is not in the air any more: its failure is not for who asks now.
        if flight is None or flight.task.done():
            flight = self._running[key] = _Flight(asyncio.create_task(work()))
            flight.task.add_done_callback(partial(self._landed, key, flight))
        return flight

    def _landed(self, key: K, flight: _Flight[V], _: asyncio.Task[V]) -> None:
        if self._running.get(key) is flight:
            del self._running[key]
        self._tell(key, flight)

    def _tell(self, key: K, flight: _Flight[V]) -> None:
        """Log and count what went wrong, where nobody hears of it."""
        if flight.waiting or flight.told or not flight.task.done() or flight.task.cancelled():
            return
        flight.told, error = True, flight.task.exception()
        if error is None:
            return
        shown = repr(key)[:_MOST_KEY]
        if isinstance(error, PratiqueError):
            _LOG.warning("%s of %s failed, and nobody waited for it: %s", self._what, shown, error.message)
        else:
            _LOG.error("%s of %s failed, and nobody waited for it", self._what, shown, exc_info=error)
        self._lost(self._what, error)
