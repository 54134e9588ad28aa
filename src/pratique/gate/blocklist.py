"""What the gate blocks, for the `doctor` of machines whose caches may hold it: `GET /-/pratique/blocked`."""

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aiohttp import web

from pratique.errors import StoreError
from pratique.gate.admission import Admission
from pratique.gate.face import Answer
from pratique.gate.law import Law
from pratique.gate.refusal import failed
from pratique.intake.blocked import blocked_here, write_blocked
from pratique.store.interface import Store

_LOG = logging.getLogger(__name__)
_HEADERS = {"Content-Type": "application/json", "Cache-Control": "no-store"}
_KEPT_FOR = timedelta(seconds=5)
"""An answer is made of the whole log, so that those who ask at the same time share it."""
_READS = frozenset({"GET", "HEAD"})


@dataclass(kw_only=True)
class Blocklist:
    """Answers what is blocked at the moment."""

    law: Law
    store: Store
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _kept: tuple[datetime, str, bytes] | None = None

    async def answer(self) -> bytes:
        """Return the body of an answer. Raises StoreError."""
        async with self._turn:
            now, epoch = self.law.now(), self.law.epoch
            if self._kept is not None and self._kept[1] == epoch and now - self._kept[0] < _KEPT_FOR:
                return self._kept[2]
            with self.law.leased() as road:
                found = await asyncio.to_thread(blocked_here, self.store, road.warnings, road.policy, now)
            body = await asyncio.to_thread(write_blocked, found, epoch)
            self._kept = (now, epoch, body)
            return body


async def listed(blocklist: Blocklist, request: web.BaseRequest, admission: Admission) -> Answer:
    """Answer a request for what is blocked, from whoever may use the gate."""
    admitted = admission.admit({name.lower(): value for name, value in request.headers.items()})
    if isinstance(admitted, Answer):
        return admitted
    if request.method not in _READS:
        return failed(405, f"the gate takes no {request.method} here; send a GET")
    try:
        body = await blocklist.answer()
    except StoreError as error:
        _LOG.exception("no list of what is blocked")
        return failed(503, f"the gate's state folder cannot be used: {error.message}")
    return Answer(status=200, body=body, headers=_HEADERS)
