"""Constants computed from constants, as JavaScript would, within bounds.

Nothing of the analysed file is run: each operation here is one known operator or method of texts, numbers, arrays and
buffers on values that are small enough. An operation that is not known, that would fail or that would grow
beyond the bounds gives UNKNOWN.
"""

import math
import operator
from collections.abc import Callable, Mapping

from pratique.analysis.languages import folding as engine
from pratique.analysis.languages.folding import MOST_ITEMS, added, joined, parse_base
from pratique.analysis.languages.values import UNDEFINED, UNKNOWN, Constant

_MOST_DEEP = 8
_Number = int | float


def as_text(value: Constant, deep: int = 0) -> str | None:
    """The text that JavaScript makes of a value where it needs one; None when that is not known."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None or value is UNDEFINED:
        return _WORDS[value]
    if isinstance(value, int | float):
        return _shown(value)
    if isinstance(value, tuple):
        return _list_text(value, deep)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return "[object Object]" if isinstance(value, dict) else None


_WORDS: Mapping[object, str] = {True: "true", False: "false", None: "null", UNDEFINED: "undefined"}


def _list_text(value: tuple[Constant, ...], deep: int) -> str | None:
    if deep > _MOST_DEEP or len(value) > MOST_ITEMS:
        return None
    parts = ["" if item is None or item is UNDEFINED else as_text(item, deep + 1) for item in value]
    found = joined(",", tuple(parts))
    return found if isinstance(found, str) else None


def _shown(value: _Number) -> str | None:
    if isinstance(value, int):
        return str(value) if value.bit_length() < 70 else None
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return str(int(value)) if value.is_integer() and abs(value) < 1e21 else repr(value)


def as_number(value: Constant) -> _Number | None:
    """The number that JavaScript makes of a value where it needs one; None when that is not known."""
    if isinstance(value, bool) or value is None:
        return int(bool(value))
    if isinstance(value, int | float):
        return value
    if value is UNDEFINED or isinstance(value, dict):
        return math.nan
    text = as_text(value)
    return None if text is None else _parsed(text)


def _parsed(text: str) -> _Number:
    text = text.strip()
    if not text:
        return 0
    if len(text) > 100:
        return math.nan
    try:
        if text[:2].lower() in {"0x", "0b", "0o"}:
            return int(text, 0)
        value = float(text.replace("_", "x"))
    except ValueError:
        return math.nan
    return int(value) if value.is_integer() else value


def truth(value: Constant) -> bool | None:
    """Whether JavaScript takes a constant for true; None when it is not known."""
    if value is UNKNOWN:
        return None
    if isinstance(value, bytes | tuple | dict):
        return True
    if isinstance(value, float) and math.isnan(value):
        return False
    return bool(value) and value is not UNDEFINED


def binary(sign: str, left: Constant, right: Constant) -> Constant:
    """`left sign right`."""
    if UNKNOWN in (left, right):
        return UNKNOWN
    if sign == "+" and not (_is_plain_number(left) and _is_plain_number(right)):
        first, second = as_text(left), as_text(right)
        return added(first, second)
    one, other = as_number(left), as_number(right)
    action = _ARITHMETIC.get(sign)
    if one is None or other is None or action is None:
        return UNKNOWN
    try:
        return _bounded_number(action(one, other))
    except (ArithmeticError, ValueError, TypeError):
        return UNKNOWN


def _is_plain_number(value: Constant) -> bool:
    return value is None or value is UNDEFINED or isinstance(value, int | float)


def _bounded_number(value: _Number) -> Constant:
    if isinstance(value, int) and value.bit_length() > 64:
        return UNKNOWN
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 2**53 else value


def _bits(value: _Number) -> int:
    """A value as a signed 32-bit number."""
    if isinstance(value, float) and not math.isfinite(value):
        return 0
    low = int(value) & 0xFFFFFFFF
    return low - 0x100000000 if low & 0x80000000 else low


def _power(base: _Number, exponent: _Number) -> _Number:
    result = math.pow(base, exponent)
    return int(result) if result.is_integer() and abs(result) < 2**53 else result


_ARITHMETIC: Mapping[str, Callable[[_Number, _Number], _Number]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "%": math.fmod,
    "**": _power,
    "^": lambda a, b: _bits(a) ^ _bits(b),
    "&": lambda a, b: _bits(a) & _bits(b),
    "|": lambda a, b: _bits(a) | _bits(b),
    "<<": lambda a, b: _bits(_bits(a) << (_bits(b) & 31)),
    ">>": lambda a, b: _bits(a) >> (_bits(b) & 31),
    ">>>": lambda a, b: (_bits(a) & 0xFFFFFFFF) >> (_bits(b) & 31),
}


def unary(sign: str, value: Constant) -> Constant:
    """`!value`, `+value`, `-value`, `~value`."""
    if value is UNKNOWN:
        return UNKNOWN
    if sign == "!":
        return not truth(value)
    number = as_number(value)
    if number is None:
        return UNKNOWN
    if sign == "-":
        return -number
    return ~_bits(number) if sign == "~" else number if sign == "+" else UNKNOWN


def member(value: Constant, key: Constant) -> Constant:
    """`value[key]`."""
    if isinstance(value, dict):
        return value.get(key, UNDEFINED) if isinstance(key, str) else UNKNOWN
    if not isinstance(value, str | bytes | tuple):
        return UNKNOWN
    if key == "length":
        return len(value)
    place = int(key) if isinstance(key, str) and key.isascii() and key.isdigit() and len(key) < 10 else key
    if isinstance(place, float) and place.is_integer():
        place = int(place)
    if not isinstance(place, int) or isinstance(place, bool):
        return UNKNOWN
    return value[place] if 0 <= place < len(value) else UNDEFINED


def in_base(value: Constant, base: Constant) -> Constant:
    """`value.toString(base)` of a number."""
    if not isinstance(value, int) or isinstance(value, bool) or not isinstance(base, int):
        return UNKNOWN
    if not 2 <= base <= 36 or value.bit_length() > 64:
        return UNKNOWN
    return engine.in_base(value, base)


def parse_integer(text: str, base: Constant) -> Constant:
    """`parseInt(text, base)`."""
    radix = base if isinstance(base, int) and 2 <= base <= 36 else 10
    rest = text.strip().lower()[:100]
    if rest.startswith("0x") and (base is UNDEFINED or radix == 16):
        radix, rest = 16, rest[2:]
    sign, rest = (-1, rest[1:]) if rest.startswith("-") else (1, rest.removeprefix("+"))
    number = parse_base(rest, radix)
    return math.nan if number is None else sign * number
