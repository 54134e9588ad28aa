"""Reads which clients asked the gate for some releases or bytes, from the database and the files of old decisions."""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select
from sqlalchemy import inspect as inspect_database

from pratique.core.ci_claim import CiClaim
from pratique.core.decision import Decision, Extent
from pratique.core.names import Ecosystem, PackageRef, ReleaseRef
from pratique.core.policy import Action
from pratique.errors import Reference, StoreError
from pratique.store.database.connection import Database, in_chunks, open_read_only
from pratique.store.database.schema import DECISIONS, LOG_PARTS, UtcTime
from pratique.store.folder.home import Home
from pratique.store.gate.decisions import ci_of
from pratique.store.log.line import read_line
from pratique.store.log.part import LogFolder, Looked
from pratique.store.log.reading import part_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientContact:
    """The equal decisions about one file for one client."""

    ref: ReleaseRef
    filename: str
    sha256: str | None
    action: Action
    address: str
    who: str
    command: str
    ci: CiClaim | None
    first: datetime
    last: datetime
    count: int

    def __add__(self, other: "ClientContact") -> "ClientContact":
        """Return the contact that also stands for other decisions about the same bytes for the same client."""
        first, last = min(self.first, other.first), max(self.last, other.last)
        return replace(self, first=first, last=last, count=self.count + other.count)

    @classmethod
    def of(cls, decision: Decision) -> "ClientContact":
        """Return the contact of one decision."""
        client = decision.client
        return cls(
            ref=decision.ref,
            filename=decision.filename,
            sha256=decision.sha256,
            action=decision.action,
            address=client.address,
            who=client.who,
            command=client.command,
            ci=client.ci,
            first=decision.at,
            last=decision.at,
            count=1,
        )


@dataclass(frozen=True, slots=True)
class GateLogReader:
    """Reads the decisions of a state folder, without writing to it."""

    database: Database
    connection: Connection
    folder: LogFolder

    def extent(self) -> Extent:
        """Return the number and the time range of all decisions."""
        at = DECISIONS.c.at
        times = func.count(), func.min(at, type_=UtcTime()), func.max(at, type_=UtcTime())
        count, first, last = self.connection.execute(select(*times)).one()
        found = Extent(int(count), first, last)
        for part in self._parts():
            found += Extent(part.rows, part.first_at, part.last_at)
        return found

    def of_package(self, package: PackageRef, covers: Callable[[str], bool]) -> Iterator[ClientContact]:
        """Yield the contacts in the database with the versions of a package that `covers` accepts."""
        columns = DECISIONS.c
        # With each action named, the index answers both queries without a read of other versions' rows.
        of = (
            columns.ecosystem == package.ecosystem.value,
            columns.package == package.name,
            columns.action.in_([action.value for action in Action]),
        )
        versions = self.connection.execute(select(columns.version).where(*of).distinct()).scalars()
        for chunk in in_chunks([version for version in versions if covers(version)]):
            yield from self._grouped(*of, columns.version.in_(chunk))

    def of_bytes(self, sha256s: Iterable[str]) -> Iterator[ClientContact]:
        """Yield the contacts in the database with these bytes."""
        for chunk in in_chunks(sha256s):
            yield from self._grouped(DECISIONS.c.sha256.in_(chunk))

    def moved(self, texts: Collection[bytes], looked: Looked) -> Iterator[ClientContact]:
        """Yield the contacts in the files of old decisions whose lines contain one of some texts."""
        for part in self._parts():
            for data in self.folder.data(part, looked):
                if any(text in data for text in texts):
                    line = read_line(data)
                    if line.number <= part.moved_through:
                        yield ClientContact.of(line.decision())

    def _grouped(self, *conditions: ColumnElement[bool]) -> Iterator[ClientContact]:
        columns = DECISIONS.c
        # What differs most comes first: SQLite compares the columns in this order, and most differ in the first.
        names = (
            "address",
            "ci",
            "who",
            "action",
            "version",
            "sha256",
            "filename",
            "command",
            "package",
            "ecosystem",
        )
        same = [columns[name] for name in names]
        at = columns.at
        times = (
            func.min(at, type_=UtcTime()).label("first"),
            func.max(at, type_=UtcTime()).label("last"),
            func.count().label("times"),
        )
        for row in self.connection.execute(select(*same, *times).where(*conditions).group_by(*same)):
            yield _contact(row)

    def _parts(self) -> list[Any]:
        query = select(LOG_PARTS).order_by(LOG_PARTS.c.first)
        return [part_of(row) for row in self.connection.execute(query)]


@contextmanager
def read_gate_log(folder: Path) -> Iterator[GateLogReader]:
    """Open the decisions of a state folder for reading. Raises StoreError if that is impossible."""
    home = Home(folder)
    database = open_read_only(home.database)
    try:
        with database.reading() as connection:
            present = set(inspect_database(connection).get_table_names())
            if not {DECISIONS.name, LOG_PARTS.name} <= present:
                raise StoreError(
                    Reference.STORE_UNREADABLE,
                    f"{home.database} has no log of this version's form",
                    hint="open it once with this version of Pratique, for example with `pratique log`",
                )
            yield GateLogReader(database, connection, LogFolder(home.log))
    finally:
        database.close()


def _contact(row: Any) -> ClientContact:
    return ClientContact(
        ref=PackageRef(Ecosystem(row.ecosystem), row.package).at(row.version),
        filename=row.filename,
        sha256=row.sha256,
        action=Action(row.action),
        address=row.address,
        who=row.who,
        command=row.command,
        ci=ci_of(row.ci),
        first=row.first,
        last=row.last,
        count=row.times,
    )
