"""Constants computed from constants, as Python would, within bounds.

Nothing of the analysed file is run: each operation here is one known method of `str`, `bytes` or `int`, or one
decoder of the standard library, on values that are small enough. An operation that is not known, that would fail
or that would grow beyond the bounds gives UNKNOWN.
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

from pratique.analysis.languages.folding import (
    MOST_ITEMS,
    MOST_TEXT,
    added,
    bounded,
    inflated,
    joined,
    repeated,
    replaced,
)
from pratique.analysis.languages.values import UNKNOWN, Constant

_MOST_BITS = 512
_WIDE = re.compile(r"\d{4,}|\*")
"""A width or precision of four digits, or one taken from the arguments, could ask for megabytes."""


def binary(operator: str, left: Constant, right: Constant) -> Constant:
    """`left operator right`; the operator is the name of its `ast` class."""
    try:
        return _binary(operator, left, right)
    except (ArithmeticError, ValueError, TypeError, KeyError, LookupError):
        return UNKNOWN


def _binary(operator: str, left: Constant, right: Constant) -> Constant:
    if isinstance(left, int) and isinstance(right, int):
        return _arithmetic(operator, left, right)
    if operator == "Add":
        return added(left, right)
    if operator == "Mult":
        if isinstance(left, int):
            left, right = right, left
        if isinstance(left, str | bytes | tuple) and isinstance(right, int):
            return repeated(left, right)
    if operator == "Mod" and isinstance(left, str) and not _WIDE.search(left):
        return bounded(left % right)
    return UNKNOWN


def _arithmetic(operator: str, left: int, right: int) -> Constant:
    if left.bit_length() > _MOST_BITS or right.bit_length() > _MOST_BITS:
        return UNKNOWN
    if operator in {"LShift", "RShift", "Pow"} and not 0 <= right <= 64:
        return UNKNOWN
    action = _ARITHMETIC.get(operator)
    return action(left, right) if action else UNKNOWN


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


def unary(operator: str, value: Constant) -> Constant:
    """`-value`, `~value`, `not value`."""
    if operator == "Not":
        return not value
    if not isinstance(value, int) or value.bit_length() > _MOST_BITS:
        return UNKNOWN
    if operator == "USub":
        return -value
    return ~value if operator == "Invert" else +value


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


def subscript(value: Constant, index: Constant | slice) -> Constant:
    """`value[index]` of a text or tuple."""
    if not isinstance(value, str | bytes | tuple) or not isinstance(index, int | slice):
        return UNKNOWN
    try:
        return value[index]
    except (IndexError, TypeError, ValueError):
        return UNKNOWN


def method(value: Constant, name: str, arguments: tuple[Constant, ...]) -> Constant:
    """`value.name(*arguments)` of a text or number."""
    try:
        if isinstance(value, str | bytes):
            return _text_method(value, name, arguments)
        if isinstance(value, int) and name == "bit_length" and not arguments:
            return value.bit_length()
        if isinstance(value, int) and name == "to_bytes" and len(arguments) >= 1:
            length, order = arguments[0], arguments[1] if len(arguments) > 1 else "big"
            if isinstance(length, int) and length <= MOST_TEXT and order in {"big", "little"}:
                return value.to_bytes(length, "big" if order == "big" else "little")
    except (ValueError, TypeError, LookupError, OverflowError, AttributeError):
        return UNKNOWN
    return UNKNOWN


_PLAIN_METHODS = frozenset(
    (
        *("strip", "lstrip", "rstrip", "lower", "upper", "title", "capitalize", "swapcase", "casefold"),
        *("split", "rsplit", "splitlines", "removeprefix", "removesuffix", "hex", "partition", "rpartition"),
        *("index", "find"),
    )
)


def _text_method(value: str | bytes, name: str, arguments: tuple[Constant, ...]) -> Constant:  # noqa: PLR0911 - a table of methods
    if name in _PLAIN_METHODS:
        result = getattr(value, name)(*arguments)
        return tuple(result) if isinstance(result, list | tuple) else result
    if name == "join" and len(arguments) == 1:
        return joined(value, tuple(arguments[0]) if isinstance(arguments[0], str) else arguments[0])
    if name == "replace" and 2 <= len(arguments) <= 3:
        return replaced(value, arguments[0], arguments[1])
    if name == "decode" and isinstance(value, bytes):
        return decode(value, str(arguments[0]) if arguments else "utf-8")
    if isinstance(value, str):
        if name == "encode":
            return bounded(value.encode(_charset(str(arguments[0]) if arguments else "utf-8")))
        if name == "decode":
            return decode(value.encode("latin-1"), str(arguments[0]) if arguments else "ascii")
        if name == "format" and not _WIDE.search(value) and "." not in value.partition("{")[2][:200]:
            return bounded(value.format(*arguments))
    return UNKNOWN


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


def decode(value: Constant, encoding: str) -> Constant:
    """`value.decode(encoding)` and `codecs.decode(value, encoding)`."""
    decoder = encoding_decoder(encoding)
    if decoder is not None:
        return decoded(decoder, (value,))
    try:
        if isinstance(value, bytes):
            return bounded(value.decode(_charset(encoding), "replace"))
    except (ValueError, LookupError):
        return UNKNOWN
    return UNKNOWN


def _charset(name: str) -> str:
    plain = name.lower().replace("-", "_")
    if plain not in _CHARSETS:
        raise LookupError(name)
    return plain


def decoded(api: str, arguments: tuple[Constant, ...]) -> Constant:  # noqa: PLR0911 - each way to fail
    """What a decoder of the standard library gives for constant arguments."""
    action = DECODERS.get(api)
    if action is None or not arguments:
        return UNKNOWN
    data = arguments[0]
    if isinstance(data, str):
        if api == "rot13":
            return bounded(codecs.encode(data, "rot13"))
        if api == "urllib.parse.unquote":
            return bounded(urllib.parse.unquote(data))
        try:
            data = data.encode("ascii")
        except UnicodeEncodeError:
            return UNKNOWN
    if not isinstance(data, bytes) or len(data) > 4 * MOST_TEXT:
        return UNKNOWN
    try:
        return bounded(action(data))
    except (ValueError, binascii.Error, zlib.error, OSError, EOFError, lzma.LZMAError):
        return UNKNOWN


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
    "zlib.decompress": lambda data: inflated(data, zlib.MAX_WBITS | 32),
    "gzip.decompress": lambda data: inflated(data, zlib.MAX_WBITS | 16),
    "bz2.decompress": lambda data: bz2.BZ2Decompressor().decompress(data, MOST_TEXT),
    "lzma.decompress": lambda data: lzma.LZMADecompressor(memlimit=64_000_000).decompress(data, MOST_TEXT),
    "quopri.decodestring": quopri.decodestring,
    "rot13": lambda data: codecs.encode(data.decode("ascii"), "rot13").encode("ascii"),
    "urllib.parse.unquote": urllib.parse.unquote_to_bytes,
    "uu.decode": lambda data: b"".join(binascii.a2b_uu(line) for line in data.splitlines()[1:-1]),
}
"""Decoders that are carried out on constants; each is bounded by its input or by `MOST_TEXT`."""


def call(name: str, arguments: tuple[Constant, ...]) -> Constant:
    """A built-in function on constants."""
    action = _BUILTINS.get(name)
    if action is None or not arguments:
        return UNKNOWN
    try:
        return action(*arguments)
    except (ValueError, TypeError, OverflowError, LookupError):
        return UNKNOWN


def _bytes(value: Constant, *encoding: Constant) -> Constant:
    if isinstance(value, str) and encoding:
        return bounded(value.encode(_charset(str(encoding[0]))))
    if isinstance(value, tuple):
        return bytes([item for item in value if isinstance(item, int)])
    return value if isinstance(value, bytes) else UNKNOWN


def _str(value: Constant, *encoding: Constant) -> Constant:
    if isinstance(value, bytes):
        return decode(value, str(encoding[0])) if encoding else UNKNOWN
    return str(value) if isinstance(value, str | int) else UNKNOWN


def _ord(value: Constant) -> Constant:
    return ord(value) if isinstance(value, str | bytes) and len(value) == 1 else UNKNOWN


def _int(value: Constant, *radix: Constant) -> Constant:
    if isinstance(value, str) and len(value) <= 200:
        return int(value, *[item for item in radix if isinstance(item, int)])
    return int(value) if isinstance(value, int) else UNKNOWN


def _sequence(value: Constant) -> Constant:
    if isinstance(value, str | bytes | tuple) and len(value) <= MOST_ITEMS:
        return tuple(value)
    return UNKNOWN


def _reversed(value: Constant) -> Constant:
    if isinstance(value, str | bytes | tuple) and len(value) <= MOST_ITEMS:
        return tuple(reversed(value))
    return UNKNOWN


def _range(*values: Constant) -> Constant:
    numbers = [value for value in values if isinstance(value, int) and value.bit_length() < 60]
    if len(numbers) != len(values) or not 1 <= len(numbers) <= 3:
        return UNKNOWN
    span = range(*numbers)
    return tuple(span) if len(span) <= MOST_ITEMS else UNKNOWN


_BUILTINS: Mapping[str, Callable[..., Constant]] = {
    "chr": lambda value: chr(value) if isinstance(value, int) else UNKNOWN,
    "unichr": lambda value: chr(value) if isinstance(value, int) else UNKNOWN,
    "ord": _ord,
    "hex": lambda value: hex(value) if isinstance(value, int) else UNKNOWN,
    "int": _int,
    "str": _str,
    "bytes": _bytes,
    "bytearray": _bytes,
    "list": _sequence,
    "tuple": _sequence,
    "reversed": _reversed,
    "range": _range,
    "len": lambda value: len(value) if isinstance(value, str | bytes | tuple) else UNKNOWN,
    "abs": lambda value: abs(value) if isinstance(value, int) else UNKNOWN,
}
