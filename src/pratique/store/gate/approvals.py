"""Stores approvals and denials in SQLite. Rows are added and never changed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select

from pratique.core.act import Act, ActKind
from pratique.core.names import Digest
from pratique.store.database.connection import Database, in_chunks
from pratique.store.database.schema import ACTS
from pratique.store.gate.decisions import text_of
from pratique.store.record import check_time

_INSERT = insert(ACTS)
_AT_ONCE = 1_000
"""The maximum number of rows per transaction."""


@dataclass(frozen=True, slots=True)
class SqliteActs:
    """Implements `interface.Acts`."""

    database: Database

    def add_many(self, acts: Iterable[Act]) -> None:
        """Store approvals and denials in one transaction. Raises ValueError for a weak digest."""
        rows = [_row(act) for act in acts]
        if rows:
            with self.database.writing() as connection:
                connection.execute(_INSERT, rows)

    def read(self, *, after: int = 0, since: datetime | None = None) -> Iterator[Act]:
        """Yield the approvals and denials with a number above `after`, in ascending order."""
        columns = ACTS.c
        query = select(ACTS).order_by(columns.id).limit(_AT_ONCE)
        if since is not None:
            query = query.where(columns.at >= check_time(since))
        while True:
            with self.database.reading() as connection:
                rows = connection.execute(query.where(columns.id > after)).all()
            yield from map(_act, rows)
            if len(rows) < _AT_ONCE:
                return
            after = rows[-1].id

    def about(self, digests: Iterable[Digest]) -> tuple[Act, ...]:
        """Return the approvals and denials of any of these digests, in order."""
        found: list[Act] = []
        with self.database.reading() as connection:
            for chunk in in_chunks({str(digest) for digest in digests}):
                found += map(_act, connection.execute(select(ACTS).where(ACTS.c.digest.in_(chunk))))
        return tuple(sorted(found, key=lambda act: act.number))


def _row(act: Act) -> dict[str, Any]:
    if not act.digest.strong:
        raise ValueError(f"an approval or denial needs a strong digest: {act.digest}")
    return {
        "at": check_time(act.at),
        "kind": act.kind.value,
        "digest": str(act.digest),
        "purl": text_of(act.purl),
        "who": text_of(act.who),
        "reason": text_of(act.reason),
        "until": None if act.until is None else check_time(act.until),
        "even_blocked": act.even_blocked,
        "login": text_of(act.login),
        "token": text_of(act.token),
    }


def _act(row: Row[Any]) -> Act:
    algorithm, _, value = row.digest.partition(":")
    return Act(
        kind=ActKind(row.kind),
        digest=Digest(algorithm, value),
        purl=row.purl,
        at=row.at,
        who=row.who,
        reason=row.reason,
        until=row.until,
        even_blocked=row.even_blocked,
        login=row.login,
        token=row.token,
        number=row.id,
    )
