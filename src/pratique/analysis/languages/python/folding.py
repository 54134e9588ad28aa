"""Constants computed from constants, as Python would, within bounds.

Nothing of the analysed file is run: each operation here is one known method of `str`, `bytes` or `int`, or one
decoder of the standard library, on values that are small enough. An operation that is not known, that would fail
or that would grow beyond the bounds gives None.
"""

import ast
import base64
import binascii
import bz2
import codecs
import lzma
import quopri
import re
import urllib.parse
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pratique.analysis.languages.python.values import Constant

MOST_TEXT = 1_000_000
"""Characters or bytes of a computed constant."""
_MOST_BITS = 512
_MOST_ITEMS = 100_000
_WIDE = re.compile(r"\d{4,}|\*")
"""A width or precision of four digits, or one taken from the arguments, could ask for megabytes."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A computed constant, boxed so that None can be one."""

    const: Constant


def binary(operator: str, left: Constant, right: Constant) -> Folded | None:
    """`left operator right`; the operator is the name of its `ast` class."""
    try:
        return _binary(operator, left, right)
    except (ArithmeticError, ValueError, TypeError, KeyError, LookupError):
        return None


def _binary(operator: str, left: Constant, right: Constant) -> Folded | None:  # noqa: PLR0911 - a table
    if isinstance(left, int) and isinstance(right, int):
        return _arithmetic(operator, left, right)
    if operator == "Add":
        if isinstance(left, str) and isinstance(right, str):
            return _text(left + right)
        if isinstance(left, bytes) and isinstance(right, bytes):
            return _text(left + right)
        if isinstance(left, tuple) and isinstance(right, tuple) and len(left) + len(right) <= _MOST_ITEMS:
            return Folded((*left, *right))
    if operator == "Mult":
        if isinstance(left, int):
            left, right = right, left
        if isinstance(left, str | bytes | tuple) and isinstance(right, int):
            return Folded(left * right) if len(left) * max(right, 0) <= MOST_TEXT else None
    if operator == "Mod" and isinstance(left, str) and not _WIDE.search(left):
        return _text(left % right)
    return None


def _arithmetic(operator: str, left: int, right: int) -> Folded | None:
    if left.bit_length() > _MOST_BITS or right.bit_length() > _MOST_BITS:
        return None
    if operator in {"LShift", "RShift", "Pow"} and not 0 <= right <= 64:
        return None
    action = _ARITHMETIC.get(operator)
    return Folded(action(left, right)) if action else None


_ARITHMETIC: Mapping[str, Callable[[int, int], int]] = {
    "Add": lambda a, b: a + b,
    "Sub": lambda a, b: a - b,
    "Mult": lambda a, b: a * b,
    "FloorDiv": lambda a, b: a // b,
    "Mod": lambda a, b: a % b,
    "BitXor": lambda a, b: a ^ b,
    "BitAnd": lambda a, b: a & b,
    "BitOr": lambda a, b: a | b,
    "LShift": lambda a, b: a << b,
    "RShift": lambda a, b: a >> b,
    "Pow": lambda a, b: int(a**b),
}


def unary(operator: str, value: Constant) -> Folded | None:
    """`-value`, `~value`, `not value`."""
    if operator == "Not":
        return Folded(not value)
    if not isinstance(value, int) or value.bit_length() > _MOST_BITS:
        return None
    if operator == "USub":
        return Folded(-value)
    return Folded(~value) if operator == "Invert" else Folded(+value)


def holds(operator: type[ast.cmpop], left: Constant, right: Constant) -> bool | None:
    """Return whether a comparison of constants holds (`in`, `not in`, `==`, `!=`); None for any other."""
    try:
        if operator in {ast.In, ast.NotIn}:
            return (left in right) is (operator is ast.In)  # type: ignore[operator]
        if operator in {ast.Eq, ast.NotEq}:
            return (left == right) is (operator is ast.Eq)
    except TypeError:
        return None
    return None


def subscript(value: Constant, index: Constant | slice) -> Folded | None:
    """`value[index]` of a text or tuple."""
    if not isinstance(value, str | bytes | tuple) or not isinstance(index, int | slice):
        return None
    try:
        return Folded(value[index])
    except (IndexError, TypeError, ValueError):
        return None


def method(value: Constant, name: str, arguments: tuple[Constant, ...]) -> Folded | None:
    """`value.name(*arguments)` of a text or number."""
    try:
        if isinstance(value, str | bytes):
            return _text_method(value, name, arguments)
        if isinstance(value, int) and name == "bit_length" and not arguments:
            return Folded(value.bit_length())
        if isinstance(value, int) and name == "to_bytes" and len(arguments) >= 1:
            length, order = arguments[0], arguments[1] if len(arguments) > 1 else "big"
            if isinstance(length, int) and length <= MOST_TEXT and order in {"big", "little"}:
                return Folded(value.to_bytes(length, "big" if order == "big" else "little"))
    except (ValueError, TypeError, LookupError, OverflowError, AttributeError):
        return None
    return None


_PLAIN_METHODS = frozenset(
    (
        *("strip", "lstrip", "rstrip", "lower", "upper", "title", "capitalize", "swapcase", "casefold"),
        *("split", "rsplit", "splitlines", "removeprefix", "removesuffix", "hex", "partition", "rpartition"),
        *("index", "find"),
    )
)


def _text_method(value: str | bytes, name: str, arguments: tuple[Constant, ...]) -> Folded | None:  # noqa: PLR0911 - a table of methods
    if name in _PLAIN_METHODS:
        result = getattr(value, name)(*arguments)
        return Folded(tuple(result) if isinstance(result, list | tuple) else result)
    if name == "join" and len(arguments) == 1:
        return _join(value, arguments[0])
    if name == "replace" and 2 <= len(arguments) <= 3:
        return _replace(value, arguments)
    if name == "decode" and isinstance(value, bytes):
        return decode(value, str(arguments[0]) if arguments else "utf-8")
    if isinstance(value, str):
        if name == "encode":
            return _text(value.encode(_charset(str(arguments[0]) if arguments else "utf-8")))
        if name == "decode":
            return decode(value.encode("latin-1"), str(arguments[0]) if arguments else "ascii")
        if name == "format" and not _WIDE.search(value) and "." not in value.partition("{")[2][:200]:
            return _text(value.format(*arguments))
    return None


def _join(joint: str | bytes, parts: Constant) -> Folded | None:
    if isinstance(parts, str):
        parts = tuple(parts)
    if not isinstance(parts, tuple) or len(parts) > _MOST_ITEMS:
        return None
    if isinstance(joint, str):
        words = [part for part in parts if isinstance(part, str)]
        if len(words) == len(parts) and sum(map(len, words)) + len(joint) * len(words) <= MOST_TEXT:
            return Folded(joint.join(words))
        return None
    pieces = [part for part in parts if isinstance(part, bytes)]
    if len(pieces) == len(parts) and sum(map(len, pieces)) + len(joint) * len(pieces) <= MOST_TEXT:
        return Folded(joint.join(pieces))
    return None


def _replace(value: str | bytes, arguments: tuple[Constant, ...]) -> Folded | None:
    old, new = arguments[0], arguments[1]
    if isinstance(value, str) and isinstance(old, str) and isinstance(new, str):
        count = value.count(old)
        return Folded(value.replace(old, new)) if len(value) + count * len(new) <= MOST_TEXT else None
    if isinstance(value, bytes) and isinstance(old, bytes) and isinstance(new, bytes):
        count = value.count(old)
        return Folded(value.replace(old, new)) if len(value) + count * len(new) <= MOST_TEXT else None
    return None


_CHARSETS = frozenset(
    (
        *(
            "utf8",
            "utf_8",
            "ascii",
            "us_ascii",
            "latin1",
            "latin_1",
            "iso8859_1",
            "iso_8859_1",
            "utf_16",
            "utf16",
        ),
        *(
            "utf_16le",
            "utf_16_le",
            "utf_16be",
            "utf_16_be",
            "utf_32",
            "cp1252",
            "cp437",
            "utf_7",
            "unicode_escape",
        ),
        *("raw_unicode_escape", "punycode", "idna", "cp1251", "utf_8_sig"),
    )
)
_ENCODINGS: Mapping[str, str] = {
    "base64": "base64.b64decode",
    "base_64": "base64.b64decode",
    "base64_codec": "base64.b64decode",
    "hex": "binascii.unhexlify",
    "hex_codec": "binascii.unhexlify",
    "zlib": "zlib.decompress",
    "zip": "zlib.decompress",
    "zlib_codec": "zlib.decompress",
    "bz2": "bz2.decompress",
    "bz2_codec": "bz2.decompress",
    "rot13": "rot13",
    "rot_13": "rot13",
    "uu": "uu.decode",
    "uu_codec": "uu.decode",
    "quopri": "quopri.decodestring",
}


def encoding_decoder(name: str) -> str | None:
    """The decoder behind the name of an encoding, when it hides rather than spells text (`hex`, `rot13`, ...)."""
    return _ENCODINGS.get(name.lower().replace("-", "_"))


def decode(value: Constant, encoding: str) -> Folded | None:
    """`value.decode(encoding)` and `codecs.decode(value, encoding)`."""
    decoder = encoding_decoder(encoding)
    if decoder is not None:
        return decoded(decoder, (value,))
    try:
        if isinstance(value, bytes):
            return _text(value.decode(_charset(encoding), "replace"))
    except (ValueError, LookupError):
        return None
    return None


def _charset(name: str) -> str:
    plain = name.lower().replace("-", "_")
    if plain not in _CHARSETS:
        raise LookupError(name)
    return plain


def decoded(api: str, arguments: tuple[Constant, ...]) -> Folded | None:  # noqa: PLR0911 - each way to fail
    """What a decoder of the standard library gives for constant arguments."""
    action = DECODERS.get(api)
    if action is None or not arguments:
        return None
    data = arguments[0]
    if isinstance(data, str):
        if api == "rot13":
            return _text(codecs.encode(data, "rot13"))
        if api == "urllib.parse.unquote":
            return _text(urllib.parse.unquote(data))
        try:
            data = data.encode("ascii")
        except UnicodeEncodeError:
            return None
    if not isinstance(data, bytes) or len(data) > 4 * MOST_TEXT:
        return None
    try:
        return _text(action(data))
    except (ValueError, binascii.Error, zlib.error, OSError, EOFError, lzma.LZMAError):
        return None


def _inflate(window: int) -> Callable[[bytes], bytes]:
    return lambda data: zlib.decompressobj(window).decompress(data, MOST_TEXT)


DECODERS: Mapping[str, Callable[[bytes], bytes]] = {
    "base64.b64decode": base64.b64decode,
    "base64.standard_b64decode": base64.b64decode,
    "base64.urlsafe_b64decode": base64.urlsafe_b64decode,
    "base64.decodebytes": base64.b64decode,
    "base64.decodestring": base64.b64decode,
    "base64.b32decode": base64.b32decode,
    "base64.b16decode": lambda data: base64.b16decode(data, casefold=True),
    "base64.a85decode": base64.a85decode,
    "base64.b85decode": base64.b85decode,
    "binascii.a2b_base64": base64.b64decode,
    "binascii.unhexlify": binascii.unhexlify,
    "binascii.a2b_hex": binascii.unhexlify,
    "bytes.fromhex": lambda data: bytes.fromhex(data.decode("ascii")),
    "bytearray.fromhex": lambda data: bytes.fromhex(data.decode("ascii")),
    "zlib.decompress": _inflate(zlib.MAX_WBITS | 32),
    "gzip.decompress": _inflate(zlib.MAX_WBITS | 16),
    "bz2.decompress": lambda data: bz2.BZ2Decompressor().decompress(data, MOST_TEXT),
    "lzma.decompress": lambda data: lzma.LZMADecompressor(memlimit=64_000_000).decompress(data, MOST_TEXT),
    "quopri.decodestring": quopri.decodestring,
    "rot13": lambda data: codecs.encode(data.decode("ascii"), "rot13").encode("ascii"),
    "urllib.parse.unquote": urllib.parse.unquote_to_bytes,
    "uu.decode": lambda data: b"".join(binascii.a2b_uu(line) for line in data.splitlines()[1:-1]),
}
"""Decoders that are carried out on constants; each is bounded by its input or by `MOST_TEXT`."""


def call(name: str, arguments: tuple[Constant, ...]) -> Folded | None:
    """A built-in function on constants."""
    action = _BUILTINS.get(name)
    if action is None or not arguments:
        return None
    try:
        return action(*arguments)
    except (ValueError, TypeError, OverflowError, LookupError):
        return None


def _bytes(value: Constant, *encoding: Constant) -> Folded | None:
    if isinstance(value, str) and encoding:
        return _text(value.encode(_charset(str(encoding[0]))))
    if isinstance(value, tuple):
        return Folded(bytes([item for item in value if isinstance(item, int)]))
    return Folded(value) if isinstance(value, bytes) else None


def _str(value: Constant, *encoding: Constant) -> Folded | None:
    if isinstance(value, bytes):
        return decode(value, str(encoding[0])) if encoding else None
    return Folded(str(value)) if isinstance(value, str | int) else None


def _ord(value: Constant) -> Folded | None:
    return Folded(ord(value)) if isinstance(value, str | bytes) and len(value) == 1 else None


def _int(value: Constant, *radix: Constant) -> Folded | None:
    if isinstance(value, str) and len(value) <= 200:
        return Folded(int(value, *[item for item in radix if isinstance(item, int)]))
    return Folded(int(value)) if isinstance(value, int) else None


def _sequence(value: Constant) -> Folded | None:
    if isinstance(value, str | bytes | tuple) and len(value) <= _MOST_ITEMS:
        return Folded(tuple(value))
    return None


def _reversed(value: Constant) -> Folded | None:
    if isinstance(value, str | bytes | tuple) and len(value) <= _MOST_ITEMS:
        return Folded(tuple(reversed(value)))
    return None


def _range(*values: Constant) -> Folded | None:
    numbers = [value for value in values if isinstance(value, int) and value.bit_length() < 60]
    if len(numbers) != len(values) or not 1 <= len(numbers) <= 3:
        return None
    span = range(*numbers)
    return Folded(tuple(span)) if len(span) <= _MOST_ITEMS else None


_BUILTINS: Mapping[str, Callable[..., Folded | None]] = {
    "chr": lambda value: Folded(chr(value)) if isinstance(value, int) else None,
    "unichr": lambda value: Folded(chr(value)) if isinstance(value, int) else None,
    "ord": _ord,
    "hex": lambda value: Folded(hex(value)) if isinstance(value, int) else None,
    "int": _int,
    "str": _str,
    "bytes": _bytes,
    "bytearray": _bytes,
    "list": _sequence,
    "tuple": _sequence,
    "reversed": _reversed,
    "range": _range,
    "len": lambda value: Folded(len(value)) if isinstance(value, str | bytes | tuple) else None,
    "abs": lambda value: Folded(abs(value)) if isinstance(value, int) else None,
}


def _text(value: str | bytes) -> Folded | None:
    return Folded(value) if len(value) <= MOST_TEXT else None
