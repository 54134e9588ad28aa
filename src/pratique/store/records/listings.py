"""Stores compressed registry listings in SQLite."""

import logging
import sqlite3
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, delete, func, literal_column, select, update
from sqlalchemy.dialects.sqlite import insert

from pratique.store.database.codec import deflate, inflate
from pratique.store.database.connection import Database
from pratique.store.database.prepared_statements import Prepared, replacing
from pratique.store.database.schema import LISTINGS, to_number, to_time
from pratique.store.record import StoredListing, check_time

_LOG = logging.getLogger(__name__)
MOST_BYTES = 256 * 1024**2
"""The maximum size of a decompressed listing in bytes."""
_SLACK = 16
"""When the size limit is exceeded, one sixteenth of the limit is freed at once."""

_C = LISTINGS.c
_IT = and_(_C.url == bindparam("wanted_url"), _C.accept == bindparam("wanted_accept"))
_ONE = Prepared(select(_C.etag, _C.fetched_at, _C.body).where(_IT))
_PUT = Prepared(replacing(insert(LISTINGS), ("url", "accept"), ("etag", "fetched_at", "size_bytes", "body")))
_REMOVE = Prepared(delete(LISTINGS).where(_IT))
_SIZE = Prepared(select(func.coalesce(func.sum(_C.size_bytes), literal_column("0"))))
_OLDEST = Prepared(select(_C.url, _C.accept, _C.size_bytes).order_by(_C.fetched_at))


@dataclass(frozen=True, slots=True)
class SqliteListings:
    """Implements `interface.Listings`. `room_bytes` is the limit in compressed bytes."""

    database: Database
    room_bytes: int

    def get(self, url: str, accept: str) -> StoredListing | None:
        """Return the stored listing; None if there is none."""
        with self.database.asking() as connection:
            row = connection.execute(_ONE.text, {"wanted_url": url, "wanted_accept": accept}).fetchone()
        if row is None:
            return None
        etag, fetched_at, packed = row
        body = _body(url, packed)
        if body is None:
            return None
        return StoredListing(url=url, accept=accept, etag=etag, body=body, fetched_at=to_time(fetched_at))

    def fetched_since(self, at: datetime) -> Iterator[StoredListing]:
        """Yield the listings fetched or confirmed since a given time, ordered by URL."""
        columns = LISTINGS.c
        query = select(columns.url, columns.accept).where(columns.fetched_at >= check_time(at))
        with self.database.reading() as connection:
            names = list(connection.execute(query.order_by(columns.url, columns.accept)))
        for url, accept in names:
            found = self.get(url, accept)
            if found is not None:
                yield found

    def put(self, listing: StoredListing) -> None:
        """Store a listing, and replace an earlier listing for the same request.

        A listing above the size limit is not stored.
        """
        packed = deflate(listing.body)
        if len(packed) > self.room_bytes or len(listing.body) > MOST_BYTES:
            return
        row = {
            "url": listing.url,
            "accept": listing.accept,
            "etag": listing.etag,
            "fetched_at": to_number(listing.fetched_at),
            "size_bytes": len(packed),
            "body": packed,
        }
        with self.database.noting() as connection:
            connection.execute(_PUT.text, row)
            self._make_room(connection, (listing.url, listing.accept))

    def refresh(self, url: str, accept: str, *, at: datetime) -> None:
        """Record that the registry confirmed the stored listing (304)."""
        statement = update(LISTINGS).where(LISTINGS.c.url == url, LISTINGS.c.accept == accept)
        with self.database.writing() as connection:
            connection.execute(statement.values(fetched_at=check_time(at)))

    def prune(self) -> int:
        """Remove the least recently refreshed listings until the size limit is met. Return the number of removed listings."""
        with self.database.noting() as connection:
            return self._make_room(connection, None)

    def _make_room(self, connection: sqlite3.Connection, kept: tuple[str, str] | None) -> int:
        (total,) = connection.execute(_SIZE.text).fetchone()
        if total <= self.room_bytes:
            return 0
        excess = total - self.room_bytes + self.room_bytes // _SLACK
        gone: list[tuple[str, str]] = []
        for url, accept, size_bytes in connection.execute(_OLDEST.text):
            if excess <= 0:
                break
            if (url, accept) != kept:
                gone.append((url, accept))
                excess -= size_bytes
        connection.executemany(
            _REMOVE.text, [{"wanted_url": url, "wanted_accept": accept} for url, accept in gone]
        )
        return len(gone)


def _body(url: str, packed: bytes) -> bytes | None:
    try:
        return inflate(packed, most_bytes=MOST_BYTES)
    except (ValueError, zlib.error) as error:
        _LOG.warning("the stored response of %s cannot be read and will be fetched again: %s", url, error)
        return None
