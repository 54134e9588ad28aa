"""Builds the response to an approval request: the held files, the end of each hold, and a contact. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

import msgspec

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
    by: str
    """Who let it in or shut it out, and why; "" for nobody."""


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
    """Return the response as JSON. Its field `words` is a one-line summary.

    A `schema_version` may add fields but never removes any.
    """
    words = one_line(_words(request, looked, contact), most=_MOST_TEXT)
    document: dict[str, Any] = {
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
        "unknown_total": request.unknown,
        "unknown": [
            {"purl": one.purl or None, "why": one_line(one.why, most=_MOST_TEXT)}
            for one in unknown[:_MOST_UNKNOWN]
        ],
    }
    headers = {"Content-Type": "application/json", "Cache-Control": "no-store"}
    return Answer(status=status, body=msgspec.json.encode(document), headers=headers)


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
    }


def _state(looked: Sequence[Looked]) -> str:
    """Return `nothing-held`, `open` while any file is held, else `done`."""
    if not looked:
        return "nothing-held"
    waiting = {HoldState.REVIEW, HoldState.WAIT, HoldState.BLOCKED}
    return "open" if any(one.state in waiting for one in looked) else "done"


def _words(request: Request, looked: Sequence[Looked], contact: str) -> str:
    count = len(looked) + request.more
    unknown = f"; of {request.unknown} it could not be told" if request.unknown else ""
    if not count:
        return f"nothing of it is held now ({request.asked} looked at{unknown}); files are judged when they are asked for"
    told = [f"{count} files are held" if count > 1 else "1 file is held"]
    number = {state: sum(one.state is state for one in looked) for state in HoldState}
    if number[HoldState.REVIEW]:
        told.append(f"{number[HoldState.REVIEW]} for a person")
    ends = [one.entry.until for one in looked if one.state is HoldState.WAIT and one.entry.until]
    if ends:
        told.append(f"{number[HoldState.WAIT]} for time, the last until {moment(max(ends).astimezone(UTC))}")
    for state, what in (
        (HoldState.BLOCKED, "blocked"),
        (HoldState.RELEASED, "let in since"),
        (HoldState.REFUSED, "shut out since"),
        (HoldState.ENDED, "free since"),
    ):
        if number[state]:
            told.append(f"{number[state]} {what}")
    return f"{', '.join(told)}{unknown}; {contact} is asked"
