"""What there is in the store, and how it is kept within its room."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, Table, delete, func, select

from pratique.analysis.facts import FACTS_REVISION
from pratique.store.blobs import BlobFolder
from pratique.store.database import Database
from pratique.store.facts import SqliteFacts
from pratique.store.inspections import SqliteInspections
from pratique.store.listings import SqliteListings
from pratique.store.record import Kind, Room, Usage
from pratique.store.schema import ADOPTED, ADOPTIONS, ALLOWED, ARTIFACTS, FACTS, INSPECTIONS, LISTINGS

_TABLES: Mapping[Kind, tuple[Table, ...]] = {
    Kind.FACTS: (FACTS,),
    Kind.INSPECTIONS: (INSPECTIONS,),
    Kind.LISTINGS: (LISTINGS,),
    Kind.ARTIFACTS: (ARTIFACTS,),
    Kind.ALLOWED: (ALLOWED,),
    Kind.ADOPTIONS: (ADOPTED, ADOPTIONS),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SqliteUpkeep:
    """See `interface.Upkeep`."""

    database: Database
    facts: SqliteFacts
    inspections: SqliteInspections
    listings: SqliteListings
    blobs: BlobFolder
    room: Room

    def stats(self) -> tuple[Usage, ...]:
        """Say how much there is of each kind, in the order of `Kind`."""
        with self.database.reading() as connection:
            return tuple(self._usage(connection, kind) for kind in Kind)

    def clear(self, kinds: Iterable[Kind]) -> None:
        """Forget everything of these kinds."""
        wanted = frozenset(kinds)
        with self.database.writing() as connection:
            for kind, tables in _TABLES.items():
                if kind in wanted:
                    for table in tables:
                        connection.execute(delete(table))
        if Kind.BYTES in wanted:
            self.blobs.clear()
        self._give_back()

    def prune(self) -> Mapping[Kind, int]:
        """Remove what can never be used again and what exceeds its room; gives how many of each kind went."""
        facts, inspections = FACTS.c, INSPECTIONS.c
        with self.database.writing() as connection:
            unusable = (facts.format != self.facts.codec.format) | (facts.revision != FACTS_REVISION)
            facts_gone = _delete(connection, FACTS, unusable) + self._make_room(connection)
            outdated = inspections.format != self.inspections.codec.format
            inspections_gone = _delete(connection, INSPECTIONS, outdated)
        gone = {
            Kind.FACTS: facts_gone,
            Kind.INSPECTIONS: inspections_gone,
            Kind.LISTINGS: self.listings.prune(),
            Kind.BYTES: self.blobs.prune(),
        }
        self._give_back()
        return gone

    def _usage(self, connection: Connection, kind: Kind) -> Usage:
        match kind:
            case Kind.BYTES:
                rows, size_bytes, used_at = self.blobs.usage()
                oldest = None if used_at is None else datetime.fromtimestamp(used_at, UTC)
                return Usage(kind=kind, rows=rows, size_bytes=size_bytes, oldest=oldest)
            case Kind.FACTS:
                return _count(connection, kind, FACTS.c.stored_at, func.length(FACTS.c.payload))
            case Kind.INSPECTIONS:
                return _count(connection, kind, INSPECTIONS.c.stored_at, func.length(INSPECTIONS.c.payload))
            case Kind.LISTINGS:
                return _count(connection, kind, LISTINGS.c.fetched_at, LISTINGS.c.size_bytes)
            case Kind.ARTIFACTS:
                size = func.length(ARTIFACTS.c.purl) + func.length(ARTIFACTS.c.filename) + 250
                return _count(connection, kind, ARTIFACTS.c.first_seen, size)
            case Kind.ALLOWED:
                return _count(connection, kind, ALLOWED.c.allowed_at, func.length(ALLOWED.c.purl) + 72)
            case Kind.ADOPTIONS:
                projects = _count(connection, kind, ADOPTIONS.c.adopted_at, func.length(ADOPTIONS.c.project))
                size = func.length(ADOPTED.c.purl) + func.length(ADOPTED.c.digest)
                entries = connection.execute(select(func.coalesce(func.sum(size), 0))).scalar_one()
                return Usage(
                    kind=kind,
                    rows=projects.rows,
                    size_bytes=projects.size_bytes + entries,
                    oldest=projects.oldest,
                )

    def _make_room(self, connection: Connection) -> int:
        """Remove the oldest facts until the rest has room."""
        size = func.length(FACTS.c.payload)
        total = connection.execute(select(func.coalesce(func.sum(size), 0))).scalar_one()
        excess = total - self.room.facts_bytes
        if excess <= 0:
            return 0
        oldest = select(FACTS.c.stored_at, func.sum(size)).group_by(FACTS.c.stored_at)
        for stored_at, size_bytes in connection.execute(oldest.order_by(FACTS.c.stored_at)):
            excess -= size_bytes
            if excess <= 0:
                return _delete(connection, FACTS, FACTS.c.stored_at <= stored_at)
        return 0

    def _give_back(self) -> None:
        """Give free pages back to the file system."""
        with self.database.reading() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA incremental_vacuum").all()
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()
            connection.exec_driver_sql("BEGIN")


def _delete(connection: Connection, table: Table, which: ColumnElement[bool]) -> int:
    return connection.execute(delete(table).where(which)).rowcount


def _count(
    connection: Connection, kind: Kind, time: ColumnElement[datetime], size: ColumnElement[int]
) -> Usage:
    query = select(func.count(), func.coalesce(func.sum(size), 0), func.min(time))
    rows, size_bytes, oldest = connection.execute(query).one()
    return Usage(kind=kind, rows=rows, size_bytes=size_bytes, oldest=oldest)
