"""Implements the HTTP client.

The HTTP client limits bytes, time and redirects, and protects credentials and the local network. URLs come from
listings, lockfiles and redirects, which are untrusted. Pratique requests a URL with a private IP address only if the
user's own configuration contains the origin of the URL (`configured`).
"""

import asyncio
import socket
import ssl
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self

import aiohttp
from yarl import URL

from pratique import __version__
from pratique.errors import ParseError, Reference, RegistryError
from pratique.net.client.address import Origin, bare, join, origin, parse, shown
from pratique.net.client.authorization import Authorization
from pratique.net.client.connections import Connecting, NotConnectedError, Reach, failed, tracing
from pratique.net.client.failure import TransientError, for_exception, for_status, too_slow
from pratique.net.client.proxies import Proxy
from pratique.net.client.receiver import InMemory, Receiver
from pratique.net.client.route import Route, Trust, tls_context
from pratique.net.dns.resolver import Lookup, Resolver, system_lookup
from pratique.net.registries.forwarding import FAILURES, Passed, Passing, receive

USER_AGENT = f"pratique/{__version__}"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpSettings:
    """The limits of the HTTP client. `pauses_s` contains the wait before each retry, in seconds."""

    read_timeout_s: float = 30.0
    """Maximum time between two parts of a response."""
    deadline_s: float = 300.0
    """Maximum time for one `get`, including retries and redirects but not the wait for a free connection slot.

    A receiver of large bodies has more time (`Receiver.more_s`).
    """
    max_concurrent: int = 16
    max_redirects: int = 5
    pauses_s: tuple[float, ...] = (0.5, 1.0, 2.0)
    retry_after_cap_s: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A successful response: status 200, 304 if an ETag was sent, or a status that the `Receiver` accepts."""

    status: int
    headers: Mapping[str, str]
    """The headers with names in lower case. Of a repeated header, only the first value is included."""
    body: bytes
    url: str
    """The URL that returned the body, without credentials."""
    hops: tuple[str, ...] = ()
    """The URLs that redirected, in order, without credentials and queries."""


Observer = Callable[[URL, float, str], None]
"""A callback that receives the URL, the duration in seconds, and the error reference of each exchange ("" for success)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    url: URL
    headers: Mapping[str, str]
    authorization: Authorization | None
    receiver: Receiver
    route: Route

    @property
    def proxy(self) -> Proxy | None:
        return self.route.proxies.proxy_for(self.url)


class Http:
    """The HTTP client: an async context manager with one connection pool, HTTP/1.1 and no cookies."""

    def __init__(
        self,
        settings: HttpSettings | None = None,
        *,
        route: Route | None = None,
        configured: Iterable[Origin] = (),
        lookup: Lookup = system_lookup,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        monotonic: Callable[[], float] = time.monotonic,
        observe: Observer | None = None,
    ) -> None:
        """`configured` contains the origins in the user's configuration.

        Only the configured origins may be requested at private IP addresses.
        """
        self._settings = settings or HttpSettings()
        self._route = route or Route()
        self._sleep = sleep
        self._monotonic = monotonic
        self._observe = observe
        self._resolver = Resolver(configured, lookup=lookup)
        self._reach = Reach(monotonic)
        self._contexts: dict[tuple[Trust, bool], ssl.SSLContext] = {}
        self._slots = asyncio.Semaphore(self._settings.max_concurrent)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        settings = self._settings
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=settings.max_concurrent, resolver=self._resolver),
            timeout=aiohttp.ClientTimeout(total=None, sock_read=settings.read_timeout_s),
            trace_configs=[tracing()],
            headers={"User-Agent": USER_AGENT},
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._session is not None
        await self._session.close()

    async def get(
        self,
        url: str,
        *,
        max_bytes: int,
        headers: Mapping[str, str] | None = None,
        authorization: Authorization | None = None,
        etag: str | None = None,
        route: Route | None = None,
        compressed: bool = True,
    ) -> Response:
        """Request a URL and return the response.

        `authorization` is sent only to the origin of `url`, not to the target of a redirect to another origin. With
        `etag`, the response may be a 304 with an empty body. `compressed=False` requests the body without compression
        and does not decode it. Set `compressed` to False for archives.

        Raises RegistryError: `registry-unreachable`, `registry-unauthorized` (401, 403), `registry-not-found` (404,
        410), `registry-busy` (429 after all retries), `registry-failed`, `redirect-refused`, `body-truncated`,
        `body-too-large`. No error message contains credentials.
        """
        receiver = InMemory(max_bytes, compressed, etag)
        return await self.ask(url, receiver, headers=headers, authorization=authorization, route=route)

    async def ask(
        self,
        url: str,
        receiver: Receiver,
        *,
        headers: Mapping[str, str] | None = None,
        authorization: Authorization | None = None,
        route: Route | None = None,
    ) -> Response:
        """Request a URL as `get` does, and pass the response to `receiver`. Raises RegistryError for the same reasons as `get`."""
        # Credentials inside an address would follow it into logs: they come as `authorization` or not at all.
        target = bare(_parsed(url))
        question = _Question(
            url=target,
            headers=headers or {},
            authorization=authorization,
            receiver=receiver,
            route=route or self._route,
        )
        async with self._slots:
            try:
                async with asyncio.timeout(self._deadline_s(question)):
                    return await self._persist(question)
            except TimeoutError:
                raise too_slow(target, self._deadline_s(question), question.proxy) from None

    def _deadline_s(self, question: _Question) -> float:
        return self._settings.deadline_s + question.receiver.more_s

    async def reach(self, urls: Iterable[str], *, route: Route) -> None:
        """Connect to the hosts of several URLs at the same time, without sending a request.

        Later requests to an unreachable host fail immediately. This method raises no errors.
        """
        targets = {origin(url): url for url in map(_parsed, urls)}
        await asyncio.gather(*(self._knock(url, route.proxies.proxy_for(url)) for url in targets.values()))

    async def _knock(self, url: URL, proxy: Proxy | None) -> None:
        with suppress(RegistryError, OSError, ValueError):
            attempt = self._begin(url, proxy)
            host, port = attempt.endpoint
            async with attempt.bound:
                for one in await self._resolver.resolve(host, port, socket.AF_UNSPEC):
                    with suppress(OSError):
                        _, writer = await asyncio.open_connection(one["host"], port)
                        writer.close()
                        attempt.succeed()
                        return

    async def pass_on(self, passing: Passing, *, route: Route) -> Passed:
        """Forward a request once, without retries.

        Raises RegistryError with a code such as `registry-unreachable` or `redirect-refused`.
        """
        url = bare(_parsed(passing.url))
        proxy = route.proxies.proxy_for(url)
        headers = passing.sent_headers()
        if proxy is not None and url.scheme == "http":
            headers |= _proxy_headers(proxy)
        async with self._slots:
            with self._observed(url):
                return await self._send(passing, url, headers, route)

    async def _send(self, passing: Passing, url: URL, headers: Mapping[str, str], route: Route) -> Passed:
        assert self._session is not None
        proxy = route.proxies.proxy_for(url)
        attempt = self._begin(url, proxy)
        try:
            async with (
                asyncio.timeout(self._settings.deadline_s),
                attempt.bound,
                self._session.request(
                    passing.method,
                    url,
                    headers=headers,
                    data=None if passing.body is None else passing.parts(),
                    allow_redirects=False,
                    ssl=self._context(route.trust, url),
                    proxy=URL(proxy.url) if proxy else None,
                    proxy_headers=_proxy_headers(proxy) if url.scheme == "https" else None,
                    trace_request_ctx=attempt,
                ) as response,
            ):
                return await receive(response, most_bytes=passing.most_bytes)
        except FAILURES as error:
            if isinstance(error.__cause__, RegistryError):
                # What went wrong with the body on its way.
                raise error.__cause__ from None
            found = for_exception(url, error, proxy)
            if not isinstance(found, TransientError):
                raise found from None
            if not attempt.connected:
                attempt.give_up(found.error)
            raise found.error from None

    def _begin(self, url: URL, proxy: Proxy | None) -> Connecting:
        """Begin an attempt to connect.

        Raises RegistryError for a URL that is not allowed, and for an unreachable endpoint.
        """
        self._resolver.check(url)
        target = origin(url)
        if proxy is not None:
            target = origin(parse(proxy.url))
            self._resolver.configure(target)
        return self._reach.begin((target.host, target.port))

    async def _persist(self, question: _Question) -> Response:
        """Send requests until a response arrives, a permanent failure occurs, or the attempts or the time are used up."""
        end = self._monotonic() + self._deadline_s(question)
        for pause_s in (*self._settings.pauses_s, None):
            try:
                return await self._follow(question)
            except TransientError as transient:
                wait_s = self._wait_s(transient, pause_s, end)
                if wait_s is None:
                    if isinstance(transient, NotConnectedError):
                        transient.connecting.give_up(transient.error)
                    raise transient.error from None
            await self._sleep(wait_s)
        raise AssertionError("unreachable: every last attempt raises an error or returns a response")

    def _wait_s(self, transient: TransientError, pause_s: float | None, end: float) -> float | None:
        """Return the wait before the next attempt in seconds, or None if there is no further attempt."""
        if pause_s is None:
            return None
        asked_s = transient.retry_after_s
        wait_s = pause_s if asked_s is None else min(asked_s, self._settings.retry_after_cap_s)
        until = min(end, transient.connecting.until) if isinstance(transient, NotConnectedError) else end
        return None if self._monotonic() + wait_s >= until else wait_s

    async def _follow(self, question: _Question) -> Response:
        """Send a request and follow redirects. The credentials for a URL are not sent to any other origin."""
        hops: list[str] = []
        visited = {question.url}
        before = question.url
        while True:
            try:
                answer = await self._once(question)
            except RegistryError as error:
                if hops and error.reference is Reference.REGISTRY_NOT_CONFIGURED:
                    raise _refused(before, f"redirects to {shown(question.url)}: {error.message}") from None
                raise
            if isinstance(answer, Response):
                return replace(answer, hops=tuple(hops))
            hops.append(shown(question.url))
            before = question.url
            _check_redirect(before, answer, visited)
            if len(hops) > self._settings.max_redirects:
                raise _refused(before, f"redirects more than {self._settings.max_redirects} times")
            visited.add(answer)
            keep = origin(answer) == origin(before)
            question = replace(question, url=answer, authorization=question.authorization if keep else None)

    @contextmanager
    def _observed(self, url: URL) -> Iterator[None]:
        """Report the result of an exchange to the observer."""
        began, failure = self._monotonic(), "given-up"
        try:
            yield
            failure = ""
        except (TransientError, RegistryError) as error:
            failure = (error.error if isinstance(error, TransientError) else error).reference.value
            raise
        finally:
            if self._observe is not None:
                self._observe(url, self._monotonic() - began, failure)

    async def _once(self, question: _Question) -> Response | URL:
        """Send one request, and return the response or the redirect target."""
        with self._observed(question.url):
            return await self._exchange(question)

    async def _exchange(self, question: _Question) -> Response | URL:
        assert self._session is not None
        url, proxy = question.url, question.proxy
        attempt = self._begin(url, proxy)
        try:
            async with (
                attempt.bound,
                self._session.get(
                    url,
                    headers=_headers(question, proxy),
                    allow_redirects=False,
                    ssl=self._context(question.route.trust, url),
                    proxy=URL(proxy.url) if proxy else None,
                    proxy_headers=_proxy_headers(proxy) if url.scheme == "https" else None,
                    trace_request_ctx=attempt,
                ) as response,
            ):
                attempt.answered = True
                if response.status in _REDIRECTS:
                    return _target(url, response.headers.get("Location"))
                if response.status not in question.receiver.statuses:
                    raise for_status(url, response.status, response.reason, response.headers)
                return _response(response, await question.receiver.receive(response))
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise failed(url, error, proxy, attempt) from None

    def _context(self, trust: Trust, url: URL) -> ssl.SSLContext:
        key = (trust, trust.verifies(url))
        context = self._contexts.get(key)
        if context is None:
            context = self._contexts[key] = tls_context(trust, verify=key[1])
        return context


def _parsed(url: str) -> URL:
    try:
        return parse(url)
    except ParseError as error:
        raise RegistryError(Reference.REGISTRY_UNREACHABLE, error.message, hint=error.hint) from None


def _headers(question: _Question, proxy: Proxy | None) -> dict[str, str]:
    headers = {**question.headers, **question.receiver.headers()}
    if question.authorization is not None:
        headers["Authorization"] = question.authorization.header
    if proxy is not None and question.url.scheme == "http":
        headers |= _proxy_headers(proxy)
    return headers


def _proxy_headers(proxy: Proxy | None) -> dict[str, str]:
    if proxy is None or proxy.authorization is None:
        return {}
    return {"Proxy-Authorization": proxy.authorization.header}


def _response(response: aiohttp.ClientResponse, body: bytes) -> Response:
    headers: dict[str, str] = {}
    for name, value in response.headers.items():
        headers.setdefault(name.lower(), value)
    return Response(status=response.status, headers=headers, body=body, url=str(bare(response.url)))


def _target(url: URL, location: str | None) -> URL:
    if not location:
        raise _refused(url, "sends a redirect without a target")
    try:
        return bare(join(url, location))
    except ParseError as error:
        raise _refused(url, f"sends an invalid redirect: {error.message}") from None


def _check_redirect(url: URL, target: URL, visited: set[URL]) -> None:
    if target in visited:
        raise _refused(url, "redirects in a circle")
    if url.scheme == "https" and target.scheme == "http":
        raise _refused(url, f"redirects from https to http ({shown(target)})")


def _refused(url: URL, why: str) -> RegistryError:
    return RegistryError(
        Reference.REDIRECT_REFUSED,
        f"{shown(url)} {why}",
        hint="the redirect was not followed; the registry, or a proxy or mirror in between, is at fault",
    )
