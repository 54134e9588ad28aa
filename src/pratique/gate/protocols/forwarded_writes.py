"""Forwards writes only to the registry of the package, with the client's own credential.

The gate sends each write once; the client decides whether to retry.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import unquote

from aiohttp import web

from pratique.config.form import Writes
from pratique.core.decision import Client
from pratique.core.names import Ecosystem
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import Reference, RegistryError
from pratique.gate.access.authentication import Admitted
from pratique.gate.decision.refusal import failed, one_line
from pratique.gate.listings.serving import Listings
from pratique.gate.protocols.interface import Answer, Ask, WriteWanted
from pratique.net.client.address import parse, shown
from pratique.net.client.credentials import may_travel
from pratique.net.registries.forwarding import Passed, Passing
from pratique.net.registries.upstreams import Upstream, Upstreams

_LOG = logging.getLogger(__name__)
MOST_SENT_BYTES = 512 * 1024**2
"""The maximum size of a forwarded body in bytes. npm's own limit is lower."""
_AT_ONCE = 4
MOST_ANSWER_BYTES = 64 * 1024**2
_PASSED_ON = (
    *("accept", "content-type", "content-encoding", "user-agent"),
    *("npm-auth-type", "npm-command", "npm-in-ci", "npm-otp", "npm-scope"),
)
"""The client headers that are forwarded. The forwarded headers contain no credentials for the gate."""
_PASSED_BACK = ("content-type", "npm-notice", "retry-after", "www-authenticate")
_ACCEPTS = ("*/*", "application/json")
"""The Accept headers with which npm requests tags."""
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sent:
    """The body of a request."""

    length: int | None
    """The value of Content-Length; None if the request has no such header."""
    chunked: bool
    stream: AsyncIterator[bytes]

    @classmethod
    def of(cls, request: web.BaseRequest) -> "Sent":
        """Wrap the unread body of a request."""
        chunked = "chunked" in request.headers.get("Transfer-Encoding", "").lower()
        return cls(request.content_length, chunked, request.content.iter_chunked(1 << 16))


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """Handles requests that would change a registry."""

    policy: Writes = Writes.REFUSE
    listings: Listings | None = None
    """The listings; None if writes are not forwarded."""
    at_once: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))
    """Limits concurrent writes, so that slow uploads leave connections for reads."""

    async def answer(
        self, wanted: WriteWanted, ask: Ask, sent: Sent, admitted: Admitted, client: Client
    ) -> Answer:
        """Forward the request, or return a refusal. Raises RegistryError if no registry is configured for the package."""
        if self.policy is not Writes.PASS or self.listings is None:
            return refused(ask.method, wanted.what)
        upstream = self._upstream(wanted, self.listings.upstreams)
        address, own = f"{upstream.url}{wanted.path}", admitted.own
        wrong = _wrong(wanted, sent, admitted, self.listings.upstreams)
        if wrong is not None:
            return wrong
        if own is not None and not may_travel(
            parse(address), parse(upstream.url), cleartext=upstream.cleartext
        ):
            return failed(403, f"your credential would be sent to {shown(parse(upstream.url))} unencrypted")
        passing = Passing(
            method=ask.method,
            url=address,
            headers={name: ask.headers[name] for name in _PASSED_ON if name in ask.headers},
            authorization=own,
            body=sent.stream if sent.chunked or sent.length else None,
            length=None if sent.chunked else sent.length,
            most_sent_bytes=MOST_SENT_BYTES,
            most_bytes=MOST_ANSWER_BYTES,
        )
        who = one_line(" ".join(filter(None, (client.who, client.address))), most=200)
        what = one_line(wanted.what, most=200)
        try:
            async with self.at_once:
                passed = await self.listings.registry.pass_on(passing, upstream)
        except RegistryError as error:
            _LOG.warning("for %s: %s (%s): %s", who, what, ask.method, error.message)
            return _unsure(error)
        _LOG.warning("for %s: %s (%s): %s", who, what, ask.method, passed.status)
        if passed.status < 400 and ask.method not in {"GET", "HEAD"}:
            self._forget(wanted)
        return _back(passed)

    def _upstream(self, wanted: WriteWanted, upstreams: Upstreams) -> Upstream:
        if wanted.package is not None:
            return upstreams.of(wanted.package)
        if wanted.scope is not None and wanted.scope in upstreams.scopes:
            return upstreams.scopes[wanted.scope]
        return upstreams.open[Ecosystem.NPM][0]

    def _forget(self, wanted: WriteWanted) -> None:
        """Refresh the listing of the changed package at the next request."""
        if wanted.package is None or self.listings is None:
            return
        upstream = self.listings.upstreams.of(wanted.package)
        request = ECOSYSTEMS[wanted.package.ecosystem].listing_request(wanted.package, upstream.url)
        kept = self.listings.store.listings
        kept.refresh(request.url, request.headers.get("Accept", ""), at=_LONG_AGO)
        name = wanted.package.name.replace("/", "%2f")
        for accept in _ACCEPTS:
            kept.refresh(f"{upstream.url}-/package/{name}/dist-tags", accept, at=_LONG_AGO)
        self.listings.forget(wanted.package)


def _wrong(wanted: WriteWanted, sent: Sent, admitted: Admitted, upstreams: Upstreams) -> Answer | None:
    """Return the refusal of a write that must not be forwarded; None if the write may be forwarded."""
    if wanted.signs_in and admitted.who:
        return failed(
            403,
            "this gate uses its own tokens, which a login through the gate would replace",
            hint="log in at the registry itself with --registry, and send both tokens: see `pratique help gate-running`",
        )
    if (sent.length or 0) > MOST_SENT_BYTES:
        return failed(413, f"the gate forwards at most {MOST_SENT_BYTES // 1024**2} MiB at once")
    if _leaks(wanted, upstreams):
        return failed(404, "the gate does not send names that are bound to one registry to another registry")
    return None


def _leaks(wanted: WriteWanted, upstreams: Upstreams) -> bool:
    """Return True if a path without a package contains a scope that belongs to another registry."""
    if wanted.package is not None:
        return False
    text = unquote(wanted.path, errors="replace").lower()
    return any(scope.lower() in text for scope in upstreams.scopes if scope != wanted.scope)


def refused(method: str, what: str) -> Answer:
    """Return the refusal of a write."""
    return failed(
        403,
        f"this gate does not accept {method} ({what}): it forwards only reads",
        hint="to log in, publish, tag or deprecate, specify the registry itself with --registry",
    )


def upload_refused(method: str, upstreams: Upstreams) -> Answer:
    """Return the refusal of an upload to a Python index, with the correct upload URL."""
    place = upload_address(upstreams)
    return failed(
        403,
        f"this gate does not accept {method}: upload to the index itself: twine upload --repository-url {place}",
        hint="the gate forwards only reads",
    )


def upload_address(upstreams: Upstreams) -> str:
    """Return the upload URL of the first index.

    The public index has a separate upload host: its own name with the prefix `upload.`. devpi, Artifactory and Nexus
    accept uploads above `simple/` or `+simple/`.
    """
    home = parse(upstreams.open[Ecosystem.PYPI][0].url)
    if home.host == parse(upstreams.public[Ecosystem.PYPI]).host:
        return f"https://upload.{home.host}/legacy/"
    text = shown(home).rstrip("/")
    for last in ("/+simple", "/simple"):
        text = text.removesuffix(last)
    return f"{text}/"


def _unsure(error: RegistryError) -> Answer:
    if error.reference is Reference.OFFLINE:
        return failed(503, error.message, hint=error.hint)
    return failed(
        502,
        f"{error.message}; it is unknown whether the registry made the change",
        hint="check the registry before you retry",
    )


def _back(passed: Passed) -> Answer:
    headers = {name: passed.headers[name] for name in _PASSED_BACK if name in passed.headers}
    headers = {name: value for name, value in headers.items() if value.isascii() and value.isprintable()}
    return Answer(
        status=passed.status,
        body=passed.body,
        headers={**headers, "Cache-Control": "no-store"},
        reason=one_line(passed.reason, most=200) or None,
    )
