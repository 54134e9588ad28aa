"""Stores approval requests in SQLite. Rows are added and never changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, insert, select

from pratique.core.decision import Client
from pratique.core.names import Digest
from pratique.core.policy import Action
from pratique.core.request import HeldEntry, Request
from pratique.core.verdict import HoldKind
from pratique.store.database.connection import Database
from pratique.store.database.schema import REQUESTS
from pratique.store.gate.decisions import text_of
from pratique.store.record import check_time

_AT_ONCE = 200
"""The maximum number of rows per transaction. One row may have hundreds of entries."""


class Entry(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """An entry of an approval request, as it is stored."""

    purl: str
    filename: str
    digest: str
    action: str
    kind: str | None
    until: datetime | None
    why: str


@dataclass(frozen=True, slots=True)
class SqliteRequests:
    """Implements `interface.Requests`."""

    database: Database

    def add(self, request: Request) -> None:
        """Store a request."""
        with self.database.writing() as connection:
            connection.execute(insert(REQUESTS), _row(request))

    def get(self, key: str) -> Request | None:
        """Return the request with this key; None if there is none."""
        with self.database.reading() as connection:
            row = connection.execute(select(REQUESTS).where(REQUESTS.c.key == key)).one_or_none()
        return None if row is None else _request(row)

    def read(self, *, since: datetime | None = None, address: str | None = None) -> Iterator[Request]:
        """Yield the requests since a given time, from all clients or one IP address, in order."""
        columns = REQUESTS.c
        query = select(REQUESTS).order_by(columns.id).limit(_AT_ONCE)
        if since is not None:
            query = query.where(columns.at >= check_time(since))
        if address is not None:
            query = query.where(columns.address == text_of(address))
        last = 0
        while True:
            with self.database.reading() as connection:
                rows = connection.execute(query.where(columns.id > last)).all()
            yield from map(_request, rows)
            if len(rows) < _AT_ONCE:
                return
            last = rows[-1].id


def _row(request: Request) -> dict[str, Any]:
    held = [
        Entry(
            purl=text_of(one.purl),
            filename=text_of(one.filename),
            digest="" if one.digest is None else str(one.digest),
            action=one.action.value,
            kind=None if one.kind is None else one.kind.value,
            until=None if one.until is None else check_time(one.until),
            why=text_of(one.why),
        )
        for one in request.held
    ]
    return {
        "key": request.key,
        "at": check_time(request.at),
        "who": text_of(request.who),
        "reason": text_of(request.reason),
        "address": text_of(request.client.address),
        "agent": text_of(request.client.agent),
        "token": text_of(request.client.who),
        "about": text_of(request.about),
        "asked": request.asked,
        "held": msgspec.json.encode(held).decode(),
        "more": request.more,
        "unknown": request.unknown,
    }


def _request(row: Row[Any]) -> Request:
    held = msgspec.json.decode(row.held, type=list[Entry])
    return Request(
        key=row.key,
        at=row.at,
        who=row.who,
        reason=row.reason,
        client=Client(row.address, row.agent, who=row.token),
        about=row.about,
        asked=row.asked,
        held=tuple(map(_held, held)),
        more=row.more,
        unknown=row.unknown,
    )


def _held(entry: Entry) -> HeldEntry:
    algorithm, colon, value = entry.digest.partition(":")
    return HeldEntry(
        purl=entry.purl,
        filename=entry.filename,
        digest=Digest(algorithm, value) if colon else None,
        action=Action(entry.action),
        kind=None if entry.kind is None else HoldKind(entry.kind),
        until=entry.until,
        why=entry.why,
    )
