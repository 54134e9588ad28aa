"""Runs the gate's background tasks from its start to its shutdown."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Protocol, runtime_checkable

from pratique.errors import StoreError

_LOG = logging.getLogger(__name__)


class Background(Protocol):
    """A periodic background task. The task logs errors and never raises them."""

    async def run(self, every_s: float) -> None:
        """Run every `every_s` seconds until the gate shuts down and cancels the task."""

    def health(self) -> Mapping[str, object]:
        """Return the task's state for `/healthz`. Raises StoreError if the state folder is unusable."""


@runtime_checkable
class Troubled(Protocol):
    """A background task that reports lasting problems."""

    def problems(self) -> Sequence[str]:
        """Return one sentence for each problem that makes the gate degraded."""


@asynccontextmanager
async def running(works: Sequence[Background], every_s: float) -> AsyncIterator[None]:
    """Run all tasks until the `with` block ends."""
    tasks = [asyncio.create_task(work.run(every_s)) for work in works]
    for work, task in zip(works, tasks, strict=True):
        task.add_done_callback(partial(_ended, type(work).__name__))
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _ended(name: str, task: asyncio.Task[None]) -> None:
    """Log the exception of a background task that ended unexpectedly."""
    if not task.cancelled() and (error := task.exception()) is not None:
        _LOG.error("%s has ended unexpectedly and stays stopped until the next start", name, exc_info=error)


def told_by(works: Sequence[Background]) -> dict[str, object]:
    """Return the state of all background tasks for `/healthz`."""
    told: dict[str, object] = {}
    for work in works:
        try:
            told |= work.health()
        except StoreError as error:
            told["background"] = f"unknown: {error.message}"
    return told


def problems_of(works: Sequence[Background]) -> list[str]:
    """Return the problems that make the gate degraded."""
    return [text for work in works if isinstance(work, Troubled) for text in work.problems()]
