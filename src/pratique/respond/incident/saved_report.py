"""Reads a JSON report of `pratique exposed` as an answer of an incident."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from pratique.errors import ParseError, Reference
from pratique.respond.incident.entry import Answered, Confidence, Moment

_MOST_MOMENTS = 300
_MOST_TEXT = 1_000


def is_report(value: object) -> bool:
    """Return True if decoded JSON has the form of a report of `pratique exposed`."""
    return (
        isinstance(value, dict)
        and isinstance(value.get("as_of"), str)
        and isinstance(value.get("answer"), str)
        and isinstance(value.get("sightings"), list)
        and isinstance(value.get("searched"), list)
    )


def answered(value: Mapping[str, Any], data: bytes, path: str) -> Answered:
    """Return the answer in a report. `data` is the file. Raises ParseError if the report has no valid time."""
    as_of = _time(value["as_of"])
    if as_of is None:
        raise ParseError(
            Reference.FILE_UNREADABLE,
            f"{path} is not a report of `pratique exposed`: its time is not valid",
            hint="create it with `pratique exposed ... --format json`",
        )
    sightings = [item for item in value["sightings"] if isinstance(item, dict)]
    moments = sorted(
        {moment for item in sightings for moment in _moments(item)},
        key=lambda moment: (moment.when, moment.text, moment.source),
    )
    return Answered(
        as_of=as_of,
        answer=_text(value["answer"]),
        items={_text(key): _text(answer) for key, answer in _items(value.get("wanted"))},
        sightings=len(value["sightings"]),
        places=len(value["searched"]),
        unchecked=_unchecked(value["searched"]),
        report=path,
        sha256=hashlib.sha256(data).hexdigest(),
        moments=tuple(moments[:_MOST_MOMENTS]),
        omitted=max(0, len(moments) - _MOST_MOMENTS),
    )


def _items(wanted: object) -> Iterator[tuple[str, str]]:
    for item in wanted if isinstance(wanted, list) else ():
        if isinstance(item, dict) and isinstance(item.get("id"), str) and isinstance(item.get("answer"), str):
            yield item["id"], item["answer"]


def _unchecked(searched: list[Any]) -> int:
    """Return the number of places and parts of places that could not be searched."""
    parts = [item.get("unchecked") for item in searched if isinstance(item, dict)]
    return sum(len(part) for part in parts if isinstance(part, list))


def _moments(sighting: Mapping[str, Any]) -> Iterator[Moment]:
    """Yield when a release came, was last seen and was removed, according to one sighting."""
    what = _text(sighting.get("purl") or sighting.get("wanted"))
    place = _text(sighting.get("place"))
    inside = _text(sighting.get("inside"))
    where = f"{place}, {inside}" if inside else place
    source = f"{_text(sighting.get('kind'))} {where}"
    who = _text(sighting.get("who"))
    by = f" by {who}" if who else ""
    brought, removed = _commit(sighting.get("brought")), _commit(sighting.get("removed"))
    first, last = _time(sighting.get("first")), _time(sighting.get("last"))
    contact = _text(sighting.get("contact"))
    if brought is not None:
        at, words = brought
        yield _moment(at, f"{what} added to {where} {words}", source)
    elif first is not None:
        yield _moment(first, f"{what} {_CONTACTS.get(contact, contact)}{by}: {where}", source)
    if removed is not None:
        at, words = removed
        yield _moment(at, f"{what} removed from {where} {words}", source)
    elif last is not None and last != first:
        yield _moment(last, f"{what} last seen{by}: {where}", source)


_CONTACTS = {
    "executed": "ran",
    "fetched": "downloaded",
    "installed": "installed",
    "locked": "locked",
    "refused": "refused",
    "resolvable": "allowed by a range",
}


def _commit(value: object) -> tuple[datetime, str] | None:
    if not isinstance(value, dict):
        return None
    at = _time(value.get("at"))
    if at is None:
        return None
    return at, f"by {_text(value.get('author'))} (commit {_text(value.get('commit'))[:12]})"


def _moment(when: datetime, text: str, source: str) -> Moment:
    return Moment(
        when=when, text=text[:_MOST_TEXT], source=source[:_MOST_TEXT], confidence=Confidence.CONFIRMED
    )


def _time(value: object) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        at = datetime.fromisoformat(value)
        return at.astimezone(UTC) if at.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def _text(value: object) -> str:
    return value[:_MOST_TEXT] if isinstance(value, str) else ""
