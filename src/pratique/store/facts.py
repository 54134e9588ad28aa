"""Facts of files, in SQLite."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from pratique.analysis.facts import FACTS_REVISION, FileFacts
from pratique.analysis.job import FactsKey
from pratique.store.codec import Codec
from pratique.store.database import Database, in_chunks
from pratique.store.record import check_time
from pratique.store.schema import FACTS


@dataclass(frozen=True, slots=True)
class SqliteFacts:
    """See `interface.Facts`."""

    database: Database
    codec: Codec[FileFacts]

    def get_many(
        self, keys: Iterable[FactsKey], *, revision: int = FACTS_REVISION
    ) -> Mapping[FactsKey, FileFacts]:
        """Give the facts that are known; a key without an entry is not known."""
        wanted = {(key.sha256, key.language.value): key for key in keys}
        found: dict[FactsKey, FileFacts] = {}
        if not wanted:
            return found
        columns = FACTS.c
        query = select(columns.sha256, columns.language, columns.format, columns.payload)
        query = query.where(columns.revision == revision)
        with self.database.reading() as connection:
            for chunk in in_chunks({sha256 for sha256, _ in wanted}):
                for sha256, language, format_, payload in connection.execute(
                    query.where(columns.sha256.in_(chunk))
                ):
                    key = wanted.get((sha256, language))
                    facts = None if key is None else self.codec.decode(sha256, format_, payload)
                    if key is not None and facts is not None:
                        found[key] = facts
        return found

    def put_many(
        self, facts: Iterable[tuple[FactsKey, FileFacts]], *, at: datetime, revision: int = FACTS_REVISION
    ) -> None:
        """Keep facts. Those that cannot be encoded are left out."""
        rows = [
            {
                "sha256": key.sha256,
                "language": key.language.value,
                "revision": revision,
                "format": self.codec.format,
                "stored_at": check_time(at),
                "payload": payload,
            }
            for key, value in facts
            if (payload := self.codec.encode(value)) is not None
        ]
        if not rows:
            return
        statement = insert(FACTS)
        replaced = ("revision", "format", "stored_at", "payload")
        statement = statement.on_conflict_do_update(
            index_elements=["sha256", "language"], set_={name: statement.excluded[name] for name in replaced}
        )
        with self.database.writing() as connection:
            connection.execute(statement, rows)
