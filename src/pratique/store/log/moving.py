"""Moves old decisions out of the database into files of one month.

A file is complete and verified before the first of its decisions is removed from the database. Decisions are removed in
small transactions, so that a gate that stores decisions at the same time waits only for a moment. These decisions stay:

- the newest one, because SQLite would use its number again;
- the last refusal of each file, and the alarms about changed bytes, which the gate uses;
- decisions that were not exported yet, or that the list of served files does not contain yet.
"""

import gzip
import hashlib
import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Row,
    and_,
    delete,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)

from pratique.core.decision import ALARM
from pratique.core.policy import Action
from pratique.errors import Reference, StoreError
from pratique.report.verbs.decisions import line
from pratique.store.database.connection import Database, in_chunks
from pratique.store.database.failure import explained
from pratique.store.database.schema import DECISIONS, LOG_PART_FILES, LOG_PARTS, SERVED, UtcTime, to_number
from pratique.store.folder.locks import exclusive
from pratique.store.gate.decisions import decision_of
from pratique.store.gate.served import served_through
from pratique.store.log.line import read_line
from pratique.store.log.part import LogFolder, Looked, Part
from pratique.store.log.reading import LOCK, part_of

_MOVING = "moving"
"""The name of the file that the process that moves decisions locks."""
_DRAFT = ".draft"
_MOST_ROWS = 500_000
"""The maximum number of decisions in a file."""
_AT_ONCE = 1_000
"""The maximum number of decisions that one transaction reads."""
_REMOVED_AT_ONCE = 100
"""The maximum number of decisions that one transaction removes."""
_PAGES_AT_ONCE = 50
_LEAST_PAUSE_S = 0.005
_PAUSES = 2
"""The pause after a transaction, as a multiple of its duration.

A gate that found the database locked asks again only after a while, and must not find it locked again.
"""
_READER_PAUSE_S = 0.2
_C = DECISIONS.c
_LATER = DECISIONS.alias()
_NAME = ("ecosystem", "package", "version", "filename")
_Name = tuple[str, str, str, str, str]
_LEVEL = 6


@dataclass(frozen=True, slots=True)
class SqliteMoving:
    """Implements `interface.LogMoving`."""

    database: Database
    folder: Path

    def move(
        self,
        *,
        before: datetime,
        exported: int | None = None,
        ended: Callable[[], bool] = lambda: False,
    ) -> Iterator[Part]:
        """Move the decisions of each month that ended before a time. Yield each file when its decisions are moved.

        `exported` is the number of the last exported decision; None if no decision is exported. The work stops early if `ended`
        returns True. Nothing is done if another process already moves decisions. Raises StoreError.
        """
        with explained(self.folder):
            self.folder.mkdir(mode=0o700, exist_ok=True)
        with exclusive(self.folder / _MOVING) as held:
            if not held:
                return
            for unfinished in self._unfinished():
                if not self._finish(unfinished, ended):
                    return
                yield unfinished
            through = self._through(exported)
            month = self._oldest(None)
            while month is not None and following(month) <= before and not ended():
                while (part := self._write(month, through, ended)) is not None:
                    if not self._finish(part, ended):
                        # Its decisions would be written a second time.
                        return
                    yield part
                month = self._oldest(following(month))
            if not ended():
                self._give_back(ended)

    def _unfinished(self) -> list[Part]:
        query = select(LOG_PARTS).where(LOG_PARTS.c.moved_through < LOG_PARTS.c.last)
        with self.database.reading() as connection:
            return [part_of(row) for row in connection.execute(query.order_by(LOG_PARTS.c.id))]

    def _through(self, exported: int | None) -> int:
        with self.database.reading() as connection:
            newest = connection.execute(select(func.max(_C.id))).scalar_one() or 0
            bounds = [newest - 1, served_through(connection)]
        return min(bounds if exported is None else [*bounds, exported])

    def _oldest(self, since: datetime | None) -> datetime | None:
        """Return the start of the month of the oldest decision since a time."""
        query = select(func.min(_C.at, type_=UtcTime()))
        if since is not None:
            query = query.where(_C.at >= since)
        with self.database.reading() as connection:
            found: datetime | None = connection.execute(query).scalar_one()
        return None if found is None else found.replace(day=1, hour=0, minute=0, second=0, microsecond=0)

    def _write(self, month: datetime, through: int, ended: Callable[[], bool]) -> Part | None:
        """Write, verify and record a file with decisions of a month. Return None if there are none, or if the work ended early."""
        draft = self.folder / _DRAFT
        with explained(draft):
            written, complete = _Draft(draft), True
            try:
                for row in self._rows(month, through):
                    written.add(row)
                    complete = written.rows % _AT_ONCE != 0 or not ended()
                    if written.rows == _MOST_ROWS or not complete:
                        break
            finally:
                written.close()
            if not written.rows or not complete:
                draft.unlink()
                return None
        return self._record(written, month)

    def _rows(self, month: datetime, through: int) -> Iterator[Row[Any]]:
        in_month = and_(_C.at >= month, _C.at < following(month))
        with self.database.reading() as connection:
            bounds = select(func.min(_C.id), func.max(_C.id)).where(in_month)
            first, last = connection.execute(bounds).one()
        if first is None:
            return
        last, after = min(last, through), first - 1
        # By number: SQLite would sort the whole month again for each transaction if it used the index of times.
        at = literal_column("+decisions.at", BigInteger)
        wanted = and_(at >= to_number(month), at < to_number(following(month)), _movable())
        query = select(DECISIONS).where(wanted).order_by(_C.id).limit(_AT_ONCE)
        while True:
            with self.database.reading() as connection:
                rows = connection.execute(query.where(_C.id > after, _C.id <= last)).all()
            yield from rows
            if len(rows) < _AT_ONCE:
                return
            after = rows[-1].id

    def _free_name(self, month: datetime) -> str:
        with self.database.reading() as connection:
            taken = set(connection.scalars(select(LOG_PARTS.c.filename)))
        number, name = 1, f"{month:%Y-%m}.jsonl.gz"
        while name in taken or (self.folder / name).exists():
            number += 1
            name = f"{month:%Y-%m}.{number}.jsonl.gz"
        return name

    def _record(self, written: "_Draft", month: datetime) -> Part:
        """Verify a draft by reading it again, and record it.

        Raises StoreError if the content of the file differs from the written lines.
        """
        draft, part = self.folder / _DRAFT, written.part()
        looked, plain = Looked(), hashlib.sha256()
        for data in LogFolder(self.folder).data(part, looked):
            plain.update(data)
        if looked.lost or plain.hexdigest() != written.plain.hexdigest():
            raise StoreError(
                Reference.STORE_UNREADABLE,
                f"{draft} could not be verified after it was written: {'; '.join(looked.lost) or 'its content differs'}",
                hint="no decision was removed; check the disk, and try again",
            )
        served, name = self._served(written.names), self._free_name(month)
        with explained(draft):
            draft.replace(self.folder / name)
            _sync(self.folder)
        columns = [column.name for column in LOG_PARTS.columns if not column.primary_key]
        values = {column: getattr(part, column) for column in columns}
        with self.database.writing() as connection:
            made = connection.execute(insert(LOG_PARTS).values({**values, "filename": name}))
            assert made.inserted_primary_key is not None
            number = made.inserted_primary_key[0]
            if served:
                rows = [{"served": one, "part": number} for one in served]
                connection.execute(insert(LOG_PART_FILES), rows)
        return replace(part, id=number, filename=name)

    def _served(self, names: Mapping[str, set[_Name]]) -> list[int]:
        """Return the numbers of the served files with these names, which are listed by sha256."""
        columns = [SERVED.c[name] for name in (*_NAME, "sha256")]
        found: list[int] = []
        for chunk in in_chunks(sorted(names)):
            query = select(SERVED.c.id, *columns).where(SERVED.c.sha256.in_(chunk))
            with self.database.reading() as connection:
                found += [row.id for row in connection.execute(query) if tuple(row[1:]) in names[row.sha256]]
        return found

    def _finish(self, part: Part, ended: Callable[[], bool]) -> bool:
        """Remove the decisions of a verified file from the database. Return False if the work ended early."""
        looked, numbers = Looked(), list[int]()
        for one in LogFolder(self.folder).lines(part, looked):
            numbers.append(one.number)
        if looked.lost:
            raise StoreError(
                Reference.STORE_UNREADABLE,
                f"decisions are not removed from the database: {looked.lost[0]}",
                hint=f"restore {self.folder / part.filename} from a backup",
            )
        left = [number for number in numbers if number > part.moved_through]
        while left:
            if ended():
                return False
            batch, left = left[:_REMOVED_AT_ONCE], left[_REMOVED_AT_ONCE:]
            through = batch[-1] if left else part.last
            started = time.monotonic()
            while not self._remove(part, batch, through):
                if ended():
                    return False
                time.sleep(_READER_PAUSE_S)
                started = time.monotonic()
            self._rest(started)
        return True

    def _remove(self, part: Part, numbers: list[int], through: int) -> bool:
        """Remove decisions. Return False if another process reads decisions."""
        with exclusive(self.folder / LOCK) as held:
            if held:
                with self.database.writing() as connection:
                    connection.execute(delete(DECISIONS).where(_C.id.in_(numbers)))
                    moved = update(LOG_PARTS).where(LOG_PARTS.c.id == part.id)
                    connection.execute(moved.values(moved_through=through))
        return held

    def _give_back(self, ended: Callable[[], bool]) -> None:
        """Return the free pages to the file system, a few at a time."""
        started = time.monotonic()
        while not ended() and self.database.give_back_some(_PAGES_AT_ONCE):
            self._rest(started)
            started = time.monotonic()

    def _rest(self, started: float) -> None:
        """Let other writers have their turn after a transaction that began at a time of the monotonic clock."""
        took = time.monotonic() - started
        self.database.checkpoint()
        time.sleep(max(_LEAST_PAUSE_S, _PAUSES * took))


class _Draft:
    """A file that is being written, with the number of its rows and its digest so far."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
        self._gzip = gzip.GzipFile(filename="", mode="wb", compresslevel=_LEVEL, fileobj=self._file, mtime=0)
        self.rows = 0
        self.plain = hashlib.sha256()
        self.names: dict[str, set[_Name]] = {}
        """The names of the files that the decisions served, by sha256."""
        self._first = self._last = 0
        self._first_at = datetime.max.replace(tzinfo=UTC)
        self._last_at = datetime.min.replace(tzinfo=UTC)

    def add(self, row: Row[Any]) -> None:
        """Write a decision, unless its line could not be read back: such a decision stays in the database."""
        decision = decision_of(row)
        data = line(decision).encode()
        if read_line(data).decision() != decision:
            return
        self._gzip.write(data)
        self.plain.update(data)
        self._first, self._last = self._first if self.rows else decision.number, decision.number
        self._first_at, self._last_at = min(self._first_at, decision.at), max(self._last_at, decision.at)
        self.rows += 1
        if row.action == Action.ALLOW.value and row.sha256 is not None:
            name = (row.ecosystem, row.package, row.version, row.filename, row.sha256)
            self.names.setdefault(row.sha256, set()).add(name)

    def close(self) -> None:
        """Write everything to the disk."""
        with self._file:
            self._gzip.close()
            self._file.flush()
            os.fsync(self._file.fileno())

    def part(self) -> Part:
        """Return the description of the closed file."""
        with self._path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        return Part(
            id=0,
            filename=self._path.name,
            rows=self.rows,
            first=self._first,
            last=self._last,
            first_at=self._first_at,
            last_at=self._last_at,
            size_bytes=self._path.stat().st_size,
            sha256=sha256,
            moved_through=0,
        )


def following(month: datetime) -> datetime:
    """Return the start of the month after the month that begins at a time."""
    return (month + timedelta(days=32)).replace(day=1)


def _movable() -> ColumnElement[bool]:
    """Return the condition that the gate no longer needs a decision."""
    same = and_(*(_LATER.c[name] == _C[name] for name in _NAME))
    refusals = [action.value for action in Action if action is not Action.ALLOW]
    later = exists().where(same, _LATER.c.action.in_(refusals), _LATER.c.id > _C.id)
    return or_(_C.action == Action.ALLOW.value, and_(_C.note != ALARM, later))


def _sync(folder: Path) -> None:
    """Write the names of a folder to the disk, where the system allows it."""
    if os.name == "posix":
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
