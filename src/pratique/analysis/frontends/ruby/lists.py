"""Methods of constant arrays, carried out within bounds; `NotFoldedError` where they are not."""

from collections.abc import Callable, Mapping

from pratique.analysis.engine.operators import (
    MOST_ELEMENTS,
    NotFoldedError,
    flattened,
    is_integer,
    joined,
    shown,
)
from pratique.analysis.engine.values import Constant
from pratique.analysis.frontends.ruby import packing
from pratique.analysis.frontends.ruby.operating import binary
from pratique.analysis.frontends.ruby.texts import picked

Items = tuple[Constant, ...]


def method(items: Items, name: str, given: Items) -> Constant:
    """A method of an array; an operator by its name too. Raises NotFoldedError, or what Python raises for wrong types."""
    plain = _PLAIN.get(name)
    if plain is not None and not given:
        return plain(items)
    taking = _TAKING.get(name)
    if taking is not None:
        return taking(items, given)
    return binary(name, items, given[0])


def _packed(items: Items, given: Items) -> str:
    form = given[0]
    found = packing.pack(items, form) if isinstance(form, str) else None
    if found is None:
        raise NotFoldedError
    return found


def _count(given: Items) -> int:
    count = given[0]
    if not is_integer(count) or count < 0:
        raise NotFoldedError
    return count


def _last(items: Items, given: Items) -> Items:
    return items[max(0, len(items) - _count(given)) :]


def _slices(items: Items, given: Items) -> Items:
    size = _count(given)
    return tuple(items[place : place + size] for place in range(0, len(items), size))


def _pushed(items: Items, given: Items) -> Items:
    if len(items) + len(given) > MOST_ELEMENTS:
        raise NotFoldedError
    return (*items, *given)


def _rotated(items: Items, given: Items) -> Items:
    turn = given[0]
    if not is_integer(turn):
        raise NotFoldedError
    turn %= len(items) or 1
    return items[turn:] + items[:turn]


def _flat(items: Items) -> Items:
    while any(isinstance(item, tuple) for item in items):
        items = flattened(items)
    return items


def _turned(items: Items) -> Items:
    rows = [item for item in items if isinstance(item, tuple)]
    if len(rows) != len(items):
        raise NotFoldedError
    return tuple(zip(*rows, strict=True))


_PLAIN: Mapping[str, Callable[[Items], Constant]] = {
    "join": joined,
    "first": lambda items: items[0] if items else None,
    "last": lambda items: items[-1] if items else None,
    "rotate": lambda items: _rotated(items, (1,)),
    **dict.fromkeys(("reverse", "reverse_each"), lambda items: items[::-1]),
    **dict.fromkeys(("each", "to_a", "entries", "dup", "freeze", "each_entry"), lambda items: items),
    "compact": lambda items: tuple(item for item in items if item is not None),
    "uniq": lambda items: tuple({(type(item), item): item for item in items}.values()),
    **dict.fromkeys(
        ("each_with_index", "with_index"), lambda items: tuple((item, at) for at, item in enumerate(items))
    ),
    "flatten": _flat,
    "transpose": _turned,
}
"""Methods that are given nothing."""
_TAKING: Mapping[str, Callable[[Items, Items], Constant]] = {
    "join": lambda items, given: joined(items, shown(given[0])),
    "pack": _packed,
    **dict.fromkeys(("[]", "slice", "at", "fetch"), picked),
    "first": lambda items, given: items[: _count(given)],
    "last": _last,
    **dict.fromkeys(("push", "append"), _pushed),
    "each_slice": _slices,
    "rotate": _rotated,
    "values_at": lambda items, given: tuple(picked(items, (place,)) for place in given),
}
"""Methods that are given something."""
