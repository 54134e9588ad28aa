"""Derives the served files from the decisions in SQLite, each file once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, case, func, literal, select, update
from sqlalchemy.dialects.sqlite import insert

from pratique.core.names import Ecosystem, PackageRef
from pratique.core.policy import Action
from pratique.store.database.connection import Database, in_chunks
from pratique.store.database.schema import DECISIONS, MARKS, SERVED
from pratique.store.gate.affected_clients import Served, ServedName
from pratique.store.record import check_time

_THROUGH = "served-through"
_AT_ONCE = 20_000
"""The maximum number of decisions per transaction. With this limit, other writers do not wait long for a transaction to end."""
_NAME = ("ecosystem", "package", "version", "filename", "sha256")


@dataclass(frozen=True, slots=True)
class SqliteServed:
    """Implements `interface.ServedFiles`."""

    database: Database

    def catch_up(self, *, epoch: str, ruleset: str) -> int:
        """Process new decisions and return the number of the last one.

        Files that were decided in the state `epoch` of policy and advisory data count as inspected by `ruleset`.
        """
        while True:
            with self.database.reading() as connection:
                after = served_through(connection)
                last = connection.execute(select(func.max(DECISIONS.c.id))).scalar_one() or 0
            if after >= last:
                return int(last)
            upto = min(last, after + _AT_ONCE)
            with self.database.writing() as connection:
                # Another process may have done it meanwhile: doing it twice changes nothing.
                _take(connection, after, upto, epoch, ruleset)

    def undecided(
        self, *, epoch: str, most: int, after: int = 0, before: int | None = None
    ) -> Sequence[Served]:
        """Return files, newest first, whose last decision was based on other policy or advisory data than `epoch` identifies.

        Only files numbered between `after` and `before` are returned.
        """
        query = select(SERVED).where(SERVED.c.epoch != epoch)
        return self._newest(query, after, before, most)

    def uninspected(
        self, *, ruleset: str, most: int, after: int = 0, before: int | None = None
    ) -> Sequence[Served]:
        """Return files, newest first, that this ruleset did not inspect.

        Only files numbered between `after` and `before` are included.
        """
        query = select(SERVED).where(SERVED.c.ruleset != ruleset)
        return self._newest(query, after, before, most)

    def decided(self, ids: Iterable[int], *, epoch: str) -> None:
        """Record that these files were decided under the policy and advisory data that `epoch` identifies."""
        self._note(ids, epoch=epoch)

    def inspected(self, ids: Iterable[int], *, ruleset: str) -> None:
        """Record that these files were inspected by this ruleset."""
        self._note(ids, ruleset=ruleset)

    def any_of(self, package: PackageRef) -> bool:
        """Return True if any file of a package was ever served. Decisions that `catch_up` has not processed yet are included."""
        with self.database.reading() as connection:
            return any(
                connection.execute(query.limit(1)).first() is not None
                for query in (
                    select(DECISIONS.c.id).where(
                        *_of(DECISIONS, package), DECISIONS.c.action == Action.ALLOW.value
                    ),
                    # Older decisions are no longer in the database.
                    select(SERVED.c.id).where(*_of(SERVED, package)),
                )
            )

    def packages(self, *, since: datetime) -> Sequence[PackageRef]:
        """Return the packages served since a given time."""
        columns = SERVED.c
        query = (
            select(columns.ecosystem, columns.package).where(columns.last_at >= check_time(since)).distinct()
        )
        with self.database.reading() as connection:
            rows = connection.execute(query.order_by(columns.ecosystem, columns.package)).all()
        return [PackageRef(Ecosystem(ecosystem), package) for ecosystem, package in rows]

    def count(self) -> int:
        """Return the number of served files."""
        with self.database.reading() as connection:
            return int(connection.execute(select(func.count()).select_from(SERVED)).scalar_one())

    def _newest(self, query: Any, after: int, before: int | None, most: int) -> Sequence[Served]:
        query = query.where(SERVED.c.decision > after)
        if before is not None:
            query = query.where(SERVED.c.decision < before)
        with self.database.reading() as connection:
            rows = connection.execute(query.order_by(SERVED.c.decision.desc()).limit(most)).all()
        return [_served(row) for row in rows]

    def _note(self, ids: Iterable[int], **values: str) -> None:
        with self.database.writing() as connection:
            for chunk in in_chunks(ids):
                connection.execute(update(SERVED).where(SERVED.c.id.in_(chunk)).values(**values))


def _of(table: Table, package: PackageRef) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return table.c.ecosystem == package.ecosystem.value, table.c.package == package.name


def served_through(connection: Connection) -> int:
    """Return the number of the last decision that `catch_up` processed."""
    found = connection.execute(select(MARKS.c.value).where(MARKS.c.name == _THROUGH)).scalar_one_or_none()
    return int(found or 0)


def _take(connection: Connection, after: int, upto: int, epoch: str, ruleset: str) -> None:
    columns = DECISIONS.c
    rows = select(
        *(columns[name] for name in _NAME),
        columns.at,
        columns.id,
        columns.epoch,
        case((columns.epoch == epoch, literal(ruleset)), else_=literal("")),
    ).where(
        columns.id > after,
        columns.id <= upto,
        columns.action == Action.ALLOW.value,
        columns.sha256.is_not(None),
    )
    statement = insert(SERVED).from_select(
        [*_NAME, "last_at", "decision", "epoch", "ruleset"], rows.order_by(columns.id)
    )
    new = statement.excluded
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["sha256", "ecosystem", "package", "version", "filename"],
            set_={
                "last_at": new.last_at,
                "decision": new.decision,
                "epoch": new.epoch,
                "ruleset": case((new.ruleset != "", new.ruleset), else_=SERVED.c.ruleset),
            },
        )
    )
    mark = insert(MARKS).values(name=_THROUGH, value=str(upto))
    connection.execute(
        mark.on_conflict_do_update(index_elements=["name"], set_={"value": mark.excluded.value})
    )


def _served(row: Row[Any]) -> Served:
    return Served(
        id=row.id,
        name=name_of(row),
        last_at=row.last_at,
        decision=row.decision,
        epoch=row.epoch,
    )


def name_of(row: Row[Any]) -> ServedName:
    """Return the served name from a row's columns."""
    ref = PackageRef(Ecosystem(row.ecosystem), row.package).at(row.version)
    return ServedName(ref, row.filename, row.sha256)


def columns_of(name: ServedName) -> dict[str, str]:
    """Return the columns for a served name."""
    return {
        "ecosystem": name.ref.package.ecosystem.value,
        "package": name.ref.package.name,
        "version": name.ref.version,
        "filename": name.filename,
        "sha256": name.sha256,
    }
