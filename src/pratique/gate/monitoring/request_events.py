"""Sends the webhook an event for each new approval request, and for each decision about requested files.

The events are derived from the store, so that they include decisions by commands on the gate's machine. Two processes
with the same store create each event once.
"""

import asyncio
import logging
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice
from typing import Any

import msgspec

from pratique import __version__
from pratique.core.act import NO_WORD, Act
from pratique.core.hold import state_of
from pratique.core.request import FileRequest, Request
from pratique.errors import PratiqueError
from pratique.gate.decision.policy import Law
from pratique.store.gate.affected_clients import Events
from pratique.store.interface import Store
from pratique.store.record import FileName, Seen

_LOG = logging.getLogger(__name__)
MADE = "pratique.request-made"
DECIDED = "pratique.request-decided"
_MOST_FILES = 200
_MOST_REQUESTERS = 200
"""The maximum number of requesters in one event; the event contains the number of the others."""
_MOST_SEARCHED = 1_000
_AT_ONCE = 500
"""The maximum number of new requests in one step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestEvents:
    """Creates the events; the webhook's sender delivers them."""

    law: Law
    store: Store
    sends: bool
    """True if a webhook is configured. Without a webhook, no events are created, not even later."""

    async def run(self, every_s: float) -> None:
        """Create the events until the gate shuts down."""
        while True:
            try:
                await asyncio.to_thread(self.look)
            except (PratiqueError, OSError, ValueError):
                _LOG.exception("could not create the events about approval requests")
            await asyncio.sleep(every_s)

    def health(self) -> Mapping[str, object]:
        """Return nothing: `alarms_unsent` includes the events."""
        return {}

    def look(self) -> None:
        """Create the events about everything new. Raises StoreError."""
        self._requests()
        self._acts()

    def _requests(self) -> None:
        after = self.store.alarms.told(Events.REQUESTS)
        new = list(islice(self.store.requests.read(after=after), _AT_ONCE))
        if new:
            bodies = [self._made(one) for one in new] if self.sends else []
            self._tell(Events.REQUESTS, bodies, after, new[-1].number)

    def _acts(self) -> None:
        after = self.store.alarms.told(Events.ACTS)
        # The decisions of one command are stored together, so that none of them is missing here.
        new = list(self.store.acts.read(after=after))
        if new:
            commands = [list(acts) for _, acts in groupby(new, key=_command)] if self.sends else []
            found = (self._decided(acts) for acts in commands)
            self._tell(Events.ACTS, [one for one in found if one is not None], after, new[-1].number)

    def _tell(self, events: Events, bodies: Iterable[Mapping[str, Any]], after: int, through: int) -> None:
        named = {str(one["id"]): msgspec.json.encode(one).decode() for one in bodies}
        self.store.alarms.tell(events, named, after=after, through=through, at=self.law.now())

    def _head(self, kind: str) -> dict[str, Any]:
        at = _time(self.law.now())
        return {"type": kind, "id": str(uuid.uuid4()), "at": at, "by": f"pratique {__version__}"}

    def _made(self, request: Request) -> Mapping[str, Any]:
        """Return the event about a new request."""
        files = [
            {
                "purl": one.purl,
                "filename": one.filename,
                "digest": None if one.digest is None else str(one.digest),
                "state": state_of(one, NO_WORD, request.at).value,
                "until": _time(one.until),
                "why": one.why,
            }
            for one in request.held[:_MOST_FILES]
        ]
        return {
            **self._head(MADE),
            "request": {**_requester(request), "about": request.about},
            "files": files,
            "files_left_off": len(request.held) - len(files) + request.more,
        }

    def _decided(self, acts: Sequence[Act]) -> Mapping[str, Any] | None:
        """Return the event about the decisions of one command; None if nobody requested any of the files."""
        met = self.store.artifacts.find(act.digest for act in acts)
        asked: dict[int, FileRequest] = {}
        files: list[Mapping[str, Any]] = []
        for act in acts:
            seen = met.get(act.digest)
            requests = self._requests_for(act, seen)
            asked |= {one.number: one for one in requests}
            if requests:
                purl = act.purl or (seen.purl if seen is not None else requests[0].purl)
                filename = seen.filename if seen is not None else requests[0].filename
                files.append({"purl": purl, "filename": filename, "digest": str(act.digest)})
        if not files:
            return None
        newest = [asked[number] for number in sorted(asked, reverse=True)]
        first = acts[0]
        return {
            **self._head(DECIDED),
            "decision": {
                "act": first.kind.value,
                "at": _time(first.at),
                "who": first.who,
                "login": first.login,
                "token": first.token,
                "reason": first.reason,
                "until": _time(first.until),
                "even_blocked": first.even_blocked,
            },
            "files": files[:_MOST_FILES],
            "files_left_off": max(0, len(files) - _MOST_FILES),
            "requesters": [_requester(one) for one in newest[:_MOST_REQUESTERS]],
            "requesters_left_off": max(0, len(newest) - _MOST_REQUESTERS),
        }

    def _requests_for(self, act: Act, seen: Seen | None) -> Sequence[FileRequest]:
        """Return the requests for the bytes of a decision that were made before the decision, newest first."""
        digests = {act.digest, *(() if seen is None else (one for one in seen.digests if one.strong))}
        names = () if seen is None else (FileName(seen.purl, seen.filename),)
        found = self.store.requests.about(digests, names, most=_MOST_SEARCHED)
        return [one for one in found if one.at <= act.at]


def _command(act: Act) -> tuple[object, ...]:
    """Return what the decisions of one command have in common."""
    return act.at, act.kind, act.who, act.token, act.login, act.reason, act.until, act.even_blocked


def _requester(one: Request | FileRequest) -> dict[str, Any]:
    return {
        "key": one.key,
        "at": _time(one.at),
        "token": one.client.who,
        "who": one.who,
        "address": one.client.address,
        "reason": one.reason,
    }


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
