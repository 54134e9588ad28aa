"""Stores approval requests in SQLite. Rows are added and never changed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, insert, select, tuple_

from pratique.core.decision import Client
from pratique.core.names import Digest
from pratique.core.policy import Action
from pratique.core.request import FileRequest, HeldEntry, Request
from pratique.core.verdict import HoldKind
from pratique.store.database.connection import Database, in_chunks
from pratique.store.database.schema import REQUESTED_FILES, REQUESTS
from pratique.store.gate.decisions import text_of
from pratique.store.record import FileName, check_time

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
        row = _row(request)
        with self.database.writing() as connection:
            number = connection.execute(insert(REQUESTS).values(**row)).inserted_primary_key
            files = {(text_of(one.purl), text_of(one.filename)): one.digest for one in request.held}
            if files and number is not None:
                rows = [
                    {
                        "request": number[0],
                        "purl": purl,
                        "filename": filename,
                        "digest": "" if digest is None else str(digest),
                    }
                    for (purl, filename), digest in files.items()
                ]
                connection.execute(insert(REQUESTED_FILES), rows)

    def get(self, key: str) -> Request | None:
        """Return the request with this key; None if there is none."""
        with self.database.reading() as connection:
            row = connection.execute(select(REQUESTS).where(REQUESTS.c.key == key)).one_or_none()
        return None if row is None else _request(row)

    def latest(self, *, token: str, most: int, before: int | None = None) -> Sequence[Request]:
        """Return the newest requests that were made with a token and have a number below `before`, newest first."""
        columns = REQUESTS.c
        query = (
            select(REQUESTS).where(columns.token == text_of(token)).order_by(columns.id.desc()).limit(most)
        )
        if before is not None:
            query = query.where(columns.id < before)
        with self.database.reading() as connection:
            return [_request(row) for row in connection.execute(query)]

    def about(
        self, digests: Iterable[Digest], names: Iterable[FileName] = (), *, most: int
    ) -> Sequence[FileRequest]:
        """Return who requested files with any of these digests, or of unknown digest with any of these names, newest first."""
        files, whole = REQUESTED_FILES.c, REQUESTS.c
        columns = (whole.id, whole.key, whole.at, whole.who, whole.reason, whole.address, whole.token)
        query = select(files.purl, files.filename, files.digest, *columns).join_from(
            REQUESTED_FILES, REQUESTS
        )
        query = query.order_by(files.request.desc()).limit(most)
        found: list[FileRequest] = []
        with self.database.reading() as connection:
            for chunk in in_chunks({str(digest) for digest in digests}):
                found += map(_of_file, connection.execute(query.where(files.digest.in_(chunk))))
            for pairs in in_chunks({(text_of(name.purl), text_of(name.filename)) for name in names}):
                named = tuple_(files.purl, files.filename).in_(pairs) & (files.digest == "")
                found += map(_of_file, connection.execute(query.where(named)))
        return sorted(found, key=lambda one: -one.number)[:most]

    def read(
        self, *, since: datetime | None = None, address: str | None = None, after: int = 0
    ) -> Iterator[Request]:
        """Yield the requests with a number above `after` since a given time, from all clients or one IP address, in order."""
        columns = REQUESTS.c
        query = select(REQUESTS).order_by(columns.id).limit(_AT_ONCE)
        if since is not None:
            query = query.where(columns.at >= check_time(since))
        if address is not None:
            query = query.where(columns.address == text_of(address))
        while True:
            with self.database.reading() as connection:
                rows = connection.execute(query.where(columns.id > after)).all()
            yield from map(_request, rows)
            if len(rows) < _AT_ONCE:
                return
            after = rows[-1].id


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
        number=row.id,
    )


def _of_file(row: Any) -> FileRequest:
    return FileRequest(
        purl=row.purl,
        filename=row.filename,
        digest=_digest(row.digest),
        key=row.key,
        at=row.at,
        who=row.who,
        reason=row.reason,
        client=Client(row.address, who=row.token),
        number=row.id,
    )


def _digest(text: str) -> Digest | None:
    algorithm, colon, value = text.partition(":")
    return Digest(algorithm, value) if colon else None


def _held(entry: Entry) -> HeldEntry:
    return HeldEntry(
        purl=entry.purl,
        filename=entry.filename,
        digest=_digest(entry.digest),
        action=Action(entry.action),
        kind=None if entry.kind is None else HoldKind(entry.kind),
        until=entry.until,
        why=entry.why,
    )
