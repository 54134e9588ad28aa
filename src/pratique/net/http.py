"""The one HTTP client: bounded in bytes, time and redirects, and careful with credentials."""

import asyncio
import ssl
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Protocol, Self

import aiohttp
from yarl import URL

from pratique import __version__
from pratique.errors import ParseError, Reference, RegistryError
from pratique.net.address import bare, is_inside, join, origin, parse, shown
from pratique.net.authorization import Authorization
from pratique.net.body import read_body
from pratique.net.failure import TransientError, for_exception, for_status, too_slow
from pratique.net.passing import FAILURES, Passed, Passing, receive
from pratique.net.proxies import Proxy
from pratique.net.route import Route, Trust, tls_context

USER_AGENT = f"pratique/{__version__}"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpSettings:
    """Limits of the client. `pauses_s` are the waits before each new attempt: their count is that of retries."""

    connect_timeout_s: float = 10.0
    read_timeout_s: float = 30.0
    """Longest silence between two pieces of an answer."""
    deadline_s: float = 300.0
    """Longest time for one `get` in all, retries and redirects included; waiting for a free slot is not."""
    max_concurrent: int = 16
    max_redirects: int = 5
    pauses_s: tuple[float, ...] = (0.5, 1.0, 2.0)
    retry_after_cap_s: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """An answer that was asked for: 200, or 304 when an ETag was sent; what a `Receiver` takes for one."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case; of repeated ones the first."""
    body: bytes
    url: str
    """Where the body came from in the end, without credentials."""
    hops: tuple[str, ...] = ()
    """Addresses that redirected us, first to last, without credentials and queries."""


Observer = Callable[[URL, float, str], None]
"""Hears of each exchange: the address, seconds, and the reference of the failure; "" where it was an answer."""


class Receiver(Protocol):
    """What becomes of the answer to a question, and what is asked for: once for each attempt."""

    @property
    def statuses(self) -> frozenset[int]:
        """The statuses that are an answer; every other one is an error."""

    def headers(self) -> Mapping[str, str]:
        """What to send with the next attempt."""

    async def receive(self, response: aiohttp.ClientResponse) -> bytes:
        """Take the body in; what is given becomes `Response.body`. Raises RegistryError, or TransientError to be asked again."""


@dataclass(frozen=True, slots=True)
class _InMemory:
    """Takes a body as it is, or decompressed."""

    max_bytes: int
    compressed: bool
    etag: str | None

    @property
    def statuses(self) -> frozenset[int]:
        return frozenset({200} if self.etag is None else {200, 304})

    def headers(self) -> Mapping[str, str]:
        encoding = {"Accept-Encoding": "gzip" if self.compressed else "identity"}
        return encoding if self.etag is None else {**encoding, "If-None-Match": self.etag}

    async def receive(self, response: aiohttp.ClientResponse) -> bytes:
        if response.status == 304:
            return b""
        return await read_body(response, max_bytes=self.max_bytes, decode=self.compressed)


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
    """The HTTP client: one pool of connections, HTTP/1.1, no cookies. An async context manager."""

    def __init__(
        self,
        settings: HttpSettings | None = None,
        *,
        route: Route | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        monotonic: Callable[[], float] = time.monotonic,
        observe: Observer | None = None,
    ) -> None:
        self._settings = settings or HttpSettings()
        self._route = route or Route()
        self._sleep = sleep
        self._monotonic = monotonic
        self._observe = observe
        self._contexts: dict[tuple[Trust, bool], ssl.SSLContext] = {}
        self._slots = asyncio.Semaphore(self._settings.max_concurrent)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        settings = self._settings
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=settings.max_concurrent),
            timeout=aiohttp.ClientTimeout(
                total=None, sock_connect=settings.connect_timeout_s, sock_read=settings.read_timeout_s
            ),
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
        """Ask for an address.

        `authorization` goes to the origin of `url` alone: a redirect to another one does not get it. With `etag`
        the answer may be a 304 with an empty body. `compressed=False` asks for the bytes as they are and leaves
        them as they come, which is right for archives.

        Raises RegistryError: `registry-unreachable`, `registry-unauthorized` (401, 403), `registry-not-found`
        (404, 410), `registry-busy` (429 to the end), `registry-failed`, `redirect-refused`, `body-truncated`,
        `body-too-large`. No message holds credentials.
        """
        receiver = _InMemory(max_bytes, compressed, etag)
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
        """Ask for an address as `get` does, and let `receiver` take the answer in. Raises as `get` does."""
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
                async with asyncio.timeout(self._settings.deadline_s):
                    return await self._persist(question)
            except TimeoutError:
                raise too_slow(target, self._settings.deadline_s, question.proxy) from None

    async def pass_on(self, passing: Passing, *, route: Route) -> Passed:
        """Send something for somebody else, once. Raises RegistryError: `registry-unreachable`, `redirect-refused`, ..."""
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
        try:
            async with (
                asyncio.timeout(self._settings.deadline_s),
                self._session.request(
                    passing.method,
                    url,
                    headers=headers,
                    data=None if passing.body is None else passing.parts(),
                    allow_redirects=False,
                    ssl=self._context(route.trust, url),
                    proxy=URL(proxy.url) if proxy else None,
                    proxy_headers=_proxy_headers(proxy) if url.scheme == "https" else None,
                ) as response,
            ):
                return await receive(response, most_bytes=passing.most_bytes)
        except FAILURES as error:
            if isinstance(error.__cause__, RegistryError):
                # What went wrong with the body on its way.
                raise error.__cause__ from None
            found = for_exception(url, error, proxy)
            raise (found.error if isinstance(found, TransientError) else found) from None

    async def _persist(self, question: _Question) -> Response:
        """Ask until there is an answer, a failure that will not pass, or no attempt or time left."""
        end = self._monotonic() + self._settings.deadline_s
        for pause_s in self._settings.pauses_s:
            try:
                return await self._follow(question)
            except TransientError as transient:
                asked_s = transient.retry_after_s
                wait_s = pause_s if asked_s is None else min(asked_s, self._settings.retry_after_cap_s)
                if self._monotonic() + wait_s >= end:
                    raise transient.error from None
            await self._sleep(wait_s)
        try:
            return await self._follow(question)
        except TransientError as transient:
            raise transient.error from None

    async def _follow(self, question: _Question) -> Response:
        """Ask, and go where the answer points, dropping the credentials at the first other origin."""
        hops: list[str] = []
        visited = {question.url}
        while True:
            answer = await self._once(question)
            if isinstance(answer, Response):
                return replace(answer, hops=tuple(hops))
            hops.append(shown(question.url))
            _check_redirect(question.url, answer, visited)
            if len(hops) > self._settings.max_redirects:
                raise _refused(question.url, f"redirects more than {self._settings.max_redirects} times")
            visited.add(answer)
            keep = origin(answer) == origin(question.url)
            question = replace(question, url=answer, authorization=question.authorization if keep else None)

    @contextmanager
    def _observed(self, url: URL) -> Iterator[None]:
        """Tell the observer how an exchange went."""
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
        """One exchange: the answer, or the address it points to."""
        with self._observed(question.url):
            return await self._exchange(question)

    async def _exchange(self, question: _Question) -> Response | URL:
        assert self._session is not None
        url, proxy = question.url, question.proxy
        try:
            async with self._session.get(
                url,
                headers=_headers(question, proxy),
                allow_redirects=False,
                ssl=self._context(question.route.trust, url),
                proxy=URL(proxy.url) if proxy else None,
                proxy_headers=_proxy_headers(proxy) if url.scheme == "https" else None,
            ) as response:
                if response.status in _REDIRECTS:
                    return _target(url, response.headers.get("Location"))
                if response.status not in question.receiver.statuses:
                    raise for_status(url, response.status, response.reason, response.headers)
                return _response(response, await question.receiver.receive(response))
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise for_exception(url, error, proxy) from None

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
        raise _refused(url, "redirects to nowhere")
    try:
        return bare(join(url, location))
    except ParseError as error:
        raise _refused(url, f"redirects to something that is {error.message}") from None


def _check_redirect(url: URL, target: URL, visited: set[URL]) -> None:
    if target in visited:
        raise _refused(url, "redirects in a circle")
    if url.scheme == "https" and target.scheme == "http":
        raise _refused(url, f"redirects from https to http ({shown(target)})")
    if is_inside(target) and not is_inside(url):
        raise _refused(url, f"redirects to an address of this machine ({shown(target)})")


def _refused(url: URL, why: str) -> RegistryError:
    return RegistryError(
        Reference.REDIRECT_REFUSED,
        f"{shown(url)} {why}",
        hint="the fault is at the registry, or at a proxy or mirror in between; its redirect was not followed",
    )
