"""Runs at most one task for each key at a time, shared by all callers.

If the task fails, every waiting caller receives the error. If no caller is waiting, the error is logged and counted.
After a failure, the next caller starts a new task.
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
"""A callback for errors without a waiting caller. The callback receives the kind of work and the error."""


def _uncounted(_what: str, _error: BaseException) -> None:
    """Ignore an error, because no counter is configured."""


@dataclass(slots=True, eq=False)
class _Flight(Generic[V]):
    task: asyncio.Task[V]
    waiting: int = 0
    told: bool = False
    """True if a caller received the result, or the log contains it."""


class Flights(Generic[K, V]):
    """The running tasks by key. If one caller is cancelled, the task continues for the other callers."""

    def __init__(self, what: str, lost: Lost = _uncounted) -> None:
        """`what` describes the work for the log and for `lost`."""
        self._what = what
        self._lost = lost
        self._running: dict[K, _Flight[V]] = {}

    def __len__(self) -> int:
        return len(self._running)

    async def join(self, key: K, work: Callable[[], Coroutine[Any, Any, V]]) -> V:
        """Return the result of the task for a key. Start the task if necessary. Raises the errors of the task."""
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
        """Start the task for a key unless the task is running. Do not wait for the result."""
        self._flight(key, work)

    async def settled(self) -> None:
        """Wait until running tasks have ended."""
        if self._running:
            await asyncio.wait([flight.task for flight in self._running.values()])

    async def close(self) -> None:
        """Cancel running tasks."""
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
        """Log and count an error without a waiting caller."""
        if flight.waiting or flight.told or not flight.task.done() or flight.task.cancelled():
            return
        flight.told, error = True, flight.task.exception()
        if error is None:
            return
        shown = repr(key)[:_MOST_KEY]
        if isinstance(error, PratiqueError):
            _LOG.warning("%s of %s failed, and no caller waited for it: %s", self._what, shown, error.message)
        else:
            _LOG.error("%s of %s failed, and no caller waited for it", self._what, shown, exc_info=error)
        self._lost(self._what, error)
