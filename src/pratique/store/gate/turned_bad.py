"""Stores in SQLite the served files that were flagged later. Each affected client is reported only once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from operator import attrgetter
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, Table, and_, func, insert, select, update

from pratique.core.decision import Decision, Ground
from pratique.core.names import PackageRef
from pratique.core.policy import Action
from pratique.store.database.connection import Database
from pratique.store.database.schema import ALARMS, DECISIONS, SERVED, TURNED
from pratique.store.gate.affected_clients import AlarmState, Bad, ServedName, Turned
from pratique.store.gate.decisions import decision_of, text_of
from pratique.store.gate.served import columns_of, name_of
from pratique.store.log.part import Looked
from pratique.store.log.reading import SqliteLog
from pratique.store.record import check_time

_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class SqliteTurned:
    """Implements `interface.TurnedFiles`."""

    database: Database
    log: SqliteLog

    def turn(self, files: Iterable[Bad], *, at: datetime, epoch: str, alarm: str) -> Sequence[Turned]:
        """Record served files that are now refused, and create an alarm about affected clients that were not reported yet."""
        found: list[Turned] = []
        with self.database.writing() as connection:
            for bad in files:
                after, reopened = _named_through(connection, bad.name)
                through = _last_allowed(connection, bad.name, after)
                if through is None:
                    if reopened is not None:
                        connection.execute(
                            update(TURNED).where(TURNED.c.id == reopened).values(cleared_at=None)
                        )
                    continue
                found.append(
                    Turned(
                        name=bad.name,
                        at=check_time(at),
                        epoch=epoch,
                        action=bad.action,
                        grounds=bad.grounds,
                        after=after,
                        through=through,
                        cleared_at=None,
                        alarm=alarm,
                    )
                )
            if found:
                connection.execute(insert(TURNED), [_row(one) for one in found])
                connection.execute(insert(ALARMS).values(**_made(alarm, at)))
        return found

    def clear(self, names: Iterable[ServedName], *, at: datetime) -> None:
        """Record that these files are no longer refused."""
        with self.database.writing() as connection:
            for name in names:
                open_ = and_(_same(TURNED, name), TURNED.c.cleared_at.is_(None))
                connection.execute(update(TURNED).where(open_).values(cleared_at=check_time(at)))

    def opened(self) -> Mapping[ServedName, tuple[Ground, ...]]:
        """Return the flagged files that are not cleared, with the reasons."""
        query = select(TURNED).where(TURNED.c.cleared_at.is_(None)).order_by(TURNED.c.id)
        with self.database.reading() as connection:
            found = [_turned(row) for row in connection.execute(query)]
        return {one.name: one.grounds for one in found}

    def read(
        self,
        *,
        since: datetime | None = None,
        package: PackageRef | None = None,
        version: str | None = None,
        alarm: str | None = None,
        after: int = 0,
    ) -> Iterator[Turned]:
        """Yield the files with a number above `after` that were flagged since a given time, in order."""
        columns = TURNED.c
        query = select(TURNED).order_by(columns.id).limit(_AT_ONCE)
        if since is not None:
            query = query.where(columns.at >= check_time(since))
        if package is not None:
            query = query.where(columns.ecosystem == package.ecosystem.value, columns.package == package.name)
        if version is not None:
            query = query.where(columns.version == version)
        if alarm is not None:
            query = query.where(columns.alarm == alarm)
        while True:
            with self.database.reading() as connection:
                rows = connection.execute(query.where(columns.id > after)).all()
            yield from map(_turned, rows)
            if len(rows) < _AT_ONCE:
                return
            after = rows[-1].id

    def victims(
        self, turned: Turned, *, most: int | None = None, looked: Looked | None = None
    ) -> Iterator[Decision]:
        """Yield the decisions that served a flagged file, oldest first, up to a limit."""
        noted = Looked() if looked is None else looked
        with self.log.still():
            moved = self.log.served(turned.name, after=turned.after, through=turned.through, looked=noted)
            yield from islice(merge(moved, self._stored(turned), key=attrgetter("number")), most)

    def _stored(self, turned: Turned) -> Iterator[Decision]:
        last = turned.after
        query = select(DECISIONS).order_by(DECISIONS.c.id).limit(_AT_ONCE)
        while True:
            wanted = _given(turned.name, last), DECISIONS.c.id <= turned.through
            with self.database.reading() as connection:
                rows = connection.execute(query.where(*wanted)).all()
            yield from map(decision_of, rows)
            if len(rows) < _AT_ONCE:
                return
            last = rows[-1].id

    def count(self, turned: Turned, *, looked: Looked | None = None) -> tuple[int, int]:
        """Return how often a flagged file was served, and to how many IP addresses."""
        times, addresses = 0, set[str]()
        for decision in self.victims(turned, looked=looked):
            times += 1
            addresses.add(decision.client.address)
        return times, len(addresses)


def _same(table: Table, name: ServedName) -> ColumnElement[bool]:
    return and_(*(table.c[column] == value for column, value in columns_of(name).items()))


def _given(name: ServedName, after: int) -> ColumnElement[bool]:
    return and_(_same(DECISIONS, name), DECISIONS.c.action == Action.ALLOW.value, DECISIONS.c.id > after)


def _named_through(connection: Connection, name: ServedName) -> tuple[int, int | None]:
    """Return the number of the last decision whose client was reported, and the row of that report."""
    query = select(TURNED.c.through, TURNED.c.id).where(_same(TURNED, name))
    row = connection.execute(query.order_by(TURNED.c.through.desc()).limit(1)).one_or_none()
    return (0, None) if row is None else (row.through, row.id)


def _last_allowed(connection: Connection, name: ServedName, after: int) -> int | None:
    stored = select(func.max(DECISIONS.c.id)).where(_given(name, after))
    # Older decisions are no longer in the database, and none of them is missing from the served files.
    moved = select(func.max(SERVED.c.decision)).where(_same(SERVED, name), SERVED.c.decision > after)
    found = [connection.execute(query).scalar_one() for query in (stored, moved)]
    return max((number for number in found if number is not None), default=None)


def _made(alarm: str, at: datetime) -> dict[str, object]:
    return {
        "id": alarm,
        "at": at,
        "state": AlarmState.MADE.value,
        "attempts": 0,
        "claimed_at": None,
        "sent_at": None,
        "why": "",
        "body": "",
    }


def _row(one: Turned) -> dict[str, object]:
    grounds = [[text_of(part) for part in (g.code, g.text, g.source)] for g in one.grounds]
    return {
        **columns_of(one.name),
        "at": one.at,
        "epoch": one.epoch,
        "action": one.action.value,
        "grounds": msgspec.json.encode(grounds).decode(),
        "after": one.after,
        "through": one.through,
        "cleared_at": None,
        "alarm": one.alarm,
    }


def _turned(row: Row[Any]) -> Turned:
    grounds = msgspec.json.decode(row.grounds, type=list[tuple[str, str, str]])
    return Turned(
        name=name_of(row),
        at=row.at,
        epoch=row.epoch,
        action=Action(row.action),
        grounds=tuple(Ground(*one) for one in grounds),
        after=row.after,
        through=row.through,
        cleared_at=row.cleared_at,
        alarm=row.alarm,
        number=row.id,
    )
