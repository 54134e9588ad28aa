"""Reads decisions from the database and from the files of old decisions."""

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from heapq import merge
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import Any

from sqlalchemy import Row, Select, select

from pratique.core.decision import Decision, Extent
from pratique.core.policy import Action
from pratique.report.parts.counts import plural
from pratique.store.database.connection import Database
from pratique.store.database.failure import explained
from pratique.store.database.schema import LOG_PART_FILES, LOG_PARTS, SERVED
from pratique.store.folder.locks import shared
from pratique.store.gate.affected_clients import ServedName
from pratique.store.gate.decisions import SqliteDecisions
from pratique.store.gate.served import columns_of
from pratique.store.log.part import LogFolder, Looked, Part, Query

LOCK = "lock"
"""The name of the file that readers lock, so that no decision is moved while they read."""


@dataclass(frozen=True, slots=True)
class SqliteLog:
    """Implements `interface.Log`."""

    database: Database
    decisions: SqliteDecisions
    folder: Path

    def read(self, query: Query, looked: Looked) -> Generator[Decision]:
        """Yield the requested decisions, in order. No decision is moved until the generator ends or is closed."""
        with self.still():
            parts = [part for part in self.parts() if query.may_contain(part)]
            moved = [
                chain.from_iterable(self._files.moved(part, looked, query) for part in lane)
                for lane in _lanes(parts)
            ]
            stored = self.decisions.read(
                since=query.since,
                until=query.until,
                package=query.package,
                version=query.version,
                action=query.action,
                who=query.who,
                after=query.after,
            )
            yield from merge(*moved, stored, key=attrgetter("number"))

    def extent(self, query: Query, looked: Looked) -> Extent:
        """Return the number and the time range of the decisions in the time of a query."""
        with self.still():
            found = self.decisions.extent(since=query.since, until=query.until)
            for part in self.parts():
                if query.may_contain(part):
                    found += self._extent(part, query, looked)
        return found

    def served(self, name: ServedName, *, after: int, through: int, looked: Looked) -> Iterator[Decision]:
        """Yield the decisions with numbers above `after`, up to `through`, that served a file and are no longer in the database.

        The caller must hold `still`.
        """
        same = [SERVED.c[column] == value for column, value in columns_of(name).items()]
        query = (
            select(LOG_PARTS)
            .join(LOG_PART_FILES, LOG_PART_FILES.c.part == LOG_PARTS.c.id)
            .join(SERVED, SERVED.c.id == LOG_PART_FILES.c.served)
            .where(*same, LOG_PARTS.c.last > after, LOG_PARTS.c.first <= through)
        )
        wanted = Query(package=name.ref.package, version=name.ref.version)
        lanes = [
            chain.from_iterable(self._files.moved(part, looked, wanted) for part in lane)
            for lane in _lanes(self._read(query))
        ]
        for decision in merge(*lanes, key=attrgetter("number")):
            if (
                after < decision.number <= through
                and decision.action is Action.ALLOW
                and decision.filename == name.filename
                and decision.sha256 == name.sha256
            ):
                yield decision

    def parts(self) -> Sequence[Part]:
        """Return the files of old decisions, in order."""
        return self._read(select(LOG_PARTS))

    @contextmanager
    def still(self) -> Iterator[None]:
        """Prevent decisions from being moved until the block ends. Raises StoreError."""
        with explained(self.folder):
            self.folder.mkdir(mode=0o700, exist_ok=True)
        with shared(self.folder / LOCK):
            yield

    @property
    def _files(self) -> LogFolder:
        return LogFolder(self.folder)

    def _extent(self, part: Part, query: Query, looked: Looked) -> Extent:
        if not (self.folder / part.filename).is_file():
            looked.lose(f"{part.filename} is missing: it contains {plural(part.rows, 'decision')}")
            return Extent(0)
        if query.in_time(part.first_at) and query.in_time(part.last_at) and part.moved_through >= part.last:
            return Extent(part.rows, part.first_at, part.last_at)
        found = Extent(0)
        for line in self._files.lines(part, looked):
            if line.number <= part.moved_through and query.in_time(line.at):
                found += Extent(1, line.at, line.at)
        return found

    def _read(self, query: Select[Any]) -> Sequence[Part]:
        with self.database.reading() as connection:
            return [part_of(row) for row in connection.execute(query.order_by(LOG_PARTS.c.first))]


def part_of(row: Row[Any]) -> Part:
    """Return the file of a row."""
    columns = [column.name for column in LOG_PARTS.columns]
    return Part(**{column: getattr(row, column) for column in columns})


def _lanes(parts: Iterable[Part]) -> list[list[Part]]:
    """Split files into lists in which the numbers of decisions only rise, so that each list is read one file at a time."""
    lanes: list[list[Part]] = []
    for part in parts:
        lane = next((one for one in lanes if one[-1].last < part.first), None)
        if lane is None:
            lanes.append([part])
        else:
            lane.append(part)
    return lanes
