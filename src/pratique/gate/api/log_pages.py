"""Reads the log of decisions, the acts of operators and the affected clients in pages of JSON lines.

A page ends after a number of rows or bytes. The cursor of a page is the position of its last row: the numbers of the
last entries that were read.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from heapq import merge
from typing import Any

from pratique.core.act import Act
from pratique.core.freeze import FreezeAct
from pratique.core.names import PackageRef
from pratique.core.policy import Action
from pratique.gate.monitoring.affected_downloads import downloads
from pratique.report.formats.json_text import compact
from pratique.report.verbs.approvals import concerns, freeze_row, row
from pratique.report.verbs.decisions import document
from pratique.report.verbs.log_search import LOG_VERSION, VICTIMS_VERSION
from pratique.store.interface import Store
from pratique.store.log.part import Looked, Query

MOST_ROWS = 10_000
USUAL_ROWS = 1_000
MOST_PAGE_BYTES = 8 * 1024**2
Cursor = tuple[int, int]
START: Cursor = (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What to read from a log, and from which position."""

    since: datetime | None = None
    until: datetime | None = None
    package: PackageRef | None = None
    version: str | None = None
    action: Action | None = None
    who: str | None = None
    alarm: str | None = None
    after: Cursor = START
    limit: int = USUAL_ROWS


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a log as JSON lines, and the position after it; None at the end of the log."""

    body: bytes
    next: Cursor | None
    lost: tuple[str, ...] = ()
    """One sentence for each missing or damaged file of old decisions."""


def log_page(store: Store, search: Search) -> Page:
    """Return a page of the decisions. Raises StoreError."""
    looked = Looked()
    query = Query(
        since=search.since,
        until=search.until,
        package=search.package,
        version=search.version,
        action=search.action,
        who=search.who,
        after=search.after[0],
    )
    with closing(store.log.read(query, looked)) as found:
        rows = (((one.number, 0), {"schema_version": LOG_VERSION, **document(one)}) for one in found)
        page = _page(rows, search.limit)
    return replace(page, lost=tuple(looked.lost))


def acts_page(store: Store, search: Search) -> Page:
    """Return a page of the approvals, denials and freezes, in order of time. Raises StoreError."""
    act, freeze = search.after
    acts = (
        one
        for one in store.acts.read(after=act, since=search.since)
        if search.package is None or concerns(one, search.package, search.version)
    )
    # A freeze is about no package.
    freezes = () if search.package is not None else store.freezes.read(since=search.since)
    later = (one for one in freezes if one.number > freeze)
    both: Iterator[Act | FreezeAct] = merge(acts, later, key=lambda one: one.at)
    wanted = (one for one in both if search.until is None or one.at < search.until)
    return _page(_positions(wanted, search.after), search.limit)


def affected_page(store: Store, search: Search) -> Page:
    """Return a page of the downloads of files that were flagged later. Raises StoreError."""
    looked = Looked()
    page = _page(_downloads(store, search, looked), search.limit)
    return replace(page, lost=tuple(looked.lost))


def _positions(acts: Iterator[Act | FreezeAct], after: Cursor) -> Iterator[tuple[Cursor, Mapping[str, Any]]]:
    act, freeze = after
    for one in acts:
        if isinstance(one, FreezeAct):
            freeze = one.number
            yield (act, freeze), freeze_row(one)
        else:
            act = one.number
            yield (act, freeze), row(one)


def _downloads(store: Store, search: Search, looked: Looked) -> Iterator[tuple[Cursor, Mapping[str, Any]]]:
    file, decision = search.after
    flagged = store.turned.read(
        since=search.since,
        package=search.package,
        version=search.version,
        alarm=search.alarm,
        # The page may have ended within the downloads of a file.
        after=max(0, file - 1),
    )
    for turned in flagged:
        rest = replace(turned, after=max(turned.after, decision)) if turned.number == file else turned
        for number, told in downloads(store, rest, looked):
            yield (turned.number, number), {"schema_version": VICTIMS_VERSION, **told}


def _page(rows: Iterator[tuple[Cursor, Mapping[str, Any]]], limit: int) -> Page:
    lines: list[bytes] = []
    size, last = 0, START
    for position, told in rows:
        line = compact(dict(told)).encode()
        if lines and (len(lines) == limit or size + len(line) > MOST_PAGE_BYTES):
            return Page(b"".join(lines), last)
        lines.append(line)
        size, last = size + len(line), position
    return Page(b"".join(lines), None)
