"""Listings as they are served: asked of the registry, decided about, and kept as final bytes.

A listing is worked out once for each answer of the registry and each epoch. Where the registry does not answer, the last
listing serves on, and its versions are judged as ever.
"""

import asyncio
import hashlib
import logging
import zlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from pratique.advisories.match import match
from pratique.core.act import Word
from pratique.core.advisory import Product
from pratique.core.evidence import KnownBad, NotAsked
from pratique.core.fix_set import FixSet
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.release import Listing
from pratique.core.verdict import Standing
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import Reference, RegistryError
from pratique.gate.corruption import CorruptionLog
from pratique.gate.face import Face, ListingWanted, Order
from pratique.gate.fix_sets import fix_sets, sets_known
from pratique.gate.flights import Flights
from pratique.gate.law import Law
from pratique.gate.marking import Cheap, Marking, files_of, marking, young
from pratique.gate.metrics import Metrics
from pratique.gate.refusal import Way
from pratique.gate.removed import Heard, with_removed
from pratique.intake.advised import Advised
from pratique.net.registry import RegistryClient
from pratique.net.upstreams import Upstreams
from pratique.store.interface import Store
from pratique.store.record import FileName, Seen

_LOG = logging.getLogger(__name__)
_MOST_STATES = 5_000
_MOST_PAGE_BYTES = 96 * 1024**2
_IN_THREAD_BYTES = 1 << 18
_GZIP_LEVEL = 5
_BREAK = timedelta(seconds=15)
"""So long a registry that did not answer is not asked again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What is known of a package's listing."""

    package: PackageRef
    url: str
    """Where the bytes were had; with `accept` their name in the store."""
    accept: str
    own: bool
    """Whether the package has a registry of its own."""
    marking: Marking
    removed: frozenset[FileName]
    """Files that the registry has no more, and this installation has."""
    epoch: str
    """What it was decided by (`Law.state_of`)."""
    digest: str
    fresh_until: datetime
    trouble: str = ""
    """Why the registry's present answer is not known."""
    sets: int = 0
    """How many fix sets were known when it was begun."""

    def holds(self, epoch: str, now: datetime, *, sets: int) -> bool:
        """Whether what was decided still stands; what waits may not wait when another fix set was found."""
        changes = self.marking.changes_at
        return self.epoch == epoch and (changes is None or (now < changes and self.sets == sets))


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """Final bytes of a listing in one form."""

    identity: bytes
    gzipped: bytes
    etag: str
    """Without quotes; the packed form has another one."""
    content_type: str
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def size_bytes(self) -> int:
        """What it takes in memory."""
        return len(self.identity) + len(self.gzipped)


@dataclass(kw_only=True)
class Listings:
    """Gives states and pages. Raises RegistryError, ParseError and StoreError where there is nothing to serve."""

    law: Law
    registry: RegistryClient
    upstreams: Upstreams
    store: Store
    contact: str
    fresh_for: timedelta
    stale_for: timedelta = timedelta(minutes=5)
    """So long an old listing is served while a new one is asked for."""
    metrics: Metrics = field(default_factory=Metrics)
    _states: OrderedDict[PackageRef, State] = field(default_factory=OrderedDict)
    _pages: OrderedDict[tuple[PackageRef, str, str], tuple[str, Served]] = field(default_factory=OrderedDict)
    _page_bytes: int = 0
    _asking: Flights[PackageRef, State] = field(default_factory=Flights)
    _writing: Flights[tuple[PackageRef, str, str, str], Served] = field(default_factory=Flights)
    _corruptions: CorruptionLog | None = None
    _silent: dict[str, datetime] = field(default_factory=dict)
    """Registries that did not answer, and until when they are not asked."""

    async def page(self, face: Face, wanted: ListingWanted, base: str) -> Served:
        """The listing as this client wants it."""
        state = await self.state(face, wanted.package)
        key = (wanted.package, wanted.variant, base)
        known = self._pages.get(key)
        if known is not None and known[0] == state.digest:
            self._pages.move_to_end(key)
            self.metrics.known("page", hit=True)
            return known[1]
        self.metrics.known("page", hit=False)
        return await self._writing.join(
            (*key, state.digest), lambda: self._write(face, state, wanted.variant, base)
        )

    async def state(self, face: Face, package: PackageRef) -> State:
        """What is known of a package's listing, asked anew where that is due."""
        state, now = self._states.get(package), self.law.now()
        if state is not None and state.holds(self.law.state_of(package), now, sets=sets_known(self.law)):
            if now < state.fresh_until:
                return state
            if self.fresh_for and now < state.fresh_until + self.stale_for:
                self._asking.begin(package, lambda: self._ask(face, package))
                return state
        return await self._asking.join(package, lambda: self._ask(face, package))

    def known(self, package: PackageRef) -> State | None:
        """What was last known, without asking anybody."""
        return self._states.get(package)

    def stands(self, state: State) -> bool:
        """Whether what was decided still stands."""
        return state.holds(self.law.state_of(state.package), self.law.now(), sets=sets_known(self.law))

    def all_known(self, ecosystem: Ecosystem) -> list[State]:
        """What was last known of the packages of an ecosystem, without asking anybody."""
        return [state for package, state in self._states.items() if package.ecosystem is ecosystem]

    def forget(self, package: PackageRef) -> None:
        """Decide anew at the next question: something was learnt about one of its files."""
        state = self._states.get(package)
        if state is not None:
            # It stays known as what no longer holds: lists of all packages have to tell that.
            self._states[package] = replace(state, epoch="")

    def silent(self) -> frozenset[str]:
        """Registries that did not answer a moment ago, and are not asked now."""
        now = self.law.now()
        return frozenset(url for url, until in self._silent.items() if now < until)

    async def close(self) -> None:
        """Stop what is still running."""
        await self._asking.close()
        await self._writing.close()

    async def _ask(self, face: Face, package: PackageRef) -> State:
        heard = await self._hear(package)
        if not heard.trouble:
            self.law.hear(heard.listing)
        now = self.law.now()
        listing, removed, kept_as = with_removed(self.store, face, heard, now)
        lost = frozenset(name for _, _, name in files_of(listing) if heard.gone and name not in removed)
        upstream = self.upstreams.of(package, registry=listing.registry)
        sets = sets_known(self.law)
        fixes = {} if upstream.private else await fix_sets(self.law, listing, bound=upstream.bound)
        now = self.law.now()
        found = self._marking(listing, removed, lost, now, private=upstream.private, fixes=fixes)
        state = State(
            package=package,
            url=heard.after.url,
            accept=kept_as or heard.after.accept,
            own=upstream.bound or upstream.private,
            marking=found,
            removed=removed,
            epoch=self.law.state_of(package),
            digest=_digest(heard.after.body, kept_as, removed, found),
            fresh_until=now + (_BREAK if heard.trouble else self.fresh_for),
            trouble=heard.trouble,
            sets=sets,
        )
        self._states[package] = state
        self._states.move_to_end(package)
        while len(self._states) > _MOST_STATES:
            self._states.popitem(last=False)
        return state

    async def _hear(self, package: PackageRef) -> Heard:
        """What the registry says, or said last. Raises RegistryError, ParseError, StoreError."""
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
                f"the listing of {package} is too large to be kept",
                hint="give the gate's state folder more room",
            )
        return Heard(listing, before, after)

    async def _listing(self, package: PackageRef, url: str) -> Listing:
        """Ask, unless the registry did not answer a moment ago. Raises RegistryError."""
        until = self._silent.get(url)
        if until is not None and self.law.now() < until:
            raise RegistryError(
                Reference.REGISTRY_UNREACHABLE,
                "the registry did not answer a moment ago and is not asked yet",
                hint="it is asked again within seconds",
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
        policy = self.law.policy
        pinned = [
            name
            for release, artifact, name in young(listing, policy, now)
            if self.law.standing(release.ref, artifact.digests) is Standing.PINNED
        ]
        seen = self.store.artifacts.seen_many(name for _, _, name in files_of(listing))
        cheap = Cheap(
            listing=listing,
            private=private,
            bad={} if private else self._bad(listing),
            seen=seen,
            pinned=frozenset(pinned),
            stopped=self.store.decisions.stopped(listing.package, epoch=self.law.epoch),
            removed=removed,
            lost=lost,
            mode=self.law.mode,
            fixes=fixes,
            words=self._words(listing, seen, now),
        )
        self._corruption().note(cheap)
        return marking(cheap, policy, Way(contact=self.contact), now)

    def _corruption(self) -> CorruptionLog:
        if self._corruptions is None:
            self._corruptions = CorruptionLog(store=self.store, law=self.law)
        return self._corruptions

    def _words(
        self, listing: Listing, seen: Mapping[FileName, Seen], now: datetime
    ) -> Mapping[FileName, Word]:
        """What persons said about the listed files, by what is listed of them and what was met. Raises StoreError."""
        return self.law.acts.words(
            (
                (name, (*artifact.digests, *(seen[name].digests if name in seen else ())))
                for _, artifact, name in files_of(listing)
            ),
            now,
        )

    def _bad(self, listing: Listing) -> dict[str, tuple[KnownBad, ...]]:
        """What advisories call malicious, by version. Raises StoreError."""
        index = self.law.road.warnings.index
        if index is None or not listing.releases:
            return {}
        found: dict[str, list[KnownBad]] = {}
        for one in match(index, {Product.of(listing.package): set(listing.releases)}):
            found.setdefault(one.version, []).extend(Advised((one,), NotAsked("")).bad)
        return {version: tuple(bad) for version, bad in found.items() if bad}

    async def _write(self, face: Face, state: State, variant: str, base: str) -> Served:
        stored = self.store.listings.get(state.url, state.accept)
        if stored is None:
            self.forget(state.package)
            raise RegistryError(
                Reference.REGISTRY_FAILED,
                f"the listing of {state.package} was just removed to make room",
                hint="ask again; give the gate's state folder more room",
            )
        order = Order(
            package=state.package,
            marks=state.marking.marks,
            variant=variant,
            base=base,
            own=state.own,
        )
        body = stored.body
        served = (
            _served(face, body, order)
            if len(body) < _IN_THREAD_BYTES
            else await asyncio.to_thread(_served, face, body, order)
        )
        self._remember((state.package, variant, base), state.digest, served)
        return served

    def _remember(self, key: tuple[PackageRef, str, str], digest: str, served: Served) -> None:
        earlier = self._pages.pop(key, None)
        if earlier is not None:
            self._page_bytes -= earlier[1].size_bytes
        self._pages[key] = (digest, served)
        self._page_bytes += served.size_bytes
        while self._page_bytes > _MOST_PAGE_BYTES and len(self._pages) > 1:
            _, (_, gone) = self._pages.popitem(last=False)
            self._page_bytes -= gone.size_bytes


def _served(face: Face, body: bytes, order: Order) -> Served:
    page = face.serve(body, order)
    packer = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    return Served(
        identity=page.body,
        gzipped=packer.compress(page.body) + packer.flush(),
        etag=hashlib.sha256(page.body).hexdigest()[:32],
        content_type=page.content_type,
        headers=page.headers,
    )


def _digest(body: bytes, kept_as: str, removed: frozenset[FileName], found: Marking) -> str:
    """One name for all that the served bytes are made of."""
    marks = sorted((name, repr(mark)) for name, mark in found.marks.items())
    text = f"{hashlib.sha256(body).hexdigest()}\n{kept_as}\n{sorted(removed)}\n{marks}"
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()
