"""Texts as Ruby writes them: escapes, quotes of every sort, heredocs, numbers."""

import re
from collections.abc import Callable, Mapping

from pratique.analysis.engine.byte_text import to_text

_SIMPLE = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "e": "\x1b",
    "f": "\f",
    "v": "\v",
    "s": " ",
    "\n": "",
}
_OCTAL = re.compile(r"[0-7]{1,3}\Z")
_HEX = re.compile(r"x([0-9A-Fa-f]{1,2})\Z")
_UNICODE = re.compile(r"u([0-9A-Fa-f]{4})\Z")
_POINTS = re.compile(r"u\{[ \t]*+((?:[0-9A-Fa-f]{1,6}+[ \t]*+){1,200}+)\}\Z")
_SINGLE = re.compile(r"\\([\\'])")
_MOST_POINT = 0x10FFFF
_MOST_DIGITS = 60


def unescape(escape: str) -> str:
    """The characters of one escape sequence, with its backslash."""
    rest = escape[1:]
    if rest in _SIMPLE:
        return _SIMPLE[rest]
    if _OCTAL.match(rest):
        return to_text(bytes((int(rest, 8) & 0xFF,)))
    if match := _HEX.match(rest):
        return to_text(bytes((int(match.group(1), 16),)))
    if match := _UNICODE.match(rest):
        return _characters(match.group(1))
    if match := _POINTS.match(rest):
        return _characters(match.group(1))
    return rest


def mended(text: str) -> str:
    """A text put together of pieces, in which escaped bytes beside each other may form characters."""
    if text.isascii():
        return text
    try:
        return to_text(text.encode("utf-8", "surrogateescape"))
    except UnicodeEncodeError:
        return text


def is_raw(opening: str) -> bool:
    """Whether a literal that starts so takes its text as it is: `'`, `%q`, `%w`, `%i`, a heredoc's `<<'X'`."""
    if opening.startswith("<<"):
        return "'" in opening
    return opening.startswith(("'", "%q", "%w", "%i", "%s", ":'"))


def single(text: str) -> str:
    """The characters of a single-quoted text."""
    return _SINGLE.sub(r"\1", text) if "\\" in text else text


def number(text: str) -> int | float | None:
    """The value of a number literal; None when it is too long to matter."""
    plain = text.replace("_", "").lower()
    if len(plain) > _MOST_DIGITS:
        return None
    for read in (_integer, float):
        try:
            return read(plain)
        except ValueError:
            continue
    return None


def _integer(plain: str) -> int:
    if plain.startswith("0") and plain[1:].isdigit():
        return int(plain, 8)
    return int(plain.removeprefix("0d")) if plain.startswith("0d") else int(plain, 0)


def character(text: str) -> str:
    r"""The value of `?a` and `?\n`."""
    return unescape(text[1:]) if text[1:2] == "\\" else text[1:]


def dedented(text: str) -> str:
    """A squiggly heredoc's text without the indentation that all its lines share."""
    lines = text.split("\n")
    indents = [len(line) - len(line.lstrip(" \t")) for line in lines if line.strip()]
    shared = min(indents, default=0)
    return "\n".join(line[shared:] if line.strip() else line.lstrip(" \t") for line in lines)


def plain_heredoc(text: str) -> str:
    """Return the text of a heredoc."""
    return mended(text).removeprefix("\n")


def squiggly(text: str) -> str:
    """Return the text of a squiggly heredoc."""
    return dedented(plain_heredoc(text))


def word(text: str) -> str:
    """One word of `%w`, whose blanks may be escaped."""
    return re.sub(r"\\(\s)", r"\1", text)


def _characters(codes: str) -> str:
    points = [int(code, 16) for code in codes.split()]
    return "".join(chr(point) for point in points if point <= _MOST_POINT)


def piece(kind: str, text: str, *, is_raw: bool) -> str:
    """Return the characters of one piece of a literal."""
    if kind == "escape_sequence":
        return unescape(text)
    return single(text) if is_raw else text


def after(opening: str, *, words: bool) -> Callable[[str], str]:
    """Return what is done to the whole text of a literal that begins so. `words` tells a word of `%w`."""
    if words:
        return word
    if not opening.startswith("<<"):
        return mended
    return squiggly if "~" in opening[:3] else plain_heredoc


def symbol(text: str) -> str:
    """Return the text of a symbol."""
    return text.strip(":")


CONSTANTS: Mapping[str, Callable[[str], object]] = {
    **dict.fromkeys(("simple_symbol", "hash_key_symbol"), symbol),
    "character": character,
    **dict.fromkeys(("integer", "float"), number),
    "true": lambda _text: True,
    "false": lambda _text: False,
    "nil": lambda _text: None,
}
"""Literals without parts, and how their value is read; None for a number that is too long to matter."""
