"""Which index of advisories this installation had last, in SQLite: so that a lost one is not taken for one that never was."""

from dataclasses import dataclass

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from pratique.store.database import Database
from pratique.store.prepared import Prepared, replacing
from pratique.store.record import HeldIndex
from pratique.store.schema import ADVISORY_INDEX, to_number, to_time

_C = ADVISORY_INDEX.c
_GET = Prepared(select(_C.built_at, _C.rows, _C.sources))
_PUT = Prepared(replacing(insert(ADVISORY_INDEX), ["id"], ["built_at", "rows", "sources"]))
_FORGET = Prepared(delete(ADVISORY_INDEX))


@dataclass(frozen=True, slots=True)
class SqliteAdvisoryIndex:
    """See `interface.AdvisoryIndex`."""

    database: Database

    def get(self) -> HeldIndex | None:
        """Return what was held last; None if there never was an index, or it was removed on purpose."""
        with self.database.asking() as connection:
            row = connection.execute(_GET.text).fetchone()
        if row is None:
            return None
        built_at, rows, sources = row
        return HeldIndex(
            built_at=to_time(built_at), rows=rows, sources=tuple(msgspec.json.decode(sources, type=list[str]))
        )

    def put(self, held: HeldIndex) -> None:
        """Remember an index, in place of the one before."""
        row = {
            "id": 1,
            "built_at": to_number(held.built_at),
            "rows": held.rows,
            "sources": msgspec.json.encode(held.sources).decode(),
        }
        with self.database.noting() as connection:
            connection.execute(_PUT.text, row)

    def forget(self) -> None:
        """Forget it: the index was removed on purpose."""
        with self.database.noting() as connection:
            connection.execute(_FORGET.text)
