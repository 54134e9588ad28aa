"""Serves the list of blocked releases: `GET /-/pratique/blocked`.

`pratique doctor` checks client caches with this list.
"""

import asyncio
import logging
from dataclasses import dataclass, field

from aiohttp import web

from pratique.errors import StoreError
from pratique.gate.access.authentication import Admission
from pratique.gate.decision.policy import Law
from pratique.gate.decision.refusal import failed
from pratique.gate.protocols.interface import Answer
from pratique.intake.known_bad.blocked import blocked_here, write_blocked
from pratique.store.interface import Store

_LOG = logging.getLogger(__name__)
_HEADERS = {"Content-Type": "application/json", "Cache-Control": "no-store"}
_READS = frozenset({"GET", "HEAD"})


@dataclass(kw_only=True)
class Blocklist:
    """Builds the list of releases that are blocked now.

    Each list requires a scan of the whole decision log. Concurrent requests share one list, but a request never
    receives a list whose scan began before the request arrived. A denial therefore appears in the response to the
    next request.
    """

    law: Law
    store: Store
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    begun: int = 0
    """The number of scans that were started."""
    _kept: tuple[int, bytes] = (0, b"")

    async def answer(self) -> bytes:
        """Return the list of blocked releases as a response body. Raises StoreError if the decision log cannot be read."""
        before = self.begun
        async with self._turn:
            number, body = self._kept
            if number > before:
                return body
            self.begun += 1
            number = self.begun
            with self.law.leased() as road:
                now = self.law.now()
                found = await asyncio.to_thread(blocked_here, self.store, road.warnings, road.policy, now)
                body = await asyncio.to_thread(write_blocked, found, self.law.epoch)
            self._kept = (number, body)
            return body


async def listed(blocklist: Blocklist, request: web.BaseRequest, admission: Admission) -> Answer:
    """Return the response to an authenticated request for the blocked releases."""
    admitted = admission.admit({name.lower(): value for name, value in request.headers.items()})
    if isinstance(admitted, Answer):
        return admitted
    if request.method not in _READS:
        return failed(405, f"this endpoint does not support {request.method}; use GET")
    try:
        body = await blocklist.answer()
    except StoreError as error:
        _LOG.exception("could not list the blocked releases")
        return failed(503, f"the gate's state folder cannot be used: {error.message}")
    return Answer(status=200, body=body, headers=_HEADERS)
