"""Built-ins, decoders and methods that the machine carries out on plain values.

Each works on bounded values and gives UNKNOWN for all that it does not know; nothing here touches anything outside.
"""

import binascii
import itertools
import operator
from collections.abc import Callable, Mapping
from typing import Any

from pratique.analysis.languages.python import folding
from pratique.analysis.languages.python.machine_records import RECORDS
from pratique.analysis.languages.python.machine_values import (
    UNKNOWN,
    Cycle,
    Method,
    Named,
    Record,
    known,
    size_of,
)

MOST_SIZE = 2_000_000
_MOST_ITEMS = 400_000
_MOST_BITS = 4_096
FAILURES = (
    ArithmeticError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    binascii.Error,
    EOFError,
    OSError,
    StopIteration,
)
"""What an operation on hostile values may raise."""

OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    "Add": operator.add,
    "Sub": operator.sub,
    "FloorDiv": operator.floordiv,
    "Div": operator.truediv,
    "Mod": operator.mod,
    "BitXor": operator.xor,
    "BitAnd": operator.and_,
    "BitOr": operator.or_,
    "RShift": operator.rshift,
}
COMPARISONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "Eq": operator.eq,
    "NotEq": operator.ne,
    "Lt": operator.lt,
    "LtE": operator.le,
    "Gt": operator.gt,
    "GtE": operator.ge,
    "Is": operator.is_,
    "IsNot": operator.is_not,
    "In": lambda a, b: a in b,
    "NotIn": lambda a, b: a not in b,
}


def operate(name: str, left: Any, right: Any) -> Any:
    """`left operator right` of plain values, in bounds."""
    if not known(left, right):
        return UNKNOWN
    try:
        if name in {"Mult", "Pow", "LShift"} or (name == "Mod" and isinstance(left, str | bytes)):
            return _growing(name, left, right)
        if isinstance(left, int) and max(left.bit_length(), size_of(right)) > _MOST_BITS:
            return UNKNOWN
        if name == "Add" and size_of(left) + size_of(right) > MOST_SIZE:
            return UNKNOWN
        action = OPERATORS.get(name)
        return action(left, right) if action else UNKNOWN
    except FAILURES:
        return UNKNOWN


def _growing(name: str, left: Any, right: Any) -> Any:
    if isinstance(left, int) and isinstance(right, int):
        if name == "Mult":
            return left * right if left.bit_length() + right.bit_length() < _MOST_BITS else UNKNOWN
        small = 0 <= right <= _MOST_BITS and left.bit_length() * max(right, 1) < _MOST_BITS
        if name == "LShift":
            return left << right if 0 <= right < _MOST_BITS and left.bit_length() < _MOST_BITS else UNKNOWN
        return left**right if small else UNKNOWN
    if name == "Mult":
        if isinstance(left, int):
            left, right = right, left
        if isinstance(right, int) and not isinstance(left, float | dict | set):
            return left * right if size_of(left) * max(right, 0) <= MOST_SIZE else UNKNOWN
    if name == "Mod":
        parts = list(right.values()) if isinstance(right, dict) else items_of(right)
        # What is not known has no text.
        folded = folding.binary("Mod", left, right) if known(*(parts or ())) else None
        return folded.const if folded is not None else UNKNOWN
    return UNKNOWN


def items_of(value: Any) -> list[Any] | None:
    """The elements of a value, in bounds."""
    if isinstance(value, str | bytes | bytearray | list | tuple | dict | set) and len(value) <= _MOST_ITEMS:
        return list(value)
    return None


def _listed(make: Callable[[list[Any]], Any]) -> Callable[..., Any]:
    def action(value: Any = ()) -> Any:
        items = items_of(value)
        return make(items) if items is not None else UNKNOWN

    return action


def _range(*ends: Any) -> Any:
    if not all(isinstance(end, int) and end.bit_length() < 60 for end in ends):
        return UNKNOWN
    span = range(*ends)
    return list(span) if len(span) <= _MOST_ITEMS else UNKNOWN


def _zip(*values: Any) -> Any:
    finite = [items for value in values if (items := items_of(value)) is not None]
    if not finite:
        return UNKNOWN
    length = min(map(len, finite))
    columns = []
    for value in values:
        items = value.items if isinstance(value, Cycle) else items_of(value)
        if items is None or (isinstance(value, Cycle) and not items):
            return UNKNOWN
        endless = itertools.cycle(items) if isinstance(value, Cycle) else iter(items)
        columns.append(list(itertools.islice(endless, length)))
    return list(zip(*columns, strict=True))


def _bytes(value: Any = b"", encoding: Any = None) -> Any:
    if isinstance(value, str) and isinstance(encoding, str):
        return method(value, "encode", (encoding,))
    if isinstance(value, int):
        return bytes(value) if 0 <= value <= _MOST_ITEMS else UNKNOWN
    return bytes(value) if isinstance(value, bytes | bytearray | list | tuple) else UNKNOWN


def _str(value: Any = "", encoding: Any = None, _errors: Any = None) -> Any:
    if isinstance(value, bytes | bytearray):
        return method(bytes(value), "decode", (encoding,)) if isinstance(encoding, str) else UNKNOWN
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        return UNKNOWN
    return str(value) if isinstance(value, str | int | float | type(None)) else UNKNOWN


def _int(value: Any = 0, radix: Any = 10) -> Any:
    if isinstance(value, str | bytes):
        return int(value, radix) if len(value) <= 4_000 and isinstance(radix, int) else UNKNOWN
    return int(value) if isinstance(value, int | float) else UNKNOWN


def _sum(value: Any, start: Any = 0) -> Any:
    items = items_of(value)
    if items is None or not all(isinstance(item, int | float) for item in items):
        return UNKNOWN
    return sum(items, start)


def _enumerate(value: Any, start: Any = 0) -> Any:
    items = items_of(value)
    return [list(pair) for pair in enumerate(items, start)] if items is not None else UNKNOWN


def _based(form: str) -> Callable[[Any], Any]:
    def action(value: Any) -> Any:
        return format(value, form) if isinstance(value, int) and value.bit_length() <= _MOST_BITS else UNKNOWN

    return action


def _format(value: Any, form: Any = "") -> Any:
    if (
        isinstance(form, str)
        and len(form) <= 6
        and isinstance(value, int | str)
        and size_of(value) < _MOST_BITS
    ):
        return format(value, form)
    return UNKNOWN


def _table(keys: Any, values: Any = None, dropped: Any = None) -> Any:
    if isinstance(keys, dict):
        return {(ord(k) if isinstance(k, str) else k): v for k, v in keys.items()}
    if isinstance(keys, bytes) and isinstance(values, bytes):
        return bytes.maketrans(keys, values)
    if isinstance(keys, str) and isinstance(values, str):
        return (
            str.maketrans(keys, values, dropped) if isinstance(dropped, str) else str.maketrans(keys, values)
        )
    return UNKNOWN


def _codecs(data: Any, encoding: Any = "utf-8", *_rest: Any) -> Any:
    if not isinstance(encoding, str) or not isinstance(data, str | bytes):
        return UNKNOWN
    folded = folding.decode(data, encoding)
    return folded.const if folded is not None else UNKNOWN


LIBRARY: Mapping[str, Callable[..., Any]] = {
    "chr": lambda n: chr(n) if isinstance(n, int) else UNKNOWN,
    "unichr": lambda n: chr(n) if isinstance(n, int) else UNKNOWN,
    "ord": lambda c: ord(c) if isinstance(c, str | bytes | bytearray) else UNKNOWN,
    "len": lambda v: (
        len(v) if isinstance(v, str | bytes | bytearray | list | tuple | dict | set) else UNKNOWN
    ),
    "abs": lambda n: abs(n) if isinstance(n, int | float) else UNKNOWN,
    "round": lambda n, *d: round(n, *d) if isinstance(n, int | float) else UNKNOWN,
    "bool": lambda v=False: bool(v) if known(v) else UNKNOWN,
    "float": lambda v=0: (
        float(v) if isinstance(v, int | float) or (isinstance(v, str) and len(v) < 99) else UNKNOWN
    ),
    "hex": _based("#x"),
    "bin": _based("#b"),
    "oct": _based("#o"),
    "int": _int,
    "str": _str,
    "bytes": _bytes,
    "bytearray": lambda *v: bytearray(made) if isinstance(made := _bytes(*v), bytes) else UNKNOWN,
    "list": _listed(list),
    "tuple": _listed(tuple),
    "iter": _listed(list),
    "set": _listed(lambda items: set(items) if known(*items) else UNKNOWN),
    "dict": lambda v=(): dict(v) if isinstance(v, dict | list | tuple) else UNKNOWN,
    "sorted": _listed(sorted),
    "reversed": _listed(lambda items: items[::-1]),
    "range": _range,
    "xrange": _range,
    "zip": _zip,
    "enumerate": _enumerate,
    "sum": _sum,
    "min": lambda *v: min(*v) if known(*v) else UNKNOWN,
    "max": lambda *v: max(*v) if known(*v) else UNKNOWN,
    "divmod": lambda a, b: divmod(a, b) if isinstance(a, int) and isinstance(b, int) else UNKNOWN,
    "pow": lambda a, b, m=None: pow(a, b, m) if isinstance(m, int) and known(a, b) else operate("Pow", a, b),
    "format": _format,
    "repr": lambda v: repr(v) if isinstance(v, str | int) and size_of(v) < 10_000 else UNKNOWN,
    "next": lambda v, *_d: v[0] if isinstance(v, list) else UNKNOWN,
    "itertools.cycle": lambda v: Cycle(items) if (items := items_of(v)) else UNKNOWN,
    "itertools.chain": lambda *v: [x for part in v for x in (items_of(part) or ())],
    "operator.xor": lambda a, b: operate("BitXor", a, b),
    "operator.add": lambda a, b: operate("Add", a, b),
    "int.from_bytes": lambda d, o="big", **_k: (
        int.from_bytes(d, o) if isinstance(d, bytes) and len(d) < 512 else UNKNOWN
    ),
    "str.maketrans": _table,
    "bytes.maketrans": _table,
    "string.maketrans": _table,
    "codecs.decode": _codecs,
    **RECORDS,
    "memoryview": lambda v: v if isinstance(v, bytes) else UNKNOWN,
    "str.join": lambda joint, parts: method(joint, "join", (parts,)),
}
"""Built-ins by their name, for plain arguments."""
CONSTANTS: Mapping[str, Any] = {
    "string.ascii_letters": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "string.ascii_lowercase": "abcdefghijklmnopqrstuvwxyz",
    "string.ascii_uppercase": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "string.digits": "0123456789",
    "string.hexdigits": "0123456789abcdefABCDEF",
    "string.punctuation": "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
    "string.printable": (
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
        "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ \t\n\r\x0b\x0c"
    ),
}
_TEXT = frozenset(
    [
        "split",
        "rsplit",
        "splitlines",
        "strip",
        "lstrip",
        "rstrip",
        "lower",
        "upper",
        "title",
        "capitalize",
        "swapcase",
        "casefold",
        "removeprefix",
        "removesuffix",
        "hex",
        "partition",
        "rpartition",
        "startswith",
        "endswith",
        "find",
        "rfind",
        "index",
        "rindex",
        "count",
        "isdigit",
        "isalpha",
        "isalnum",
        "isspace",
        "isupper",
        "islower",
        "isnumeric",
        "isdecimal",
        "isidentifier",
        "isprintable",
    ]
)
_WIDENING = frozenset(("zfill", "ljust", "rjust", "center"))
_LISTS = frozenset(
    ("append", "extend", "insert", "pop", "remove", "reverse", "sort", "clear", "index", "count", "copy")
)
_DICTS = frozenset(("get", "keys", "values", "items", "update", "setdefault", "pop", "copy"))


def method(value: Any, name: str, arguments: tuple[Any, ...]) -> Any:  # noqa: PLR0911 - one answer for each type
    """`value.name(*arguments)` of a plain value."""
    if not known(value, *arguments):
        return UNKNOWN
    try:
        if isinstance(value, str | bytes | bytearray):
            return _text(
                bytes(value) if isinstance(value, bytearray) and name not in _LISTS else value,
                name,
                arguments,
            )
        if isinstance(value, list) and name in _LISTS:
            if name == "extend" and len(value) + size_of(arguments[0]) > _MOST_ITEMS:
                return UNKNOWN
            return getattr(value, name)(*arguments)
        if isinstance(value, dict) and name in _DICTS:
            found = getattr(value, name)(*arguments)
            return list(found) if name in {"keys", "values", "items"} else found
        if isinstance(value, tuple) and name in {"index", "count"}:
            return getattr(value, name)(*arguments)
        if isinstance(value, int) and name in {"to_bytes", "bit_length"}:
            folded = folding.method(value, name, arguments)
            return folded.const if folded is not None else UNKNOWN
    except FAILURES:
        return UNKNOWN
    return UNKNOWN


def _text(value: Any, name: str, arguments: tuple[Any, ...]) -> Any:
    if name in _TEXT or (isinstance(value, bytearray) and name in _LISTS):
        return getattr(value, name)(*arguments)
    if name in _WIDENING:
        wide = isinstance(arguments[0], int) and arguments[0] <= MOST_SIZE
        return getattr(value, name)(*arguments) if wide else UNKNOWN
    if name == "translate" and isinstance(arguments[0], dict | bytes):
        made = value.translate(*arguments)
        return made if len(made) <= MOST_SIZE else UNKNOWN
    plain = tuple(tuple(part) if isinstance(part, list) else part for part in arguments)
    folded = folding.method(value, name, plain)
    if folded is None:
        return UNKNOWN
    return folded.const


def library(name: str, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """A built-in or decoder on plain arguments; UNKNOWN for all others."""
    if name in folding.DECODERS and arguments:
        data = bytes(arguments[0]) if isinstance(arguments[0], bytearray) else arguments[0]
        folded = folding.decoded(name, (data,)) if isinstance(data, str | bytes) else None
        return folded.const if folded is not None else UNKNOWN
    action = LIBRARY.get(name)
    if action is None:
        return UNKNOWN
    cycles = all(isinstance(value, Cycle) or known(value) for value in arguments)
    if not cycles or not known(*keywords.values()):
        return UNKNOWN
    try:
        return action(*arguments, **keywords)
    except FAILURES:
        return UNKNOWN


def named_method(value: Any, name: str) -> Any:
    """A method of a plain value or the member of a library."""
    if isinstance(value, Record):
        return value.names.get(name, UNKNOWN)
    if isinstance(value, Named):
        full = f"{value.name}.{name}"
        return CONSTANTS.get(full, Named(full) if len(full) < 160 else UNKNOWN)
    return Method(value, name) if known(value) else UNKNOWN
