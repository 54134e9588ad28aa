"""Reports the size of the store, and removes data beyond its limits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, bindparam, delete, func, select

from pratique.analysis.facts import FACTS_REVISION
from pratique.store.database.connection import Database
from pratique.store.database.schema import (
    ADOPTED,
    ADOPTIONS,
    ALLOWED,
    ARTIFACTS,
    FACTS,
    INSPECTIONS,
    LISTINGS,
)
from pratique.store.folder.blobs import BlobFolder
from pratique.store.folder.retention import SqliteRetention
from pratique.store.folder.revision_files import RevisionFiles
from pratique.store.record import Keeping, Kind, Room, Usage
from pratique.store.records.facts import SqliteFacts
from pratique.store.records.inspections import SqliteInspections
from pratique.store.records.listings import SqliteListings

_TABLES: Mapping[Kind, Table] = {
    Kind.FACTS: FACTS,
    Kind.INSPECTIONS: INSPECTIONS,
    Kind.LISTINGS: LISTINGS,
    Kind.ARTIFACTS: ARTIFACTS,
    Kind.ALLOWED: ALLOWED,
    # Their entries go with them.
    Kind.ADOPTIONS: ADOPTIONS,
}
_HEX_DIGITS = 64 + 128 + 40

# For each kind, the time and the size of a row.
_MEASURES: Mapping[Kind, tuple[Any, Any]] = {
    Kind.FACTS: (FACTS.c.stored_at, func.length(FACTS.c.payload)),
    Kind.INSPECTIONS: (INSPECTIONS.c.stored_at, func.length(INSPECTIONS.c.payload)),
    Kind.LISTINGS: (LISTINGS.c.fetched_at, LISTINGS.c.size_bytes),
    Kind.ARTIFACTS: (
        ARTIFACTS.c.first_seen,
        func.length(ARTIFACTS.c.purl) + func.length(ARTIFACTS.c.filename) + _HEX_DIGITS,
    ),
    Kind.ALLOWED: (ALLOWED.c.allowed_at, func.length(ALLOWED.c.purl) + func.length(ALLOWED.c.sha256)),
    Kind.ADOPTIONS: (
        ADOPTIONS.c.adopted_at,
        select(func.coalesce(func.sum(func.length(ADOPTED.c.purl) + func.length(ADOPTED.c.digest)), 0))
        .where(ADOPTED.c.project == ADOPTIONS.c.project)
        .scalar_subquery(),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SqliteUpkeep:
    """Implements `interface.Upkeep`."""

    database: Database
    facts: SqliteFacts
    inspections: SqliteInspections
    listings: SqliteListings
    blobs: BlobFolder
    revisions: RevisionFiles
    retention: SqliteRetention
    room: Room

    def stats(self) -> tuple[Usage, ...]:
        """Return the usage by kind, in the order of `Kind`."""
        with self.database.reading() as connection:
            return tuple(self._usage(connection, kind) for kind in Kind)

    def clear(self, kinds: Iterable[Kind]) -> None:
        """Delete all data of these kinds."""
        wanted = frozenset(kinds)
        # Files first: removing them needs no room on a full disk.
        if Kind.BYTES in wanted:
            self.blobs.clear()
        if Kind.REVISIONS in wanted:
            self.revisions.clear()
        with self.database.writing() as connection:
            for kind in wanted & _TABLES.keys():
                connection.execute(delete(_TABLES[kind]))
        self.database.give_back()

    def prune(self) -> Mapping[Kind, int]:
        """Remove unusable data and data beyond the size limits. Return the number of removed items by kind."""
        facts, inspections = FACTS.c, INSPECTIONS.c
        # Files first: removing them needs no room on a full disk.
        blobs_gone = self.blobs.prune(self.retention.of)
        revisions_gone = self.revisions.prune()
        with self.database.writing() as connection:
            unusable = (facts.format != self.facts.codec.format) | (facts.revision != FACTS_REVISION)
            facts_gone = _delete(connection, FACTS, unusable) + self._make_room(connection)
            outdated = inspections.format != self.inspections.codec.format
            inspections_gone = _delete(connection, INSPECTIONS, outdated)
        gone = {
            Kind.FACTS: facts_gone,
            Kind.INSPECTIONS: inspections_gone,
            Kind.LISTINGS: self.listings.prune(),
            Kind.BYTES: blobs_gone,
            Kind.REVISIONS: revisions_gone,
        }
        self.database.give_back()
        return gone

    def make_room(self) -> int:
        """Remove artifacts beyond the size limit during a long run. Recently used artifacts stay."""
        return self.blobs.prune(self.retention.of) if self.blobs.turn() else 0

    def keeping(self) -> Keeping:
        """Return the number and size of the stored files for each reason to keep them."""
        return self.blobs.keeping(self.retention.of)

    def _usage(self, connection: Connection, kind: Kind) -> Usage:
        if kind not in _TABLES:
            rows, size_bytes, used_at = (self.blobs if kind is Kind.BYTES else self.revisions).usage()
            oldest = None if used_at is None else datetime.fromtimestamp(used_at, UTC)
        else:
            time, size = _MEASURES[kind]
            query = select(func.count(), func.coalesce(func.sum(size), 0), func.min(time))
            rows, size_bytes, oldest = connection.execute(query.select_from(_TABLES[kind])).one()
        return Usage(kind=kind, rows=rows, size_bytes=size_bytes, oldest=oldest)

    def _make_room(self, connection: Connection) -> int:
        """Remove the oldest facts until the size limit is met. Return the number of removed facts."""
        columns, size = FACTS.c, func.length(FACTS.c.payload)
        total = connection.execute(select(func.coalesce(func.sum(size), 0))).scalar_one()
        excess = total - self.room.facts_bytes
        gone: list[dict[str, str]] = []
        query = select(columns.sha256, columns.language, size).order_by(columns.stored_at, columns.sha256)
        for sha256, language, size_bytes in connection.execute(query) if excess > 0 else ():
            if excess <= 0:
                break
            gone.append({"file": sha256, "as": language})
            excess -= size_bytes
        if gone:
            same = (columns.sha256 == bindparam("file")) & (columns.language == bindparam("as"))
            connection.execute(delete(FACTS).where(same), gone)
        return len(gone)


def _delete(connection: Connection, table: Table, which: ColumnElement[bool]) -> int:
    return connection.execute(delete(table).where(which)).rowcount
