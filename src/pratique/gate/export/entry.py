"""Defines the exported entries. The lines are those of `pratique log --format jsonl` and `log --acts --format jsonl`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice

from pratique.core.policy import Action
from pratique.report.formats.json_text import compact
from pratique.report.verbs import approvals, decisions
from pratique.store.interface import Store


class Stream(StrEnum):
    """A kind of entries that are numbered together."""

    DECISIONS = "decisions"
    ACTS = "acts"
    FREEZES = "freezes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One exported entry."""

    stream: Stream
    number: int
    at: datetime
    action: Action | None
    """The verdict of a decision; None for the act of a person."""
    line: str
    """The entry as JSON, with a line end."""
    short: str
    """The same for a receiver that accepts no long messages."""


def entries(store: Store, stream: Stream, after: int, *, most: int) -> Sequence[Entry]:
    """Return the first entries of a stream with a number above `after`. Raises StoreError."""
    return _READERS[stream](store, after, most)


def newest(store: Store, stream: Stream) -> int:
    """Return the number of the newest entry of a stream. Raises StoreError."""
    return _NEWEST[stream](store)


def _decisions(store: Store, after: int, most: int) -> Sequence[Entry]:
    found = []
    for one in islice(store.decisions.read(after=after), most):
        row = decisions.document(one)
        few = {name: row[name] for name in ("at", "purl", "sha256", "action", "who", "number")}
        found.append(
            Entry(
                stream=Stream.DECISIONS,
                number=one.number,
                at=one.at,
                action=one.action,
                line=compact(row),
                short=compact({**few, "shortened": True}),
            )
        )
    return found


def _acts(store: Store, after: int, most: int) -> Sequence[Entry]:
    acts = islice(store.acts.read(after=after), most)
    return [_act(Stream.ACTS, one.number, one.at, compact(approvals.row(one))) for one in acts]


def _freezes(store: Store, after: int, most: int) -> Sequence[Entry]:
    new = islice((one for one in store.freezes.read() if one.number > after), most)
    return [_act(Stream.FREEZES, one.number, one.at, compact(approvals.freeze_row(one))) for one in new]


def _act(stream: Stream, number: int, at: datetime, line: str) -> Entry:
    return Entry(stream=stream, number=number, at=at, action=None, line=line, short=line)


_READERS: dict[Stream, Callable[[Store, int, int], Sequence[Entry]]] = {
    Stream.DECISIONS: _decisions,
    Stream.ACTS: _acts,
    Stream.FREEZES: _freezes,
}
_NEWEST: dict[Stream, Callable[[Store], int]] = {
    Stream.DECISIONS: lambda store: store.decisions.newest(),
    Stream.ACTS: lambda store: max((one.number for one in store.acts.read()), default=0),
    Stream.FREEZES: lambda store: store.freezes.last(),
}
