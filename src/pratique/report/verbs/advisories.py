"""Writes the contents of the advisory index as lines for a terminal and as a JSON document."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pratique.core.advisory import Cover, SourceState
from pratique.report.formats.json_contract import Json, time_of
from pratique.report.parts.counts import plural
from pratique.report.parts.escape import escape
from pratique.report.text.style import Line, Span, Style, line

STATUS_VERSION = 1
_MOST_TEXT = 400
_SHOWN_DIGEST = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An advisory index and its contents."""

    file: str
    size_bytes: int
    built_at: datetime
    sources: tuple[SourceState, ...]
    now: datetime
    problems: tuple[str, ...] | None = None
    """The problems of the index; None if the index was not verified."""


def lines(value: Held) -> list[Line]:
    """Return the status of the index as lines for a terminal: the file, each source, then the problems."""
    head = line(
        Span(escape(value.file, most=_MOST_TEXT), Style.STRONG),
        f"  {value.size_bytes / 1e6:.1f} MB, written {_moment(value.built_at)}",
    )
    found = [head, *(item for state in value.sources for item in _source(state, value.now))]
    if not value.sources:
        found.append(line("no advisory source yet: run `pratique advisories sync`"))
    return found + _checked(value.problems)


def _source(state: SourceState, now: datetime) -> list[Line]:
    fresh = state.fresh_at
    age = "of unknown age" if fresh is None else f"{_age(now - fresh)} old"
    newest = f", newest row {_moment(state.as_of)}" if state.as_of else ""
    verb = "synced" if state.synced else "imported"
    return [
        line(),
        line(Span(escape(state.name, most=80), Style.STRONG), f"  {escape(state.title, most=200)}, {age}"),
        line(f"  {verb} {_moment(state.checked_at)}{newest}"),
        line(f"  {rows(state)}"),
        *_skipped(state),
        *_complete(state),
        line(f"  from {escape(state.origin, most=_MOST_TEXT)}"),
        line(
            Span(
                f"  sha256:{escape(state.digest[:_SHOWN_DIGEST])}..., licence {escape(state.licence, most=200)}",
                Style.FAINT,
            )
        ),
    ]


def _checked(problems: tuple[str, ...] | None) -> list[Line]:
    if problems is None:
        return []
    if not problems:
        return [line(), line("verified: every page and every row is readable, and the counts are correct")]
    return [line(), *(line(Span(escape(told, most=_MOST_TEXT), Style.BLOCK)) for told in problems)]


def rows(state: SourceState) -> str:
    """Return the numbers of imported and skipped rows of a source in one line."""
    withdrawn = f" ({state.withdrawn:,} of them withdrawn)" if state.withdrawn else ""
    skipped = sum(state.skipped.values())
    return f"{plural(state.rows, 'row')}: {state.imported:,} imported{withdrawn}, {skipped:,} skipped"


def taken(state: SourceState, how: str = "") -> list[Line]:
    """Return the import result of a source: its counts, and the reasons for skipped rows, most frequent first."""
    said = f" ({how})" if how else ""
    head = line(Span(escape(state.name, most=80), Style.STRONG), f"{said}: {rows(state)}")
    return [head, *_skipped(state)]


def _complete(state: SourceState) -> Iterator[Line]:
    """Yield the kinds of advisories for which the source is complete, and each kind with too few records."""
    counts = state.counts or ()
    if state.covers:
        yield line(f"  complete for {', '.join(map(_named, state.covers))}")
    elif not state.partial:
        yield line("  not complete for any kind of advisory; supplements other sources")
    else:
        unread = f": {plural(state.unread, 'row')} could not be read" if state.unread else ""
        yield line(f"  not complete for any kind of advisory{unread}")
    for count in counts:
        if not count.suffices:
            held = f"{plural(count.records, 'record')}, but the complete source has at least {count.least:,}"
            yield line(Span(f"  not complete for {_named(count.cover)}: {held}", Style.HOLD))


def _named(cover: Cover) -> str:
    return f"{escape(cover.type)} {cover.kind.value}"


def _skipped(state: SourceState) -> list[Line]:
    ordered = sorted(state.skipped.items(), key=lambda item: (-item[1], item[0]))
    return [line(f"  {count:>11,}  {escape(why, most=200)}") for why, count in ordered]


def document(value: Held) -> dict[str, Json]:
    """Return the JSON object of `advisories status --format json`."""
    return {
        "schema_version": STATUS_VERSION,
        "file": value.file,
        "size_bytes": value.size_bytes,
        "built_at": time_of(value.built_at),
        "problems": None if value.problems is None else list(value.problems),
        "sources": [_document(state, value.now) for state in value.sources],
    }


def _document(state: SourceState, now: datetime) -> dict[str, Json]:
    fresh = state.fresh_at
    skipped: dict[str, Json] = dict(sorted(state.skipped.items()))
    return {
        "name": state.name,
        "title": state.title,
        "licence": state.licence,
        "origin": state.origin,
        "synced": state.synced,
        "checked_at": time_of(state.checked_at),
        "as_of": time_of(state.as_of),
        "fresh_at": time_of(fresh),
        "age_s": None if fresh is None else max(0, int((now - fresh).total_seconds())),
        "rows": state.rows,
        "imported": state.imported,
        "withdrawn": state.withdrawn,
        "skipped": skipped,
        "sha256": state.digest,
        "covers": [_cover(cover) for cover in state.covers],
        "counts": [
            {**_cover(count.cover), "records": count.records, "least": count.least}
            for count in state.counts or ()
        ],
    }


def _cover(cover: Cover) -> dict[str, Json]:
    return {"type": cover.type, "kind": cover.kind.value}


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _age(span: timedelta) -> str:
    hours = int(span.total_seconds() // 3600)
    if hours < 1:
        return "less than an hour"
    return plural(hours, "hour") if hours < 48 else plural(hours // 24, "day")
