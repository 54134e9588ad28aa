"""Writes the history of a package for a terminal: releases with signals, the story, then the unknown signals."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pratique.core.history import Entry, Event, EventKind, Timeline, Weight
from pratique.report.history.axis import SILENCE_DAYS
from pratique.report.history.words import (
    WEIGHTS,
    day,
    event_words,
    gravest,
    headline,
    mark_words,
    short,
    span,
    status_words,
    unread_words,
)
from pratique.report.parts.counts import moment, plural
from pratique.report.parts.escape import escape
from pratique.report.text.style import Line, Span, Style, line

_MOST_MARKED = 30
_MOST_CHAPTERS = 120
_MOST_OF_KIND = 6
"""The maximum number of listed events of one release."""
_MOST_GAPS = 40
_STYLES = {Weight.HOLDS: Style.BLOCK, Weight.LENGTHENS: Style.HOLD, Weight.RANKS: Style.PLACE}


def lines(value: Timeline) -> list[Line]:
    """Return the history of a package as lines for a terminal."""
    name = f"{short(value.package.name, 120)} ({value.package.ecosystem.value})"
    found = [line(Span(name, Style.STRONG), ": ", headline(value))]
    found.append(line(Span(f"{span(value)}; according to {escape(value.registry, most=200)}", Style.FAINT)))
    status = status_words(value)
    found += [line(Span(status, Style.BLOCK))] if status else []
    found += [
        line(Span(f"known to be bad: {escape(said, most=400)}", Style.BLOCK)) for said in value.known_bad
    ]
    found += _judged(value)
    found += _marked(value)
    found += _story(value)
    return found + _gaps(value)


def judged_words(value: Timeline) -> str:
    """Return one sentence about the signals of the requested release; empty if no version was requested."""
    entry = value.judged_entry
    if entry is None:
        return ""
    told = f"{short(entry.version)}, published {day(entry.published)} by {short(entry.publisher) or 'an unknown publisher'}"
    return f"{told}: {_bearing(value, entry)}"


def _bearing(value: Timeline, entry: Entry) -> str:
    if entry.removed:
        return "removed, so the signals of the release are unknown"
    if entry.weight is Weight.HOLDS:
        return "the release needs review before use"
    if entry.weight is Weight.LENGTHENS:
        if value.until is None:
            return "a signal fired, but the extended cooldown is over"
        return f"a signal fired: cooldown until {moment(value.until)}"
    return (
        "low-weight signals only; no cooldown"
        if entry.marks
        else "no signals fired (not evidence that it is safe)"
    )


def _judged(value: Timeline) -> list[Line]:
    words = judged_words(value)
    return [line("judged: ", words)] if words else []


def _marked(value: Timeline) -> Iterator[Line]:
    marked = gravest(value.marked)
    if not marked:
        return
    yield line("")
    yield line(Span("marked", Style.STRONG))
    for entry in marked[:_MOST_MARKED]:
        assert entry.weight is not None
        yield line(
            "  ",
            Span(short(entry.version), Style.STRONG),
            f"  {day(entry.published)}  {short(entry.publisher) or 'publisher unknown'}  ",
            Span(WEIGHTS[entry.weight], _STYLES[entry.weight]),
        )
        yield from (line(f"    {mark_words(mark)}") for mark in entry.marks)
    if len(marked) > _MOST_MARKED:
        yield line(f"  and {plural(len(marked) - _MOST_MARKED, 'more release')}: --format json lists all")


@dataclass(slots=True)
class _Chapter:
    entries: list[Entry]
    events: Sequence[Event]


def _story(value: Timeline) -> Iterator[Line]:
    if not value.entries:
        return
    yield line("")
    yield line(Span("story", Style.STRONG))
    chapters = _chapters(value)
    left_out = len(chapters) - _MOST_CHAPTERS
    if left_out > 0:
        yield line(Span(f"  the first {left_out:,} parts are omitted: --format json lists all", Style.FAINT))
    for chapter in chapters[-_MOST_CHAPTERS:]:
        yield from _chapter(chapter)
    for event in value.events:
        if event.version is None:
            yield line(f"  {'today':<10}  {event_words(event)}")


def _chapters(value: Timeline) -> list[_Chapter]:
    events: dict[str, list[Event]] = {}
    for event in value.events:
        if event.version is not None and event.kind is not EventKind.RELEASE:
            events.setdefault(event.version, []).append(event)
    chapters: list[_Chapter] = []
    for entry in value.entries:
        happened = events.get(entry.version, [])
        plain = not happened and not entry.marks and entry.version != value.judged
        last = chapters[-1] if chapters else None
        quiet = plain and (entry.silence_days or 0) < SILENCE_DAYS
        if last is not None and quiet and not last.events and _alike(last.entries[-1], entry, value):
            last.entries.append(entry)
        else:
            chapters.append(_Chapter([entry], happened))
    return chapters


def _alike(before: Entry, entry: Entry, value: Timeline) -> bool:
    plain = not before.marks and before.version != value.judged
    return plain and (before.publisher, before.line) == (entry.publisher, entry.line)


def _chapter(chapter: _Chapter) -> Iterator[Line]:
    first, last = chapter.entries[0], chapter.entries[-1]
    if first.silence_days is not None and first.silence_days >= SILENCE_DAYS:
        yield line(Span(f"  {'':<10}  {first.silence_days:,} days without a release", Style.FAINT))
    who = f"published by {short(first.publisher)}" if first.publisher else "published, publisher unknown"
    when = day(first.published) if first.published else "not told"
    if len(chapter.entries) > 1:
        versions = f"{short(first.version)} to {short(last.version)}"
        until = f", the last on {day(last.published)}" if last.published else ""
        yield line(
            f"  {when:<10}  ",
            Span(versions, Style.STRONG),
            f", {plural(len(chapter.entries), 'release')} {who}{until}",
        )
        return
    flag = f"  ! {WEIGHTS[first.weight]}" if first.weight else ""
    style = _STYLES[first.weight] if first.weight else Style.PLAIN
    yield line(f"  {when:<10}  ", Span(short(first.version), Style.STRONG), f" {who}", Span(flag, style))
    kinds: dict[EventKind, list[Event]] = {}
    for event in chapter.events:
        kinds.setdefault(event.kind, []).append(event)
    for happened in kinds.values():
        yield from (line(f"  {'':<10}    {event_words(event)}") for event in happened[:_MOST_OF_KIND])
        if len(happened) > _MOST_OF_KIND:
            more = len(happened) - _MOST_OF_KIND
            yield line(f"  {'':<10}    and {more:,} more of this kind ({happened[0].kind.value})")


def _gaps(value: Timeline) -> list[Line]:
    gaps = [*value.untold, *(f"not understood: {problem}" for problem in value.problems)]
    last = value.judged_entry or (value.entries[-1] if value.entries else None)
    gaps += unread_words([last] if last else [])
    if not gaps:
        return []
    shown = [line(f"  {escape(gap, most=400)}") for gap in gaps[:_MOST_GAPS]]
    more = [line(f"  and {len(gaps) - _MOST_GAPS:,} more")] if len(gaps) > _MOST_GAPS else []
    return [line(""), line(Span("not told", Style.STRONG)), *shown, *more]
