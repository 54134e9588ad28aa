"""Constants computed from constants in the ways that languages share, within bounds; UNKNOWN beyond them."""

import base64
import re
import zlib

from pratique.analysis.languages.values import UNKNOWN, Constant

MOST_TEXT = 1_000_000
"""Characters or bytes of a computed constant."""
MOST_ITEMS = 100_000
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]")


def bounded(text: str | bytes) -> Constant:
    """Return a text that is short enough."""
    return text if len(text) <= MOST_TEXT else UNKNOWN


def added(left: Constant, right: Constant) -> Constant:
    """Return two texts or lists in one."""
    if isinstance(left, str) and isinstance(right, str):
        return left + right if len(left) + len(right) <= MOST_TEXT else UNKNOWN
    if isinstance(left, bytes) and isinstance(right, bytes):
        return bounded(left + right)
    if isinstance(left, tuple) and isinstance(right, tuple) and len(left) + len(right) <= MOST_ITEMS:
        return (*left, *right)
    return UNKNOWN


def repeated(value: str | bytes | tuple[Constant, ...], times: int) -> Constant:
    """Return a text or list so many times."""
    return value * times if len(value) * max(times, 0) <= MOST_TEXT else UNKNOWN


def joined(joint: Constant, parts: Constant) -> Constant:
    """Return texts in one, with a text between them."""
    if not isinstance(parts, tuple) or len(parts) > MOST_ITEMS or not isinstance(joint, str | bytes):
        return UNKNOWN
    kind = str if isinstance(joint, str) else bytes
    texts = [part for part in parts if isinstance(part, kind)]
    if len(texts) < len(parts) or sum(map(len, texts)) + len(joint) * len(texts) > MOST_TEXT:
        return UNKNOWN
    return joint.join(texts)  # type: ignore[arg-type]


def replaced(value: str | bytes, old: Constant, new: Constant) -> Constant:
    """Return a text with another in each place of one."""
    kind = str if isinstance(value, str) else bytes
    if not isinstance(old, kind) or not isinstance(new, kind):
        return UNKNOWN
    grown = value.count(old) * len(new)  # type: ignore[arg-type]
    return value.replace(old, new) if len(value) + grown <= MOST_TEXT else UNKNOWN  # type: ignore[arg-type]


def in_base(number: int, base: int) -> str:
    """Return the digits of a number in a base from 2 to 36."""
    digits, rest = "", abs(number)
    while rest or not digits:
        rest, digit = divmod(rest, base)
        digits = _DIGITS[digit] + digits
    return f"-{digits}" if number < 0 else digits


def parse_base(text: str, base: int) -> int | None:
    """Return the number that a text begins with, in a base from 2 to 36."""
    allowed = _DIGITS[:base]
    length = next((place for place, digit in enumerate(text) if digit not in allowed), len(text))
    return int(text[:length], base) if length else None


def from_base64(text: str) -> bytes:
    """Return the bytes of base64 in either alphabet; what is foreign is passed over, padding is not needed."""
    body = _NOT_BASE64.sub("", text.partition("=")[0].replace("-", "+").replace("_", "/"))
    if len(body) % 4 == 1:
        body = body[:-1]
    return base64.b64decode(body + "=" * (-len(body) % 4))


def inflated(data: bytes, window: int) -> bytes:
    """Return the beginning of compressed data; `window` is as in `zlib`. Raises zlib.error."""
    return zlib.decompressobj(window).decompress(data, MOST_TEXT)
