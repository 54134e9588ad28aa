"""The lines of code around what a finding names, for people who read a report."""

import re
from collections.abc import Iterable
from dataclasses import replace

from pratique.analysis.facts import FileFacts
from pratique.analysis.subject import Contents
from pratique.core.finding import Excerpt, Finding
from pratique.core.location import Location
from pratique.core.policy import FINDING_ACTIONS, Action

_AROUND = 1
"""Lines before and after."""
_MOST_EXCERPTS = 20
_MOST_CHARACTERS = 160
"""Of a line."""
_BEFORE = 40
"""Of a long line, the characters that are shown before the column."""
_LAST_NAME = re.compile(r"[\w$]{2,60}\Z")


def with_excerpts(findings: Iterable[Finding], contents: Contents) -> tuple[Finding, ...]:
    """Give the first findings that can stop an artifact the code at their first location."""
    left = _MOST_EXCERPTS
    made: list[Finding] = []
    for finding in findings:
        found = None
        stops = FINDING_ACTIONS.get((finding.severity, finding.confidence), Action.ALLOW) is not Action.ALLOW
        if stops and left:
            found = excerpt(finding.locations[0], contents)
            left -= found is not None
        made.append(finding if found is None else replace(finding, excerpt=found))
    return tuple(made)


def excerpt(place: Location, contents: Contents) -> Excerpt | None:
    """Return the code at a place; None where it names no line of a text."""
    file = contents.tree.by_path.get(place.path)
    if file is None or place.line is None or place.line < 1 or b"\0" in file.data:
        return None
    rows = file.data.split(b"\n", place.line + _AROUND)[: place.line + _AROUND]
    if len(rows) < place.line:
        return None
    first = max(1, place.line - _AROUND)
    texts = [row.decode("utf-8", "replace").rstrip("\r") for row in rows[first - 1 :]]
    column = _column(texts[place.line - first], place.line, contents.facts.get(place.path))
    while texts and not texts[-1].strip() and len(texts) > place.line - first + 1:
        texts.pop()
    lines = tuple(_part(text, column) for text in texts)
    return Excerpt(first, lines, column)


def _column(text: str, line: int, facts: FileFacts | None) -> int:
    """Return where the first call that the facts name for the line is written; else where its code begins."""
    names = (_LAST_NAME.search(use.api) for use in facts.uses if use.line == line) if facts else ()
    found = [at for name in names if name is not None and (at := text.find(name.group())) >= 0]
    return 1 + (min(found) if found else len(text) - len(text.lstrip()))


def _part(text: str, column: int) -> str:
    if len(text) <= _MOST_CHARACTERS:
        return text
    start = max(0, min(column - 1 - _BEFORE, len(text) - _MOST_CHARACTERS))
    part = text[start : start + _MOST_CHARACTERS]
    before = "\N{HORIZONTAL ELLIPSIS}" if start else ""
    after = "\N{HORIZONTAL ELLIPSIS}" if start + _MOST_CHARACTERS < len(text) else ""
    return f"{before}{part}{after}"
