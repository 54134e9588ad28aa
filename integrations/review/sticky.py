"""Keeps one comment for each change: creates it, edits it or leaves it unchanged.

The first line of a review is `<!-- pratique review v1 DIGEST -->`. The digest identifies the content, so a
comment with the same digest needs no edit and causes no notification. A second hidden line states that the change
was stopped, so that a later edit can report that it no longer is.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

MOST_CHARACTERS = 65_536
"""What GitHub takes as the body of a comment; GitLab takes a million."""
MARKER = "<!-- pratique review v1 "
"""How the first line of a review begins."""
_MARKER = re.compile(r"<!-- pratique review v1 ([0-9A-Za-z:_.-]{1,128}) -->")
_STOPPED = "<!-- pratique stopped -->"
_FREE = "**Nothing stops this change now.** What stopped it before is gone.\n\n"
_CUT = "\n\n*The rest is cut: it is longer than a comment may be. The whole of it is with the run.*\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A comment that this tool wrote earlier."""

    id: int
    body: str


class Forge(Protocol):
    """The interface to the comments of one change."""

    def notes(self) -> Sequence[Note]:
        """Return the comments on the change by the tool's own account. Raises WebError."""

    def create(self, body: str) -> None:
        """Write a new comment. Raises WebError."""

    def update(self, note: Note, body: str) -> None:
        """Replace the text of a comment. Raises WebError."""


class Mode(StrEnum):
    """When to create a comment. The last two modes update an existing comment."""

    OFF = "off"
    ON_STOP = "on-stop"
    ALWAYS = "always"


class Outcome(StrEnum):
    """The result of an update."""

    CREATED = "written"
    UPDATED = "brought up to date"
    UNCHANGED = "left alone, since it says the same"
    UNWANTED = "not wanted"


def digest_of(body: str) -> str | None:
    """Return the digest in the first line; None if the text is not a review."""
    found = _MARKER.fullmatch(body.split("\n", 1)[0].rstrip("\r"))
    return found[1] if found else None


def keep(forge: Forge, review: str, mode: Mode, *, stopped: bool) -> Outcome:
    """Update the comment to the content of `review`. Raises WebError, or ValueError if the text is not a review."""
    digest = digest_of(review)
    if digest is None:
        raise ValueError("the review has no marker in its first line")
    if mode is Mode.OFF:
        return Outcome.UNWANTED
    old = next((note for note in forge.notes() if digest_of(note.body) is not None), None)
    if old is not None:
        if digest_of(old.body) == digest:
            return Outcome.UNCHANGED
        was_stopped = old.body.splitlines()[1:2] == [_STOPPED]
        forge.update(old, _body(review, _FREE if was_stopped and not stopped else "", stopped=stopped))
        return Outcome.UPDATED
    if mode is Mode.ON_STOP and not stopped:
        return Outcome.UNWANTED
    forge.create(_body(review, "", stopped=stopped))
    return Outcome.CREATED


def _body(review: str, remark: str, *, stopped: bool) -> str:
    marker, _, rest = review.partition("\n")
    hidden = f"{_STOPPED}\n" if stopped else ""
    text = f"{marker}\n{hidden}{remark}{rest}"
    if len(text) <= MOST_CHARACTERS:
        return text
    return text[: MOST_CHARACTERS - len(_CUT)] + _CUT
