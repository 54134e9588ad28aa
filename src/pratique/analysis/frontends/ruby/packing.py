"""`Array#pack` and `String#unpack`, for the directives that carry text and numbers: others are not carried out."""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pratique.analysis.engine.byte_text import to_bytes, to_text
from pratique.analysis.engine.values import Constant

_DIRECTIVE = re.compile(r"([A-Za-z@])([_!<>]*)(\d{1,6}|\*)?")
_MOST_DIRECTIVES = 200
_MOST_RESULT = 4_000_000
_MOST_ELEMENTS = 500_000
_MOST_POINT = 0x10FFFF
_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
_TEXTS = frozenset("aAZ")
_HEX = frozenset("Hh")
_ENCODINGS = frozenset("mMu")
_SIZES: Mapping[str, int] = {
    **dict.fromkeys("Cc", 1),
    **dict.fromkeys("Ssnv", 2),
    **dict.fromkeys("LlNVIi", 4),
    **dict.fromkeys("QqJj", 8),
}
"""Bytes of the numbers of a directive."""
_SIGNED = frozenset("csliqj")
_CODES = frozenset((*_SIZES, "U"))


@dataclass(frozen=True, slots=True)
class Directive:
    """One directive of a template: `N*` is the letter `N` with the count `*`."""

    letter: str
    modifiers: str
    count: str

    @property
    def size(self) -> int:
        """Bytes of one of its numbers."""
        wide = self.letter in "Ll" and ("!" in self.modifiers or "_" in self.modifiers)
        return 8 if wide else _SIZES[self.letter]

    @property
    def order(self) -> Literal["big", "little"]:
        """The order of the bytes of its numbers."""
        return "big" if self.letter in "nN" or ">" in self.modifiers else "little"

    def times(self, most: int) -> int:
        """How often it is carried out, at most so often."""
        return most if self.count == "*" else min(int(self.count or 1), most)


def directives(form: str) -> list[Directive]:
    """The directives of a template, its blanks and comments left out."""
    plain = re.sub(r"#[^\n]*", "", form)
    return [Directive(*found) for found in _DIRECTIVE.findall(plain)[:_MOST_DIRECTIVES]]


def unpack_decodes(form: str) -> bool:
    """Whether unpacking by a template decodes: base64, quoted printable, uuencode."""
    return any(directive.letter in _ENCODINGS for directive in directives(form))


def pack_decodes(form: str) -> str:
    """What packing by a template decodes: "hex-decode", "character-codes", or nothing."""
    letters = {directive.letter for directive in directives(form)}
    if letters & _HEX:
        return "hex-decode"
    return "character-codes" if letters & {"C", "c", "U"} else ""


def packs_numbers(form: str) -> bool:
    """Whether packing by a template makes bytes of numbers."""
    return any(directive.letter in _CODES for directive in directives(form))


def decode64(text: str, *, urlsafe: bool = False) -> str:
    """Base64 as Ruby reads it: other characters are passed over, missing padding is no matter."""
    data = to_bytes(text)
    if urlsafe:
        data = data.replace(b"-", b"+").replace(b"_", b"/")
    data = _BASE64.sub(b"", data.split(b"=")[0])
    data = data[: len(data) - (len(data) % 4 == 1)]
    return to_text(base64.b64decode(data + b"=" * (-len(data) % 4)))


def unpack(text: str, form: str) -> tuple[Constant, ...] | None:
    """The elements of a text, or None when the template has directives that are not carried out."""
    data, found = to_bytes(text), list[Constant]()
    for directive in directives(form):
        taken = _taken(directive, data)
        if taken is None or len(found) + len(taken[0]) > _MOST_ELEMENTS:
            return None
        found.extend(taken[0])
        data = data[taken[1] :]
    return tuple(found)


def _taken(directive: Directive, data: bytes) -> tuple[list[Constant], int] | None:
    """The elements that a directive takes from the beginning of data, and how many bytes they are."""
    letter = directive.letter
    if letter in _TEXTS:
        length = directive.times(len(data))
        return [_stripped(letter, data[:length])], length
    if letter in _SIZES:
        return _numbers(directive, data)
    if letter == "U":
        points = to_text(data)[: directive.times(len(data))]
        return [*map(ord, points)], len(to_bytes(points))
    if letter in _HEX:
        digits = _swapped(data.hex()) if letter == "h" else data.hex()
        length = directive.times(len(digits))
        return [digits[:length]], (length + 1) // 2
    line = _decoded(letter, data)
    return None if line is None else ([line], len(data))


def _stripped(letter: str, data: bytes) -> str:
    if letter == "Z":
        data = data.partition(b"\0")[0]
    return to_text(data.rstrip(b" \0") if letter == "A" else data)


def _numbers(directive: Directive, data: bytes) -> tuple[list[Constant], int]:
    size, signed = directive.size, directive.letter in _SIGNED
    times = directive.times(len(data) // size)
    places = range(0, times * size, size)
    found = [int.from_bytes(data[at : at + size], directive.order, signed=signed) for at in places]
    return [*found], times * size


def _decoded(letter: str, data: bytes) -> str | None:
    if letter == "m":
        return decode64(to_text(data))
    if letter == "M":
        return to_text(binascii.a2b_qp(data))
    if letter != "u":
        return None
    try:
        return to_text(b"".join(map(binascii.a2b_uu, data.split(b"\n"))))
    except binascii.Error:
        return None


def pack(items: tuple[Constant, ...], form: str) -> str | None:
    """The text of an array, or None when that is not carried out."""
    waiting, parts, size = list(items), list[bytes](), 0
    for directive in directives(form):
        times = directive.times(len(waiting)) if directive.letter in _CODES else 1
        for item in waiting[:times]:
            part = _packed(directive, item)
            size += len(part or b"")
            if part is None or size > _MOST_RESULT:
                return None
            parts.append(part)
        del waiting[:times]
    return to_text(b"".join(parts))


def _packed(directive: Directive, item: Constant) -> bytes | None:
    if isinstance(item, str):
        return _packed_text(directive, item)
    if isinstance(item, bool) or not isinstance(item, int):
        return None
    if directive.letter == "U":
        return to_bytes(chr(item)) if 0 <= item <= _MOST_POINT else None
    if directive.letter not in _SIZES:
        return None
    size = directive.size
    return (item & ((1 << (8 * size)) - 1)).to_bytes(size, directive.order)


def _packed_text(directive: Directive, text: str) -> bytes | None:
    letter = directive.letter
    if letter in _HEX:
        return _from_hex(text, swapped=letter == "h")
    data = to_bytes(text)
    if letter == "m":
        return base64.b64encode(data) + (b"" if directive.count == "0" else b"\n")
    return data[: directive.times(len(data))] if letter in _TEXTS else None


def _from_hex(text: str, *, swapped: bool) -> bytes | None:
    digits = text if len(text) % 2 == 0 else text + "0"
    try:
        return binascii.unhexlify((_swapped(digits) if swapped else digits).encode("ascii"))
    except (ValueError, UnicodeEncodeError):
        return None


def _swapped(digits: str) -> str:
    """Pairs of digits, the low one first."""
    return "".join(digits[place + 1] + digits[place] for place in range(0, len(digits), 2))
