"""Judges related releases in the background after a refusal.

Malicious releases come in series (rest-client 1.6.10 to 1.6.13). When one release of a series is refused, a version
range resolves to the next release, so each refusal causes another failed install. The gate therefore judges the
releases that were published near a refused one, beginning with the most likely candidate. After a re-evaluation or a
restart, the gate begins with recently refused releases, because listings no longer show these refusals.

The gate does not serve the files that it judges in advance. The gate logs no decisions about files that it judges in
advance, and does not record them as already used by a project.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pratique.core.decision import Decision
from pratique.core.hold import StoppedFile
from pratique.core.mode import Mode
from pratique.core.names import PackageRef, ReleaseRef
from pratique.core.policy import Action
from pratique.core.reason import ReasonCode
from pratique.core.release import Listing, Release
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import PratiqueError
from pratique.gate.artifacts.serving import Artifacts
from pratique.gate.decision.policy import Law
from pratique.gate.listings.serving import Listings
from pratique.gate.protocols.interface import ArtifactWanted, Face
from pratique.net.registries.single_flight import Flights
from pratique.store.interface import Store

_LOG = logging.getLogger(__name__)
NEAR = timedelta(days=30)
"""Releases that were published within this time of each other belong to one series."""
MOST_RELEASES = 5
"""The maximum number of releases that are judged after a refusal."""
MOST_FILES = 10
"""The maximum number of files to judge, which applies separately to the refused release and to nearby releases.

A Python release may contain 40 files.
"""
_MOST_DONE = 10_000
_MOST_AGAIN = 50
"""The maximum number of recently refused files that are judged again after a change of policy or advisories."""
_BY_BYTES = frozenset({ReasonCode.FINDING.value, ReasonCode.HISTORY.value, ReasonCode.INCOMPLETE.value})


@dataclass(kw_only=True)
class Ahead:
    """Judges the releases that were published near a refused one, with one task per package. Errors are only logged."""

    artifacts: Artifacts
    listings: Listings
    store: Store
    law: Law
    faces: tuple[Face, ...]
    _flights: Flights[PackageRef, None] = field(init=False)
    _epoch: str = ""
    _done: OrderedDict[tuple[ReleaseRef, str, str], None] = field(default_factory=OrderedDict)

    def __post_init__(self) -> None:
        self._flights = Flights("judging ahead", self.listings.metrics.lost)

    def refused(self, decision: Decision) -> None:
        """Judge nearby releases in the background after a refusal that resulted from an inspection of the bytes."""
        if self.law.mode is Mode.ENFORCE and _by_bytes(decision) and self._key(decision) not in self._done:
            self._flights.begin(decision.ref.package, lambda: self._quietly(decision))

    async def run(self, every_s: float) -> None:
        """Run periodically until the gate shuts down."""
        try:
            while True:
                try:
                    await self.look()
                except (PratiqueError, OSError, ValueError):
                    _LOG.exception("could not judge releases that were published near a refused one")
                await asyncio.sleep(every_s)
        finally:
            await self._flights.close()

    def health(self) -> Mapping[str, object]:
        """Return an empty status, because the listings show the results."""
        return {}

    async def idle(self) -> None:
        """Wait until all scheduled work is done."""
        await self._flights.settled()

    async def look(self) -> None:
        """Judge recently refused files and nearby releases again if the policy or the advisories changed.

        Raises StoreError if the state folder is unusable.
        """
        epoch = self.law.epoch
        if epoch == self._epoch or self.law.mode is not Mode.ENFORCE:
            return
        for decision in _lately(
            await asyncio.to_thread(lambda: list(self.store.stopped.read())), self.law.now()
        ):
            if self.law.epoch != epoch:
                return
            if decision.epoch != epoch:
                await self._judge(decision.ref, decision.filename)
            await self._flights.join(decision.ref.package, lambda one=decision: self._quietly(one))  # type: ignore[misc]
        self._epoch = epoch

    def _key(self, decision: Decision) -> tuple[ReleaseRef, str, str]:
        return decision.ref, decision.filename, self.law.epoch

    async def _quietly(self, decision: Decision) -> None:
        key = self._key(decision)
        try:
            await self._near(decision)
            self._done[key] = None
            while len(self._done) > _MOST_DONE:
                self._done.popitem(last=False)
        except PratiqueError as error:
            _LOG.info("could not judge releases that were published near %s: %s", decision.ref, error.message)

    async def _near(self, decision: Decision) -> None:
        """Judge the candidates near a refused file.

        Raises RegistryError, ParseError or StoreError if the listing is unavailable.
        """
        package = decision.ref.package
        face = next((one for one in self.faces if one.ecosystem is package.ecosystem), None)
        if face is None:
            return
        state = await self.listings.state(face, package)
        listing = await self.listings.parsed(state)
        if listing is None:
            return
        stopped = {name for name, mark in state.marking.marks.items() if mark.stops} | {decision.filename}
        for ref, filename in files_near(listing, decision.ref, stopped):
            await self._judge(ref, filename)

    async def _judge(self, ref: ReleaseRef, filename: str) -> None:
        """Judge a file.

        If the file is refused, mark it in the listing of its package. Raises StoreError if the state folder is
        unusable.
        """
        wanted = ArtifactWanted(ref.package, ref.version, filename)
        try:
            found = await self.artifacts.ahead(ref, wanted)
        except PratiqueError as error:
            _LOG.info("could not judge %s in advance: %s", ref, error.message)
            return
        if found is not None and found.action is not Action.ALLOW:
            self.listings.learnt(found)


def files_near(
    listing: Listing, refused: ReleaseRef, stopped: Collection[str]
) -> list[tuple[ReleaseRef, str]]:
    """Return the files of a refused release and of nearby releases, without the files that are already refused."""
    own: list[tuple[ReleaseRef, str]] = []
    others: list[tuple[ReleaseRef, str]] = []
    for release in candidates(listing, refused):
        files = own if release.ref.version == refused.version else others
        files += [(release.ref, one.filename) for one in release.artifacts if one.filename not in stopped]
    return [*own[:MOST_FILES], *others[:MOST_FILES]]


def candidates(listing: Listing, refused: ReleaseRef) -> list[Release]:
    """Return the releases that were published within a short time of a refused release.

    Lower versions come first, in descending order, then higher versions.

    Files of the same release come first, because a Python release has several files. A pre-release is a candidate
    only if the refused release is a pre-release.
    """
    module = ECOSYSTEMS[listing.package.ecosystem]
    bad = listing.releases.get(refused.version)
    key, early = module.sort_key(refused.version), module.is_prerelease(refused.version)
    near = [
        (module.sort_key(version), release)
        for version, release in listing.releases.items()
        if version != refused.version
        and (early or not module.is_prerelease(version))
        and _is_near(release, bad)
    ]
    below = sorted((one for one in near if one[0] < key), key=lambda one: one[0], reverse=True)
    above = sorted((one for one in near if not one[0] < key), key=lambda one: one[0], reverse=True)
    chosen = [release for _, release in (*below, *above)][:MOST_RELEASES]
    return [bad, *chosen] if bad is not None else chosen


def _is_near(release: Release, bad: Release | None) -> bool:
    """Return True if two releases were published close together, or if a publish time is unknown."""
    if bad is None or bad.published is None or release.published is None:
        return True
    return abs(release.published.at - bad.published.at) <= NEAR


def _by_bytes(decision: Decision) -> bool:
    return any(ground.code in _BY_BYTES for ground in decision.grounds)


def _lately(files: Sequence[StoppedFile], now: datetime) -> Iterator[Decision]:
    """Yield recent refusals that resulted from an inspection of the bytes, newest first."""
    late = [
        one.decision
        for one in files
        if one.let_in_at is None and _by_bytes(one.decision) and now - one.use.last <= NEAR
    ]
    yield from sorted(late, key=lambda one: one.at, reverse=True)[:_MOST_AGAIN]
