"""Moves old decisions out of the database once a day."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event

from pratique.errors import PratiqueError
from pratique.gate.decision.policy import Law
from pratique.gate.export.exporting import exported_through
from pratique.store.interface import Store

_LOG = logging.getLogger(__name__)
EVERY_S = 86_400.0
START_S = 300.0
"""The time after the start of the gate, in which clients that waited for the gate have their turn."""


@dataclass(kw_only=True)
class LogMoving:
    """Moves the decisions that are older than `keep`, in whole months."""

    store: Store
    law: Law
    keep: timedelta
    exports: Sequence[str] = ()
    """The targets of the export: a decision that a target has not received stays in the database."""
    start_s: float = START_S
    _ended: Event = field(default_factory=Event)
    _failure: str = ""

    async def run(self, every_s: float) -> None:
        """Move old decisions once a day until the gate shuts down."""
        del every_s
        await asyncio.sleep(self.start_s)
        while True:
            try:
                await asyncio.to_thread(self.move)
                self._failure = ""
            except (PratiqueError, OSError, ValueError) as error:
                self._failure = error.message if isinstance(error, PratiqueError) else str(error)
                _LOG.exception("could not move old decisions out of the database")
            finally:
                # Only a cancelled task leaves the thread behind: it ends at the next transaction.
                if (task := asyncio.current_task()) is not None and task.cancelling():
                    self._ended.set()
            await asyncio.sleep(EVERY_S)

    def move(self) -> None:
        """Move what is due. Raises StoreError."""
        through = exported_through(self.store, self.exports)
        before = self.law.now() - self.keep
        for part in self.store.moving.move(before=before, exported=through, ended=self._ended.is_set):
            _LOG.warning("moved %d decisions out of the database to %s", part.rows, part.filename)

    def health(self) -> Mapping[str, object]:
        """Return the number of files and of the decisions in them."""
        parts = self.store.log.parts()
        return {"log_files": {"files": len(parts), "decisions": sum(part.rows for part in parts)}}

    def problems(self) -> Sequence[str]:
        """Return why old decisions could not be moved."""
        return [f"old decisions stay in the database: {self._failure}"] if self._failure else []
