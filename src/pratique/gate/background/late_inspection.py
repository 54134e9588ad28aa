"""Inspects the files that the gate served before their inspection ended, in the order in which they were served.

The inspections start after the install, at most a minute after its first file, and only when a worker is free and no
client waits for one. If the inspection blocks a file, every client that downloaded the file is reported, as after any
other re-evaluation. After a restart of the gate, the files that were not inspected yet are inspected.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pratique.core.assessment import Assessment
from pratique.core.decision import Client, Decision, Ground
from pratique.core.evidence import Known, Unknown
from pratique.core.finding import unread_words
from pratique.core.policy import Action
from pratique.core.reason import ReasonCode
from pratique.core.verdict import Standing, Verdict
from pratique.errors import PratiqueError
from pratique.gate.artifacts.serving import Artifacts
from pratique.gate.background.re_evaluation import bad_of
from pratique.gate.decision.policy import Law
from pratique.gate.decision.refusal import one_line
from pratique.gate.monitoring.alarm import Alarms
from pratique.report.parts.counts import plural
from pratique.store.gate.affected_clients import ServedName
from pratique.store.interface import Store
from pratique.store.record import Seen

_LOG = logging.getLogger(__name__)
AGAIN = timedelta(hours=1)
"""The time after which failed inspections are repeated."""
FAILED = "inspection failed after the gate served the file"
"""The note of a decision without a client request: the inspection of a served file failed."""
NOBODY = Client("gate", "", "inspection")
"""The recorded client of a decision about a failed inspection, which no client requested."""
_READ_EVERY_S = 60.0
_MOST_NAMED = 20
_MOST_WHY = 300


@dataclass(kw_only=True)
class LateInspection:
    """Inspects files that were already served. With two or more workers, one stays free for files that clients wait for."""

    law: Law
    store: Store
    artifacts: Artifacts
    alarms: Alarms
    _again_at: datetime | None = None

    async def run(self, every_s: float) -> None:
        """Run until the gate shuts down. Log errors and retry."""
        workers = max(1, self.law.road.pool.jobs - 1)
        await asyncio.gather(self._reading(every_s), *(self._working(every_s) for _ in range(workers)))

    async def look(self) -> None:
        """Inspect all waiting files. Raises StoreError if the state folder is unusable."""
        await self.read()
        while self.artifacts.first_use.waiting:
            await self.inspect(await self.artifacts.first_use.take())

    def health(self) -> Mapping[str, object]:
        """Return the number of served files without an inspection, and the failed inspections."""
        first_use = self.artifacts.first_use
        failed = [
            {"purl": name.ref.purl, "filename": name.filename, "sha256": name.sha256, "error": why}
            for name, why in list(first_use.failed.items())[:_MOST_NAMED]
        ]
        told = {"waiting": first_use.waiting, "failed": len(first_use.failed), "failures": failed}
        return {"served_before_inspection": told}

    def problems(self) -> Sequence[str]:
        """Return one sentence if the inspection of served files failed."""
        failed = self.artifacts.first_use.failed
        if not failed:
            return []
        named = "; ".join(f"{name.ref}: {why}" for name, why in list(failed.items())[:_MOST_NAMED])
        return [f"{plural(len(failed), 'file')} served before inspection could not be inspected: {named}"]

    async def read(self) -> None:
        """Read the files that are not inspected yet, and once an hour also those whose inspection failed.

        After a start, the files come from the gate's earlier run; later, they come from a gate whose settings were
        replaced.
        """
        now, first_use = self.law.now(), self.artifacts.first_use
        again = self._again_at is None or now - self._again_at >= AGAIN
        for one in await asyncio.to_thread(self.store.uninspected.all):
            if one.why:
                first_use.failed[one.name] = one.why
            if again or not one.why:
                first_use.add(one.name)
        if again:
            self._again_at = now

    async def inspect(self, name: ServedName) -> None:
        """Inspect one file and record the result. Raises StoreError if the state folder is unusable."""
        first_use = self.artifacts.first_use
        seen = await asyncio.to_thread(self._seen, name)
        if seen is None:
            await self._fail(
                name, "the gate no longer knows the file: `pratique cache clear` removed its record"
            )
            return
        found, verdict = await self.artifacts.inspected(name.ref, seen)
        why = _unfinished(found, verdict)
        if verdict.action is not Action.ALLOW:
            # From here on it is refused: whoever gets it until then is named now, or with the next look at it.
            first_use.ended(name)
            await asyncio.to_thread(self.alarms.raise_about, [bad_of(name, verdict)])
            self.artifacts.listings.forget(name.ref.package)
        elif why:
            await self._fail(name, why)
            return
        else:
            first_use.ended(name)
        await asyncio.to_thread(self.store.uninspected.remove, [name])

    def _seen(self, name: ServedName) -> Seen | None:
        """Return the record of the served bytes. Raises StoreError if the state folder is unusable."""
        wanted = (name.ref.purl, name.filename)
        known = self.store.artifacts.of_bytes([name.sha256])
        return next((one for one in known if (one.purl, one.filename) == wanted), None)

    async def _fail(self, name: ServedName, why: str) -> None:
        """Record that an inspection failed, and log it once for each error."""
        why, first_use = one_line(why, most=_MOST_WHY), self.artifacts.first_use
        known = first_use.failed.get(name)
        first_use.ended(name, why)
        if known == why:
            return
        _LOG.error("%s was served before its inspection, and the inspection failed: %s", name.ref, why)
        await asyncio.to_thread(self.store.uninspected.failed, name, why)
        decision = Decision(
            at=self.law.now(),
            ref=name.ref,
            filename=name.filename,
            # Nobody got the bytes by this decision.
            sha256=None,
            action=Action.ALLOW,
            grounds=(Ground(ReasonCode.NOT_INSPECTED.value, why, "inspection"),),
            standing=Standing.PINNED,
            epoch=self.law.epoch,
            client=NOBODY,
            note=FAILED,
        )
        await self.artifacts.ledger.note(decision)

    async def _reading(self, every_s: float) -> None:
        while True:
            try:
                await self.read()
            except (PratiqueError, OSError, ValueError):
                _LOG.exception("could not read which served files are not inspected yet")
            await asyncio.sleep(max(every_s, _READ_EVERY_S))

    async def _working(self, every_s: float) -> None:
        while True:
            name = await self.artifacts.first_use.take(after_install=True)
            try:
                await self.law.road.pool.spare()
                await self.inspect(name)
            except (PratiqueError, OSError, ValueError):
                _LOG.exception("could not inspect %s, which was served before its inspection", name.ref)
                await asyncio.sleep(every_s)
                self.artifacts.first_use.add(name)


def _unfinished(found: Assessment, verdict: Verdict) -> str:
    """Return why an inspection did not end; "" if it ended, or if a person approved the file without one."""
    if any(note.code is ReasonCode.NOT_INSPECTED and note.waived for note in verdict.notes):
        return ""
    match found.dossier.inspection:
        case Known(value=inspection):
            interrupted = inspection.transient or inspection.failed
            return (unread_words(inspection, inspection.unread) or "a limit ended it") if interrupted else ""
        case Unknown(why=why):
            return why
        case _:
            return "the file was not inspected"
