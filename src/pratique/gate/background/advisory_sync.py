"""Syncs advisory sources while the gate runs.

Each job has its own schedule with jitter. A failed job is retried soon, then at growing intervals up to its usual
interval. After an hour of failures, `/healthz` reports the gate as degraded, and one alarm is raised.
"""

import asyncio
import logging
import random
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec

from pratique import __version__
from pratique.errors import PratiqueError
from pratique.store.gate.affected_clients import AlarmState
from pratique.store.interface import Store

_LOG = logging.getLogger(__name__)
KIND = "pratique.sync-failed"
ALARM_AFTER = timedelta(hours=1)
_FIRST_PAUSE_S = 15.0
_JITTER = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncJob:
    """A source that is synced periodically."""

    name: str
    every: timedelta
    work: Callable[[], Awaitable[bool]]
    """Syncs the source and returns True if the source changed. Raises PratiqueError if the sync fails."""


@dataclass(slots=True, kw_only=True)
class Turn:
    """The state of a job: its last runs, failures and next run."""

    since: datetime
    """The time of the last successful run, or of the start of the gate."""
    success_at: datetime | None = None
    last_at: datetime | None = None
    """The time of the last attempt to sync the source."""
    next_at: datetime | None = None
    failures: int = 0
    """The number of consecutive failures."""
    why: str = ""
    alarmed: bool = False


@dataclass(kw_only=True)
class Syncing:
    """Runs the sync jobs on their schedules."""

    jobs: tuple[SyncJob, ...]
    store: Store
    now: Callable[[], datetime]
    sends: bool
    """True if a webhook is configured."""
    spread: Callable[[], float] = random.random
    """Returns a random number from 0 to 1 for the jitter."""
    turns: dict[str, Turn] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for job in self.jobs:
            self.turns[job.name] = Turn(since=self.now())

    async def run(self, every_s: float) -> None:  # noqa: ARG002 - each job has its own schedule
        """Run all jobs until the gate shuts down."""
        await asyncio.gather(*(self._loop(job) for job in self.jobs))

    async def _loop(self, job: SyncJob) -> None:
        while True:
            pause_s = await self.look(job)
            await asyncio.sleep(pause_s)

    async def look(self, job: SyncJob) -> float:
        """Run a job once, and return the seconds until its next run."""
        turn = self.turns[job.name]
        turn.last_at = self.now()
        try:
            new = await job.work()
        except (PratiqueError, OSError, ValueError) as error:
            turn.failures, turn.why = turn.failures + 1, str(error)
            _LOG.warning("%s could not be synced (attempt %d): %s", job.name, turn.failures, error)
            await self._alarm(job, turn)
        else:
            turn.since = turn.success_at = self.now()
            turn.failures, turn.why, turn.alarmed = 0, "", False
            if new:
                _LOG.warning("%s: updated to a newer version", job.name)
        pause_s = self.pause_s(job)
        turn.next_at = self.now() + timedelta(seconds=pause_s)
        return pause_s

    def pause_s(self, job: SyncJob) -> float:
        """Return the seconds until the next attempt. The delay doubles with each failure, up to the usual interval."""
        usual_s = job.every.total_seconds()
        failures = self.turns[job.name].failures
        pause_s = min(usual_s, _FIRST_PAUSE_S * 2 ** min(failures - 1, 20)) if failures else usual_s
        return pause_s * (1 - _JITTER * self.spread())

    def health(self) -> Mapping[str, object]:
        """Return the last and the next run of each job."""
        return {"sync": {name: _told(turn) for name, turn in self.turns.items()}}

    def problems(self) -> Sequence[str]:
        """Return one sentence for each job that has failed for too long."""
        return [
            f"{name} could not be synced since {turn.since:%Y-%m-%d %H:%M} UTC: {turn.why}"
            for name, turn in self.turns.items()
            if self._long(turn)
        ]

    def _long(self, turn: Turn) -> bool:
        return turn.failures > 0 and self.now() - turn.since >= ALARM_AFTER

    async def _alarm(self, job: SyncJob, turn: Turn) -> None:
        """Raise one alarm for a job that has failed for too long."""
        if turn.alarmed or not self._long(turn):
            return
        id_ = str(uuid.uuid4())
        document = {
            "type": KIND,
            "id": id_,
            "at": self.now().isoformat(),
            "by": f"pratique {__version__}",
            "name": job.name,
            "since": turn.since.isoformat(),
            "why": turn.why,
        }
        body = msgspec.json.encode(document).decode()
        state = AlarmState.WAITING if self.sends else AlarmState.QUIET
        try:
            await asyncio.to_thread(self.store.alarms.put, id_, body, at=self.now(), state=state)
        except PratiqueError as error:
            _LOG.error("could not store the alarm: %s", error)
            return
        turn.alarmed = True
        _LOG.error("%s could not be synced since %s: %s", job.name, turn.since.isoformat(), turn.why)


def _told(turn: Turn) -> Mapping[str, object]:
    return {
        "last_attempt": turn.last_at.isoformat() if turn.last_at else None,
        "last_success": turn.success_at.isoformat() if turn.success_at else None,
        "next": turn.next_at.isoformat() if turn.next_at else None,
        "failures": turn.failures,
        "why": turn.why,
    }
