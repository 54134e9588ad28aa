"""Sends new entries of the log to each target, in order, and continues after a restart where it stopped.

The position of a target is stored after each batch, so an entry may be sent twice, and is never left out. A target
that does not accept entries delays neither clients nor other targets: its entries stay in the database until it does.
"""

import asyncio
import hashlib
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from pratique.errors import PratiqueError, StoreError
from pratique.gate.export.entry import Entry, Stream, entries, newest
from pratique.gate.monitoring.metrics import Metrics
from pratique.store.folder.locks import exclusive
from pratique.store.interface import Store

_LOG = logging.getLogger(__name__)
_AT_ONCE = 500
"""The maximum number of entries in a batch."""
PAUSES_S = (5.0, 15.0, 60.0, 300.0)
"""The delays before new attempts after failures in a row, in seconds. All further attempts use the last delay."""
LATE = timedelta(hours=1)
"""The delay after which the gate is degraded."""


class Target(Protocol):
    """Receives entries."""

    @property
    def shown(self) -> str:
        """Return the name of the target for logs, health and metrics, without secrets."""

    def send(self, entries: Sequence[Entry]) -> None:
        """Send entries of one stream. Raises OSError or PratiqueError if the target did not accept the entries."""

    def close(self) -> None:
        """Close open connections."""


def exported_through(store: Store, urls: Iterable[str]) -> int | None:
    """Return the number of the last decision that every target has received; None if there is no target."""
    found = [store.cursors.get(_name(url, Stream.DECISIONS)) for url in urls]
    return min((number for number in found if number is not None), default=None)


@dataclass(kw_only=True)
class Export:
    """The state of one target."""

    url: str
    """The target as the settings spell it."""
    target: Target
    store: Store
    now: Callable[[], datetime]
    failure: str = ""
    """Why the last batch was not accepted."""
    tries: int = 0
    _oldest: datetime | None = None
    """The time of the oldest entry that was not accepted."""

    @property
    def lag(self) -> timedelta:
        """Return the age of the oldest entry that was not accepted."""
        return timedelta(0) if self._oldest is None else max(timedelta(0), self.now() - self._oldest)

    def begin(self) -> None:
        """Start a new target with the next entries. Raises StoreError."""
        for stream in Stream:
            if self.store.cursors.get(_name(self.url, stream)) is None:
                self.store.cursors.put(_name(self.url, stream), newest(self.store, stream))

    def step(self) -> bool:
        """Send at most one batch of each stream. Return True if more entries may wait. Raises OSError or PratiqueError."""
        more, late = False, list[datetime]()
        for stream in Stream:
            name = _name(self.url, stream)
            found = entries(self.store, stream, self.store.cursors.get(name) or 0, most=_AT_ONCE)
            if found:
                self._oldest = found[0].at
                self.target.send(found)
                self.store.cursors.put(name, found[-1].number)
            if full := len(found) == _AT_ONCE:
                late.append(found[-1].at)
            more = more or full
        self._oldest = min(late, default=None)
        return more


def _name(url: str, stream: Stream) -> str:
    return f"export-{stream.value}-{hashlib.sha256(url.encode()).hexdigest()[:32]}"


@dataclass(kw_only=True)
class Exporting:
    """Sends new entries to all targets until the gate shuts down.

    If several gates share a state folder, only one of them sends the entries.
    """

    exports: Sequence[Export]
    lock: Path
    """The file that the sending gate locks."""
    metrics: Metrics | None = None
    pauses_s: tuple[float, ...] = PAUSES_S

    async def run(self, every_s: float) -> None:
        """Send new entries every `every_s` seconds."""
        if self.metrics is not None:
            self.metrics.watch_exports({one.target.shown: one for one in self.exports})
        while True:
            try:
                with exclusive(self.lock) as held:
                    if held:
                        await asyncio.gather(*(self._run(one, every_s) for one in self.exports))
            except StoreError:
                _LOG.exception("the log is not exported")
            finally:
                for one in self.exports:
                    one.target.close()
            await asyncio.sleep(every_s)

    async def _run(self, one: Export, every_s: float) -> None:
        begun = False
        while True:
            try:
                if not begun:
                    await asyncio.to_thread(one.begin)
                    begun = True
                more = await asyncio.to_thread(one.step)
            except (PratiqueError, OSError, ValueError) as error:
                pause = self._failed(one, error)
            else:
                if one.failure:
                    _LOG.warning("the export to %s works again", one.target.shown)
                one.failure, one.tries = "", 0
                pause = 0.0 if more else every_s
            await asyncio.sleep(pause)

    def _failed(self, one: Export, error: Exception) -> float:
        """Note a failure, and return the time to the next attempt in seconds."""
        why = error.message if isinstance(error, PratiqueError) else str(error)
        if why != one.failure:
            _LOG.error("the export to %s failed and will be repeated: %s", one.target.shown, why)
        one.failure = why
        pause = self.pauses_s[min(one.tries, len(self.pauses_s) - 1)]
        one.tries += 1
        return pause

    def health(self) -> Mapping[str, object]:
        """Return the lag of each target."""
        return {
            "export": [
                {
                    "to": one.target.shown,
                    "lag_s": round(one.lag.total_seconds()),
                    "failure": one.failure,
                }
                for one in self.exports
            ]
        }

    def problems(self) -> Sequence[str]:
        """Return one sentence for each target that is late."""
        return [
            f"the export to {one.target.shown} is {one.lag.total_seconds() / 3600:.0f} h late: {one.failure}"
            for one in self.exports
            if one.lag > LATE
        ]
