"""Serves the files of adopted lockfiles before their inspection ends.

The first install of an adopted lockfile would otherwise wait for the inspection of hundreds of files. An operator
adopted exactly these bytes, so the gate checks their digest and all records of malicious releases, serves the file,
and inspects it afterwards (`gate.background.late_inspection`). Every other file waits for its verdict, however old or
popular it is.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial

from pratique.core.evidence import Known
from pratique.core.names import ReleaseRef
from pratique.core.verdict import Standing
from pratique.errors import PratiqueError, StoreError
from pratique.gate.decision.judged_artifact import Judged
from pratique.gate.decision.policy import Law
from pratique.gate.listings.serving import Listings
from pratique.gate.protocols.interface import ArtifactWanted
from pratique.intake.question import Question
from pratique.net.registries.single_flight import Flights, Lost
from pratique.store.gate.affected_clients import ServedName
from pratique.store.interface import Store

MOST_WAITING = 5_000
"""The maximum number of served files that wait for their inspection.

Beyond this number, the gate inspects a file before it serves the file.
"""


@dataclass(kw_only=True)
class FirstUse:
    """Judges adopted files before their inspection, and lists the served files that still wait for it."""

    law: Law
    listings: Listings
    store: Store
    question: Callable[[ReleaseRef, ArtifactWanted], Awaitable[Question]]
    """Returns the inspection task for a file. Raises PratiqueError if the file is unavailable."""
    still_holds: Callable[[Judged], bool]
    """Returns True if an earlier judgement is still valid."""
    lost: Lost
    enabled: bool
    most_waiting: int = MOST_WAITING
    pause_s: float = 2.0
    """Seconds without a new file after which an install counts as ended."""
    longest_delay_s: float = 60.0
    """Seconds after which the inspections start even during an install."""
    failed: dict[ServedName, str] = field(default_factory=dict)
    """The served files whose inspection failed, with the error."""
    _early: OrderedDict[tuple[str, str], Judged] = field(default_factory=OrderedDict)
    _waiting: OrderedDict[ServedName, float] = field(default_factory=OrderedDict)
    _last_at: float = 0.0
    _inspecting: set[ServedName] = field(default_factory=set)
    _more: asyncio.Event = field(default_factory=asyncio.Event)
    _flights: Flights[tuple[str, str, str], Judged | None] = field(init=False)

    def __post_init__(self) -> None:
        self._flights = Flights("a first use", self.lost)

    async def judged(self, ref: ReleaseRef, wanted: ArtifactWanted) -> Judged | None:
        """Return the judgement of an adopted file before its inspection; None if the inspection must end first.

        Raises StoreError if the state folder is unusable.
        """
        key = (ref.purl, wanted.filename)
        if not self.enabled or not self.law.is_adopted(ref) or not self._has_room:
            return None
        known = self._early.get(key)
        if known is not None and self.still_holds(known):
            return known
        epoch = self.law.epoch
        found = await self._flights.join((*key, epoch), partial(self._judge, ref, wanted, epoch))
        # What was learnt meanwhile counts.
        return found if self.law.epoch == epoch else None

    @property
    def waiting(self) -> int:
        """Return the number of served files whose inspection has not ended."""
        return len(self._waiting) + sum(name not in self._waiting for name in self._inspecting)

    def add(self, name: ServedName) -> None:
        """Add a served file to the files that wait for their inspection."""
        self._last_at = time.monotonic()
        self._waiting.setdefault(name, self._last_at)
        self._more.set()

    async def take(self, *, after_install: bool = False) -> ServedName:
        """Wait for the next file to inspect, in the order in which the files were served.

        With `after_install`, wait until no file was added for `pause_s`, but at most `longest_delay_s`: the inspections
        would take processors from the install that downloads the files.
        """
        while not self._waiting or (after_install and self._left_s > 0):
            if self._waiting:
                await asyncio.sleep(self._left_s)
            else:
                self._more.clear()
                await self._more.wait()
        name, _ = self._waiting.popitem(last=False)
        self._inspecting.add(name)
        return name

    def ended(self, name: ServedName, why: str = "") -> None:
        """Record that the inspection of a file ended, or with `why` that it failed.

        From now on, the file is judged by its inspection, and waits for it if there is none.
        """
        self._inspecting.discard(name)
        self._early.pop((name.ref.purl, name.filename), None)
        if why:
            self.failed[name] = why
        else:
            self.failed.pop(name, None)

    def forget(self, judged: Judged) -> None:
        """Discard the judgement of a file whose stored bytes were damaged."""
        self._early.pop((judged.ref.purl, judged.filename), None)

    async def close(self) -> None:
        """Cancel the running tasks."""
        await self._flights.close()

    @property
    def _left_s(self) -> float:
        first_at = next(iter(self._waiting.values()))
        return min(self._last_at + self.pause_s, first_at + self.longest_delay_s) - time.monotonic()

    @property
    def _has_room(self) -> bool:
        return self.waiting < self.most_waiting

    async def _judge(self, ref: ReleaseRef, wanted: ArtifactWanted, epoch: str) -> Judged | None:
        state = self.listings.known(ref.package)
        mark = None if state is None else state.itself.marks.get(wanted.filename)
        if (mark is not None and mark.stops) or self._has_failed(ref, wanted):
            return None
        question = await self._asked(ref, wanted)
        if question is None or question.standing is not Standing.PINNED:
            return None
        if not isinstance(question.listing, Known) and not await self._is_listed(ref):
            return None
        with self.law.leased() as road:
            found = await road.before_inspection(question)
        if found is None or not {*found.digests} & {*self.law.adopted(ref)}:
            return None
        seen = self.store.artifacts.find(digest for digest in found.digests if digest.strong)
        made = Judged(
            ref=ref,
            filename=wanted.filename,
            assessment=found,
            epoch=epoch,
            at=self.law.now(),
            size_bytes=max((one.size_bytes for one in seen.values()), default=0),
        )
        self._early[ref.purl, wanted.filename] = made
        while len(self._early) > self.most_waiting:
            self._early.popitem(last=False)
        return made

    async def _asked(self, ref: ReleaseRef, wanted: ArtifactWanted) -> Question | None:
        """Return the inspection task; None if it is unavailable: the usual judgement then states the error."""
        try:
            return await self.question(ref, wanted)
        except StoreError:
            raise
        except PratiqueError:
            return None

    def _has_failed(self, ref: ReleaseRef, wanted: ArtifactWanted) -> bool:
        return any((one.ref, one.filename) == (ref, wanted.filename) for one in self.failed)

    async def _is_listed(self, ref: ReleaseRef) -> bool:
        """Return True unless the known listing of a package contains none of the adopted digests of a release."""
        state = self.listings.known(ref.package)
        if state is None:
            return True
        stored = await asyncio.to_thread(self.store.listings.get, state.url, state.accept)
        texts = [text.encode() for one in self.law.adopted(ref) for text in (one.sri, one.hex)]
        return stored is None or any(text in stored.body for text in texts)
