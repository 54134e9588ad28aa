"""Methods and functions of constants, carried out within bounds; `NotFoldedError` where they are not."""

import posixpath
from collections.abc import Callable, Mapping

from pratique.analysis.engine.byte_text import to_text
from pratique.analysis.engine.operators import (
    MOST_POINT,
    MOST_RESULT,
    NotFoldedError,
    formatted,
    is_integer,
)
from pratique.analysis.engine.values import Constant
from pratique.analysis.frontends.ruby import lists, texts
from pratique.analysis.frontends.ruby.operating import binary

Given = tuple[Constant, ...]
"""The arguments of a call."""


_STEPS: Mapping[str, int] = {"succ": 1, "next": 1, "pred": -1}
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def method(receiver: Constant, name: str, given: Given) -> Constant:
    """A method of a constant; one that changes its receiver (`reverse!`) gives the changed one. Raises NotFoldedError."""
    name = name.removesuffix("!") or name
    try:
        if isinstance(receiver, str):
            return texts.method(receiver, name, given)
        if isinstance(receiver, tuple):
            return lists.method(receiver, name, given)
        if is_integer(receiver):
            return _number_method(receiver, name, given)
    except (ValueError, IndexError, OverflowError, TypeError) as error:
        raise NotFoldedError from error
    raise NotFoldedError


def _number_method(number: int, name: str, given: Given) -> Constant:
    if name == "chr":
        return _character(number, wide=bool(given))
    if name == "to_s":
        return _digits(number, given[0] if given else 10)
    if name in {"ord", "to_i", "to_int"}:
        return number
    if name in _STEPS and not given:
        return number + _STEPS[name]
    return binary(name, number, given[0])


def _character(number: int, *, wide: bool) -> str:
    """`chr`: without an encoding a number up to 255 is a byte."""
    if not 0 <= number <= MOST_POINT:
        raise NotFoldedError
    return chr(number) if wide or number > 0xFF else to_text(bytes((number,)))


def _digits(number: int, base: Constant) -> str:
    """`to_s` in a base from 2 to 36."""
    if not is_integer(base) or not 2 <= base <= len(_DIGITS):
        raise NotFoldedError
    rest, found = abs(number), ""
    while rest or not found:
        rest, digit = divmod(rest, base)
        found = _DIGITS[digit] + found
    return f"-{found}" if number < 0 else found


def function(name: str, given: Given) -> Constant:
    """A method of a module on constants. Raises NotFoldedError."""
    if name in _FORMATS and given and isinstance(given[0], str):
        return formatted(given[0], given[1:])
    parts = [part for part in given if isinstance(part, str)]
    found = _FUNCTIONS.get(name)
    if found is None or not parts or len(parts) != len(given) or sum(map(len, parts)) > MOST_RESULT:
        raise NotFoldedError
    return found(parts)


def _joined_path(parts: list[str]) -> str:
    """`File.join`: one slash between the parts."""
    first, *others = parts
    if not others:
        return first
    middle = [part.strip("/") for part in others[:-1]]
    return "/".join([first.rstrip("/"), *filter(None, middle), others[-1].lstrip("/")])


def _expanded_path(parts: list[str]) -> str:
    base = parts[1] if len(parts) > 1 else ""
    path = posixpath.normpath(posixpath.join(base, parts[0]))
    # A path worked out from one that is relative to the file stays one.
    relative = (base or parts[0]).startswith(".")
    return f"./{path}" if relative and not path.startswith((".", "/")) else path


def _base_name(parts: list[str]) -> str:
    name = posixpath.basename(parts[0].rstrip("/"))
    return name.removesuffix(parts[1]) if len(parts) > 1 else name


_FORMATS = frozenset(("Kernel.format", "Kernel.sprintf"))
_FUNCTIONS: Mapping[str, Callable[[list[str]], str]] = {
    "File.join": _joined_path,
    "File.expand_path": _expanded_path,
    "File.dirname": lambda parts: posixpath.dirname(parts[0].rstrip("/")) or ".",
    "File.basename": _base_name,
    **dict.fromkeys(("String.new", "Kernel.String"), lambda parts: parts[0]),
}
