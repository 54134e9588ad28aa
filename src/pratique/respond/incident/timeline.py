"""Derives the timeline of an incident from its entries: what happened when, by which source, in which phase."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pratique.report.parts.counts import plural
from pratique.respond.incident.clusters import merged
from pratique.respond.incident.entry import (
    Answered,
    Closed,
    Confidence,
    Entry,
    Known,
    Listed,
    Moment,
    Note,
    Opened,
    Section,
)

_OWN = "this incident file"
_TIMED = {
    Section.TIMELINE: "",
    Section.DECISION: "Decided: ",
    Section.INFORMED: "Informed: ",
    Section.RESPONSE: "",
}
"""The sections whose notes are events, with the words before their text."""
_ANSWERS = frozenset({Section.DECISION, Section.INFORMED, Section.RESPONSE})
"""The sections whose notes are part of the response."""


class Phase(StrEnum):
    """The part of the incident to which an event belongs; the value is its title."""

    BEFORE = "Before the attack"
    ATTACK = "Attack"
    RESPONSE = "Response"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of the timeline."""

    phase: Phase
    moment: Moment


def timeline(entries: Iterable[Entry]) -> tuple[Event, ...]:
    """Return the events in order of time.

    The attack begins with the first known publication of a listed release. The response begins with the earliest of these:
    the incident was opened, a search for exposure was made, a decision was taken, or a person was informed.
    """
    listed = tuple(entries)
    moments = sorted(set(_moments(listed)), key=lambda moment: (moment.when, moment.text, moment.source))
    begin, end = _bounds(listed)
    return tuple(Event(phase=_phase(moment.when, begin, end), moment=moment) for moment in moments)


def _bounds(entries: Sequence[Entry]) -> tuple[datetime | None, datetime | None]:
    starts: list[datetime] = []
    named = {purl for entry in entries if isinstance(entry.body, Listed) for purl in entry.body.purls}
    known_at: list[datetime] = []
    for entry in entries:
        match entry.body:
            case Known(purl=purl, published_at=datetime() as at) if purl in named:
                starts.append(at)
            case Listed(since=datetime() as at):
                starts.append(at)
            case Answered(as_of=at):
                known_at.append(at)
            case Opened():
                known_at.append(entry.at)
            case Note(section=section, when=datetime() as at) if section in _ANSWERS:
                known_at.append(at)
    return min(starts, default=None), min(known_at, default=None)


def _phase(at: datetime, begin: datetime | None, end: datetime | None) -> Phase:
    if end is not None and at >= end:
        return Phase.RESPONSE
    if begin is not None and at < begin:
        return Phase.BEFORE
    return Phase.ATTACK


def _moments(entries: Sequence[Entry]) -> Iterator[Moment]:
    yield from _published(entries)
    opened = False
    for entry in entries:
        match entry.body:
            case Opened(title=title):
                word = "opened again" if opened else "opened"
                opened = True
                yield _confirmed(entry.at, f"Incident {word} by {entry.by}: {title}", _OWN)
            case Closed(reason=reason):
                yield _confirmed(entry.at, f"Incident closed by {entry.by}: {reason}", _OWN)
            case Listed():
                yield from _listed(entry.body)
            case Note(section=section, when=datetime() as when) if section in _TIMED:
                note = entry.body
                source = note.source or f"{entry.by}, without a source"
                yield Moment(
                    when=when, text=_TIMED[section] + note.text, source=source, confidence=note.confidence
                )
            case Answered():
                yield from entry.body.moments
                yield _confirmed(
                    entry.body.as_of,
                    f"Exposure search: {entry.body.answer} ({plural(entry.body.sightings, 'sighting')})",
                    entry.body.report,
                )


def _published(entries: Sequence[Entry]) -> Iterator[Moment]:
    for known in merged(entry.body for entry in entries if isinstance(entry.body, Known)):
        if known.published_at is not None:
            by = f" by {known.publisher}" if known.publisher else ""
            yield _confirmed(known.published_at, f"{known.purl} published{by}", known.source)


def _listed(body: Listed) -> Iterator[Moment]:
    if body.since is not None:
        yield Moment(
            when=body.since,
            text=f"{body.id} available",
            source=body.origin,
            confidence=Confidence.LIKELY,
        )
    if body.until is not None:
        yield Moment(
            when=body.until,
            text=f"{body.id} removed by the registry",
            source=body.origin,
            confidence=Confidence.LIKELY,
        )


def _confirmed(when: datetime, text: str, source: str) -> Moment:
    return Moment(when=when, text=text, source=source, confidence=Confidence.CONFIRMED)
