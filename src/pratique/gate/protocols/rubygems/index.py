"""Fetches the lists of all gems incrementally, merges them, and changes the entries of refused files.

A gem that no client requested through the gate is listed exactly as the gem server lists it. For a known gem, the list
contains the digest of the page that the gate serves. If the gate's page is currently unknown, the listed digest matches
no page, so that clients request the page. Clients receive status 304 for an unchanged page.
"""

import asyncio
import gzip
import hashlib
import logging
import re
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pratique.core.names import Ecosystem, PackageRef
from pratique.ecosystems import ECOSYSTEMS
from pratique.ecosystems.rubygems.address import GEM_SUFFIX
from pratique.errors import Reference, RegistryError
from pratique.gate.listings.serving import Listings
from pratique.gate.listings.state import State
from pratique.gate.protocols.interface import Answer
from pratique.gate.protocols.rubygems.legacy_specs import OLD_LISTS, write_specs
from pratique.gate.protocols.rubygems.listing import digests_told, write_info
from pratique.gate.protocols.rubygems.versions_file import Changed, Journal, Source, listed_names, md5_of
from pratique.gate.server.ranges import ranged
from pratique.net.registries.growing_document import Grown
from pratique.net.registries.registry import RegistryClient
from pratique.net.registries.single_flight import Flights
from pratique.net.registries.upstreams import Upstream, Upstreams
from pratique.store.record import StoredListing

_LOG = logging.getLogger(__name__)
MOST_BYTES = 128 * 1024**2
"""The maximum size of one server's list in bytes. The public server's list is about 30 MB long."""
_ACCEPT = "text/plain, */*; q=0.5"
_KEPT = "pratique: the list of all gems"
"""The value that replaces the Accept header in the key of a stored list."""
_KEEP_EVERY = timedelta(hours=1)
_BREAK = timedelta(seconds=15)
"""The time for which a server is not queried after it failed to respond."""
_MOST_WEIGHED = 20_000
_PLAIN = "text/plain; charset=utf-8"
_FROM = re.compile(r"bytes=([0-9]{1,18})-\Z", re.ASCII)


@dataclass(slots=True, kw_only=True)
class _Server:
    grown: Grown | None = None
    source: Source | None = None
    fresh_until: datetime | None = None
    kept_at: datetime | None = None


@dataclass(kw_only=True)
class GemIndex:
    """Serves the lists of all gems. Raises RegistryError if a server's list is unavailable, and StoreError."""

    listings: Listings
    registry: RegistryClient
    upstreams: Upstreams
    fresh_for: timedelta
    _servers: dict[str, _Server] = field(default_factory=dict)
    _journal: Journal = field(default_factory=Journal)
    _weighed: OrderedDict[PackageRef, tuple[str, str | None, Changed | None]] = field(
        default_factory=OrderedDict
    )
    _made: dict[str, tuple[str, Answer]] = field(default_factory=dict)
    _old: dict[str, tuple[datetime, str]] = field(default_factory=dict)
    _asking: Flights[str, None] = field(init=False)
    _making: Flights[str, Answer] = field(init=False)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self._asking = Flights("a list of all gems", self.listings.metrics.lost)
        self._making = Flights("a list of all gems", self.listings.metrics.lost)

    async def answer(self, name: str, *, packed: bool) -> Answer:
        """Return `versions`, `names` or one of the older lists. With `packed`, compress the list if the format permits."""
        body, revision = await self._versions()
        if name == "versions":
            return await self._made_once(
                f"versions {packed}", revision, lambda: _answer(body, _PLAIN, packed=packed)
            )
        if name == "names":
            return await self._made_once(
                f"names {packed}", revision, lambda: _answer(_names(body), _PLAIN, packed=packed)
            )
        wanted, made = OLD_LISTS[name], self._old.get(name)
        if made is None or self.listings.law.now() - made[0] >= self.fresh_for:
            # They take seconds to make for the public server, and lag behind by as much as listings may.
            made = self._old[name] = (self.listings.law.now(), revision)
        return await self._made_once(
            name, made[1], lambda: _answer(write_specs(body, wanted), "application/octet-stream")
        )

    async def ranged(self, name: str, headers: Mapping[str, str], *, head: bool = False) -> Answer:
        """Return a list, or the requested range of the list. The names in `headers` are in lower case."""
        since = _FROM.match(headers.get("range", ""))
        # gem asks with HEAD whether there is a list: nothing is packed for that.
        packed = since is None and not head and "gzip" in headers.get("accept-encoding", "")
        whole = await self.answer(name, packed=packed)
        if since is not None and int(since[1]) >= len(whole.body):
            # To a 416 Bundler asks for a packed body that it then does not unpack; the whole may be given, too.
            headers = {key: value for key, value in headers.items() if key != "range"}
        return ranged(whole, headers)

    async def close(self) -> None:
        """Cancel the running tasks."""
        await self._asking.close()
        await self._making.close()

    async def _versions(self) -> tuple[bytes, str]:
        """Return the current list and its sha256."""
        usual = self.upstreams.open[Ecosystem.RUBYGEMS]
        await asyncio.gather(
            *(self._asking.join(up.url, lambda up=up: self._ask(up)) for up in usual)  # type: ignore[misc]
        )
        sources = [self._servers[up.url].source or Source(b"") for up in usual]
        async with self._turn:
            known = [
                (state, self.listings.stands(state))
                for state in self.listings.all_known(Ecosystem.RUBYGEMS)
                if state.marking.marks or not self.listings.stands(state)
            ]
            # The list may have tens of megabytes.
            await asyncio.to_thread(self._bring_up, sources, known)
            return self._journal.body, self._journal.sha256.hexdigest()

    def _bring_up(self, sources: list[Source], known: list[tuple[State, bool]]) -> None:
        for source in sources:
            source.look_up(state.package.name for state, _ in known)
        self._journal.take(sources, dict(self._changed(sources, known)))

    async def _ask(self, upstream: Upstream) -> None:
        """Fetch a server's list if the previous one has expired."""
        server, now = self._servers.setdefault(upstream.url, _Server()), self.listings.law.now()
        if server.fresh_until is not None and now < server.fresh_until:
            return
        address = f"{upstream.url}versions"
        if server.grown is None:
            kept = await asyncio.to_thread(self.listings.store.listings.get, address, _KEPT)
            server.grown = None if kept is None else Grown(body=kept.body, etag=kept.etag)
        try:
            found = await self.registry.grown(
                address, upstream, accept=_ACCEPT, before=server.grown, max_bytes=MOST_BYTES
            )
        except RegistryError as error:
            if (
                error.reference is Reference.REGISTRY_NOT_FOUND
                and len(self.upstreams.open[Ecosystem.RUBYGEMS]) > 1
            ):
                _LOG.warning(
                    "%s does not provide a list of all gems: Bundler cannot find its gems", upstream.url
                )
                found = Grown(body=b"---\n", etag=None)
            elif server.grown is None:
                raise
            else:
                _LOG.warning("%s: serving the previous list of all gems: %s", upstream.url, error.message)
                server.source = server.source or Source(server.grown.body)
                server.fresh_until = now + _BREAK
                return
        if server.source is None or server.source.body is not found.body:
            server.source = await asyncio.to_thread(Source.after, server.source, found.body)
        server.grown, server.fresh_until = found, now + self.fresh_for
        if server.kept_at is None or now - server.kept_at > _KEEP_EVERY:
            server.kept_at = now
            entry = StoredListing(url=address, accept=_KEPT, etag=found.etag, body=found.body, fetched_at=now)
            await asyncio.to_thread(self.listings.store.listings.put, entry)

    def _changed(
        self, sources: list[Source], known: list[tuple[State, bool]]
    ) -> Iterator[tuple[str, Changed]]:
        """Yield the gems whose served page differs from their server's list.

        `known` contains the state of each known gem, with True if the state is current.
        """
        for state, stands in known:
            name = state.package.name
            if not stands:
                yield name, self._unknown(state)
            else:
                listed = next((md5_of(line) for one in sources if (line := one.last(name))), None)
                upstream, changed = self._weigh(state)
                # Where the server lists another page than the one that is known here, its own word stands.
                if changed is not None and upstream == listed:
                    yield name, changed

    def _unknown(self, state: State) -> Changed:
        """Return a digest that matches no page, so that clients request the page again."""
        text = f"{state.package.name} {state.digest} {state.marking.changes_at}"
        known = self._weighed.get(state.package)
        gone = known[2].gone if known is not None and known[2] is not None else ()
        return Changed(hashlib.md5(text.encode(), usedforsecurity=False).hexdigest(), gone)

    def _weigh(self, state: State) -> tuple[str | None, Changed | None]:
        """Return the digest of the server's page, and the changed page to serve."""
        known = self._weighed.get(state.package)
        if known is None or known[0] != state.digest:
            known = self._weighed[state.package] = (state.digest, *self._served(state))
            while len(self._weighed) > _MOST_WEIGHED:
                self._weighed.popitem(last=False)
        return known[1], known[2]

    def _served(self, state: State) -> tuple[str | None, Changed | None]:
        store, package = self.listings.store.listings, state.package
        accept = ECOSYSTEMS[package.ecosystem].listing_request(package, "").headers["Accept"]
        stored, own = store.get(state.url, state.accept), store.get(state.url, accept)
        if stored is None or own is None:
            return None, None
        served = write_info(stored.body, package, state.marking.marks)
        start = len(package.name) + 1
        gone = sorted(
            filename[start:].removesuffix(GEM_SUFFIX)
            for filename, mark in state.marking.marks.items()
            if mark.stops
        )
        upstream = _md5(own.body)
        changed = Changed(_md5(served), tuple(gone))
        return upstream, None if changed.md5 == upstream else changed

    async def _made_once(self, key: str, revision: str, make: Callable[[], Answer]) -> Answer:
        """Build a list in a thread, only once for identical inputs."""
        known = self._made.get(key)
        if known is not None and known[0] == revision:
            return known[1]

        async def work() -> Answer:
            answer = await asyncio.to_thread(make)
            self._made[key] = (revision, answer)
            return answer

        return await self._making.join(f"{key} {revision}", work)


def _answer(body: bytes, kind: str, *, packed: bool = False) -> Answer:
    headers = {
        "Content-Type": kind,
        "Vary": "Accept-Encoding",
        "Cache-Control": "private, max-age=0, must-revalidate",
        **digests_told(body),
    }
    if not packed:
        return Answer(status=200, body=body, headers=headers)
    return Answer(
        status=200,
        body=gzip.compress(body, compresslevel=1, mtime=0),
        headers={**headers, "Content-Encoding": "gzip"},
    )


def _names(body: bytes) -> bytes:
    return "\n".join(["---", *sorted(listed_names(body)), ""]).encode("ascii", "replace")


def _md5(body: bytes) -> str:
    return hashlib.md5(body, usedforsecurity=False).hexdigest()
