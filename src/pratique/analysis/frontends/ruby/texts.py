"""Methods of constant texts, carried out within bounds; `NotFoldedError` where they are not."""

import re
from collections.abc import Callable, Mapping

from pratique.analysis.engine.byte_text import to_bytes
from pratique.analysis.engine.operators import (
    MOST_RESULT,
    NotFoldedError,
    concatenated,
    is_integer,
    shown,
)
from pratique.analysis.engine.values import Constant
from pratique.analysis.frontends.ruby import packing
from pratique.analysis.frontends.ruby.operating import binary

Given = tuple[Constant, ...]
"""The arguments of a method."""

_MOST_RANGE = 70_000
_MOST_DIGITS = 100
_BLANKS = " \t\n\v\f\r\0"
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_PREFIXES = {"0x": 16, "0b": 2, "0o": 8}


def method(text: str, name: str, given: Given) -> Constant:
    """A method of a text; an operator by its name too. Raises NotFoldedError, or what Python raises for wrong types."""
    plain = _PLAIN.get(name)
    if plain is not None and not given:
        return plain(text)
    taking = _TAKING.get(name)
    if taking is not None:
        return taking(text, given)
    return binary(name, text, given[0])


def expanded(characters: str) -> str:
    """The characters of a `tr` set, its ranges written out. Raises NotFoldedError."""
    found, place = list[str](), 0
    while place < len(characters):
        if characters[place] == "\\" and place + 1 < len(characters):
            place += 1
        first = last = characters[place]
        if characters[place + 1 : place + 2] == "-" and place + 2 < len(characters):
            last = characters[place + 2]
            place += 2
        if len(found) + ord(last) - ord(first) > _MOST_RANGE:
            raise NotFoldedError
        found.extend(map(chr, range(ord(first), ord(last) + 1)))
        place += 1
    return "".join(found)


def picked(items: str | Given, given: Given) -> Constant:
    """`[]` with a place, a place and a length, or a range as its numbers. Raises NotFoldedError or IndexError."""
    first = given[0]
    if isinstance(first, tuple) and first and is_integer(first[0]) and is_integer(first[-1]):
        return items[first[0] : first[-1] + 1]
    if not is_integer(first):
        raise NotFoldedError
    if len(given) == 1:
        return items[first]
    start, length = first if first >= 0 else len(items) + first, given[1]
    if not is_integer(length) or start < 0 or length < 0:
        raise NotFoldedError
    return items[start : start + length]


def _text_at(given: Given, place: int) -> str:
    found = given[place]
    if not isinstance(found, str):
        raise NotFoldedError
    return found


def _number_at(given: Given, place: int, most: int) -> int:
    found = given[place]
    if not is_integer(found) or not 0 <= found <= most:
        raise NotFoldedError
    return found


def _integer(text: str, base: int) -> int:
    """The number that a text starts with, as Ruby reads it: 0 when there is none."""
    plain = text[:_MOST_DIGITS].lstrip(_BLANKS).lower().replace("_", "")
    sign = plain[:1] if plain[:1] in {"+", "-"} else ""
    plain = plain.removeprefix(sign)
    if _PREFIXES.get(plain[:2]) == base:
        plain = plain[2:]
    digits = _DIGITS[:base]
    length = next((place for place, digit in enumerate(plain) if digit not in digits), len(plain))
    return int(f"{sign}{plain[:length] or '0'}", base)


def _based(text: str, given: Given) -> int:
    base = _number_at(given, 0, 36)
    if base < 2:
        raise NotFoldedError
    return _integer(text, base)


def _octal(text: str) -> int:
    prefix = text.strip(_BLANKS).lstrip("+-")[:2].lower()
    return _integer(text, _PREFIXES.get(prefix, 8))


def _successor(text: str) -> str:
    """`succ`, for one letter or digit that has a next one."""
    if len(text) != 1 or not text.isascii() or not text.isalnum() or text in "zZ9":
        raise NotFoldedError
    return chr(ord(text) + 1)


def _unpacked(text: str, given: Given) -> Given:
    found = packing.unpack(text, _text_at(given, 0))
    if found is None:
        raise NotFoldedError
    return found


def _deleted(text: str, given: Given) -> str:
    characters = _text_at(given, 0)
    if characters.startswith("^") and len(characters) > 1:
        raise NotFoldedError
    return text.translate(dict.fromkeys(map(ord, expanded(characters))))


def _translated(text: str, given: Given) -> str:
    old, new = _text_at(given, 0), _text_at(given, 1)
    if old.startswith("^") and len(old) > 1:
        kept, last = set(expanded(old[1:])), expanded(new)[-1:]
        return "".join(character if character in kept else last for character in text)
    source, target = expanded(old), expanded(new)
    table = dict[int, str]()
    for place, character in enumerate(source):
        # A shorter second set goes on with its last character; an empty one deletes.
        table.setdefault(ord(character), target[place : place + 1] or target[-1:])
    return text.translate(table)


def _substituted(text: str, given: Given, count: int) -> str:
    old, new = _text_at(given, 0), _text_at(given, 1)
    if not old or "\\" in new or len(text) + len(new) * text.count(old) > MOST_RESULT:
        raise NotFoldedError
    return text.replace(old, new, count)


def _split(text: str, given: Given) -> Given:
    separator = _text_at(given, 0)
    if len(given) > 1:
        raise NotFoldedError
    if separator == " ":
        return _words(text)
    parts = text.split(separator) if separator else list(text)
    while parts and not parts[-1]:
        parts.pop()
    return tuple(parts)


def _words(text: str) -> Given:
    return tuple(part for part in re.split(f"[{_BLANKS}]+", text) if part)


def _padded(text: str, given: Given, *, left: bool) -> str:
    width, filler = _number_at(given, 0, MOST_RESULT), _text_at((*given, " "), 1)
    if len(filler) != 1:
        raise NotFoldedError
    return text.ljust(width, filler) if left else text.rjust(width, filler)


_PLAIN: Mapping[str, Callable[[str], Constant]] = {
    "reverse": lambda text: text[::-1],
    "upcase": str.upper,
    "downcase": str.lower,
    "capitalize": str.capitalize,
    "swapcase": str.swapcase,
    "strip": lambda text: text.strip(_BLANKS),
    "lstrip": lambda text: text.lstrip(_BLANKS),
    "rstrip": lambda text: text.rstrip(_BLANKS),
    "chomp": lambda text: text.removesuffix("\n").removesuffix("\r"),
    "chop": lambda text: text[:-2] if text.endswith("\r\n") else text[:-1],
    "squeeze": lambda text: re.sub(r"(.)\1+", r"\1", text, flags=re.DOTALL),
    "camelize": lambda text: "".join(part[:1].upper() + part[1:] for part in text.split("_")),
    **dict.fromkeys(("chars", "each_char"), tuple),
    **dict.fromkeys(("bytes", "each_byte"), lambda text: tuple(to_bytes(text))),
    **dict.fromkeys(("codepoints", "each_codepoint"), lambda text: tuple(map(ord, text))),
    **dict.fromkeys(("lines", "each_line"), lambda text: tuple(re.findall(r"[^\n]*\n|[^\n]+\Z", text))),
    "split": _words,
    **dict.fromkeys(("succ", "next"), _successor),
    "ord": lambda text: ord(text[0]),
    "chr": lambda text: text[:1],
    "hex": lambda text: _integer(text, 16),
    "oct": _octal,
    "to_i": lambda text: _integer(text, 10),
}
"""Methods that are given nothing."""
_TAKING: Mapping[str, Callable[[str, Given], Constant]] = {
    "unpack": _unpacked,
    "unpack1": lambda text, given: _unpacked(text, given)[0],
    "tr": _translated,
    "delete": _deleted,
    "gsub": lambda text, given: _substituted(text, given, -1),
    "sub": lambda text, given: _substituted(text, given, 1),
    **dict.fromkeys(("[]", "slice"), picked),
    "split": _split,
    "to_i": _based,
    "ljust": lambda text, given: _padded(text, given, left=True),
    "rjust": lambda text, given: _padded(text, given, left=False),
    "concat": lambda text, given: concatenated([text, *map(shown, given)]),
    "delete_prefix": lambda text, given: text.removeprefix(_text_at(given, 0)),
    "delete_suffix": lambda text, given: text.removesuffix(_text_at(given, 0)),
}
"""Methods that are given something."""
