"""Blocks: what their parameters are given, and those that are carried out on the elements of a constant."""

from collections.abc import Iterable
from dataclasses import replace

from pratique.analysis.engine.decoding import hides
from pratique.analysis.engine.evaluate import At, Evaluator, Resolved, element, known
from pratique.analysis.engine.ir import Binding, Bound, Call, Op, Scope, ScopeKind
from pratique.analysis.engine.marks import COMPUTED, LITERAL
from pratique.analysis.engine.operators import MOST_RESULT, NotFoldedError, concatenated
from pratique.analysis.engine.resolved import arguments_of
from pratique.analysis.engine.tables import Operators
from pratique.analysis.engine.values import NOTHING, UNKNOWN, Value, constant, either, joined

_MOST_ELEMENTS = 60_000
"""Elements of blocks carried out in one file."""
_MOST_CALLERS = 200


def parameter(evaluator: Evaluator, bound: Bound, name: str) -> Value:
    """Return what a parameter may be: of a method, what its calls give; of a block, what the called method gives."""
    scope = bound.scope
    values: list[Value] = []
    if scope.kind is ScopeKind.BLOCK and scope.call is not None:
        values.append(_block_parameter(evaluator, scope, scope.call, name))
    for call in evaluator.callers.get(scope, ())[:_MOST_CALLERS]:
        given = _given(evaluator, scope, call, name)
        if given is not None:
            values.append(given)
    default = scope.defaults.get(name)
    if default is not None:
        values.append(evaluator.value(default, At(scope)))
    return either(*values) if values else NOTHING


def _given(evaluator: Evaluator, scope: Scope, call: Call, name: str) -> Value | None:
    arguments = arguments_of(call)
    if call.method in evaluator.model.words.sends:
        arguments = arguments.rest()
    at = At(call.scope, call.branch)
    if name in arguments.pairs:
        return evaluator.value(arguments.pairs[name], at)
    node = arguments.at(scope.parameters.index(name)) if name in scope.parameters else None
    return evaluator.value(node, at) if node is not None else None


def _block_parameter(evaluator: Evaluator, scope: Scope, call: Call, name: str) -> Value:
    """Return what a call gives to its block; if the method is unknown, what the call itself gives."""
    at = At(call.scope, call.branch)
    place = scope.parameters.index(name) if name in scope.parameters else 0
    words = evaluator.model.words
    method, holder = call.method, call.first
    if method in words.iterators:
        return _element(evaluator, call, at, place)
    if method in words.deferred:
        return NOTHING
    if method in words.argument_blocks:
        node = arguments_of(call).at(place)
    elif method in words.receiver_blocks and holder is not None:
        node = holder if place == 0 else None
    else:
        yielded = _yielded(evaluator, call, place)
        return yielded if yielded is not None else _opened(evaluator, call, at, place)
    return evaluator.value(node, at) if node is not None else NOTHING


def _opened(evaluator: Evaluator, call: Call, at: At, place: int) -> Value:
    """Return what a call opens for its block. Its name is known even while the call is being evaluated."""
    if place:
        return NOTHING
    found = evaluator.value(call, at)
    model = evaluator.model
    name = model.apis.gives.get(model.resolve(evaluator, call, at).name, "")
    return found if found.name else replace(found, name=name)


def _element(evaluator: Evaluator, call: Call, at: At, place: int) -> Value:
    """Return an element of what a method iterates over."""
    holder = call.first
    receiver = evaluator.value(holder, at) if holder is not None else NOTHING
    if receiver.items and place == 0 and call.method in evaluator.model.words.whole:
        return either(*receiver.items[:50])
    given = evaluator.values(arguments_of(call).positional, at)
    marks, origin = joined(receiver, *given)
    return Value(marks=marks, origin=origin)


def _yielded(evaluator: Evaluator, call: Call, place: int) -> Value | None:
    """Return what a method of the file gives to its block."""
    values: list[Value] = []
    for method in evaluator.unit.methods.get(call.method, ())[:2]:
        for inner in method.calls:
            if len(values) < _MOST_CALLERS and (
                inner.method in evaluator.model.words.yields
                or _is_on(evaluator, inner, method.block_parameter)
            ):
                node = arguments_of(inner).at(place)
                if node is not None:
                    values.append(evaluator.value(node, At(inner.scope, inner.branch)))
    return either(*values) if values else None


def _is_on(evaluator: Evaluator, call: Call, name: str) -> bool:
    holder = call.first
    is_call = bool(name) and call.method in evaluator.model.words.callers and holder is not None
    return is_call and holder is not None and holder.value == name


def mapped(evaluator: Evaluator, at: At, resolved: Resolved, line: int, transformed: int) -> Value | None:
    """Apply a method with a block, or with `&something`, to a constant; return None for any other call."""
    method, arguments, words = resolved.method, resolved.arguments, evaluator.model.words
    if method in words.searches or method in words.replaces:
        return _matched(evaluator, at, resolved, line)
    if method in words.folds or method in words.sums:
        return _reduced(evaluator, at, resolved)
    given = arguments.block is not None or arguments.passed is not None
    if given and (method in words.mappers or method in words.numbers or method in words.renumbers):
        return _applied(evaluator, at, resolved, line, transformed)
    if given or resolved.receiver is None:
        return None
    # Without a block it is an enumerator: what comes next is given the elements.
    if method in words.numbers:
        return _numbered(resolved.receiver)
    return resolved.receiver if method in words.mappers else None


def _applied(evaluator: Evaluator, at: At, resolved: Resolved, line: int, transformed: int) -> Value | None:
    receiver = resolved.receiver
    assert receiver is not None
    items = _items(_numbered(receiver) if resolved.method in evaluator.model.words.renumbers else receiver)
    results = applied(evaluator, at, resolved, items) if items is not None else None
    if results is None:
        return None
    marks, origin = joined(receiver, *results)
    marks |= transformed
    origin = origin or (line if marks else 0)
    consts = tuple(result.const for result in results if result.const is not UNKNOWN)
    if len(consts) == len(results):
        return constant(consts, line, marks=marks, origin=origin)
    return Value(marks=marks, origin=origin, items=tuple(results[:200]))


def _numbered(value: Value) -> Value:
    if not isinstance(value.const, tuple):
        return value
    pairs = tuple((item, place) for place, item in enumerate(value.const))
    return Value(pairs, marks=value.marks, origin=value.origin)


def _items(value: Value) -> list[Value] | None:
    if isinstance(value.const, tuple):
        return [Value(item) for item in value.const]
    return list(value.items) if value.items else None


def applied(evaluator: Evaluator, at: At, resolved: Resolved, items: Iterable[Value]) -> list[Value] | None:
    """Return what the block of a call gives for each element; None if there are too many elements."""
    items = list(items)
    evaluator.elements += len(items)
    if evaluator.elements > _MOST_ELEMENTS:
        return None
    block, passed = resolved.arguments.block, resolved.arguments.passed
    if block is not None:
        return [_call(evaluator, block, item, at) for item in items]
    function = evaluator.value(passed, at) if passed is not None else NOTHING
    if isinstance(function.const, str):
        return [_method(evaluator, function.const, item) for item in items]
    if function.target is not None:
        return [_call(evaluator, function.target, item, at) for item in items]
    return None


def _call(evaluator: Evaluator, scope: Scope, item: Value, at: At) -> Value:
    arguments = [item]
    if len(scope.parameters) > 1 and isinstance(item.const, tuple):
        arguments = [element(item, place) for place in range(len(item.const))]
        if not scope.parameters[0]:
            return NOTHING
    return evaluator.call(scope, arguments, {}, at)


def _method(evaluator: Evaluator, name: str, item: Value) -> Value:
    if item.const is UNKNOWN:
        return Value(marks=item.marks, origin=item.origin)
    try:
        return Value(
            evaluator.model.method(item.const, name, ()), marks=hides(evaluator.model.words, name, item)
        )
    except NotFoldedError:
        return NOTHING


def _reduced(evaluator: Evaluator, at: At, resolved: Resolved) -> Value | None:
    """Combine the elements of a constant."""
    receiver, arguments = resolved.receiver, resolved.arguments
    items = _items(receiver) if receiver is not None else None
    if receiver is None or not items or evaluator.elements + len(items) > _MOST_ELEMENTS:
        return None
    evaluator.elements += len(items)
    given = evaluator.values(arguments.positional, at)
    if arguments.block is not None:
        total = _called(evaluator, at, arguments.block, [*given[:1], *items])
    else:
        named = [evaluator.value(arguments.passed, at)] if arguments.passed is not None else given[-1:]
        sums = resolved.method in evaluator.model.words.sums
        operator = named[0].const if named and not sums else "+"
        first = given[:1] if arguments.passed is not None or len(given) > 1 or sums else []
        total = _operated(evaluator.model.operators, operator, [*first, *items])
    marks, origin = joined(receiver, total)
    return Value(total.const, marks=marks, origin=origin)


def _called(evaluator: Evaluator, at: At, scope: Scope, items: list[Value]) -> Value:
    """Return what a block gives that is called with its last result and each element in turn."""
    total = items[0]
    for item in items[1:]:
        total = evaluator.call(scope, [total, item], {}, at)
        if not total.known:
            break
    return total


def _operated(meaning: Operators, operator: object, items: list[Value]) -> Value:
    """Combine all elements with an operator."""
    marks, origin = joined(*items)
    unknown = Value(marks=marks, origin=origin)
    consts = [item.const for item in items if item.const is not UNKNOWN]
    if not isinstance(operator, str) or len(consts) != len(items):
        return unknown
    texts = [const for const in consts if isinstance(const, str)]
    try:
        if operator in meaning.concatenating and len(texts) == len(consts):
            return Value(concatenated(texts), marks=marks, origin=origin)
        total = consts[0]
        for const in consts[1:]:
            total = meaning.binary(operator, total, const)
    except NotFoldedError:
        return unknown
    return Value(total, marks=marks, origin=origin)


def _matched(evaluator: Evaluator, at: At, resolved: Resolved, line: int) -> Value | None:
    """Find or replace the matches of a pattern in a constant text."""
    receiver, node = resolved.receiver, resolved.arguments.at(0)
    pattern = evaluator.model.pattern(str(node.value)) if node is not None and node.op is Op.PATTERN else None
    if pattern is None or receiver is None or not isinstance(receiver.const, str):
        return None
    found = pattern.findall(receiver.const)
    if resolved.method in evaluator.model.words.searches:
        # With a block it gives the text itself.
        return (
            None
            if resolved.arguments.block is not None
            else constant(tuple(found), line, marks=receiver.marks, origin=receiver.origin)
        )
    replacement = resolved.arguments.at(1)
    if replacement is not None:
        given = [evaluator.value(replacement, at)] * len(found)
    else:
        given = applied(evaluator, at, resolved, [Value(item) for item in found]) or []
    texts = [value.const for value in given if isinstance(value.const, str)]
    if len(texts) != len(found) or any("\\" in text for text in texts[:1] if replacement is not None):
        return None
    if len(receiver.const) + sum(map(len, texts)) > MOST_RESULT:
        return None
    marks, origin = joined(receiver, *given)
    if replacement is None:
        marks, origin = marks | COMPUTED, origin or line
    waiting = iter(texts)
    whole = pattern.sub(lambda _match: next(waiting), receiver.const)
    return constant(whole, line, marks=marks, origin=origin)


def block_value(evaluator: Evaluator, at: At, resolved: Resolved) -> list[Value]:
    """Return what the block of a call adds to what the call gives."""
    scope, words = resolved.arguments.block, evaluator.model.words
    if scope is None or resolved.method in words.own_value or resolved.method in words.deferred:
        return []
    inner = At(scope, None, known(at, scope), at.calls, at.memo)
    if resolved.method in words.fills:
        name = scope.parameters[0] if scope.parameters else ""
        sets = [bound for bound in scope.names.get(name, ()) if bound.how in {Binding.SET, Binding.GROW}]
        return [evaluator.bound(bound, name, inner) for bound in sets[:20]]
    marks, origin = joined(*evaluator.values(scope.results[:1], inner))
    return [Value(marks=marks & ~LITERAL, origin=origin)] if marks else [NOTHING]
