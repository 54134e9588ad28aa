"""Serves OSV's API from the advisory index: `POST /v1/query`, `POST /v1/querybatch` and `GET /v1/vulns/ID`.

Clients are pip-audit (`--osv-url`), uv (`uv audit --service-url`) and others that accept the URL of an OSV server. An
OSV client would interpret an empty response as "no known vulnerabilities", so the endpoint returns an error if the
index is missing, stale or damaged.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from aiohttp import web

from pratique.advisories.answers import osv_error, osv_failure, osv_query, osv_querybatch, osv_vuln
from pratique.advisories.coverage import Freshness
from pratique.advisories.interface import Advisories
from pratique.errors import PratiqueError, Reference, RegistryError, StoreError
from pratique.gate.access.authentication import Admission
from pratique.gate.decision.policy import Law
from pratique.gate.decision.refusal import MOST_PHRASE, RETRY_AFTER_S, one_line
from pratique.gate.protocols.interface import Answer
from pratique.intake.known_bad.advised import Warnings

_LOG = logging.getLogger(__name__)
_ROOT = "/v1/"
_VULNS = f"{_ROOT}vulns/"
_QUERIES: Mapping[str, Callable[[bytes, Advisories, Freshness], bytes]] = {
    f"{_ROOT}query": osv_query,
    f"{_ROOT}querybatch": osv_querybatch,
}
_READS = frozenset({"GET", "HEAD"})
_NOT_FOUND, _UNAUTHENTICATED, _UNIMPLEMENTED = 5, 16, 12
"""The gRPC status codes, which OSV's API uses in the bodies of errors."""
_HEADERS = {"Content-Type": "application/json", "Cache-Control": "no-store"}
_AT_ONCE = 2
"""The maximum number of concurrent queries."""


def is_osv(path: str) -> bool:
    """Return True if a path belongs to OSV's API."""
    return path.startswith(_ROOT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Osv:
    """Handles OSV API requests with the advisories that the gate uses for decisions."""

    law: Law
    _turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))

    async def answer(
        self, request: web.BaseRequest, admission: Admission, body: Callable[[], Awaitable[bytes]]
    ) -> Answer:
        """Return the response to an authenticated request. Errors have OSV's format."""
        admitted = admission.admit({name.lower(): value for name, value in request.headers.items()})
        if isinstance(admitted, Answer):
            refused = _failed(admitted.status, _UNAUTHENTICATED, admitted.reason or "the gate needs a token")
            return Answer(
                status=refused.status,
                body=refused.body,
                headers={**admitted.headers, **refused.headers},
                reason=refused.reason,
            )
        path = request.raw_path.partition("?")[0]
        query = _QUERIES.get(path)
        if query is None and not path.startswith(_VULNS):
            known = ", ".join((*_QUERIES, f"{_VULNS}ID"))
            return _failed(404, _NOT_FOUND, f"not found: this gate supports only {known} of OSV's API")
        allowed = frozenset({"POST"}) if query else _READS
        if request.method not in allowed:
            wanted = "POST" if query else "GET"
            return _failed(
                405, _UNIMPLEMENTED, f"this endpoint does not support {request.method}; use {wanted}"
            )
        try:
            return await (self._query(query, await body()) if query else self._record(path))
        except PratiqueError as error:
            if isinstance(error, StoreError):
                _LOG.exception("could not respond to %s", path)
            return _of_error(error)

    async def _query(self, ask: Callable[[bytes, Advisories, Freshness], bytes], body: bytes) -> Answer:
        """Return the result of a query. Raises PratiqueError if the query is invalid or the index is unavailable."""
        freshness = Freshness(self.law.now(), self.law.road.warnings.max_age)
        found = await self._looked_up(lambda index: ask(body, index, freshness))
        return Answer(status=200, body=found, headers=_HEADERS)

    async def _record(self, path: str) -> Answer:
        """Return the advisory record with this id. Raises PratiqueError if the index is unavailable."""
        advisory_id = unquote(path.removeprefix(_VULNS), errors="replace")
        found = await self._looked_up(lambda index: osv_vuln(advisory_id, index) or b"")
        if not found:
            return _failed(404, _NOT_FOUND, "this gate has no advisory with this id")
        return Answer(status=200, body=found, headers=_HEADERS)

    async def _looked_up(self, look: Callable[[Advisories], bytes]) -> bytes:
        """Query the index in a thread, so that other requests continue. Raises PratiqueError if the index is unavailable."""
        async with self._turns:
            # The lease keeps the index open when `advisories sync` replaces it meanwhile.
            with self.law.leased() as road:
                return await asyncio.to_thread(look, _index(road.warnings))


def _index(warnings: Warnings) -> Advisories:
    """Return the advisory index. Raises RegistryError if the index is missing or unreadable."""
    if warnings.trouble is not None:
        told = warnings.trouble
        raise RegistryError(told.reference, told.message, hint=told.hint)
    if warnings.index is None or warnings.why:
        raise RegistryError(
            Reference.ADVISORIES_MISSING,
            warnings.why or "the advisory index is missing",
            hint="run `pratique advisories sync` on the machine of the gate",
        )
    return warnings.index


def _of_error(error: PratiqueError) -> Answer:
    status, body = osv_error(error)
    again = {"Retry-After": str(RETRY_AFTER_S)} if status == 503 else {}
    return Answer(
        status=status,
        body=body,
        headers={**_HEADERS, **again},
        reason=one_line(error.message, most=MOST_PHRASE),
    )


def _failed(status: int, code: int, message: str) -> Answer:
    return Answer(
        status=status,
        body=osv_failure(code, message),
        headers=_HEADERS,
        reason=one_line(message, most=MOST_PHRASE),
    )
