"""What an incident file says as of its last entry: its status, packages, clusters, timeline, answers and notes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from pratique.respond.incident.clusters import Cluster, clusters, merged
from pratique.respond.incident.document import Incident
from pratique.respond.incident.entry import (
    Answered,
    Body,
    Bytes,
    Closed,
    Entry,
    Known,
    Listed,
    Misread,
    Note,
    Opened,
    Section,
    Trace,
    Withdrawn,
)
from pratique.respond.incident.timeline import Event, timeline

B = TypeVar("B", bound=Body)


@dataclass(frozen=True, kw_only=True)
class Summary:
    """The content of an incident file, without withdrawn entries."""

    id: str
    title: str
    opened_at: datetime | None
    closed_at: datetime | None
    """When the incident was closed; None if it is open."""
    reason: str
    """Why the incident was closed."""
    changed_at: datetime | None
    """The time of the newest entry."""
    listed: tuple[Listed, ...]
    digests: tuple[Bytes, ...]
    traces: tuple[Trace, ...]
    misread: tuple[Misread, ...]
    known: tuple[Known, ...]
    clusters: tuple[Cluster, ...]
    """The releases that are listed with their version, grouped by what connects them."""
    events: tuple[Event, ...]
    answers: tuple[Answered, ...]
    """The answers of exposure searches, the newest last."""
    notes: Mapping[Section, tuple[tuple[str, Entry, Note], ...]]
    """The notes of each section with the key and the entry, in the order in which they were added."""
    withdrawn: int
    """The number of withdrawn entries."""
    problems: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        """Return True if the incident is open."""
        return self.closed_at is None


def summary(incident: Incident) -> Summary:
    """Return what the entries of an incident say together."""
    wrong = _withdrawn(incident.entries)
    entries = {key: entry for key, entry in incident.entries.items() if key not in wrong}
    state = _state(entries)
    listed = tuple(sorted(_bodies(entries, Listed), key=lambda item: (item.type, item.name, item.id)))
    digests = _bodies(entries, Bytes)
    known = merged(_known(entries, listed, digests))
    return Summary(
        id=incident.id,
        title=state.title,
        opened_at=state.opened_at,
        closed_at=state.closed_at,
        reason=state.reason,
        changed_at=max((entry.at for entry in incident.entries.values()), default=None),
        listed=listed,
        digests=digests,
        traces=tuple(sorted(_bodies(entries, Trace), key=lambda trace: (trace.trace, trace.value))),
        misread=_bodies(entries, Misread),
        known=known,
        clusters=clusters(known),
        events=timeline(entries.values()),
        answers=tuple(sorted(_bodies(entries, Answered), key=lambda answer: answer.as_of)),
        notes={section: tuple(_notes(entries, section)) for section in Section},
        withdrawn=len(wrong & incident.entries.keys()),
        problems=incident.problems,
    )


def _withdrawn(entries: Mapping[str, Entry]) -> set[str]:
    """Return the keys of the withdrawn entries. A withdrawal that was itself withdrawn later has no effect."""
    wrong: set[str] = set()
    for key, entry in reversed(tuple(entries.items())):
        if isinstance(entry.body, Withdrawn) and key not in wrong:
            wrong.add(entry.body.entry)
    return wrong


@dataclass(frozen=True, slots=True)
class _State:
    title: str = ""
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    reason: str = ""


def _state(entries: Mapping[str, Entry]) -> _State:
    """Return the state after the last entry that opens or closes the incident."""
    state = _State()
    for entry in entries.values():
        match entry.body:
            case Opened(title=title):
                state = _State(title, state.opened_at or entry.at)
            case Closed(reason=reason):
                state = _State(state.title, state.opened_at, entry.at, reason)
    return state


def _bodies(entries: Mapping[str, Entry], kind: type[B]) -> tuple[B, ...]:
    return tuple(entry.body for entry in entries.values() if isinstance(entry.body, kind))


def _notes(entries: Mapping[str, Entry], section: Section) -> Iterator[tuple[str, Entry, Note]]:
    for key, entry in entries.items():
        if isinstance(entry.body, Note) and entry.body.section is section:
            yield key, entry, entry.body


def _known(
    entries: Mapping[str, Entry], listed: tuple[Listed, ...], digests: tuple[Bytes, ...]
) -> Iterator[Known]:
    """Yield what is known of each listed release. Facts about releases that are not listed, such as good ones, are omitted."""
    named = {purl for item in listed for purl in item.purls}
    named |= {item.purl for item in digests if item.purl}
    for body in _bodies(entries, Known):
        if body.purl in named:
            yield body
    for item in digests:
        if item.purl:
            yield Known(purl=item.purl, digests=(item.digest,), source=item.origin)
    for purl in sorted(named):
        yield Known(purl=purl, source="")
