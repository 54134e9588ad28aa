"""Builds the response to an approval request: the held files, the end of each hold, and a contact. This module does no I/O."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from pratique.core.act import Act
from pratique.core.hold import HoldState
from pratique.core.request import HeldEntry, Request
from pratique.gate.decision.refusal import moment, one_line
from pratique.gate.protocols.interface import Answer
from pratique.report.formats.json_contract import time_of

REQUEST_VERSION = 1
_MOST_UNKNOWN = 100
_MOST_TEXT = 1_000


@dataclass(frozen=True, slots=True)
class Looked:
    """An entry of a request with its current state."""

    entry: HeldEntry
    state: HoldState
    by: str = ""
    """The person whose approval or denial is in force, and the reason; "" if there is none."""
    last: Act | None = None
    """The last decision about the file, even if the decision was withdrawn or has ended."""
    others: frozenset[str] = frozenset()
    """The other requesters of the same bytes since the last decision.

    The answer contains only the number of these users.
    """
    since: datetime | None = None
    """When the first of the others requested the bytes."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A part of a request whose state is unknown. `purl` is "" for a part of a lockfile."""

    purl: str
    why: str


def answer_of(
    request: Request,
    looked: Sequence[Looked],
    unknown: Sequence[Unknown],
    *,
    url: str,
    contact: str,
    status: int,
) -> Answer:
    """Return the response as JSON. The field `words` is a one-line summary."""
    document = document_of(request, looked, unknown, url=url, contact=contact)
    headers = {"Content-Type": "application/json", "Cache-Control": "no-store"}
    return Answer(status=status, body=msgspec.json.encode(document), headers=headers)


def document_of(
    request: Request, looked: Sequence[Looked], unknown: Sequence[Unknown], *, url: str, contact: str
) -> dict[str, Any]:
    """Return a request and its state as a JSON object.

    New fields may appear within a `schema_version`, but no field is removed.
    """
    words = one_line(_words(request, looked, contact), most=_MOST_TEXT)
    return {
        "schema_version": REQUEST_VERSION,
        "words": words,
        "key": request.key or None,
        "url": url or None,
        "state": _state(looked),
        "at": time_of(request.at),
        "who": request.who,
        "reason": request.reason,
        "about": request.about,
        "contact": contact,
        "asked": request.asked,
        "held": [_entry(one) for one in looked],
        "more": request.more,
        "others": _others(looked),
        "unknown_total": request.unknown,
        "unknown": [
            {"purl": one.purl or None, "why": one_line(one.why, most=_MOST_TEXT)}
            for one in unknown[:_MOST_UNKNOWN]
        ],
    }


def _entry(one: Looked) -> dict[str, Any]:
    entry = one.entry
    return {
        "purl": entry.purl,
        "filename": entry.filename,
        "digest": None if entry.digest is None else str(entry.digest),
        "state": one.state.value,
        "by": one.by or None,
        "until": time_of(entry.until),
        "why": entry.why,
        "decision": None if one.last is None else _decision(one.last),
    }


def _decision(act: Act) -> dict[str, Any]:
    return {
        "act": act.kind.value,
        "who": one_line(act.who, most=_MOST_TEXT),
        "reason": one_line(act.reason, most=_MOST_TEXT),
        "at": time_of(act.at),
        "until": time_of(act.until),
    }


def _others(looked: Sequence[Looked]) -> dict[str, Any]:
    """Return the number of others who wait for the same bytes, and since when; no names."""
    since = min((one.since for one in looked if one.since is not None), default=None)
    return {"count": len(frozenset[str]().union(*(one.others for one in looked))), "since": time_of(since)}


def _state(looked: Sequence[Looked]) -> str:
    """Return the state of a request: `nothing-held`, `open` while any file is held, or `done`."""
    if not looked:
        return "nothing-held"
    waiting = {HoldState.REVIEW, HoldState.WAIT, HoldState.BLOCKED}
    return "open" if any(one.state in waiting for one in looked) else "done"


def _words(request: Request, looked: Sequence[Looked], contact: str) -> str:
    count = len(looked) + request.more
    unknown = f"; state unknown: {request.unknown}" if request.unknown else ""
    if not count:
        return f"no file is held now (releases checked: {request.asked}{unknown}); files are judged when they are requested"
    told = [f"{count} files are held" if count > 1 else "1 file is held"]
    number = {state: sum(one.state is state for one in looked) for state in HoldState}
    if number[HoldState.REVIEW]:
        told.append(f"{number[HoldState.REVIEW]} for review")
    ends = [one.entry.until for one in looked if one.state is HoldState.WAIT and one.entry.until]
    if ends:
        told.append(
            f"{number[HoldState.WAIT]} for a limited time, the last until {moment(max(ends).astimezone(UTC))}"
        )
    for state, what in (
        (HoldState.BLOCKED, "blocked"),
        (HoldState.RELEASED, "approved since"),
        (HoldState.REFUSED, "denied since"),
        (HoldState.ENDED, "no longer held"),
    ):
        if number[state]:
            told.append(f"{number[state]} {what}")
    others = _others(looked)["count"]
    if others:
        since = min(one.since for one in looked if one.since is not None)
        asked = "1 other" if others == 1 else f"{others} others"
        told.append(f"{asked} requested the same since {moment(since)}")
    return f"{', '.join(told)}{unknown}; {contact} decides"
