"""Index files that tests are made of."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from pratique.advisories.index import Index
from pratique.advisories.index.draft import Draft
from pratique.advisories.index.writing import writer_at
from pratique.advisories.interface import Detectors, Row, Skip
from pratique.core.advisory import Advisory, Exploitation, RuntimeLine, SourceState
from tests.advisories.made import THEN, state


def put(draft: Draft, row: Row) -> None:
    """Put one row into a draft."""
    match row:
        case Advisory():
            draft.add(row)
        case Exploitation():
            draft.exploitation(row)
        case RuntimeLine():
            draft.line(row)
        case Detectors():
            draft.detectors(row.data)
        case Skip():
            draft.skip(row.where, row.why)


def write_index(
    path: Path,
    rows: Mapping[str, Iterable[Row]],
    states: Iterable[SourceState] = (),
    *,
    at: datetime = THEN,
) -> Path:
    """Write an index at `path` with these rows of each source, each of which gets a state; gives `path`."""
    told = {one.name: one for one in states}
    with writer_at(path) as writer:
        for name, its_rows in rows.items():
            with writer.draft(name) as draft:
                draft.forget()
                for row in its_rows:
                    put(draft, row)
                writer.publish(draft, [told.pop(name, state(name))], at=at)
        for left in told.values():
            with writer.draft(left.name) as draft:
                writer.publish(draft, [left], at=at)
    return path


def every(index: Index) -> list[Advisory]:
    """All advisories of all sources."""
    return [one for state in index.sources() for one in index.every(state.name)]
