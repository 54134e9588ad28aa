"""How each kind of expression is evaluated. `KINDS` is the table that an evaluator is made with."""

from collections.abc import Callable, Mapping, Sequence
from typing import cast

from pratique.analysis.engine.calls import call
from pratique.analysis.engine.evaluate import At, Evaluator, Kinds
from pratique.analysis.engine.ir import Node, Op, Scope, ScopeKind
from pratique.analysis.engine.marks import COMPUTED, DECRYPTED, KEY_MARKS, KEYED
from pratique.analysis.engine.operators import (
    MOST_ELEMENTS,
    NotFoldedError,
    concatenated,
    is_integer,
    spells,
)
from pratique.analysis.engine.tables import Operators
from pratique.analysis.engine.values import NOTHING, UNKNOWN, XOR, Constant, Value, constant, either, joined

_MOST_RANGE = 10_000
_MOST_CHARACTERS = 300
_MOST_ITEMS = 200
_NUMBERS: Mapping[object, Callable[[int], int]] = {"-": lambda one: -one, "~": lambda one: ~one}


def _const(evaluator: Evaluator, node: Node, _at: At) -> Value:
    return constant(cast("Constant", node.value), evaluator.line(node))


def _text(evaluator: Evaluator, node: Node, at: At) -> Value:
    """Evaluate a text that is joined from its parts."""
    values = evaluator.values(node.parts, at)
    pairs = zip(values, node.parts, strict=True)
    marks, origin = joined(*(value for value, part in pairs if part is None or part.op is not Op.CONST))
    consts = [value.const for value in values if value.const is not UNKNOWN]
    if len(consts) != len(values):
        return Value(marks=marks, origin=origin)
    try:
        whole = concatenated([evaluator.model.operators.shown(const) for const in consts])
    except NotFoldedError:
        return Value(marks=marks, origin=origin)
    if callable(node.value):
        whole = node.value(whole)
    return constant(whole, evaluator.line(node), marks=marks, origin=origin)


def _list(evaluator: Evaluator, node: Node, at: At) -> Value:
    values: list[Value] = []
    for part in node.parts:
        value = evaluator.value(part, at)
        is_splat = part is not None and part.op is Op.SPLAT
        values += _splatted(value, MOST_ELEMENTS - len(values)) if is_splat else (value,)
    marks, origin = joined(*(value for value in values if value.marks))
    consts: list[Constant] = [value.const for value in values if value.const is not UNKNOWN]
    if len(consts) == len(values):
        return constant(tuple(consts), evaluator.line(node), marks=marks, origin=origin)
    return Value(marks=marks, origin=origin, items=tuple(values))


def _splatted(value: Value, most: int) -> Sequence[Value]:
    """Return the elements of a splatted value where they are known and not too many; else the whole as one."""
    if isinstance(value.const, tuple) and len(value.const) <= most:
        return [Value(item, marks=value.marks, origin=value.origin) for item in value.const]
    if value.items and len(value.items) <= most:
        return value.items
    return (Value(marks=value.marks, origin=value.origin),)


def _map(evaluator: Evaluator, node: Node, at: At) -> Value:
    values = evaluator.values(node.parts, at)
    marks, origin = joined(*values)
    return Value(name="{}", marks=marks, origin=origin, items=tuple(values[:_MOST_ITEMS]))


def _same(evaluator: Evaluator, node: Node, at: At) -> Value:
    place = node.value if isinstance(node.value, int) else 0
    return evaluator.value(node.parts[place], at) if place < len(node.parts) else NOTHING


def _operator(evaluator: Evaluator, node: Node, at: At) -> Value:
    values, line = evaluator.values(node.parts, at), evaluator.line(node)
    operators, meaning = node.value, evaluator.model.operators
    assert isinstance(operators, tuple)
    if operators[-1:] and operators[-1] in meaning.comparing:
        return NOTHING
    marks, origin = joined(*values)
    if not meaning.formatting.isdisjoint(operators) and spells(values[0].const):
        marks, origin = marks | COMPUTED, origin or line
    if not meaning.excluding.isdisjoint(operators) and not all(value.known for value in values):
        marks |= (DECRYPTED | KEYED) if marks & KEY_MARKS else 0
        return Value(name=XOR, marks=marks, origin=origin or line)
    try:
        total = _folded(values, operators, meaning)
    except NotFoldedError:
        path = operators[0] in meaning.paths and values[0].name in evaluator.model.apis.paths
        return Value(name=values[0].name if path else "", marks=marks, origin=origin)
    return constant(total, line, marks=marks, origin=origin)


def _folded(values: list[Value], operators: Sequence[str], meaning: Operators) -> Constant:
    consts = [value.const for value in values if value.const is not UNKNOWN]
    if len(consts) != len(values) or not consts:
        raise NotFoldedError
    texts = [const for const in consts if isinstance(const, str)]
    if len(texts) == len(consts) and meaning.concatenating.issuperset(operators):
        return concatenated(texts)
    total = consts[0]
    for const, operator in zip(consts[1:], operators, strict=True):
        total = meaning.binary(operator, total, const)
    return total


def _unary(evaluator: Evaluator, node: Node, at: At) -> Value:
    if node.value in evaluator.model.operators.negating:
        return NOTHING
    value = evaluator.value(node.first, at)
    change = _NUMBERS.get(node.value)
    if change is not None and isinstance(value.const, int):
        return Value(change(value.const), marks=value.marks, origin=value.origin)
    return value


def _range(evaluator: Evaluator, node: Node, at: At) -> Value:
    first, last = node.parts
    start = evaluator.value(first, at).const if first is not None else 0
    end = evaluator.value(last, at).const if last is not None else -1
    if isinstance(start, str) and isinstance(end, str) and len(start) == len(end) == 1:
        most = min(ord(end), ord(start) + _MOST_CHARACTERS)
        return Value(tuple(map(chr, range(ord(start), most + 1))))
    if start is UNKNOWN or end is UNKNOWN or not is_integer(start) or not is_integer(end):
        return NOTHING
    stop = end if node.value else end + 1
    if abs(start) + abs(end) >= _MOST_RANGE or not stop > start >= 0:
        return NOTHING
    return Value(tuple(range(start, stop)))


def _either(evaluator: Evaluator, node: Node, at: At) -> Value:
    parts = [part for part in node.parts if part is not None]
    values = [value for value in evaluator.values(parts, at) if value.const is not None or value.marks]
    if not values:
        return Value(None) if parts else NOTHING
    return either(*values)


def _function(_evaluator: Evaluator, node: Node, _at: At) -> Value:
    return Value(target=node.value if isinstance(node.value, Scope) else None)


def _self(evaluator: Evaluator, _node: Node, at: At) -> Value:
    owner, frame = at.scope.owner, at.scope.frame
    if owner.kind is not ScopeKind.BODY:
        return Value(name=evaluator.model.words.everywhere)
    instance = frame.kind is ScopeKind.METHOD and not frame.of_class
    return Value(name=owner.name, target=owner, instance=instance)


KINDS: Kinds = {
    Op.CONST: _const,
    Op.NAME: lambda evaluator, node, at: evaluator.variable(node, at) or NOTHING,
    Op.PATH: lambda evaluator, node, at: evaluator.model.path(evaluator, node, at),
    Op.TEXT: _text,
    Op.OPERATOR: _operator,
    Op.UNARY: _unary,
    Op.EITHER: _either,
    Op.RANGE: _range,
    Op.LIST: _list,
    Op.MAP: _map,
    Op.SPLAT: _same,
    Op.CALL: call,
    Op.FUNCTION: _function,
    Op.SELF: _self,
    Op.SAME: _same,
}
