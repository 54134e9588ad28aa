"""Listings as they are served: asked of the registry, decided about, and kept as final bytes.

A listing is worked out once for each answer of the registry and each epoch. Where the registry does not answer, the last
listing serves on, and its versions are judged as ever.
"""

import asyncio
import hashlib
import logging
import zlib
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pratique.advisories.match import match
from pratique.core.advisory import Product
from pratique.core.evidence import KnownBad, NotAsked
from pratique.core.names import PackageRef
from pratique.core.release import Listing
from pratique.core.verdict import Standing
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import Reference, RegistryError
from pratique.gate.face import Face, ListingWanted, Order
from pratique.gate.flights import Flights
from pratique.gate.law import Law
from pratique.gate.marking import Cheap, Marking, files_of, marking, young
from pratique.gate.refusal import Way
from pratique.intake.advised import Advised
from pratique.net.registry import RegistryClient
from pratique.net.upstreams import Upstreams
from pratique.store.interface import Store
from pratique.store.record import AllowedBytes, StoredListing

_LOG = logging.getLogger(__name__)
_MOST_STATES = 5_000
_MOST_PAGE_BYTES = 96 * 1024**2
_IN_THREAD_BYTES = 1 << 18
_GZIP_LEVEL = 5
_KEPT = "pratique: with versions that the registry has no more"
"""Stands in place of an Accept header for what the gate made itself."""
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
    removed: frozenset[str]
    """Versions that the registry has no more, and this installation has."""
    epoch: str
    digest: str
    fresh_until: datetime
    trouble: str = ""
    """Why the registry's present answer is not known."""

    def holds(self, epoch: str, now: datetime) -> bool:
        """Whether what was decided still stands."""
        changes = self.marking.changes_at
        return self.epoch == epoch and (changes is None or now < changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """Final bytes of a listing in one form."""

    identity: bytes
    gzipped: bytes
    etag: str
    """Without quotes; the packed form has another one."""
    content_type: str

    @property
    def size_bytes(self) -> int:
        """What it takes in memory."""
        return len(self.identity) + len(self.gzipped)


@dataclass(frozen=True, slots=True)
class _Heard:
    """What a registry says of a package."""

    listing: Listing
    before: StoredListing | None
    """What it said the last time."""
    after: StoredListing
    trouble: str = ""
    """Why it is what it said the last time."""
    gone: bool = False
    """Whether it says by now that there is no such package."""


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
    _states: OrderedDict[PackageRef, State] = field(default_factory=OrderedDict)
    _pages: OrderedDict[tuple[PackageRef, str, str], tuple[str, Served]] = field(default_factory=OrderedDict)
    _page_bytes: int = 0
    _asking: Flights[PackageRef, State] = field(default_factory=Flights)
    _writing: Flights[tuple[PackageRef, str, str, str], Served] = field(default_factory=Flights)
    _silent: dict[str, datetime] = field(default_factory=dict)
    """Registries that did not answer, and until when they are not asked."""

    async def page(self, face: Face, wanted: ListingWanted, base: str) -> Served:
        """The listing as this client wants it."""
        state = await self.state(face, wanted.package)
        key = (wanted.package, wanted.variant, base)
        known = self._pages.get(key)
        if known is not None and known[0] == state.digest:
            self._pages.move_to_end(key)
            return known[1]
        return await self._writing.join(
            (*key, state.digest), lambda: self._write(face, state, wanted.variant, base)
        )

    async def state(self, face: Face, package: PackageRef) -> State:
        """What is known of a package's listing, asked anew where that is due."""
        state, now = self._states.get(package), self.law.now()
        if state is not None and state.holds(self.law.epoch, now):
            if now < state.fresh_until:
                return state
            if self.fresh_for and now < state.fresh_until + self.stale_for:
                self._asking.begin(package, lambda: self._ask(face, package))
                return state
        return await self._asking.join(package, lambda: self._ask(face, package))

    def known(self, package: PackageRef) -> State | None:
        """What was last known, without asking anybody."""
        return self._states.get(package)

    def forget(self, package: PackageRef) -> None:
        """Decide anew at the next question: something was learnt about one of its files."""
        self._states.pop(package, None)

    async def close(self) -> None:
        """Stop what is still running."""
        await self._asking.close()
        await self._writing.close()

    async def _ask(self, face: Face, package: PackageRef) -> State:
        heard = await self._hear(package)
        listing, removed, kept_as = self._with_removed(face, heard)
        lost = frozenset(listing.releases) - removed if heard.gone else frozenset()
        upstream = self.upstreams.of(package, registry=listing.registry)
        now = self.law.now()
        found = self._marking(listing, removed, lost, now, private=upstream.private)
        state = State(
            package=package,
            url=heard.after.url,
            accept=kept_as or heard.after.accept,
            own=upstream.bound or upstream.private,
            marking=found,
            removed=removed,
            epoch=self.law.epoch,
            digest=_digest(heard.after.body, kept_as, removed, found),
            fresh_until=now + (_BREAK if heard.trouble else self.fresh_for),
            trouble=heard.trouble,
        )
        self._states[package] = state
        self._states.move_to_end(package)
        while len(self._states) > _MOST_STATES:
            self._states.popitem(last=False)
        return state

    async def _hear(self, package: PackageRef) -> _Heard:
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
            return _Heard(listing, before, before, trouble=error.message, gone=gone)
        after = self.store.listings.get(module.listing_request(package, listing.registry).url, accept)
        if after is None:
            raise RegistryError(
                Reference.BODY_TOO_LARGE,
                f"the listing of {package} is too large to be kept",
                hint="give the gate's state folder more room",
            )
        return _Heard(listing, before, after)

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

    def _with_removed(self, face: Face, heard: _Heard) -> tuple[Listing, frozenset[str], str]:
        """The listing with what the registry has no more and this installation has; which versions; where it is kept."""
        listing, before, after = heard.listing, heard.before, heard.after
        package, module = listing.package, ECOSYSTEMS[listing.package.ecosystem]

        def parse(body: bytes) -> Listing:
            return module.parse_listing(body, package=package, registry=listing.registry, url=after.url)

        saved = self.store.listings.get(after.url, _KEPT)
        sources = [one for one in (before, saved) if one is not None and one.body != after.body]
        body, merged, removed = after.body, False, set[str]()
        for source in sources:
            earlier = parse(source.body)
            missing = earlier.releases.keys() - listing.releases.keys() - removed
            kept = self._kept(earlier, missing)
            if kept:
                body = face.keep(body, source.body, package, sorted(kept))
                removed |= kept
                merged = True
        if heard.gone:
            removed |= self._kept(listing, listing.releases.keys())
        if not merged:
            return listing, frozenset(removed), ""
        _LOG.warning("%s: the registry has no more: %s", package, ", ".join(sorted(removed)))
        self.store.listings.put(
            StoredListing(url=after.url, accept=_KEPT, etag=None, body=body, fetched_at=self.law.now())
        )
        return parse(body), frozenset(removed), _KEPT

    def _kept(self, listing: Listing, versions: Collection[str]) -> set[str]:
        """Those of the versions whose bytes were allowed here and are here."""
        names = {
            name: release.ref for release, _, name in files_of(listing) if release.ref.version in versions
        }
        if not names:
            return set()
        seen = self.store.artifacts.seen_many(names)
        allowed = self.store.allowed.contains_many(
            AllowedBytes(one.sha256, one.purl) for one in seen.values()
        )
        return {
            names[name].version
            for name, one in seen.items()
            if AllowedBytes(one.sha256, one.purl) in allowed and self.store.blobs.has(one.sha256)
        }

    def _marking(
        self,
        listing: Listing,
        removed: frozenset[str],
        lost: frozenset[str],
        now: datetime,
        *,
        private: bool,
    ) -> Marking:
        policy = self.law.policy
        pinned = [
            name
            for release, artifact, name in young(listing, policy, now)
            if self.law.standing(release.ref, artifact.digests) is Standing.PINNED
        ]
        cheap = Cheap(
            listing=listing,
            private=private,
            bad={} if private else self._bad(listing),
            seen=self.store.artifacts.seen_many(name for _, _, name in files_of(listing)),
            pinned=frozenset(pinned),
            stopped=self.store.decisions.stopped(listing.package, epoch=self.law.epoch),
            removed=removed,
            lost=lost,
        )
        return marking(cheap, policy, Way(contact=self.contact), now)

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
    )


def _digest(body: bytes, kept_as: str, removed: frozenset[str], found: Marking) -> str:
    """One name for all that the served bytes are made of."""
    marks = sorted((name, repr(mark)) for name, mark in found.marks.items())
    text = f"{hashlib.sha256(body).hexdigest()}\n{kept_as}\n{sorted(removed)}\n{marks}"
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()
