"""Expressions in the machine: each kind to its value, UNKNOWN where it is not known."""

import ast
from collections.abc import Callable, Mapping
from typing import Any

from pratique.analysis.languages.python import vocabulary
from pratique.analysis.languages.python.machine_library import (
    COMPARISONS,
    FAILURES,
    MOST_SIZE,
    items_of,
    named_method,
)
from pratique.analysis.languages.python.machine_values import (
    UNKNOWN,
    Class,
    Frame,
    Function,
    Instance,
    Named,
    Namespace,
    Working,
    known,
    size_of,
)

_MOST_CHAIN = 20_000
_BUILTINS = frozenset(("__builtins__", "builtins", "__builtin__"))


def member(machine: Working, owner: Any, name: str) -> Any:  # noqa: PLR0911 - one answer for each kind of owner
    """`owner.name`."""
    if isinstance(owner, Instance):
        if name in owner.names:
            return owner.names[name]
        found = owner.of.frame.names.get(name, UNKNOWN)
        if isinstance(found, Function):
            return machine.function(found.node, found.frame, (owner,))
        return found
    if isinstance(owner, Class):
        return owner.frame.names.get(name, UNKNOWN)
    if isinstance(owner, Namespace):
        return Named("globals().get") if name == "get" else UNKNOWN
    if isinstance(owner, Named) and owner.name in _BUILTINS:
        return Named(name) if name != "__dict__" else owner
    if isinstance(owner, Named) and name == "__dict__":
        return owner
    return named_method(owner, name)


# Kinds


def _name(_machine: Working, node: ast.Name, frame: Frame) -> Any:
    try:
        return frame.find(node.id)
    except KeyError:
        pass
    if node.id in {"True", "False", "None"}:
        return {"True": True, "False": False}.get(node.id)
    return Named(node.id) if node.id in vocabulary.BUILTINS or node.id in _BUILTINS else UNKNOWN


def _attribute(machine: Working, node: ast.Attribute, frame: Frame) -> Any:
    found = member(machine, machine.value(node.value, frame), node.attr)
    return Named(vocabulary.canonical(found.name)) if isinstance(found, Named) else found


def _subscript(machine: Working, node: ast.Subscript, frame: Frame) -> Any:  # noqa: PLR0911 - one answer for each kind of owner
    owner = machine.value(node.value, frame)
    if isinstance(node.slice, ast.Slice):
        ends = [
            machine.value(end, frame) if end is not None else None
            for end in (node.slice.lower, node.slice.upper, node.slice.step)
        ]
        index: Any = slice(*ends) if known(*ends) else UNKNOWN
    else:
        index = machine.value(node.slice, frame)
    if isinstance(owner, Namespace) and isinstance(index, str):
        if index in owner.frame.names:
            return owner.frame.names[index]
        return Named(index) if index in vocabulary.BUILTINS or index in _BUILTINS else UNKNOWN
    if isinstance(owner, Named):
        if owner.name == "sys.modules" and isinstance(index, str):
            return Named(vocabulary.canonical(index))
        return member(machine, owner, index) if isinstance(index, str) else UNKNOWN
    if not known(owner) or index is UNKNOWN:
        return UNKNOWN
    try:
        return machine.made(owner[index])
    except FAILURES:
        return UNKNOWN


def _sum(machine: Working, node: ast.BinOp, frame: Frame) -> Any:
    operands: list[tuple[ast.operator, ast.expr]] = []
    left: ast.expr = node
    while isinstance(left, ast.BinOp) and len(operands) < _MOST_CHAIN:
        operands.append((left.op, left.right))
        left = left.left
    total = machine.value(left, frame)
    for op, right in reversed(operands):
        machine.spend(1)
        total = machine.combined(op, total, machine.value(right, frame))
    return total


def _unary(machine: Working, node: ast.UnaryOp, frame: Frame) -> Any:
    value = machine.value(node.operand, frame)
    if isinstance(node.op, ast.Not):
        return not value if known(value) else UNKNOWN
    if not isinstance(value, int | float):
        return UNKNOWN
    if isinstance(node.op, ast.USub):
        return -value
    return (~value if isinstance(value, int) else UNKNOWN) if isinstance(node.op, ast.Invert) else value


def _boolean(machine: Working, node: ast.BoolOp, frame: Frame) -> Any:
    found: Any = UNKNOWN
    for part in node.values:
        found = machine.value(part, frame)
        if not known(found):
            continue
        if bool(found) is isinstance(node.op, ast.Or):
            return found
    return found


def _compare(machine: Working, node: ast.Compare, frame: Frame) -> Any:
    left = machine.value(node.left, frame)
    result: Any = True
    for op, part in zip(node.ops, node.comparators, strict=True):
        right = machine.value(part, frame)
        if not known(left, right):
            return UNKNOWN
        try:
            result = COMPARISONS[op.__class__.__name__](left, right)
        except FAILURES:
            return UNKNOWN
        if not result:
            return result
        left = right
    return result


def _either(machine: Working, node: ast.IfExp, frame: Frame) -> Any:
    test = machine.value(node.test, frame)
    if known(test):
        return machine.value(node.body if test else node.orelse, frame)
    first, second = machine.value(node.body, frame), machine.value(node.orelse, frame)
    return first if first is second else UNKNOWN


def _sequence(machine: Working, node: ast.List | ast.Tuple | ast.Set, frame: Frame) -> Any:
    values: list[Any] = []
    for part in node.elts:
        if isinstance(part, ast.Starred):
            values.extend(items_of(machine.value(part.value, frame)) or [UNKNOWN])
        else:
            values.append(machine.value(part, frame))
    machine.made(values)
    return tuple(values) if isinstance(node, ast.Tuple) else values


def _dictionary(machine: Working, node: ast.Dict, frame: Frame) -> Any:
    made: dict[Any, Any] = {}
    for key, part in zip(node.keys, node.values, strict=True):
        value = machine.value(part, frame)
        name = machine.value(key, frame) if key is not None else UNKNOWN
        if isinstance(name, str | bytes | int | float | None) or (isinstance(name, tuple) and known(*name)):
            try:
                made[name] = value
            except TypeError:
                return UNKNOWN
    return machine.made(made)


def _text(machine: Working, node: ast.JoinedStr, frame: Frame) -> Any:
    parts = [machine.value(part, frame) for part in node.values]
    if not all(isinstance(part, str) for part in parts) or sum(map(len, parts)) > MOST_SIZE:
        return UNKNOWN
    return machine.made("".join(parts))


def _formatted(machine: Working, node: ast.FormattedValue, frame: Frame) -> Any:
    value = machine.value(node.value, frame)
    if node.format_spec is not None or node.conversion not in {-1, 115}:
        return UNKNOWN
    return str(value) if isinstance(value, str | int) and size_of(value) < MOST_SIZE else UNKNOWN


def _lambda(machine: Working, node: ast.Lambda, frame: Frame) -> Any:
    return machine.function(node, frame)


def _inner(machine: Working, node: ast.Await | ast.Starred, frame: Frame) -> Any:
    return machine.value(node.value, frame)


def _walrus(machine: Working, node: ast.NamedExpr, frame: Frame) -> Any:
    value = machine.value(node.value, frame)
    machine.bind(node.target, value, frame)
    return value


def _comprehension(
    machine: Working, node: ast.ListComp | ast.GeneratorExp | ast.SetComp | ast.DictComp, frame: Frame
) -> Any:
    inner = Frame(parent=frame, module=machine.module)
    results: list[Any] = []
    if not _turns(machine, node, 0, inner, results):
        return UNKNOWN
    machine.made(results)
    if isinstance(node, ast.DictComp):
        try:
            return dict(results)
        except TypeError:
            return UNKNOWN
    return results


def _turns(machine: Working, node: Any, place: int, frame: Frame, results: list[Any]) -> bool:
    part = node.generators[place]
    items = items_of(machine.value(part.iter, frame))
    if items is None:
        return False
    for item in items:
        machine.bind(part.target, item, frame)
        tests = [machine.value(test, frame) for test in part.ifs]
        if not known(*tests):
            return False
        if not all(tests):
            continue
        if place + 1 < len(node.generators):
            if not _turns(machine, node, place + 1, frame, results):
                return False
        elif isinstance(node, ast.DictComp):
            results.append((machine.value(node.key, frame), machine.value(node.value, frame)))
        else:
            results.append(machine.value(node.elt, frame))
    return True


EXPRESSIONS: Mapping[type, Callable[..., Any]] = {
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.BinOp: _sum,
    ast.UnaryOp: _unary,
    ast.BoolOp: _boolean,
    ast.Compare: _compare,
    ast.IfExp: _either,
    ast.List: _sequence,
    ast.Tuple: _sequence,
    ast.Set: _sequence,
    ast.Dict: _dictionary,
    ast.JoinedStr: _text,
    ast.FormattedValue: _formatted,
    ast.Lambda: _lambda,
    ast.Await: _inner,
    ast.Starred: _inner,
    ast.NamedExpr: _walrus,
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.DictComp: _comprehension,
}
"""How each kind of expression is worked out: the machine, the node, the frame. Calls are `machine_calls.on_call`."""
