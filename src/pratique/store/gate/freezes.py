"""Stores in SQLite the start and end of freezes. Rows are added and never changed."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select

from pratique.core.freeze import FreezeAct, FreezeKind
from pratique.store.database.connection import Database
from pratique.store.database.schema import FREEZES
from pratique.store.gate.decisions import text_of
from pratique.store.record import check_time


@dataclass(frozen=True, slots=True)
class SqliteFreezes:
    """Implements `interface.Freezes`."""

    database: Database

    def add(self, act: FreezeAct) -> None:
        """Store the start or end of a freeze."""
        with self.database.writing() as connection:
            connection.execute(insert(FREEZES), [_row(act)])

    def read(self, *, since: datetime | None = None) -> tuple[FreezeAct, ...]:
        """Return the starts and ends of freezes at or after a given time, in order."""
        query = select(FREEZES).order_by(FREEZES.c.id)
        if since is not None:
            query = query.where(FREEZES.c.at >= check_time(since))
        with self.database.reading() as connection:
            return tuple(map(_act, connection.execute(query)))

    def last(self) -> int:
        """Return the number of the last entry; 0 if there are no entries."""
        with self.database.reading() as connection:
            return int(connection.execute(select(func.max(FREEZES.c.id))).scalar() or 0)


def _row(act: FreezeAct) -> dict[str, Any]:
    return {
        "at": check_time(act.at),
        "kind": act.kind.value,
        "who": text_of(act.who),
        "reason": text_of(act.reason),
        "published_before": None if act.published_before is None else check_time(act.published_before),
        "until": None if act.until is None else check_time(act.until),
        "spared": json.dumps(act.spared),
        "login": text_of(act.login),
        "token": text_of(act.token),
    }


def _act(row: Row[Any]) -> FreezeAct:
    return FreezeAct(
        kind=FreezeKind(row.kind),
        at=row.at,
        who=row.who,
        reason=row.reason,
        published_before=row.published_before,
        until=row.until,
        spared=tuple(json.loads(row.spared)),
        login=row.login,
        token=row.token,
        number=row.id,
    )
