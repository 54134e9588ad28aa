"""Derives the refused files, and how often each was requested, from the gate's decisions in SQLite."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select

from pratique.core.hold import StoppedFile, Use
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.policy import Action
from pratique.store.database.connection import Database, in_chunks
from pratique.store.database.schema import DECISIONS, SERVED, UtcTime
from pratique.store.gate.decisions import decision_of

_C = DECISIONS.c
_NAME = (_C.ecosystem, _C.package, _C.version, _C.filename)
_STOPS = [action.value for action in Action if action is not Action.ALLOW]


@dataclass(frozen=True, slots=True)
class SqliteStopped:
    """Implements `interface.StoppedFiles`."""

    database: Database

    def read(self, package: PackageRef | None = None) -> Iterator[StoppedFile]:
        """Yield each refused file once, in the order of the last refusals."""
        query = select(
            *_NAME,
            func.max(_C.id).label("last_id"),
            func.count().label("times"),
            # Behind a proxy all have one address, and tokens tell them apart.
            func.count((_C.address + "\n" + _C.who).distinct()).label("clients"),
            func.min(_C.at, type_=UtcTime()).label("first"),
            func.max(_C.at, type_=UtcTime()).label("last"),
        ).where(_C.action.in_(_STOPS))
        if package is not None:
            query = query.where(_C.ecosystem == package.ecosystem.value, _C.package == package.name)
        with self.database.reading() as connection:
            rows = connection.execute(query.group_by(*_NAME)).all()
        rows = sorted(rows, key=lambda row: int(row.last_id))
        for chunk in in_chunks(rows):
            yield from self._files(chunk)

    def packages(self) -> Sequence[PackageRef]:
        """Return the packages with a file that was ever refused."""
        query = select(_C.ecosystem, _C.package).where(_C.action.in_(_STOPS)).distinct()
        with self.database.reading() as connection:
            rows = connection.execute(query).all()
        return [PackageRef(Ecosystem(row.ecosystem), row.package) for row in rows]

    def _files(self, rows: Sequence[Row[Any]]) -> Iterator[StoppedFile]:
        # Older decisions are no longer in the database, but each served file is listed with its last one.
        let_in = _last_given(rows, _C, _C.id, _C.at).where(_C.action == Action.ALLOW.value)
        listed = _last_given(rows, SERVED.c, SERVED.c.decision, SERVED.c.last_at)
        given: dict[tuple[str, ...], Row[Any]] = {}
        with self.database.reading() as connection:
            last = select(DECISIONS).where(_C.id.in_([row.last_id for row in rows]))
            decisions = {row.id: decision_of(row) for row in connection.execute(last)}
            for row in (*connection.execute(let_in), *connection.execute(listed)):
                name = tuple(row[:4])
                given[name] = max(row, given.get(name, row), key=attrgetter("id"))
        for row in rows:
            later = given.get(tuple(row[:4]))
            decision = decisions[row.last_id]
            yield StoppedFile(
                decision=decision,
                use=Use(
                    times=row.times,
                    clients=row.clients,
                    first=row.first,
                    last=row.last,
                    ci=decision.client.ci,
                ),
                let_in_at=later.at if later is not None and later.id > row.last_id else None,
            )


def _last_given(
    rows: Sequence[Row[Any]], columns: Any, number: ColumnElement[int], at: ColumnElement[Any]
) -> Select[Any]:
    """Return the query for the number and the time of the last decision that allowed each file of these packages."""
    names = [columns[name.name] for name in _NAME]
    times = func.max(number).label("id"), func.max(at, type_=UtcTime()).label("at")
    wanted = (
        columns.ecosystem.in_({row.ecosystem for row in rows}),
        columns.package.in_({row.package for row in rows}),
    )
    return select(*names, *times).where(*wanted).group_by(*names)
