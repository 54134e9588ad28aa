"""Requests listings and artifacts from allowed hosts only, with at most one listing request per package at a time."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from yarl import URL

from pratique.core.names import Digest, Ecosystem, PackageRef
from pratique.core.release import Listing
from pratique.ecosystems.interface import EcosystemModule, Request
from pratique.errors import ParseError, Reference, RegistryError
from pratique.net.client.address import Origin, origin, parse, shown
from pratique.net.client.digests import ALWAYS, compute
from pratique.net.client.http import Http, Response
from pratique.net.client.receiver import BodyFile, InMemory, Spooled
from pratique.net.registries.forwarding import Passed, Passing
from pratique.net.registries.growing_document import Grown, ask_grown
from pratique.net.registries.listing_cache import CachedListing, ListingCache
from pratique.net.registries.listing_times import with_times
from pratique.net.registries.recent_listings import ReadListings
from pratique.net.registries.single_flight import Flights
from pratique.net.registries.upstreams import Upstream, Upstreams

T = TypeVar("T")

MAX_LISTING_BYTES = 64 << 20
MAX_ARTIFACT_BYTES = 256 << 20
_IN_THREAD_BYTES = 1 << 20
"""The size in bytes from which hashing and parsing run in a thread."""
_LARGE_AT_ONCE = 1
"""Maximum number of large listings that are parsed at the same time.

Parsing a listing of 10 MB needs about 100 MB; parsing more in parallel is not faster.
"""
_MOST_FILE_HOSTS = 1_000
_UNCACHED = {"Cache-Control": "no-cache", "Pragma": "no-cache"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Downloaded:
    """The bytes of an artifact, their digests, and their URL."""

    data: bytes
    """The bytes; empty if they were written to a file."""
    digests: tuple[Digest, ...]
    url: str
    size_bytes: int
    in_file: bool = False


class RegistryClient:
    """Sends requests only to the configured registries.

    `now` returns the current time in UTC. A cached listing younger than `fresh_for` is used without a request. With
    `offline`, no request is sent: cached listings of any age are used, and artifacts are unavailable.
    """

    def __init__(
        self,
        http: Http,
        upstreams: Upstreams,
        *,
        ecosystems: Mapping[Ecosystem, EcosystemModule],
        now: Callable[[], datetime],
        cache: ListingCache | None = None,
        offline: bool = False,
        fresh_for: timedelta = timedelta(0),
    ) -> None:
        self._http = http
        self._upstreams = upstreams
        self._ecosystems = ecosystems
        self._now = now
        self._cache = cache
        self._offline = offline
        self._fresh_for = fresh_for
        self._flights = Flights[tuple[str, PackageRef, bool], Listing]("the request for a listing")
        self._large = asyncio.Semaphore(_LARGE_AT_ONCE)
        self._read = ReadListings()
        self._file_origins: dict[str, set[Origin]] = {}

    async def listing(
        self, package: PackageRef, *, registry: str | None = None, full: bool = True
    ) -> Listing:
        """Return the listing of a package. Simultaneous callers share one request.

        `registry` is the URL in a lockfile. If several registries are configured, the next registry is queried only
        after a "not found" response. After any other error, no further registry is queried, so that package names of an
        unreachable private registry are not sent to another registry.

        Raises RegistryError for the same reasons as `Http.get`, and with the codes `registry-not-configured` and
        `offline`. Raises ParseError (listing-invalid) if the response is not a listing.
        """
        last: RegistryError | None = None
        for upstream in self._upstreams.all_of(package, registry=registry):
            try:
                return await self._shared(upstream, package, full=full)
            except RegistryError as error:
                if error.reference is not Reference.REGISTRY_NOT_FOUND:
                    raise
                last = error
        assert last is not None
        raise last

    async def kept_listing(self, package: PackageRef) -> Listing | None:
        """Return the cached listing of a package, of any age, or None if no listing is cached. This method sends no request.

        Raises ParseError if the cached response is not a listing, and RegistryError if no registry is configured for
        the package.
        """
        module = self._ecosystems[package.ecosystem]
        for upstream in self._upstreams.all_of(package, registry=None):
            for full in (True, False):
                request = module.listing_request(package, upstream.url, full=full)
                accept = request.headers.get("Accept", "")
                kept = self._cache.get(request.url, accept) if self._cache is not None else None
                if kept is not None:
                    read = partial(self._parsed, upstream, package, request, kept.body)
                    return await self._aside(len(kept.body), read)
        return None

    async def artifact(
        self,
        urls: str | tuple[str, ...],
        upstream: Upstream | None = None,
        *,
        expected: tuple[Digest, ...] = (),
        max_bytes: int = MAX_ARTIFACT_BYTES,
        uncached: bool = False,
        file: BodyFile | None = None,
    ) -> Downloaded:
        """Fetch an artifact from the first working URL. `upstream` is the registry of the artifact.

        With `file`, an artifact that is too large for memory is written to this file.

        With `uncached`, proxies between Pratique and the registry must not use their caches (`Cache-Control:
        no-cache`).

        A URL is fetched if it has the origin of a configured registry. A URL is also fetched, without credentials, if a
        listing of `upstream` contained the origin of the URL. If the configuration replaces the public registry, URLs
        of the public registry are rewritten to the replacement. The digests are computed, also with the algorithms in
        `expected`, but are not compared with the digests in `expected`.

        Raises RegistryError with `registry-not-configured` if no URL may be fetched, with `offline`, and for the same reasons as
        `Http.get`.
        """
        if self._offline:
            raise offline("artifacts are not downloaded")
        last: RegistryError | None = None
        for text in (urls,) if isinstance(urls, str) else urls:
            try:
                url, owner = self._admit(text, upstream)
                response = await self._http.ask(
                    str(url),
                    InMemory(max_bytes, compressed=False, etag=None)
                    if file is None
                    else Spooled(max_bytes, file),
                    headers=_UNCACHED if uncached else None,
                    authorization=owner.authorization_for(url),
                    route=owner.route,
                )
            except RegistryError as error:
                if error.reference not in {Reference.REGISTRY_NOT_FOUND, Reference.REGISTRY_NOT_CONFIGURED}:
                    raise
                last = last or error
                continue
            return await self._downloaded(response, expected, file)
        raise last or RegistryError(
            Reference.NO_ARTIFACT,
            "the URL of the file is unknown",
            hint="the listing does not contain the file",
        )

    async def _downloaded(
        self, response: Response, expected: tuple[Digest, ...], file: BodyFile | None
    ) -> Downloaded:
        algorithms = tuple(digest.algorithm for digest in expected)
        if file is not None and file.size_bytes:
            digests = await asyncio.to_thread(file.digests, (*ALWAYS, *algorithms))
            size_bytes = file.size_bytes
            return Downloaded(
                data=b"", digests=digests, url=response.url, size_bytes=size_bytes, in_file=True
            )
        work = partial(compute, response.body, also=algorithms)
        digests = await self._aside(len(response.body), work)
        return Downloaded(
            data=response.body, digests=digests, url=response.url, size_bytes=len(response.body)
        )

    async def document(
        self, address: str, upstream: Upstream, *, accept: str, max_bytes: int, keep: bool = True
    ) -> bytes:
        """Fetch a document other than a listing, such as keys or attestations.

        The document is cached like a listing unless `keep` is False. Set `keep` to False for URLs from untrusted data,
        which could evict listings from the cache. The URL must meet the same conditions as the URL of an artifact (see
        `artifact`). Raises RegistryError for the same reasons as `artifact`.
        """
        url, owner = self._admit(address, upstream)
        request = Request(str(url), {"Accept": accept})
        body, entry = await self._answer(owner, request, max_bytes=max_bytes)
        if keep and entry is not None and self._cache is not None:
            self._cache.put(entry)
        return body

    async def pass_on(self, passing: Passing, upstream: Upstream) -> Passed:
        """Forward a request to a registry once, without Pratique's credentials.

        Raises RegistryError if the request is not allowed or fails.
        """
        if self._offline:
            raise offline("requests are not forwarded")
        url = parse(passing.url)
        if origin(url) != origin(parse(upstream.url)):
            raise _refused(str(origin(url)), "only the registry of the package may receive the request")
        return await self._http.pass_on(passing, route=upstream.route)

    async def grown(
        self, address: str, upstream: Upstream, *, accept: str, before: Grown | None, max_bytes: int
    ) -> Grown:
        """Return a document that only grows.

        Only the bytes after `before` are fetched. Raises the same errors as `document`.
        """
        if self._offline:
            raise offline("lists of all packages are not downloaded")
        url, owner = self._admit(address, upstream)
        return await ask_grown(self._http, str(url), owner, accept=accept, before=before, max_bytes=max_bytes)

    async def close(self) -> None:
        """Cancel requests that no caller waits for."""
        await self._flights.close()

    async def _shared(self, upstream: Upstream, package: PackageRef, *, full: bool) -> Listing:
        key = (upstream.url, package, full)
        return await self._flights.join(key, partial(self._ask, upstream, package, full=full))

    async def _ask(self, upstream: Upstream, package: PackageRef, *, full: bool) -> Listing:
        module = self._ecosystems[package.ecosystem]
        request = module.listing_request(package, upstream.url, full=full)
        body, entry = await self._answer(upstream, request)
        asked = (upstream.url, package, full)
        listing = self._read.get(asked, body)
        if listing is None:
            listing = await self._aside(len(body), lambda: self._parsed(upstream, package, request, body))
            self._read.put(asked, body, listing)
            self._note_file_origins(upstream, listing)
        # Kept only now: an answer that is no listing is not worth keeping.
        if entry is not None and self._cache is not None:
            self._cache.put(entry)
        return listing

    def _parsed(self, upstream: Upstream, package: PackageRef, request: Request, body: bytes) -> Listing:
        read = self._ecosystems[package.ecosystem].parse_listing
        found = read(body, package=package, registry=upstream.url, url=request.url)
        return with_times(found, upstream.times)

    async def _answer(
        self, upstream: Upstream, request: Request, *, max_bytes: int = MAX_LISTING_BYTES
    ) -> tuple[bytes, CachedListing | None]:
        """Return the body of the response, and the value to cache if the response is new."""
        accept = request.headers.get("Accept", "")
        kept = self._cache.get(request.url, accept) if self._cache is not None else None
        if self._offline:
            if kept is None:
                raise offline(f"{shown(parse(request.url))} is not cached, and --offline forbids a request")
            return kept.body, None
        if kept is not None and self._now() - kept.fetched_at < self._fresh_for:
            return kept.body, None
        response = await self._http.get(
            request.url,
            max_bytes=max_bytes,
            headers=request.headers,
            authorization=upstream.authorization_for(parse(request.url)),
            etag=kept.etag if kept is not None else None,
            route=upstream.route,
        )
        if response.status == 304 and kept is not None and self._cache is not None:
            self._cache.refresh(request.url, accept, at=self._now())
            return kept.body, None
        entry = CachedListing(
            url=request.url,
            accept=accept,
            etag=response.headers.get("etag"),
            body=response.body,
            fetched_at=self._now(),
        )
        return response.body, entry

    async def _aside(self, size_bytes: int, work: Callable[[], T]) -> T:
        """Run `work` directly if the size is small, else in a thread."""
        if size_bytes < _IN_THREAD_BYTES:
            return work()
        async with self._large:
            return await asyncio.to_thread(work)

    def _note_file_origins(self, upstream: Upstream, listing: Listing) -> None:
        """Record the origins of the files in a registry's listing."""
        known = self._file_origins.setdefault(upstream.url, set())
        home = parse(upstream.url)
        met: set[str] = set()
        for text in {a.url for release in listing.releases.values() for a in release.artifacts}:
            start = "/".join(text.split("/", 3)[:3])
            if start in met:
                continue
            try:
                url = parse(text)
            except ParseError:
                continue
            met.add(start)
            weaker = home.scheme == "https" and url.scheme == "http"
            if not weaker and len(known) < _MOST_FILE_HOSTS:
                known.add(origin(url))

    def _admit(self, text: str, upstream: Upstream | None) -> tuple[URL, Upstream]:
        """Return the URL to fetch, and the registry with its credentials and route."""
        try:
            url = parse(text)
        except ParseError as error:
            raise _refused("an invalid URL", error.message) from None
        if upstream is not None:
            url = self._upstreams.redirected(url, upstream)
        owner = self._upstreams.owner(url)
        if owner is not None and not (upstream is not None and upstream.bound and owner.url != upstream.url):
            return url, owner
        if upstream is not None and (
            origin(url) == origin(parse(upstream.url))
            or origin(url) in self._file_origins.get(upstream.url, ())
        ):
            return url, upstream
        why = (
            "only another registry may serve its packages"
            if owner is not None
            else "no configuration contains the registry"
        )
        raise _refused(str(origin(url)), why)


def _refused(what: str, why: str) -> RegistryError:
    return RegistryError(
        Reference.REGISTRY_NOT_CONFIGURED,
        f"Pratique does not fetch from {what}: {why}",
        hint="add the registry to [[registries]] in the settings, or use --trust-project if the project "
        "configures it",
    )


def offline(what: str) -> RegistryError:
    """Return the error for a request while offline."""
    return RegistryError(
        Reference.OFFLINE, f"{what} with --offline", hint="run the command once without --offline"
    )
