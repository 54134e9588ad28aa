"""Text and number literals of JavaScript, as bytes of the source, turned into values."""

import re

from pratique.analysis.languages.values import UNKNOWN, Constant

_ESCAPE = re.compile(
    r"\\(?:u\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|([0-3]?[0-7]{1,2})|(\r\n|[\s\S]))"
)
_SHORT = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "\n": "", "\r\n": "", "\r": ""}
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_MOST_DIGITS = 300


def unescape(source: bytes) -> str:
    """The text of a literal's inside, with its escapes carried out."""
    text = source.decode("utf-8", "replace")
    if "\\" not in text:
        return text
    plain = _ESCAPE.sub(_unescape, text)
    return _PAIR.sub(_combine, plain) if "\\u" in text else plain


def identifier(source: bytes) -> bytes:
    """A name with its unicode escapes carried out."""
    return unescape(source).encode("utf-8", "replace") if b"\\" in source else source


def number(source: bytes) -> Constant:
    """The value of a number literal; UNKNOWN when it is absurdly long."""
    text = source.decode("ascii", "replace").replace("_", "").rstrip("n")
    if len(text) > _MOST_DIGITS:
        return UNKNOWN
    try:
        return _number(text)
    except (ValueError, OverflowError):
        return UNKNOWN


def _number(text: str) -> Constant:
    if text[:2].lower() in {"0x", "0b", "0o"}:
        return int(text, 0)
    if text.isdigit():
        legacy = len(text) > 1 and text[0] == "0" and not set(text) & {"8", "9"}
        return int(text, 8) if legacy else int(text)
    value = float(text)
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def _unescape(match: re.Match[str]) -> str:
    wide, four, two, octal, other = match.groups()
    if other is not None:
        return _SHORT.get(other, other)
    if octal is not None:
        return chr(int(octal, 8))
    code = int(wide or four or two, 16)
    return chr(code) if code <= 0x10FFFF else "\ufffd"


def _combine(match: re.Match[str]) -> str:
    return match.group().encode("utf-16", "surrogatepass").decode("utf-16", "replace")
