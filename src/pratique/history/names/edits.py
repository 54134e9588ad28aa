"""Detects typing errors: the kind of a single error, and names that are at most two errors apart."""

from itertools import pairwise

from pratique.history.names.kinds import Kind
from pratique.history.names.spelling import ALIKE

_ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")


def _neighbours() -> frozenset[frozenset[str]]:
    """Return the pairs of adjacent keys on a QWERTY keyboard, in a row and diagonally."""
    pairs: set[frozenset[str]] = set()
    for row in _ROWS:
        pairs |= {frozenset(pair) for pair in pairwise(row)}
    for upper, lower in pairwise(_ROWS):
        pairs |= {frozenset(pair) for pair in zip(upper, lower, strict=False)}
        pairs |= {frozenset(pair) for pair in zip(upper[1:], lower, strict=False)}
    return frozenset(pairs)


NEIGHBOURS = _neighbours()


def slip(name: str, target: str) -> Kind | None:
    """Return the typing error that turns `target` into `name`, both without separators.

    Returns None if the names are equal or more than one error apart.
    """
    if abs(len(name) - len(target)) > 1 or name == target:
        return None
    at = _common_start(name, target)
    rest, wanted = name[at:], target[at:]
    if len(name) == len(target):
        return _replaced(rest, wanted, at)
    return _one_more(rest, wanted, name[:at])


def _one_more(rest: str, wanted: str, before: str) -> Kind | None:
    longer, shorter = (rest, wanted) if len(rest) > len(wanted) else (wanted, rest)
    if longer[1:] != shorter:
        return None
    extra = longer[0]
    if extra.isdigit():
        return Kind.NUMBER
    # Of equal letters in a row the last one counts as extra: it stands behind those that both have.
    if before.endswith(extra):
        return Kind.DOUBLED
    if not shorter and extra == "s":
        return Kind.PLURAL
    return Kind.PUT_IN if longer is rest else Kind.LEFT_OUT


def _replaced(rest: str, wanted: str, at: int) -> Kind | None:
    if rest[1:] == wanted[1:]:
        pair = frozenset((rest[0], wanted[0]))
        if pair in ALIKE:
            return Kind.ALIKE
        if rest[0].isdigit() and wanted[0].isdigit():
            return Kind.NUMBER
        if not at:
            return Kind.OTHER_START
        return Kind.NEXT_KEY if pair in NEIGHBOURS else Kind.OTHER_LETTER
    if rest[:2] == wanted[1::-1] and rest[2:] == wanted[2:]:
        return Kind.SWAPPED
    return None


def within(name: str, target: str, slips: int) -> bool:
    """Return True if two texts are at most `slips` typing errors apart.

    The run time quadruples with each permitted error.
    """
    at = _common_start(name, target)
    name, target = name[at:], target[at:]
    if not name or not target:
        return max(len(name), len(target)) <= slips
    if not slips or abs(len(name) - len(target)) > slips:
        return False
    left = slips - 1
    return (
        within(name[1:], target[1:], left)
        or within(name[1:], target, left)
        or within(name, target[1:], left)
        or (name[:2] == target[1::-1] and within(name[2:], target[2:], left))
    )


def _common_start(left: str, right: str) -> int:
    for at, (one, other) in enumerate(zip(left, right, strict=False)):
        if one != other:
            return at
    return min(len(left), len(right))
