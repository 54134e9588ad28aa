"""Writes decisions before they are answered; those that come at the same time share one transaction."""

import asyncio
from collections.abc import Iterable
from typing import Protocol

from pratique.core.decision import Decision
from pratique.errors import PratiqueError


class Noting(Protocol):
    """Where decisions are stored."""

    def add_many(self, decisions: Iterable[Decision]) -> None:
        """Store decisions, all or none. Raises StoreError."""


class Ledger:
    """One writer; whoever notes a decision waits until it is stored."""

    def __init__(self, decisions: Noting) -> None:
        self._decisions = decisions
        self._waiting: list[tuple[Decision, asyncio.Future[None]]] = []
        self._writer: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        """How many decisions wait to be stored."""
        return len(self._waiting)

    async def note(self, decision: Decision) -> None:
        """Store a decision. Raises StoreError: then nothing may be answered by it."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((decision, done))
        if self._writer is None:
            self._writer = asyncio.create_task(self._write())
        await done

    async def _write(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting, []
                await self._put(batch)
        finally:
            self._writer = None

    async def _put(self, batch: list[tuple[Decision, asyncio.Future[None]]]) -> None:
        try:
            await asyncio.to_thread(self._decisions.add_many, [decision for decision, _ in batch])
        except (PratiqueError, ValueError) as error:
            _settle(batch, error)
        except BaseException as error:
            # Nobody may wait for a writer that is no more.
            _settle(batch, RuntimeError(f"the decision was not written: {type(error).__name__}"))
            raise
        else:
            _settle(batch, None)


def _settle(batch: list[tuple[Decision, asyncio.Future[None]]], error: Exception | None) -> None:
    for _, done in batch:
        if done.done():  # whoever waited has gone
            continue
        if error is None:
            done.set_result(None)
        else:
            done.set_exception(error)
