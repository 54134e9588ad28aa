"""Styled lines for a terminal: words first, colour second, so that nothing depends on colour alone."""

from dataclasses import dataclass
from enum import StrEnum


class Style(StrEnum):
    """A role, not a colour; the value is the SGR parameter (ECMA-48)."""

    PLAIN = ""
    STRONG = "1"
    FAINT = "2"
    ALLOW = "32"
    HOLD = "33"
    BLOCK = "1;31"
    PLACE = "36"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line in one style. `text` is already escaped."""

    text: str
    style: Style = Style.PLAIN


Line = tuple[Span, ...]


def line(*parts: str | Span) -> Line:
    """Build a line from plain texts and spans."""
    return tuple(part if isinstance(part, Span) else Span(part) for part in parts)


def render(lines: list[Line], *, colour: bool) -> str:
    """Turn lines into text, with SGR sequences when `colour` is asked for."""
    return "".join(_render(item, colour=colour) + "\n" for item in lines)


def _render(item: Line, *, colour: bool) -> str:
    if not colour:
        return "".join(span.text for span in item).rstrip()
    return "".join(
        f"\x1b[{span.style.value}m{span.text}\x1b[0m" if span.style is not Style.PLAIN else span.text
        for span in item
    )
