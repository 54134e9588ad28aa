"""Builds the JSON of `pratique incident show --format json`. A change within one `schema_version` only adds fields."""

from typing import Any

import msgspec

from pratique.respond.incident.entry import Entry, Note
from pratique.respond.incident.post_mortem.page import banner, search_command
from pratique.respond.incident.summary import Summary

SCHEMA_VERSION = 1


def document(value: Summary) -> dict[str, Any]:
    """Return the JSON object of one incident. The schema is `schemas/incident-show-1.schema.json`."""
    return {
        "schema_version": SCHEMA_VERSION,
        "incident": value.id,
        "title": value.title,
        "headline": banner(value),
        "status": "open" if value.is_open else "closed",
        "opened_at": _plain(value.opened_at),
        "closed_at": _plain(value.closed_at),
        "reason": value.reason or None,
        "search": search_command(value),
        "packages": _plain(value.listed),
        "digests": _plain(value.digests),
        "indicators": _plain(value.traces),
        "misread": _plain(value.misread),
        "known": _plain(value.known),
        "clusters": _plain(value.clusters),
        "timeline": [{"phase": event.phase.name.lower(), **_plain(event.moment)} for event in value.events],
        "answers": _plain(value.answers),
        "notes": {
            section.value: [_note(key, entry, note) for key, entry, note in notes]
            for section, notes in value.notes.items()
        },
        "withdrawn": value.withdrawn,
        "problems": list(value.problems),
    }


def _note(key: str, entry: Entry, note: Note) -> dict[str, Any]:
    return {"entry": key, "at": _plain(entry.at), "by": entry.by, **_plain(note)}


def _plain(value: object) -> Any:
    return msgspec.to_builtins(value)
