"""Re-evaluates all served files in the background after a change of the policy, the advisories or the rules.

The first step checks advisories, quarantines and the policy by name and version: tens of thousands of files within
seconds. If the rules changed, the second step inspects the stored bytes one file at a time, newest first.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pratique.advisories.match import match
from pratique.analysis.inspection import RULESET
from pratique.core.advisory import Product
from pratique.core.decision import Ground
from pratique.core.evidence import Dossier, KnownBad, NotAsked
from pratique.core.names import Digest, ReleaseRef
from pratique.core.policy import Action
from pratique.core.reason import KNOWN_BAD, ReasonCode
from pratique.core.verdict import Stage, Standing, Verdict, decide
from pratique.errors import PratiqueError
from pratique.gate.artifacts.serving import Artifacts
from pratique.gate.decision.policy import Law
from pratique.gate.monitoring.alarm import Alarms
from pratique.intake.evidence import known_bad
from pratique.intake.known_bad.advised import Advised
from pratique.intake.known_bad.widely_used import is_widely_used
from pratique.net.registries.upstreams import Upstreams
from pratique.store.gate.affected_clients import Bad, Served, ServedName
from pratique.store.interface import Store
from pratique.store.record import Block, Seen

_LOG = logging.getLogger(__name__)
_AT_ONCE = 250
_INSPECTED_AT_ONCE = 50
_MOST_TOLD = 20
_CHEAP = KNOWN_BAD | {ReasonCode.DISPUTED}
"""The reasons for a refusal that require no inspection of the file."""
_NO_BYTES = NotAsked("a served file is re-evaluated by name and version, without its content")


@dataclass(kw_only=True)
class Rejudging:
    """Re-evaluates all served files, in one pass at a time.

    Each change of the policy, the advisories or the rules starts a new pass.
    """

    law: Law
    store: Store
    upstreams: Upstreams
    artifacts: Artifacts
    alarms: Alarms
    ruleset: str = RULESET
    """The version of the rules that inspect the bytes."""
    _epochs: set[str] = field(default_factory=set)
    _done: dict[str, int] = field(default_factory=dict)

    async def run(self, every_s: float) -> None:
        """Run until the gate shuts down. Log errors and retry."""
        while True:
            try:
                await self.look()
            except (PratiqueError, OSError, ValueError):
                _LOG.exception("served files could not be re-evaluated")
            await asyncio.sleep(every_s)

    def health(self) -> Mapping[str, object]:
        """Return whether all served files were re-evaluated, and the number of alarms by state."""
        done = self.law.epoch in self._done
        alarms = {state.value: count for state, count in self.store.alarms.counts().items()}
        return {"served_decided_anew": done, "alarms": alarms}

    async def look(self) -> None:
        """Re-evaluate the files that were not yet decided under the current policy and advisories.

        Raises StoreError if the state folder is unusable.
        """
        epoch = self.law.epoch
        self._epochs.add(epoch)
        await asyncio.to_thread(self.alarms.word)
        through = await asyncio.to_thread(self.store.served.catch_up, epoch=epoch, ruleset=self.ruleset)
        if await self._by_name(epoch):
            self._done = {epoch: through, self.ruleset: self._done.get(self.ruleset, 0)}
            if await self._by_bytes(epoch):
                self._done[self.ruleset] = through

    async def _by_name(self, epoch: str) -> bool:
        """Re-evaluate files by name and version. Return False if the policy or the advisories changed meanwhile."""
        served, before, after = self.store.served, None, self._done.get(epoch, 0)
        opened = await asyncio.to_thread(self.store.turned.opened)
        done: list[int] = []
        named: list[ServedName] = []
        bad: dict[ServedName, Bad] = {}
        while rows := await asyncio.to_thread(
            served.undecided, epoch=epoch, after=after, before=before, most=_AT_ONCE
        ):
            before = rows[-1].decision
            if after:
                # Once all is decided, only what came late by an older law is left; another process answers for its own.
                rows = [row for row in rows if row.epoch in self._epochs]
            bad |= self._stopped(rows, await asyncio.to_thread(self._digests, rows))
            done += (row.id for row in rows)
            named += (row.name for row in rows if row.name in opened)
            if self.law.epoch != epoch:
                return False
        # Together, so that what turned bad by one change is one alarm; noted before they count as decided.
        cheap = [name for name in named if {ground.code for ground in opened[name]} <= _CHEAP]
        await asyncio.to_thread(self._note, cheap, bad)
        await asyncio.to_thread(self._remember_adopted)
        await asyncio.to_thread(served.decided, done, epoch=epoch)
        return self.law.epoch == epoch

    def _digests(self, rows: Sequence[Served]) -> Mapping[str, tuple[Digest, ...]]:
        """Return all digests of each file, by sha256, because an approval may specify any of these digests.

        Raises StoreError if the state folder is unusable.
        """
        if not self.law.acts.last:
            return {}
        seen = self.store.artifacts.of_bytes([row.name.sha256 for row in rows])
        return {one.sha256: one.digests for one in seen}

    def _stopped(
        self, rows: Sequence[Served], digests: Mapping[str, tuple[Digest, ...]]
    ) -> Mapping[ServedName, Bad]:
        """Return the files that are refused without an inspection of their bytes."""
        law, warned = self.law, self._warned(rows)
        found: dict[ServedName, Bad] = {}
        for row in rows:
            ref = row.name.ref
            listing = law.quarantine(ref.package)
            private = self.upstreams.of(ref.package).private
            own = digests.get(row.name.sha256, (Digest("sha256", row.name.sha256),))
            said = (*warned.get(ref, ()), *law.blocked(ref, own, private=private))
            dossier = Dossier(
                ref=ref,
                filename=row.name.filename,
                bytes_=_NO_BYTES,
                inspection=_NO_BYTES,
                published=_NO_BYTES,
                first_seen=None,
                known_bad=known_bad(ref, listing, law.policy, said),
                signals=_NO_BYTES,
                private=private,
            )
            dossier = law.heard(dossier, own)
            verdict = decide(
                law.policy, dossier, stage=Stage.LISTING, standing=Standing.PINNED, now=law.now()
            )
            if verdict.action is not Action.ALLOW:
                found[row.name] = bad_of(row.name, verdict)
        return found

    def _warned(self, rows: Sequence[Served]) -> Mapping[ReleaseRef, tuple[KnownBad, ...]]:
        """Return the advisories about releases. Raises StoreError if the state folder is unusable."""
        index = self.law.road.warnings.index
        refs: dict[tuple[Product, str], ReleaseRef] = {}
        wanted: dict[Product, set[str]] = defaultdict(set)
        for ref in {row.name.ref for row in rows}:
            if not self.upstreams.of(ref.package).private:
                product = Product.of(ref.package)
                refs[product, ref.version] = ref
                wanted[product].add(ref.version)
        if index is None or not wanted:
            return {}
        found: dict[ReleaseRef, tuple[KnownBad, ...]] = {}
        for one in match(index, wanted, widely_used=is_widely_used):
            ref = refs[one.product, one.version]
            found[ref] = (*found.get(ref, ()), *Advised((one,), NotAsked("")).bad)
        return found

    async def _by_bytes(self, epoch: str) -> bool:
        """Inspect the served files that an earlier version of the rules allowed.

        Return False if the policy or the advisories changed meanwhile.
        """
        served, before, after, gone = self.store.served, None, self._done.get(self.ruleset, 0), 0
        while self.law.epoch == epoch:
            rows = await asyncio.to_thread(
                served.uninspected, ruleset=self.ruleset, after=after, before=before, most=_INSPECTED_AT_ONCE
            )
            if not rows:
                if gone:
                    _LOG.warning(
                        "%d served files are no longer stored: the new rules did not inspect them", gone
                    )
                return True
            before = rows[-1].decision
            here = await asyncio.to_thread(self._here, rows)
            bad: dict[ServedName, Bad] = {}
            for row in rows:
                if self.law.epoch != epoch:
                    return False
                if row.name in here:
                    _, verdict = await self.artifacts.inspected(row.name.ref, here[row.name])
                    if verdict.action is not Action.ALLOW:
                        bad[row.name] = bad_of(row.name, verdict)
            gone += len(rows) - len(here)
            opened = await asyncio.to_thread(self.store.turned.opened)
            await asyncio.to_thread(self._note, [name for name in here if name in opened], bad)
            # What is here no more cannot be inspected, now or later.
            await asyncio.to_thread(served.inspected, [row.id for row in rows], ruleset=self.ruleset)
        return False

    def _here(self, rows: Sequence[Served]) -> Mapping[ServedName, Seen]:
        """Return the files whose bytes are stored. Raises StoreError if the state folder is unusable."""
        wanted = {(row.name.ref.purl, row.name.filename, row.name.sha256): row.name for row in rows}
        found: dict[ServedName, Seen] = {}
        for seen in self.store.artifacts.of_bytes([row.name.sha256 for row in rows]):
            name = wanted.get((seen.purl, seen.filename, seen.sha256))
            if name is not None and self.store.blobs.has(seen.sha256):
                found[name] = seen
        return found

    def _note(self, named: Sequence[ServedName], bad: Mapping[ServedName, Bad]) -> None:
        """Record the files that are refused now, and clear the records of files that are no longer refused."""
        cleared = [name for name in named if name not in bad]
        if cleared:
            self.store.turned.clear(cleared, at=self.law.now())
            self._forget(cleared)
            shown = ", ".join(sorted(str(name.ref) for name in cleared)[:_MOST_TOLD])
            _LOG.warning("files that are no longer refused: %s", shown)
        if bad:
            self._remember(bad.values())
            self.alarms.raise_about(list(bad.values()))

    def _remember_adopted(self) -> None:
        """Store which releases in adopted lockfiles are known to be malicious, in case the advisories are lost.

        Raises StoreError if the state folder is unusable.
        """
        law = self.law
        memory = law.road.memory
        if memory is None or law.road.warnings.trouble is not None:
            return
        refs = [ref for ref in law.adopted_releases() if not self.upstreams.of(ref.package).private]
        bad = law.road.warnings.malicious_of(refs)
        memory.keep_adopted(bad, law.now(), answered=[ref for ref in refs if self._answers(ref)])

    def _forget(self, cleared: Sequence[ServedName]) -> None:
        """Remove the stored blocks of files that are no longer refused, if their advisories are complete and fresh."""
        if self.law.road.memory is not None:
            self.law.road.memory.forget(
                (one.ref, one.filename, one.sha256) for one in cleared if self._answers(one.ref)
            )

    def _answers(self, ref: ReleaseRef) -> bool:
        """Return True if the advisories for a release are complete and fresh. Raises StoreError if the state folder is unusable."""
        return not self.law.road.warnings.gap(ref.package, self.law.now())

    def _remember(self, bad: Iterable[Bad]) -> None:
        """Store why files are blocked, in case the advisory records are lost. Raises StoreError if the state folder is unusable."""
        if self.law.road.memory is not None:
            self.law.road.memory.block(
                Block(
                    ref=one.name.ref,
                    filename=one.name.filename,
                    sha256=one.name.sha256,
                    grounds=one.grounds,
                    at=self.law.now(),
                )
                for one in bad
                if one.action is Action.BLOCK
            )


def bad_of(name: ServedName, verdict: Verdict) -> Bad:
    """Return a served file that a verdict refuses, with the reasons."""
    grounds = tuple(Ground(one.code.value, one.text, one.source) for one in verdict.reasons)
    return Bad(name=name, action=verdict.action, grounds=grounds)
