"""Reads and writes the incident file: JSON with sorted keys, in which every entry has a key made of its time and content.

Because entries are only added, and equal entries have equal keys, two copies of a file can always be joined.
"""

import dataclasses
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import msgspec

from pratique.errors import ParseError, Reference, UsageError
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
    Trace,
    Withdrawn,
)

SCHEMA_VERSION = 1
KINDS: Mapping[str, type[Body]] = {
    "answered": Answered,
    "bytes": Bytes,
    "closed": Closed,
    "known": Known,
    "listed": Listed,
    "misread": Misread,
    "note": Note,
    "opened": Opened,
    "trace": Trace,
    "withdrawn": Withdrawn,
}
"""The kinds of entries by the name in the file."""
_NAMES = {type_: name for name, type_ in KINDS.items()}
MOST_BYTES = 64 * 1024**2
_MOST_ENTRIES = 100_000
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,79}\Z")
_KEY = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{16}\Z")
_STATES = (Opened, Closed)
"""Kinds of which several equal entries have a meaning, since they undo each other."""


@dataclass(frozen=True, kw_only=True)
class Incident:
    """The content of an incident file."""

    id: str
    raw: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """The entries as the file contains them, by key, including those of a newer release of Pratique."""
    entries: Mapping[str, Entry] = field(default_factory=dict)
    """The understood entries by key, in the order in which they were added."""
    problems: tuple[str, ...] = ()
    """Entries that are not understood, or that were changed after they were added."""


def is_id(text: str) -> bool:
    """Return True if a text has the form of the id of an incident."""
    return _ID.match(text) is not None


def valid_id(text: str) -> str:
    """Return an id of an incident. Raise UsageError if it is not valid."""
    if is_id(text):
        return text
    raise UsageError(
        Reference.USAGE,
        f"{text[:80]!r} is not the id of an incident",
        hint="use at most 80 lower-case letters, digits and hyphens, such as event-stream",
    )


def id_of(title: str) -> str:
    """Return an id made from a title. Raise UsageError if the title contains no letter or digit of ASCII."""
    return valid_id(re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:80].rstrip("-"))


def parse(data: bytes, name: str) -> Incident:
    """Parse an incident file. `name` is the name of the file for messages.

    Raises ParseError if the bytes are not an incident file, or one of a newer format.
    """
    if len(data) > MOST_BYTES:
        raise _invalid(name, f"it is larger than {MOST_BYTES // 1024**2} MB")
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise _invalid(name, f"it is not JSON ({type(error).__name__})") from None
    if not is_incident(value):
        raise _invalid(name, "it does not have the fields `incident` and `entries`")
    version = value.get("schema_version")
    if version != SCHEMA_VERSION:
        raise _invalid(
            name, f"its schema_version is {str(version)[:20]}, and this release reads {SCHEMA_VERSION}"
        )
    if not _ID.match(value["incident"]):
        raise _invalid(name, "its id is not valid")
    if len(value["entries"]) > _MOST_ENTRIES:
        raise _invalid(name, f"it has more than {_MOST_ENTRIES:,} entries")
    return _decoded(value["incident"], value["entries"])


def is_incident(value: object) -> bool:
    """Return True if decoded JSON has the form of an incident file."""
    return (
        isinstance(value, dict)
        and isinstance(value.get("incident"), str)
        and isinstance(value.get("entries"), dict)
    )


def written(incident: Incident) -> bytes:
    """Return the bytes of the incident file. Equal entries give equal bytes."""
    document = {"entries": incident.raw, "incident": incident.id, "schema_version": SCHEMA_VERSION}
    return (json.dumps(document, ensure_ascii=True, indent=1, sort_keys=True) + "\n").encode()


def added(incident: Incident, bodies: Iterable[Body], *, at: datetime, by: str) -> Incident:
    """Return the incident with additional entries. A body that the incident already contains is not added again."""
    raw = dict(incident.raw)
    known = [entry.body for entry in incident.entries.values()]
    for body in bodies:
        if body in known and not isinstance(body, _STATES):
            continue
        entry = {"at": _moment(at), "by": by, "kind": _NAMES[type(body)], **_fields(body)}
        raw[_key(entry)] = entry
        known.append(body)
    return _decoded(incident.id, raw)


def joined(mine: Incident, other: Incident) -> Incident:
    """Return an incident with the entries of two copies. Raises UsageError for the files of two incidents."""
    if mine.id != other.id:
        raise UsageError(
            Reference.USAGE,
            f"the file is about the incident {other.id}, not {mine.id}",
            hint="join only copies of the same incident",
        )
    raw = dict(mine.raw)
    for key, entry in other.raw.items():
        # Of two entries with one key, one was changed by hand.
        if key not in raw or _wrong(key, raw[key]):
            raw[key] = entry
    return _decoded(mine.id, raw)


def _decoded(id_: str, raw: Mapping[str, Any]) -> Incident:
    entries: dict[str, Entry] = {}
    problems: list[str] = []
    for key in sorted(raw):
        wrong = _wrong(key, raw[key])
        if wrong:
            problems.append(f"entry {key[:40]}: {wrong}")
        entry = _entry(raw[key])
        if entry is None:
            problems.append(f"entry {key[:40]}: not understood by this release of Pratique")
        else:
            entries[key] = entry
    return Incident(
        id=id_,
        raw={key: raw[key] for key in sorted(raw)},
        entries=dict(sorted(entries.items(), key=lambda item: (item[1].at, item[0]))),
        problems=tuple(problems),
    )


def _entry(raw: object) -> Entry | None:
    if not isinstance(raw, dict) or not isinstance(raw.get("kind"), str):
        return None
    kind = KINDS.get(raw["kind"])
    if kind is None:
        return None
    try:
        body = msgspec.convert(raw, kind)
        at = msgspec.convert(raw.get("at"), datetime)
        by = msgspec.convert(raw.get("by"), str)
        if not all(_is_moment(value) for value in (at, *_times(body))):
            return None
        return Entry(at=at.astimezone(UTC), by=by, body=body)
    except (msgspec.ValidationError, OverflowError, RecursionError):
        return None


def _times(body: Body) -> list[datetime]:
    fields = [getattr(body, name, None) for name in ("when", "since", "until", "published_at", "as_of")]
    fields += [moment.when for moment in getattr(body, "moments", ())]
    return [value for value in fields if isinstance(value, datetime)]


def _is_moment(value: datetime) -> bool:
    """Return True if a time has a zone. Raise OverflowError if the time is outside the calendar in UTC."""
    if value.tzinfo is None:
        return False
    value.astimezone(UTC)
    return True


def _wrong(key: str, raw: object) -> str:
    if not _KEY.match(key):
        return "its key does not have the form of a key"
    if not isinstance(raw, dict) or key != _key(raw):
        return "it was changed after it was added"
    return ""


def _key(entry: Mapping[str, Any]) -> str:
    """Return the key of an entry: its time, and the start of the sha256 of its content."""
    text = json.dumps(entry, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    at = re.sub(r"[-:]|\.\d+", "", str(entry.get("at", "")))
    return f"{at}-{digest}"


def _fields(body: Body) -> dict[str, Any]:
    """Return the fields of a body in the types of JSON, without fields that are empty by default."""
    plain = msgspec.to_builtins(body)
    return {
        each.name: plain[each.name]
        for each in dataclasses.fields(body)
        if plain[each.name] or getattr(body, each.name) != each.default
    }


def _moment(value: datetime) -> str:
    # Microseconds keep the order of entries that are added within one second.
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _invalid(name: str, why: str) -> ParseError:
    return ParseError(
        Reference.FILE_UNREADABLE,
        f"{name} is not an incident file that can be read: {why}",
        hint="`pratique incident open` creates one; restore a damaged file from your version control",
    )
