"""The last known records of malicious releases, in SQLite, so that a loss is noticed."""

from dataclasses import dataclass

import msgspec
from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert

from pratique.store.database import Database
from pratique.store.prepared import Prepared, replacing
from pratique.store.record import HeldRecords, RecordsKind
from pratique.store.schema import HELD_RECORDS, to_number, to_time

_C = HELD_RECORDS.c
_GET = Prepared(select(_C.fresh_at, _C.rows, _C.sources).where(_C.kind == bindparam("wanted")))
_PUT = Prepared(replacing(insert(HELD_RECORDS), ["kind"], ["fresh_at", "rows", "sources"]))
_FORGET = Prepared(delete(HELD_RECORDS).where(_C.kind == bindparam("wanted")))


@dataclass(frozen=True, slots=True)
class SqliteHeldRecords:
    """See `interface.RecordsMemory`."""

    database: Database

    def get(self, kind: RecordsKind) -> HeldRecords | None:
        """Return what was held last; None if there never was any, or it was removed on purpose."""
        with self.database.asking() as connection:
            row = connection.execute(_GET.text, {"wanted": kind.value}).fetchone()
        if row is None:
            return None
        fresh_at, rows, sources = row
        return HeldRecords(
            fresh_at=to_time(fresh_at), rows=rows, sources=tuple(msgspec.json.decode(sources, type=list[str]))
        )

    def put(self, kind: RecordsKind, held: HeldRecords) -> None:
        """Remember records, in place of those before."""
        row = {
            "kind": kind.value,
            "fresh_at": to_number(held.fresh_at),
            "rows": held.rows,
            "sources": msgspec.json.encode(held.sources).decode(),
        }
        with self.database.noting() as connection:
            connection.execute(_PUT.text, row)

    def forget(self, kind: RecordsKind) -> None:
        """Forget them: they were removed on purpose."""
        with self.database.noting() as connection:
            connection.execute(_FORGET.text, {"wanted": kind.value})
