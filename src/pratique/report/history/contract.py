"""Builds the JSON object of `history --format json`.

A change within one `schema_version` may only add fields. The schema is `schemas/history-1.schema.json`.
"""

from pratique.core.history import Entry, Event, Mark, Presence, Timeline
from pratique.core.release import Dated
from pratique.report.formats.json_contract import Json, time_of
from pratique.report.history.words import headline, unread_signals

HISTORY_VERSION = 1


def timeline(value: Timeline) -> dict[str, Json]:
    """Return the JSON object of a package's timeline."""
    return {
        "schema_version": HISTORY_VERSION,
        "purl": value.package.purl,
        "registry": value.registry,
        "headline": headline(value),
        "status": value.status.value,
        "status_reason": value.status_reason,
        "tags": dict(sorted(value.tags.items())),
        "judged": _judged(value),
        "known_bad": list(value.known_bad),
        "marked": [entry.version for entry in value.marked],
        "by_time": value.by_time,
        "releases": [_entry(entry) for entry in value.entries],
        "events": [event(item) for item in value.events],
        "lines": [
            {"name": item.name, "releases": item.releases, "first": item.first, "last": item.last}
            for item in value.lines
        ],
        "people": [_presence(item, value) for item in value.people],
        "coverage": {
            "complete": value.answered,
            "untold": list(value.untold),
            "problems": list(value.problems),
            "signals_untold": dict(unread_signals(value.entries)),
        },
    }


def _judged(value: Timeline) -> Json:
    entry = value.judged_entry
    if entry is None:
        return None
    return {
        "version": entry.version,
        "weight": entry.weight.value if entry.weight else None,
        "until": time_of(value.until),
        "untold": {item.signal: item.why for item in entry.unread},
    }


def _entry(value: Entry) -> dict[str, Json]:
    return {
        "version": value.version,
        "line": value.line,
        "published": dated(value.published),
        "compared_with": value.compared_with,
        "publisher": value.publisher,
        "maintainers": None if value.maintainers is None else list(value.maintainers),
        "dependencies": value.dependencies,
        "hooks": None if value.hooks is None else list(value.hooks),
        "size_bytes": value.size_bytes,
        "provenance": value.provenance,
        "trusted_publisher": value.trusted_publisher,
        "deprecated": value.deprecated,
        "yanked": value.yanked,
        "removed": value.removed,
        "silence_days": value.silence_days,
        "marks": [_mark(item) for item in value.marks],
    }


def event(value: Event) -> dict[str, Json]:
    """Return the JSON object of an event.

    `later` means that the event happened at an unknown time after `at`.
    """
    return {
        "kind": value.kind.value,
        "version": value.version,
        "at": dated(value.at),
        "subject": value.subject or None,
        "before": value.before,
        "after": value.after,
        "later": value.later,
    }


def dated(value: Dated | None) -> Json:
    """Return the JSON object of a time and its source, or null."""
    return None if value is None else {"at": time_of(value.at), "source": value.source.value}


def _mark(value: Mark) -> dict[str, Json]:
    return {"signal": value.signal, "text": value.text, "weight": value.weight.value}


def _presence(value: Presence, whole: Timeline) -> dict[str, Json]:
    return {
        "name": value.name,
        "first": whole.entries[value.first].version if whole.entries else None,
        "last": whole.entries[value.last].version if whole.entries else None,
        "releases": value.releases,
        "still": value.still,
    }
