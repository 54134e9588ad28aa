"""Builds styled lines for a terminal. Colour only repeats the meaning of the text."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum, auto


class Style(StrEnum):
    """The role of a piece of text.

    The value is the SGR parameter (ECMA-48) of the role.
    """

    PLAIN = ""
    STRONG = "1"
    FAINT = "2"
    ALLOW = "32"
    HOLD = "33"
    BLOCK = "1;31"
    PLACE = "36"


class Fit(Enum):
    """The treatment of a line that is wider than the terminal."""

    WRAP = auto()
    KEEP = auto()
    """Do not wrap or shorten the line, because it is a snippet to copy."""
    CUT = auto()
    """Shorten the line with an ellipsis, as for a line of code."""


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a line in one style.

    `text` is already escaped.
    """

    text: str
    style: Style = Style.PLAIN
    fit: Fit = Fit.WRAP


Line = tuple[Span, ...]

_TOKENS = re.compile(r"\s+|`[^`\n]{1,60}`[^\s`]*|[^\s`]+|`")
"""Matches white space, a short command between backticks, or a word."""
_HANG = 2
_ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"


def line(*parts: str | Span) -> Line:
    """Build a line from plain texts and spans."""
    return tuple(part if isinstance(part, Span) else Span(part) for part in parts)


def snippet(text: str) -> Line:
    """Build a line that is never wrapped."""
    return (Span(text, fit=Fit.KEEP),)


def render(lines: Sequence[Line], *, colour: bool, width: int | None = None) -> str:
    """Return the lines as text, wrapped at `width` columns.

    With `colour`, the text contains SGR sequences.
    """
    rows = lines if width is None else [row for item in lines for row in _fitted(item, width)]
    return "".join(_render(item, colour=colour) + "\n" for item in rows)


def _render(item: Line, *, colour: bool) -> str:
    if not colour:
        return "".join(span.text for span in item).rstrip()
    return "".join(
        f"\x1b[{span.style.value}m{span.text}\x1b[0m" if span.style is not Style.PLAIN else span.text
        for span in item
    )


def _fitted(item: Line, width: int) -> Iterator[Line]:
    fits = {span.fit for span in item}
    if Fit.KEEP in fits or sum(_cells(span.text) for span in item) <= width:
        yield item
    elif Fit.CUT in fits:
        yield _cut(item, width)
    else:
        yield from _wrapped(item, width)


def _cut(item: Line, width: int) -> Line:
    kept: list[Span] = []
    left = width - 1
    for span in item:
        text = span.text[: 2 * width]
        while _cells(text) > left:
            text = text[: max(0, left)] if text.isascii() else text[:-1]
        kept.append(Span(text, span.style))
        left -= _cells(text)
        if text != span.text:
            return (*kept, Span(_ELLIPSIS, span.style))
    return tuple(kept)


def _wrapped(item: Line, width: int) -> Iterator[Line]:
    whole = "".join(span.text for span in item)
    hang = min(len(whole) - len(whole.lstrip(" ")) + _HANG, width // 2)
    row: list[Span] = []
    used = 0
    for gap, word in _words(item):
        size = sum(_cells(span.text) for span in word)
        if row and used + _cells(gap.text) + size > width:
            yield tuple(row)
            row, used = [Span(" " * hang)], hang
        elif gap.text:
            row.append(gap)
            used += _cells(gap.text)
        row += word
        used += size
    if row:
        yield tuple(row)


def _words(item: Line) -> Iterator[tuple[Span, list[Span]]]:
    gap, word = Span(""), list[Span]()
    for span in item:
        for token in _TOKENS.findall(span.text):
            if not token.isspace():
                word.append(Span(token, span.style))
                continue
            if word:
                yield gap, word
                gap, word = Span(""), []
            gap = Span(gap.text + token)
    if word:
        yield gap, word


def _cells(text: str) -> int:
    """Return the width of a text in columns."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(character) else 1 + (unicodedata.east_asian_width(character) in "WF")
        for character in text
    )
