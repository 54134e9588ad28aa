"""Writes decisions before their responses are sent. Concurrent decisions share one transaction."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pratique.core.decision import Decision
from pratique.errors import PratiqueError
from pratique.store.gate.affected_clients import ServedName
from pratique.store.record import AllowedBytes


class Noting(Protocol):
    """Stores decisions."""

    def add_many(self, decisions: Iterable[Decision]) -> None:
        """Store decisions in one transaction. Raises StoreError if the state folder is unusable."""


class Using(Protocol):
    """Stores which files are in use."""

    def add_many(self, entries: Iterable[AllowedBytes], *, at: datetime) -> None:
        """Record files as allowed. A file that is already recorded keeps the time of its first record."""


class Owing(Protocol):
    """Stores which files are served before their inspection ends."""

    def add_many(self, names: Iterable[ServedName], *, at: datetime) -> None:
        """Record files before they are served."""


@dataclass(slots=True)
class _Waiting:
    """A decision waiting to be stored."""

    decision: Decision
    entry: AllowedBytes | None
    uninspected: ServedName | None
    done: asyncio.Future[None]


class Ledger:
    """Stores decisions through one writer; callers wait until their decision is stored."""

    def __init__(self, decisions: Noting, using: Using | None = None, owing: Owing | None = None) -> None:
        self._decisions = decisions
        self._using = using
        self._owing = owing
        self._waiting: list[_Waiting] = []
        self._writer: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        """Return the number of decisions waiting to be stored."""
        return len(self._waiting)

    async def note(
        self,
        decision: Decision,
        entry: AllowedBytes | None = None,
        *,
        uninspected: ServedName | None = None,
    ) -> None:
        """Store a decision, and record the file as already used by a project, or as served before its inspection.

        On StoreError, the caller must not send the decision's response.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(decision, entry, uninspected, done))
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

    async def _put(self, batch: list[_Waiting]) -> None:
        try:
            await asyncio.to_thread(self._store, batch)
        except (PratiqueError, ValueError) as error:
            _settle(batch, error)
        except BaseException as error:
            # Nobody may wait for a writer that is no more.
            _settle(batch, RuntimeError(f"the decision was not written: {type(error).__name__}"))
            raise
        else:
            _settle(batch, None)

    def _store(self, batch: list[_Waiting]) -> None:
        # In use first: a decision that is stored may be served by.
        entries = [one.entry for one in batch if one.entry is not None]
        if entries and self._using is not None:
            self._using.add_many(entries, at=batch[0].decision.at)
        owed = {one.uninspected for one in batch if one.uninspected is not None}
        if owed and self._owing is not None:
            self._owing.add_many(owed, at=batch[0].decision.at)
        self._decisions.add_many([one.decision for one in batch])


def _settle(batch: list[_Waiting], error: Exception | None) -> None:
    for one in batch:
        if one.done.done():  # whoever waited has gone
            continue
        if error is None:
            one.done.set_result(None)
        else:
            one.done.set_exception(error)
