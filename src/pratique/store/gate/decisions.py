"""Stores the gate's decisions in SQLite. Rows are added and never changed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, func, insert, select

from pratique.core.ci_claim import CiClaim
from pratique.core.decision import ALARM, Client, Decision, Extent, Ground
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.policy import Action
from pratique.core.verdict import HoldKind, Standing
from pratique.store.database.connection import Database
from pratique.store.database.prepared_statements import Prepared
from pratique.store.database.schema import DECISIONS, UtcTime, to_number
from pratique.store.record import FileName, check_time

_INSERT = Prepared(insert(DECISIONS), [column.name for column in DECISIONS.columns if not column.primary_key])
_MOST = 2**63 - 1
"""A number that no decision exceeds."""
_AT_ONCE = 1_000
"""The maximum number of rows per transaction. With this limit, a slow read does not delay writes."""


@dataclass(frozen=True, slots=True)
class SqliteDecisions:
    """Implements `interface.Decisions`."""

    database: Database

    def add_many(self, decisions: Iterable[Decision]) -> None:
        """Store decisions in one transaction."""
        rows = [_row(decision) for decision in decisions]
        if rows:
            with self.database.noting() as connection:
                connection.executemany(_INSERT.text, rows)

    def read(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        package: PackageRef | None = None,
        version: str | None = None,
        action: Action | None = None,
        who: str | None = None,
        after: int = 0,
    ) -> Iterator[Decision]:
        """Yield the decisions with a number above `after`, from `since` up to, but not including, `until`, in order."""
        columns = DECISIONS.c
        query = select(DECISIONS).where(*_in_time(since, until)).order_by(columns.id).limit(_AT_ONCE)
        if package is not None:
            query = query.where(columns.ecosystem == package.ecosystem.value, columns.package == package.name)
        if version is not None:
            query = query.where(columns.version == version)
        if action is not None:
            query = query.where(columns.action == action.value)
        if who is not None:
            query = query.where(columns.who == who)
        first, end = self._bounds(since, until)
        after = max(after, first)
        while True:
            with self.database.reading() as connection:
                rows = connection.execute(query.where(columns.id > after, columns.id <= end)).all()
            yield from map(decision_of, rows)
            if len(rows) < _AT_ONCE:
                return
            after = rows[-1].id

    def _bounds(self, since: datetime | None, until: datetime | None) -> tuple[int, int]:
        """Return a number below those of all decisions of a time, and their last number, so that no others are read."""
        if since is None and until is None:
            return 0, _MOST
        numbers = func.min(DECISIONS.c.id), func.max(DECISIONS.c.id)
        query = select(*numbers).where(*_in_time(since, until))
        with self.database.reading() as connection:
            first, last = connection.execute(query).one()
        return (0, 0) if first is None else (first - 1, last)

    def extent(self, *, since: datetime | None = None, until: datetime | None = None) -> Extent:
        """Return the number and the time range of the decisions from `since` up to, but not including, `until`."""
        at = DECISIONS.c.at
        times = func.count(), func.min(at, type_=UtcTime()), func.max(at, type_=UtcTime())
        query = select(*times).where(*_in_time(since, until))
        with self.database.reading() as connection:
            count, first, last = connection.execute(query).one()
        return Extent(int(count), first, last)

    def newest(self) -> int:
        """Return the number of the newest decision; 0 if there are no decisions."""
        with self.database.reading() as connection:
            return int(connection.execute(select(func.max(DECISIONS.c.id))).scalar_one() or 0)

    def stopped(self, package: PackageRef, *, epoch: str) -> Mapping[FileName, Decision]:
        """Return the last refusal of each file of a package under the policy, rules and advisory data that `epoch` identifies."""
        columns = DECISIONS.c
        query = (
            select(DECISIONS)
            .where(
                columns.ecosystem == package.ecosystem.value,
                columns.package == package.name,
                columns.action != Action.ALLOW.value,
                columns.epoch == epoch,
                # What only a listing said stands as long as that listing says it.
                columns.note != ALARM,
            )
            .order_by(columns.id.desc())
            .limit(_AT_ONCE)
        )
        found: dict[FileName, Decision] = {}
        with self.database.reading() as connection:
            for row in connection.execute(query):
                decision = decision_of(row)
                found.setdefault(FileName(decision.ref.purl, decision.filename), decision)
        return found


def _in_time(since: datetime | None, until: datetime | None) -> list[ColumnElement[bool]]:
    """Return the conditions of decisions from `since` up to, but not including, `until`."""
    found = []
    if since is not None:
        found.append(DECISIONS.c.at >= check_time(since))
    if until is not None:
        found.append(DECISIONS.c.at < check_time(until))
    return found


def _row(decision: Decision) -> dict[str, Any]:
    grounds = [[text_of(part) for part in (one.code, one.text, one.source)] for one in decision.grounds]
    return {
        "at": to_number(decision.at),
        "ecosystem": decision.ref.package.ecosystem.value,
        "package": decision.ref.package.name,
        "version": decision.ref.version,
        "filename": text_of(decision.filename),
        "sha256": decision.sha256,
        "action": decision.action.value,
        "kind": None if decision.kind is None else decision.kind.value,
        "until": None if decision.until is None else to_number(decision.until),
        "grounds": msgspec.json.encode(grounds).decode(),
        "standing": decision.standing.value,
        "epoch": decision.epoch,
        "address": text_of(decision.client.address),
        "agent": text_of(decision.client.agent),
        "command": text_of(decision.client.command),
        "note": text_of(decision.note),
        "who": text_of(decision.client.who),
        "ci": _ci_text(decision.client.ci),
    }


def _ci_text(claim: CiClaim | None) -> str:
    if claim is None:
        return ""
    texts = (claim.system, claim.repository, claim.workflow, claim.run, claim.job)
    return msgspec.json.encode((*map(text_of, texts), claim.proven)).decode()


def ci_of(text: str) -> CiClaim | None:
    """Return the CI job of a column; None if the client stated none."""
    if not text:
        return None
    system, repository, workflow, run, job, proven = msgspec.json.decode(
        text, type=tuple[str, str, str, str, str, bool]
    )
    return CiClaim(system=system, repository=repository, workflow=workflow, run=run, job=job, proven=proven)


def text_of(text: str) -> str:
    """Return text that UTF-8 can encode, because untrusted headers and messages may contain lone surrogates."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def decision_of(row: Row[Any]) -> Decision:
    """Return the decision of a row."""
    grounds = msgspec.json.decode(row.grounds, type=list[tuple[str, str, str]])
    return Decision(
        at=row.at,
        ref=PackageRef(Ecosystem(row.ecosystem), row.package).at(row.version),
        filename=row.filename,
        sha256=row.sha256,
        action=Action(row.action),
        kind=None if row.kind is None else HoldKind(row.kind),
        until=row.until,
        grounds=tuple(Ground(*one) for one in grounds),
        standing=Standing(row.standing),
        epoch=row.epoch,
        client=Client(row.address, row.agent, row.command, row.who, ci_of(row.ci)),
        note=row.note,
        number=row.id,
    )
