"""One piece of work for each key at a time: all who want it wait for the same run."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Flights(Generic[K, V]):
    """A caller that gives up does not take the answer from the others."""

    def __init__(self) -> None:
        self._running: dict[K, asyncio.Task[V]] = {}

    def __len__(self) -> int:
        return len(self._running)

    async def join(self, key: K, work: Callable[[], Coroutine[Any, Any, V]]) -> V:
        """Wait for the work under a key, which is begun if nobody has. Raises what it raises."""
        return await asyncio.shield(self.begin(key, work))

    def begin(self, key: K, work: Callable[[], Coroutine[Any, Any, V]]) -> asyncio.Task[V]:
        """Begin the work under a key if nobody has, and wait for nothing."""
        task = self._running.get(key)
        if task is None:
            task = self._running[key] = asyncio.create_task(work())
            task.add_done_callback(lambda done: self._landed(key, done))
        return task

    async def settled(self) -> None:
        """Wait until what is running now has ended, however it does."""
        await asyncio.gather(*map(asyncio.shield, self._running.values()), return_exceptions=True)

    async def close(self) -> None:
        """Stop what is still running."""
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _landed(self, key: K, task: asyncio.Task[V]) -> None:
        self._running.pop(key, None)
        if not task.cancelled():
            task.exception()  # somebody may have waited for it or not: it is no accident
