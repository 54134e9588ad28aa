"""Stores alarms and their delivery state in SQLite."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, insert, or_, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or_update

from pratique.store.database.connection import Database
from pratique.store.database.schema import ALARMS, MARKS
from pratique.store.gate.affected_clients import Alarm, AlarmState, Events
from pratique.store.gate.decisions import text_of
from pratique.store.record import check_time

_STALE = timedelta(minutes=5)
"""The time after which a delivery that another process began is assumed to have failed."""


@dataclass(frozen=True, slots=True)
class SqliteAlarms:
    """Implements `interface.Alarms`."""

    database: Database

    def of(self, state: AlarmState) -> Sequence[Alarm]:
        """Return the alarms with a given delivery state, oldest first."""
        query = select(ALARMS).where(ALARMS.c.state == state.value).order_by(ALARMS.c.at, ALARMS.c.id)
        with self.database.reading() as connection:
            return [_alarm(row) for row in connection.execute(query)]

    def get(self, id_: str) -> Alarm | None:
        """Return the alarm with this id; None if there is none."""
        with self.database.reading() as connection:
            row = connection.execute(select(ALARMS).where(ALARMS.c.id == id_)).one_or_none()
        return None if row is None else _alarm(row)

    def put(self, id_: str, body: str, *, at: datetime, state: AlarmState) -> None:
        """Store an alarm that is not about files."""
        with self.database.writing() as connection:
            connection.execute(insert(ALARMS).values(**_row(id_, body, at, state)))

    def told(self, events: Events) -> int:
        """Return the number of the last request or decision that events were created for."""
        with self.database.reading() as connection:
            return _told(connection, events)

    def tell(
        self,
        events: Events,
        bodies: Mapping[str, str],
        *,
        after: int,
        through: int,
        at: datetime,
    ) -> bool:
        """Store the events, by id, for the requests or decisions numbered above `after`, up to `through`.

        Return False and store nothing if another process has already stored events for them.
        """
        rows = [_row(id_, body, at, AlarmState.WAITING) for id_, body in bodies.items()]
        with self.database.writing() as connection:
            if _told(connection, events) != after:
                return False
            if rows:
                connection.execute(insert(ALARMS), rows)
            mark = insert_or_update(MARKS).values(name=events.value, value=str(through))
            connection.execute(
                mark.on_conflict_do_update(index_elements=["name"], set_={"value": mark.excluded.value})
            )
        return True

    def word(self, id_: str, body: str, *, state: AlarmState) -> bool:
        """Store an alarm's text; return False if another process has already stored one."""
        made = (ALARMS.c.id == id_) & (ALARMS.c.state == AlarmState.MADE.value)
        return self._changed(made, state=state.value, body=text_of(body))

    def claim(self, id_: str, *, at: datetime) -> bool:
        """Claim a pending alarm for sending. Return False if another process has already claimed the alarm."""
        check_time(at)
        free = or_(ALARMS.c.claimed_at.is_(None), ALARMS.c.claimed_at < at - _STALE)
        waiting = (ALARMS.c.id == id_) & (ALARMS.c.state == AlarmState.WAITING.value)
        return self._changed(waiting & free, claimed_at=at, attempts=ALARMS.c.attempts + 1)

    def sent(self, id_: str, *, at: datetime) -> None:
        """Record that an alarm was delivered."""
        self._changed(ALARMS.c.id == id_, state=AlarmState.SENT.value, sent_at=check_time(at), why="")

    def failed(self, id_: str, why: str) -> None:
        """Record why delivery failed. The alarm stays pending."""
        self._changed(ALARMS.c.id == id_, claimed_at=None, why=text_of(why[:1_000]))

    def counts(self) -> dict[AlarmState, int]:
        """Return the number of alarms in each state."""
        query = select(ALARMS.c.state, func.count()).group_by(ALARMS.c.state)
        with self.database.reading() as connection:
            return {AlarmState(state): count for state, count in connection.execute(query)}

    def _changed(self, which: Any, **values: Any) -> bool:
        with self.database.writing() as connection:
            return connection.execute(update(ALARMS).where(which).values(**values)).rowcount > 0


def _row(id_: str, body: str, at: datetime, state: AlarmState) -> dict[str, Any]:
    return {
        "id": id_,
        "at": check_time(at),
        "state": state.value,
        "attempts": 0,
        "why": "",
        "body": text_of(body),
    }


def _told(connection: Connection, events: Events) -> int:
    query = select(MARKS.c.value).where(MARKS.c.name == events.value)
    return int(connection.execute(query).scalar_one_or_none() or 0)


def _alarm(row: Row[Any]) -> Alarm:
    return Alarm(
        id=row.id,
        at=row.at,
        state=AlarmState(row.state),
        body=row.body,
        attempts=row.attempts,
        sent_at=row.sent_at,
        why=row.why,
    )
