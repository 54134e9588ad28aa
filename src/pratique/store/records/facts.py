"""Stores facts of files in SQLite."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.sqlite import insert

from pratique.analysis.facts import FACTS_REVISION, FileFacts
from pratique.analysis.job import FactsKey
from pratique.store.database.codec import Codec
from pratique.store.database.connection import Database
from pratique.store.database.prepared_statements import Prepared, among, listed, replacing
from pratique.store.database.schema import FACTS, to_number

_C = FACTS.c
_GET = Prepared(
    select(_C.sha256, _C.language, _C.format, _C.payload).where(
        _C.revision == bindparam("revision"), among(_C.sha256)
    )
)
_PUT = Prepared(
    replacing(insert(FACTS), ("sha256", "language"), ("revision", "format", "stored_at", "payload"))
)


@dataclass(frozen=True, slots=True)
class SqliteFacts:
    """Implements `interface.Facts`."""

    database: Database
    codec: Codec[FileFacts]

    def get_many(
        self, keys: Iterable[FactsKey], *, revision: int = FACTS_REVISION
    ) -> Mapping[FactsKey, FileFacts]:
        """Return the known facts by key; keys with unknown facts are missing."""
        wanted = {(key.sha256, key.language.value): key for key in keys}
        found: dict[FactsKey, FileFacts] = {}
        if not wanted:
            return found
        asked = {"wanted": listed({sha256 for sha256, _ in wanted}), "revision": revision}
        with self.database.asking() as connection:
            rows = connection.execute(_GET.text, asked).fetchall()
        for sha256, language, format_, payload in rows:
            key = wanted.get((sha256, language))
            facts = None if key is None else self.codec.decode(sha256, format_, payload)
            if key is not None and facts is not None:
                found[key] = facts
        return found

    def put_many(
        self, facts: Iterable[tuple[FactsKey, FileFacts]], *, at: datetime, revision: int = FACTS_REVISION
    ) -> None:
        """Store facts. Facts that cannot be encoded are omitted."""
        now = to_number(at)
        rows = [
            {
                "sha256": key.sha256,
                "language": key.language.value,
                "revision": revision,
                "format": self.codec.format,
                "stored_at": now,
                "payload": payload,
            }
            for key, value in facts
            if (payload := self.codec.encode(value)) is not None
        ]
        if not rows:
            return
        with self.database.noting() as connection:
            connection.executemany(_PUT.text, rows)
