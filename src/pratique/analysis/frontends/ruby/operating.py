"""Operators of Ruby: `<<` adds at the end, `%` applies a format, a list times a text is joined."""

from pratique.analysis.engine import operators
from pratique.analysis.engine.operators import (
    MOST_ELEMENTS,
    MOST_POINT,
    MOST_RESULT,
    NotFoldedError,
    formatted,
    is_integer,
    joined,
)
from pratique.analysis.engine.tables import Operators
from pratique.analysis.engine.values import Constant


def binary(operator: str, left: Constant, right: Constant) -> Constant:
    """Return `left operator right`. Raises NotFoldedError."""
    if operator == "%" and isinstance(left, str):
        return formatted(left, right if isinstance(right, tuple) else (right,))
    if operator == "*" and isinstance(left, tuple) and isinstance(right, str):
        return joined(left, right)
    if operator == "<<" and isinstance(left, str | tuple):
        return _appended(left, right)
    return operators.binary(operator, left, right)


def _appended(left: str | tuple[Constant, ...], right: Constant) -> Constant:
    if isinstance(left, tuple):
        if len(left) < MOST_ELEMENTS:
            return (*left, right)
    elif isinstance(right, str) and len(left) + len(right) <= MOST_RESULT:
        return left + right
    elif is_integer(right) and 0 <= right <= MOST_POINT:
        return left + chr(right)
    raise NotFoldedError


OPERATORS = Operators(
    concatenating=frozenset(("+", "<<")),
    formatting=frozenset(("%",)),
    comparing=frozenset(("==", "!=", "<", ">", "<=", ">=", "=~", "!~", "<=>", "===")),
    negating=frozenset(("!", "not", "defined?")),
    paths=frozenset(("+", "/")),
    binary=binary,
)
