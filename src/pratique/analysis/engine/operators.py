"""Operators of constants and `format`, carried out within bounds; `NotFoldedError` where they are not."""

import operator as python
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeGuard

from pratique.analysis.engine.values import Constant

MOST_RESULT = 4_000_000
"""Characters of a text that an operation may give."""
MOST_ELEMENTS = MOST_RESULT // 8
"""Elements of an array that an operation may give."""
MOST_POINT = 0x10FFFF
"""The last code point."""
_MOST_NUMBER = 1 << 64
_MOST_SHIFT = 64
_PLACEHOLDER = re.compile(r"%(?:([-0 +]?)(\d{0,3})([sdcxXpi%])|.|\Z)", re.DOTALL)


class NotFoldedError(Exception):
    """A constant operation that is not carried out; never leaves this package."""


def is_integer(item: Constant) -> TypeGuard[int]:
    """Return True if a constant is a whole number."""
    return isinstance(item, int) and not isinstance(item, bool)


def binary(operator: str, left: Constant, right: Constant) -> Constant:
    """Return `left operator right`, as far as most languages agree. Raises NotFoldedError."""
    if isinstance(left, str):
        return _text_operation(operator, left, right)
    if isinstance(left, tuple):
        return _list_operation(operator, left, right)
    if is_integer(left) and is_integer(right):
        return _number_operation(operator, left, right)
    raise NotFoldedError


def _text_operation(operator: str, left: str, right: Constant) -> Constant:
    if operator == "+" and isinstance(right, str) and len(left) + len(right) <= MOST_RESULT:
        return left + right
    if operator == "*" and is_integer(right) and 0 <= right * len(left) <= MOST_RESULT:
        return left * right
    if operator == "==":
        return left == right
    raise NotFoldedError


def _list_operation(operator: str, left: tuple[Constant, ...], right: Constant) -> Constant:
    if operator == "+" and isinstance(right, tuple) and len(left) + len(right) <= MOST_ELEMENTS:
        return left + right
    raise NotFoldedError


def _number_operation(operator: str, left: int, right: int) -> Constant:
    if max(abs(left), abs(right)) > _MOST_NUMBER:
        raise NotFoldedError
    if operator in _STEEP and not (0 <= right <= _MOST_SHIFT and abs(left) <= _STEEP[operator]):
        raise NotFoldedError
    operation = _NUMBERS.get(operator)
    if operation is None or (operator in {"/", "%"} and not right):
        raise NotFoldedError
    return operation(left, right)


_STEEP: Mapping[str, int] = {"<<": _MOST_NUMBER, ">>": _MOST_NUMBER, "**": 1 << 16}
"""Operators whose result grows with the size of the right number, and the largest left one."""
_NUMBERS: Mapping[str, Callable[[int, int], int | bool]] = {
    "+": python.add,
    "-": python.sub,
    "*": python.mul,
    "/": python.floordiv,
    "%": python.mod,
    "^": python.xor,
    "&": python.and_,
    "|": python.or_,
    "<<": python.lshift,
    ">>": python.rshift,
    "**": pow,
    "==": python.eq,
}


def formatted(form: str, arguments: tuple[Constant, ...]) -> str:
    """Apply a format to texts and whole numbers. Raises NotFoldedError."""
    waiting = list(arguments)
    if len(form) + sum(len(item) for item in arguments if isinstance(item, str)) > MOST_RESULT:
        raise NotFoldedError

    def fill(match: re.Match[str]) -> str:
        flag, width, letter = match.groups()
        if letter == "%":
            return "%"
        if letter is None or not waiting:
            raise NotFoldedError
        text, size = _placed(waiting.pop(0), letter), int(width or 0)
        return text.ljust(size) if flag == "-" else text.rjust(size, "0" if flag == "0" else " ")

    return _PLACEHOLDER.sub(fill, form)


def _placed(item: Constant, letter: str) -> str:
    if letter == "c" and is_integer(item) and 0 <= item <= MOST_POINT:
        return chr(item)
    if letter in {"s", "p", "c"}:
        return shown(item)
    if is_integer(item):
        return format(item, "d" if letter == "i" else letter)
    raise NotFoldedError


def spells(form: object) -> bool:
    """Return True if a format makes characters of numbers: `'%c%c' % [101, 118]`."""
    return isinstance(form, str) and form.count("%c") > 1


def shown(item: Constant) -> str:
    """Return a constant as text. Raises NotFoldedError for lists."""
    if isinstance(item, str):
        return item
    if item is None:
        return ""
    if isinstance(item, bool):
        return "true" if item else "false"
    if isinstance(item, tuple):
        raise NotFoldedError
    return str(item)


def concatenated(texts: Sequence[str]) -> str:
    """Join texts in linear time. Raises NotFoldedError."""
    if sum(map(len, texts)) > MOST_RESULT:
        raise NotFoldedError
    return "".join(texts)


def grown(consts: Sequence[Constant]) -> Constant:
    """Return a text or list with what was added at its end. Raises NotFoldedError."""
    texts = [const for const in consts if isinstance(const, str)]
    if len(texts) == len(consts):
        return concatenated(texts)
    if not isinstance(consts[0], tuple):
        raise NotFoldedError
    return flattened(consts)


def flattened(items: Sequence[Constant]) -> tuple[Constant, ...]:
    """Return the items, with the elements of lists in place of the lists. Raises NotFoldedError."""
    if sum(len(item) if isinstance(item, tuple) else 1 for item in items) > MOST_ELEMENTS:
        raise NotFoldedError
    return tuple(part for item in items for part in (item if isinstance(item, tuple) else (item,)))


def joined(items: tuple[Constant, ...], separator: str = "") -> str:
    """Join the elements of a list and of the lists inside it. Raises NotFoldedError."""
    parts = flattened(items)
    if sum(len(part) if isinstance(part, str) else 8 for part in parts) > MOST_RESULT:
        raise NotFoldedError
    if len(parts) * len(separator) > MOST_RESULT:
        raise NotFoldedError
    return separator.join(map(shown, parts))
