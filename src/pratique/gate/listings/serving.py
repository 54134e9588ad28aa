"""Fetches listings from the registry, marks refused versions, and caches the result.

A listing is computed once for each registry response, and again after each change of the policy or the advisories. If
the registry does not respond, the gate serves the last known listing, and judges the listed versions as usual.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from pratique.core.act import Word
from pratique.core.decision import Decision
from pratique.core.evidence import KnownBad
from pratique.core.fix_set import FixSet
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.release import Listing
from pratique.core.verdict import Standing
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import ParseError, Reference, RegistryError
from pratique.gate.artifacts.digest_mismatch import CorruptionLog
from pratique.gate.decision.blocking_dependencies import Barred
from pratique.gate.decision.fix_sets import fix_sets, sets_known
from pratique.gate.decision.listing_decision import Cheap, Marking, files_of, marking, names_of, young
from pratique.gate.decision.policy import Law
from pratique.gate.decision.refusal import Way
from pratique.gate.decision.uninstallable import Doors, Stamp, needs_of, refused_of
from pratique.gate.listings.page import Pages, Served, digest_of, served, with_more
from pratique.gate.listings.removed_files import Heard, with_removed
from pratique.gate.listings.state import State
from pratique.gate.monitoring.metrics import Metrics
from pratique.gate.protocols.interface import Face, ListingWanted, Order
from pratique.net.registries.registry import RegistryClient
from pratique.net.registries.single_flight import Flights
from pratique.net.registries.upstreams import Upstreams
from pratique.store.interface import Store
from pratique.store.record import FileName, Seen

_LOG = logging.getLogger(__name__)
_MOST_STATES = 5_000
_MOST_AHEAD = 2_000
_IN_THREAD_BYTES = 1 << 18
_BREAK = timedelta(seconds=15)
"""The time for which a registry is not queried after it failed to respond."""
_LOOK_S = 10.0
"""The time that a listing waits for the listings of its dependencies, in seconds."""


@dataclass(kw_only=True)
class Listings:
    """Returns states and pages of listings. Raises RegistryError, ParseError and StoreError if a listing is unavailable."""

    law: Law
    registry: RegistryClient
    upstreams: Upstreams
    store: Store
    contact: str
    fresh_for: timedelta
    stale_for: timedelta = timedelta(minutes=5)
    """The time for which an old listing is served while a new one is fetched."""
    metrics: Metrics = field(default_factory=Metrics)
    _states: OrderedDict[PackageRef, State] = field(default_factory=OrderedDict)
    _pages: Pages = field(default_factory=Pages)
    _asking: Flights[PackageRef, State] = field(init=False)
    _writing: Flights[tuple[PackageRef, str, str, str], Served] = field(init=False)
    _shutting: Flights[tuple[PackageRef, str, Stamp], State] = field(init=False)
    _corruptions: CorruptionLog = field(init=False)
    _doors: Doors | None = None
    _barred: Barred = field(default_factory=Barred)
    _ahead: OrderedDict[PackageRef, dict[FileName, Decision]] = field(default_factory=OrderedDict)
    """The refusals of files that were judged before any client requested them."""
    _silent: dict[str, datetime] = field(default_factory=dict)
    """The registries that failed to respond, each with the time of the next query."""

    def __post_init__(self) -> None:
        self._corruptions = CorruptionLog(store=self.store, law=self.law)
        self._asking = Flights("a listing", self.metrics.lost)
        self._writing = Flights("a page", self.metrics.lost)
        self._shutting = Flights("a listing's needs", self.metrics.lost)

    async def page(self, face: Face, wanted: ListingWanted, base: str) -> Served:
        """Return the listing in the format that this client requests."""
        state = await self.state(face, wanted.package)
        key = (wanted.package, wanted.variant, base)
        known = self._pages.get(key, state.digest)
        if known is not None:
            self.metrics.known("page", hit=True)
            return known
        self.metrics.known("page", hit=False)
        return await self._writing.join(
            (*key, state.digest), lambda: self._write(face, state, wanted.variant, base)
        )

    async def state(self, face: Face, package: PackageRef) -> State:
        """Return the state of a package's listing. Refresh the listing if a refresh is due."""
        return await self._with_needs(face, await self._itself(face, package), set())

    async def _itself(self, face: Face, package: PackageRef) -> State:
        """Return the state of a listing without a lookup of its dependencies."""
        state, now = self._states.get(package), self.law.now()
        if state is not None and state.holds(self.law.state_of(package), now, sets=sets_known(self.law)):
            if now < state.fresh_until:
                return state
            if self.fresh_for and now < state.fresh_until + self.stale_for:
                self._asking.begin(package, lambda: self._ask(face, package))
                return state
        return await self._asking.join(package, lambda: self._ask(face, package))

    def known(self, package: PackageRef) -> State | None:
        """Return the last known state of a listing, without a registry request."""
        return self._states.get(package)

    def stands(self, state: State) -> bool:
        """Return True if the decisions in a listing are still current, including decisions about dependencies."""
        doors, package = self._looked(), state.package
        needed = [PackageRef(package.ecosystem, name) for name in doors.among(package, state.needs)]
        if state.doors != doors.stamp(package, state.needs):
            return False
        known = [one for one in map(self.known, needed) if one is not None]
        return len(known) == len(needed) and all(map(self._holds, (state, *known)))

    def _holds(self, state: State) -> bool:
        return state.holds(self.law.state_of(state.package), self.law.now(), sets=sets_known(self.law))

    def all_known(self, ecosystem: Ecosystem) -> list[State]:
        """Return the last known states of an ecosystem without registry requests."""
        return [state for package, state in self._states.items() if package.ecosystem is ecosystem]

    async def parsed(self, state: State) -> Listing | None:
        """Return the parsed listing of a state; None if the listing was evicted from the cache.

        Raises ParseError and StoreError.
        """
        stored = self.store.listings.get(state.url, state.accept)
        parse = ECOSYSTEMS[state.package.ecosystem].parse_listing
        registry = self.upstreams.of(state.package).url
        if stored is None:
            return None
        return await asyncio.to_thread(
            parse, stored.body, package=state.package, registry=registry, url=state.url
        )

    def forget(self, package: PackageRef) -> None:
        """Discard the state of a listing, because a file of the package changed state."""
        state = self._states.get(package)
        # What needs it may have become impossible to install.
        self._looked().suspect([package])
        if state is not None:
            # It stays known as what no longer holds: lists of all packages have to tell that.
            self._states[package] = replace(state, epoch="")

    def learnt(self, decision: Decision) -> None:
        """Record the refusal of a file that was judged before any client requested it.

        The refusal is valid until the policy or the advisories change.
        """
        package = decision.ref.package
        known = self._ahead.setdefault(package, {})
        known[FileName(decision.ref.purl, decision.filename)] = decision
        self._ahead.move_to_end(package)
        while len(self._ahead) > _MOST_AHEAD:
            self._ahead.popitem(last=False)
        self.forget(package)

    def silent(self) -> frozenset[str]:
        """Return the registries that recently failed to respond and are not queried for now."""
        now = self.law.now()
        return frozenset(url for url, until in self._silent.items() if now < until)

    async def close(self) -> None:
        """Cancel the running tasks."""
        await self._asking.close()
        await self._writing.close()
        await self._shutting.close()

    async def _ask(self, face: Face, package: PackageRef) -> State:
        heard = await self._hear(package)
        if not heard.trouble:
            self.law.hear(heard.listing)
        now = self.law.now()
        listing, removed, kept_as = with_removed(self.store, face, heard, now)
        gone = files_of(listing) if heard.gone else ()
        lost = frozenset(name for _, _, name in gone if name not in removed)
        upstream, sets = self.upstreams.of(package, registry=listing.registry), sets_known(self.law)
        fixes = {} if upstream.private else await fix_sets(self.law, listing, bound=upstream.bound)
        now = self.law.now()
        found = self._marking(listing, removed, lost, now, private=upstream.private, fixes=fixes)
        digest = digest_of(heard.after.body, kept_as, removed, found)
        state = State(
            package=package,
            url=heard.after.url,
            accept=kept_as or heard.after.accept,
            own=upstream.bound or upstream.private,
            marking=found,
            itself=found,
            needs=needs_of(listing),
            refused=refused_of(listing, found.marks),
            removed=removed,
            epoch=self.law.state_of(package),
            digest=digest,
            digest_itself=digest,
            fresh_until=now + (_BREAK if heard.trouble else self.fresh_for),
            trouble=heard.trouble,
            sets=sets,
        )
        self._states[package] = state
        self._states.move_to_end(package)
        while len(self._states) > _MOST_STATES:
            self._states.popitem(last=False)
        return state

    def _looked(self) -> Doors:
        """Return the known refused versions, including those of packages that were refused before the gate started."""
        if self._doors is None:
            self._doors = Doors()
            self._doors.suspect((*self.store.stopped.packages(), *self._barred.read(self.store.barred)))
        return self._doors

    async def _with_needs(self, face: Face, state: State, looked: set[str]) -> State:
        """Return the state with marks for the releases that cannot be installed.

        `looked` contains the names that were looked up already, so that each name is looked up once.
        """
        found, doors = await self._looked_through(face, state, looked), self._looked()
        if found.refused is not None or doors.is_sure(found.package, found.needs):
            self._barred.note(found.package, barred=found.refused is not None)
        return found

    async def _looked_through(self, face: Face, state: State, looked: set[str]) -> State:
        doors, package = self._looked(), state.package
        doors.learn(package, state.refused)
        names = doors.among(package, state.needs)
        if not names and not state.doors:
            return state
        looked.add(package.name)
        with suppress(TimeoutError):
            async with asyncio.timeout(_LOOK_S):
                for name in names:
                    if name not in looked:
                        await self._look_at(face, PackageRef(package.ecosystem, name), looked)
        stamp = doors.stamp(package, state.needs)
        if stamp == state.doors:
            return state
        key = (package, state.digest_itself, stamp)
        return await self._shutting.join(key, lambda: self._shut(state, stamp))

    async def _look_at(self, face: Face, needed: PackageRef, looked: set[str]) -> None:
        looked.add(needed.name)
        try:
            await self._with_needs(face, await self._itself(face, needed), looked)
        except (RegistryError, ParseError) as error:
            # What is not known of it hides nothing.
            _LOG.info("could not look up %s, a dependency of another package: %s", needed, error.message)
            self._looked().lose(needed)

    async def _shut(self, state: State, stamp: Stamp) -> State:
        """Mark the releases of a listing that cannot be installed. Raises ParseError and StoreError."""
        package, listing = state.package, await self.parsed(state)
        if listing is None:
            return state
        found = await asyncio.to_thread(self._looked().marked, listing, state.itself, stamp, self.contact)
        refused = refused_of(listing, found.marks)
        made = replace(
            state,
            marking=found,
            doors=stamp,
            refused=refused,
            digest=with_more(state.digest_itself, state.itself, found),
        )
        if self._states.get(package) is state:
            self._states[package] = made
            self._looked().learn(package, refused)
        return made

    async def _hear(self, package: PackageRef) -> Heard:
        """Return the registry's listing, or the last known one.

        Raises RegistryError, ParseError or StoreError if there is no usable listing.
        """
        module = ECOSYSTEMS[package.ecosystem]
        upstream = self.upstreams.of(package)
        request = module.listing_request(package, upstream.url)
        accept = request.headers.get("Accept", "")
        before = self.store.listings.get(request.url, accept)
        try:
            listing = await self._listing(package, upstream.url)
        except RegistryError as error:
            if before is None:
                raise
            listing = module.parse_listing(
                before.body, package=package, registry=upstream.url, url=request.url
            )
            gone = error.reference is Reference.REGISTRY_NOT_FOUND
            return Heard(listing, before, before, trouble=error.message, gone=gone)
        after = self.store.listings.get(module.listing_request(package, listing.registry).url, accept)
        if after is None:
            raise RegistryError(
                Reference.BODY_TOO_LARGE,
                f"the listing of {package} is too large to store",
                hint="increase the size limit of the gate's state folder",
            )
        return Heard(listing, before, after)

    async def _listing(self, package: PackageRef, url: str) -> Listing:
        """Fetch the listing, unless the registry recently failed to respond. Raises RegistryError if the listing is unavailable."""
        until = self._silent.get(url)
        if until is not None and self.law.now() < until:
            raise RegistryError(
                Reference.REGISTRY_UNREACHABLE,
                "the registry recently failed to respond and is not queried yet",
                hint="the gate retries within seconds",
            )
        try:
            listing = await self.registry.listing(package)
        except RegistryError as error:
            if error.reference in {Reference.REGISTRY_UNREACHABLE, Reference.REGISTRY_BUSY}:
                self._silent[url] = self.law.now() + _BREAK
            raise
        self._silent.pop(url, None)
        return listing

    def _marking(
        self,
        listing: Listing,
        removed: frozenset[FileName],
        lost: frozenset[FileName],
        now: datetime,
        *,
        private: bool,
        fixes: Mapping[str, FixSet],
    ) -> Marking:
        policy, freezes = self.law.policy, self.law.freezes
        pinned = [
            name
            for release, artifact, name in young(listing, policy, now, freezes)
            if self.law.standing(release.ref, artifact.digests) is Standing.PINNED
        ]
        seen = self.store.artifacts.seen_many(names_of(listing), registries={listing.registry})
        cheap = Cheap(
            listing=listing,
            private=private,
            bad={} if private else self._bad(listing, now),
            seen=seen,
            pinned=frozenset(pinned),
            stopped=self._stopped(listing.package),
            removed=removed,
            lost=lost,
            mode=self.law.mode,
            freezes=freezes,
            fixes=fixes,
            words=self._words(listing, seen, now),
        )
        self._corruptions.note(cheap)
        return marking(cheap, policy, Way(contact=self.contact), now)

    def _stopped(self, package: PackageRef) -> Mapping[FileName, Decision]:
        """Return the refusals from inspections under the current policy and advisories.

        Raises StoreError if the state folder is unusable.
        """
        told = self.store.decisions.stopped(package, epoch=self.law.epoch)
        ahead = self._ahead.get(package, {})
        return {**{name: one for name, one in ahead.items() if one.epoch == self.law.epoch}, **told}

    def _words(
        self, listing: Listing, seen: Mapping[FileName, Seen], now: datetime
    ) -> Mapping[FileName, Word]:
        """Return the approvals and denials for listed files, by listed digests and known files.

        Raises StoreError if the state folder is unusable.
        """
        return self.law.acts.words(
            (
                (name, (*artifact.digests, *(seen[name].digests if name in seen else ())))
                for _, artifact, name in files_of(listing)
            ),
            now,
        )

    def _bad(self, listing: Listing, now: datetime) -> Mapping[str, tuple[KnownBad, ...]]:
        """Return the known malware among the listed versions. Raises StoreError if the state folder is unusable."""
        found = dict(self.law.road.warnings.against(listing, now))
        for version, release in listing.releases.items():
            if blocked := self.law.blocked(release.ref, private=False):
                found[version] = (*found.get(version, ()), *blocked)
        return found

    async def _write(self, face: Face, state: State, variant: str, base: str) -> Served:
        stored = self.store.listings.get(state.url, state.accept)
        if stored is None:
            self.forget(state.package)
            raise RegistryError(
                Reference.REGISTRY_FAILED,
                f"the listing of {state.package} was just removed to free space",
                hint="retry; increase the size limit of the gate's state folder",
            )
        order = Order(
            package=state.package,
            marks=state.marking.marks,
            variant=variant,
            base=base,
            own=state.own,
        )
        body = stored.body
        made = (
            served(face, body, order)
            if len(body) < _IN_THREAD_BYTES
            else await asyncio.to_thread(served, face, body, order)
        )
        self._pages.put((state.package, variant, base), state.digest, made)
        return made
