"""Downloads and inspects adopted artifacts while no client uses the gate, so that the next install does not wait.

Each release is prefetched as by `pratique gate prefetch`: the files that the platform of the gate's machine needs. A
release is skipped if one of its adopted files was inspected already.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pratique.core.lock import LockedFile, LockedPackage
from pratique.core.names import ReleaseRef
from pratique.errors import PratiqueError, StoreError
from pratique.gate.artifacts.prefetch import Prefetch
from pratique.gate.decision.policy import Law
from pratique.store.interface import Store

_LOG = logging.getLogger(__name__)
QUIET = timedelta(minutes=1)
"""The time without a request for a file after which the gate prefetches."""
EACH_S = 1.0
"""The minimum time between two releases, in seconds."""
AGAIN = timedelta(days=1)
"""The time after which the adopted releases are examined again, for example after failed downloads."""

_ROOM_EVERY = 100
"""The number of releases after which the size of the stored artifacts is measured again, which visits every file."""


@dataclass(kw_only=True)
class AdoptedPrefetch:
    """Prefetches one adopted release at a time."""

    prefetch: Prefetch
    store: Store
    law: Law
    each_s: float = EACH_S
    _turn: deque[ReleaseRef] = field(default_factory=deque)
    _adopted_at: datetime | None = None
    _begun_at: datetime | None = None

    async def run(self, every_s: float) -> None:
        """Run until the gate shuts down. Log errors and go on with the next release."""
        while True:
            waits_s = every_s
            try:
                waits_s = self.each_s if await self.look() else every_s
            except StoreError:
                _LOG.exception("could not prefetch adopted artifacts")
            await asyncio.sleep(waits_s)

    def health(self) -> Mapping[str, object]:
        """Return the number of adopted releases that are still to be examined."""
        return {"adopted_to_prefetch": len(self._turn)}

    async def look(self) -> bool:
        """Prefetch the next adopted release if the gate is idle. Return False if there is nothing to do now.

        Raises StoreError if the state folder is unusable.
        """
        if not self._is_idle() or not await asyncio.to_thread(self._next_turn):
            return False
        while self._turn:
            ref = self._turn.popleft()
            if not await asyncio.to_thread(self._is_inspected, ref):
                await self._fetch(ref)
                return True
        return False

    def _is_idle(self) -> bool:
        artifacts, pool = self.prefetch.artifacts, self.law.road.pool
        asked = artifacts.asked_at
        quiet = asked is None or self.law.now() - asked >= QUIET
        return quiet and not artifacts.judging and not artifacts.first_use.waiting and not pool.queued

    def _next_turn(self) -> bool:
        """Return True if there are releases to examine. Begin again after an adoption, and once a day."""
        adopted, now = self.law.adopted_at(), self.law.now()
        due = self._begun_at is None or now - self._begun_at >= AGAIN
        begins = adopted is not None and (due or adopted != self._adopted_at)
        if begins:
            self._adopted_at, self._begun_at = adopted, now
            self._turn = deque(sorted(self.law.adopted_releases()))
        if (begins or len(self._turn) % _ROOM_EVERY == 0) and self._turn and not self._has_room():
            _LOG.warning(
                "adopted artifacts are not prefetched: the size limit of stored artifacts is reached"
            )
            self._turn.clear()
        return bool(self._turn)

    def _has_room(self) -> bool:
        kept = self.store.upkeep.keeping()
        return kept.size_bytes < kept.room_bytes

    def _is_inspected(self, ref: ReleaseRef) -> bool:
        """Return True if an adopted file of a release was inspected by the current rules."""
        seen = self.store.artifacts.find(self.law.adopted(ref)).values()
        return self.law.road.are_inspected(ref, {one.sha256 for one in seen})

    async def _fetch(self, ref: ReleaseRef) -> None:
        files = tuple(LockedFile(None, (digest,)) for digest in self.law.adopted(ref))
        entry = LockedPackage(key=ref.purl, package=ref.package, version=ref.version, files=files)
        try:
            await self.prefetch.of_entry(entry)
        except StoreError:
            raise
        except PratiqueError as error:
            _LOG.info("could not prefetch %s: %s", ref, error.message)
