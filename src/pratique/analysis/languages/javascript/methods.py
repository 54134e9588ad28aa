"""Methods of constant texts, arrays and buffers, carried out as JavaScript would."""

import base64
import re
from collections.abc import Callable, Mapping

from pratique.analysis.languages import folding
from pratique.analysis.languages.javascript.folding import as_number, as_text, in_base
from pratique.analysis.languages.values import UNDEFINED, UNKNOWN, Constant

_NOT_HEX = re.compile(r"[^0-9A-Fa-f]")
_PERCENT = re.compile(r"%u([0-9A-Fa-f]{4})|%([0-9A-Fa-f]{2})")
_Arguments = tuple[Constant, ...]


def call_method(value: Constant, name: str, arguments: _Arguments) -> Constant:
    """`value.name(...arguments)`."""
    table: Mapping[str, Callable[..., Constant]]
    if isinstance(value, str):
        table = _TEXT
    elif isinstance(value, tuple):
        table = _ARRAY
    elif isinstance(value, bytes):
        table = _BUFFER
    elif isinstance(value, int) and name == "toString":
        return in_base(value, arguments[0]) if arguments else as_text(value) or UNKNOWN
    else:
        return UNKNOWN
    action = table.get(name)
    if action is None or UNKNOWN in arguments:
        return UNKNOWN
    try:
        return action(value, *arguments)
    except (TypeError, ValueError, OverflowError, LookupError):
        return UNKNOWN


def _whole(value: Constant, default: int) -> int:
    if value is UNDEFINED:
        return default
    number = as_number(value)
    return default if number is None or number != number else int(max(min(number, 2**31), -(2**31)))  # noqa: PLR0124 (NaN)


def _from_end(place: int, length: int) -> int:
    return max(place + length, 0) if place < 0 else min(place, length)


def _slice(
    value: str | bytes | tuple[Constant, ...], start: Constant = 0, end: Constant = UNDEFINED
) -> Constant:
    length = len(value)
    return value[_from_end(_whole(start, 0), length) : _from_end(_whole(end, length), length)]


def _substring(value: str, start: Constant = 0, end: Constant = UNDEFINED) -> Constant:
    length = len(value)
    first, last = (min(max(place, 0), length) for place in (_whole(start, 0), _whole(end, length)))
    return value[min(first, last) : max(first, last)]


def _substr(value: str, start: Constant = 0, count: Constant = UNDEFINED) -> Constant:
    first = _from_end(_whole(start, 0), len(value))
    return value[first : first + max(_whole(count, len(value)), 0)]


def _at(value: str | bytes | tuple[Constant, ...], place: Constant = 0) -> Constant:
    index = _whole(place, 0)
    return value[index] if -len(value) <= index < len(value) else UNDEFINED


def _char_at(value: str, place: Constant = 0) -> Constant:
    index = _whole(place, 0)
    return value[index] if 0 <= index < len(value) else ""


def _code_at(value: str, place: Constant = 0) -> Constant:
    index = _whole(place, 0)
    return ord(value[index]) if 0 <= index < len(value) else UNKNOWN


def _split(value: str, joint: Constant = UNDEFINED, most: Constant = UNDEFINED) -> Constant:
    if joint is UNDEFINED:
        return (value,)
    if not isinstance(joint, str):
        return UNKNOWN
    parts = tuple(value.split(joint)) if joint else tuple(value)
    parts = parts[: _whole(most, len(parts))]
    return parts if len(parts) <= folding.MOST_ITEMS else UNKNOWN


def _replace(value: str, old: Constant, new: Constant) -> Constant:
    return value.replace(old, new, 1) if isinstance(old, str) and isinstance(new, str) else UNKNOWN


def _repeat(value: str, count: Constant) -> Constant:
    times = _whole(count, 0)
    return folding.repeated(value, times) if times >= 0 else UNKNOWN


def _concat_text(value: str, *others: Constant) -> Constant:
    texts = [as_text(other) for other in others]
    found = [text for text in texts if text is not None]
    return value + "".join(found) if len(found) == len(texts) else UNKNOWN


def _concat(value: tuple[Constant, ...], *others: Constant) -> Constant:
    joined = value
    for other in others:
        joined = (*joined, *other) if isinstance(other, tuple) else (*joined, other)
        if len(joined) > folding.MOST_ITEMS:
            return UNKNOWN
    return joined


def join(value: tuple[Constant, ...], joint: Constant = ",") -> Constant:
    """`value.join(joint)`."""
    texts = ["" if item is None or item is UNDEFINED else as_text(item) for item in value]
    return folding.joined(joint, tuple(texts)) if isinstance(joint, str) else UNKNOWN


def buffer_text(
    value: bytes, encoding: Constant = "utf8", start: Constant = 0, end: Constant = UNDEFINED
) -> Constant:
    """`value.toString(encoding, start, end)` of a buffer."""
    part = _slice(value, start, end)
    assert isinstance(part, bytes)
    name = "utf8" if encoding is UNDEFINED else encoding
    action = _TO_TEXT.get(name.lower().replace("-", "")) if isinstance(name, str) else None
    return action(part) if action else UNKNOWN


def to_buffer(value: Constant, encoding: Constant = UNDEFINED) -> Constant:
    """`Buffer.from(value, encoding)`."""
    if isinstance(value, tuple):
        if any(not isinstance(item, int) for item in value):
            return UNKNOWN
        return bytes([item & 0xFF for item in value if isinstance(item, int)])
    if isinstance(value, bytes):
        return value
    if not isinstance(value, str):
        return UNKNOWN
    name = encoding.lower().replace("-", "") if isinstance(encoding, str) else "utf8"
    action = _TO_BYTES.get(name)
    return action(value) if action else UNKNOWN


def _from_hex(text: str) -> bytes:
    foreign = _NOT_HEX.search(text)
    body = text[: foreign.start()] if foreign else text
    return bytes.fromhex(body[: len(body) // 2 * 2])


def unescape_percent(text: str) -> str:
    """`unescape(text)`."""
    return _PERCENT.sub(lambda match: chr(int(match.group(1) or match.group(2), 16)), text)


def _latin(value: str) -> bytes:
    return bytes(ord(character) & 0xFF for character in value)


_TO_BYTES: Mapping[str, Callable[[str], bytes]] = {
    "utf8": lambda value: value.encode("utf-8", "replace"),
    "ascii": _latin,
    "latin1": _latin,
    "binary": _latin,
    "hex": _from_hex,
    "base64": folding.from_base64,
    "base64url": folding.from_base64,
    "utf16le": lambda value: value.encode("utf-16-le", "surrogatepass"),
    "ucs2": lambda value: value.encode("utf-16-le", "surrogatepass"),
}
_TO_TEXT: Mapping[str, Callable[[bytes], str]] = {
    "utf8": lambda value: value.decode("utf-8", "replace"),
    "ascii": lambda value: bytes(byte & 0x7F for byte in value).decode("ascii"),
    "latin1": lambda value: value.decode("latin-1"),
    "binary": lambda value: value.decode("latin-1"),
    "hex": lambda value: value.hex(),
    "base64": lambda value: base64.b64encode(value).decode("ascii"),
    "base64url": lambda value: base64.urlsafe_b64encode(value).decode("ascii").rstrip("="),
    "utf16le": lambda value: value.decode("utf-16-le", "replace"),
    "ucs2": lambda value: value.decode("utf-16-le", "replace"),
}
_TEXT: Mapping[str, Callable[..., Constant]] = {
    "split": _split,
    "slice": _slice,
    "substring": _substring,
    "substr": _substr,
    "at": _at,
    "charAt": _char_at,
    "charCodeAt": _code_at,
    "codePointAt": _code_at,
    "replace": _replace,
    "replaceAll": folding.replaced,
    "repeat": _repeat,
    "concat": _concat_text,
    "toLowerCase": lambda value: value.lower(),
    "toUpperCase": lambda value: value.upper(),
    "toString": lambda value: value,
    "valueOf": lambda value: value,
    "normalize": lambda value: value,
    "trim": lambda value: value.strip(),
    "trimStart": lambda value: value.lstrip(),
    "trimEnd": lambda value: value.rstrip(),
}
_ARRAY: Mapping[str, Callable[..., Constant]] = {
    "join": join,
    "slice": _slice,
    "at": _at,
    "concat": _concat,
    "reverse": lambda value: value[::-1],
    "toReversed": lambda value: value[::-1],
    "pop": lambda value: value[-1] if value else UNDEFINED,
    "shift": lambda value: value[0] if value else UNDEFINED,
    "toString": join,
    "flat": lambda value: value,
    "values": lambda value: value,
}
_BUFFER: Mapping[str, Callable[..., Constant]] = {
    "toString": buffer_text,
    "slice": _slice,
    "subarray": _slice,
    "reverse": lambda value: value[::-1],
    "at": _at,
}
