"""What a call gives: the methods that matter for where data has been, and the general rule for all others.

A call gives a value named after it (`Net::HTTP()`), with the marks of its source if it is one, of its receiver if it is
a method, and of its arguments if it only transforms them.
"""

from pratique.analysis.engine import decoding
from pratique.analysis.engine.blocks import block_value, mapped
from pratique.analysis.engine.evaluate import At, Evaluator, Resolved, element
from pratique.analysis.engine.ir import Call, Node, ScopeKind
from pratique.analysis.engine.marks import COMPUTED
from pratique.analysis.engine.operators import NotFoldedError, spells
from pratique.analysis.engine.resolved import data_marks
from pratique.analysis.engine.values import UNKNOWN, Constant, Value, constant, joined
from pratique.analysis.facts import Capability

MOST_NAME = 160
"""Characters of a resolved name."""
_MOST_BOUNDS = 10


def call(evaluator: Evaluator, node: Node, at: At) -> Value:
    """Evaluate a call."""
    assert isinstance(node, Call)
    model, resolved = evaluator.model, evaluator.model.resolve(evaluator, node, at)
    target, receiver = resolved.target, resolved.receiver
    if target is not None and target.kind is not ScopeKind.BODY:
        pairs = {key: evaluator.value(part, at) for key, part in resolved.arguments.pairs.items()}
        return evaluator.call(target, evaluator.values(resolved.arguments.positional, at), pairs, at)
    if target is not None:
        return Value(name=f"{receiver.name}()" if receiver else "", target=target, instance=True)
    for special in (model.calls.get(resolved.name), model.methods.get(resolved.method)):
        found = special(evaluator, node, at, resolved) if special is not None else None
        if found is not None:
            return found
    if receiver is not None:
        return _on_value(evaluator, node, at, resolved, receiver)
    return _other(evaluator, node, at, resolved)


def _on_value(evaluator: Evaluator, node: Call, at: At, resolved: Resolved, receiver: Value) -> Value:
    """Carry out a method on a constant; else pass marks on."""
    method, line, words = resolved.method, evaluator.line(node), evaluator.model.words
    transformed = evaluator.model.marks(evaluator, at, resolved)
    same = method in words.same and not (method in words.spells and isinstance(receiver.const, int))
    if same and not resolved.arguments.pairs and resolved.name not in evaluator.model.apis.sources:
        return receiver
    if receiver.known or receiver.items:
        block = mapped(evaluator, at, resolved, line, transformed)
        if block is not None:
            return block
        values = evaluator.values(resolved.arguments.positional, at)
        folded = _folded(evaluator, resolved, receiver, values, line, transformed)
        if folded is not None:
            return folded
        if receiver.items and method in words.picks and len(values) <= 1:
            place = values[0].const if values else words.picks[method] % len(receiver.items)
            return element(receiver, place if isinstance(place, int) else -1)
    return _other(evaluator, node, at, resolved, transformed)


def _folded(
    evaluator: Evaluator,
    resolved: Resolved,
    receiver: Value,
    values: list[Value],
    line: int,
    transformed: int,
) -> Value | None:
    consts = _constants(values)
    if receiver.const is UNKNOWN or consts is None or resolved.arguments.block is not None:
        return None
    try:
        found = evaluator.model.method(receiver.const, resolved.method, consts)
    except NotFoldedError:
        return None
    marks, origin = joined(receiver, *values)
    more = transformed | decoding.hides(evaluator.model.words, resolved.method, receiver)
    return constant(found, line, marks=marks | more, origin=origin or (line if more else 0))


def _constants(values: list[Value]) -> tuple[Constant, ...] | None:
    consts = tuple(value.const for value in values if value.const is not UNKNOWN)
    return consts if len(consts) == len(values) else None


def _other(evaluator: Evaluator, node: Call, at: At, resolved: Resolved, transformed: int = 0) -> Value:
    name, line, receiver = resolved.name, evaluator.line(node), resolved.receiver
    apis, words = evaluator.model.apis, evaluator.model.words
    attribute = _attribute(evaluator, at, resolved)
    if attribute is not None:
        return attribute
    if decoding.deciphers(evaluator, resolved):
        return decoding.decrypted(evaluator, at, resolved, line)
    if apis.capabilities.get(name) is Capability.DECODE:
        return decoding.decoded(evaluator, at, resolved, line)
    if name and not name.startswith("."):
        found = _function(evaluator, node, at, resolved)
        if found is not None:
            return found
    marks = apis.sources.get(name, 0) | transformed
    sources = [Value(marks=marks, origin=line)] if marks else []
    if receiver is not None and resolved.method not in words.answers:
        sources.append(receiver)
    owner = name.rpartition(".")[0]
    carries = (owner in apis.carriers or name in apis.carrying) and name not in apis.ending
    if carries or (receiver is not None and resolved.method in words.joining):
        marks, origin = data_marks(evaluator, resolved, at)
        sources.append(Value(marks=marks, origin=origin))
    sources += block_value(evaluator, at, resolved)
    marks, origin = joined(*sources)
    return Value(name=_given_name(evaluator, resolved), marks=marks, origin=origin)


def _attribute(evaluator: Evaluator, at: At, resolved: Resolved) -> Value | None:
    """Evaluate `object.name` of a class of the file that defines no such method: what it keeps there."""
    receiver = resolved.receiver
    owner = at.scope.owner if receiver is None else receiver.target if receiver.instance else None
    name = evaluator.model.words.attribute + resolved.method
    bounds = owner.names.get(name) if owner is not None else None
    if owner is None or bounds is None:
        return None
    return evaluator.bounds(bounds[-_MOST_BOUNDS:], name, At(owner))


def _given_name(evaluator: Evaluator, resolved: Resolved) -> str:
    name, words = resolved.name, evaluator.model.words
    known = evaluator.model.apis.gives.get(name) or words.made_by.get(resolved.method)
    if known is not None:
        return known
    owner, _, method = name.rpartition(".")
    if method in words.makers and owner:
        return f"{owner}()"[:MOST_NAME]
    if not owner or owner == words.everywhere or name.startswith(".") or len(name) > MOST_NAME:
        return ""
    if owner.endswith("()"):
        # Builders give themselves: `client.headers(x).get(y)`.
        return owner if method in words.builders else ""
    return f"{name}()" if method in words.opening else ""


def _function(evaluator: Evaluator, node: Call, at: At, resolved: Resolved) -> Value | None:
    """Carry out a function of a module on constants."""
    values = evaluator.values(resolved.arguments.positional, at)
    consts = _constants(values)
    if not consts:
        return None
    try:
        found = evaluator.model.function(resolved.name, consts)
    except NotFoldedError:
        return None
    marks, origin = joined(*values)
    line = evaluator.line(node)
    if resolved.name in evaluator.model.apis.formats and spells(consts[0]):
        marks, origin = marks | COMPUTED, origin or line
    return constant(found, line, marks=marks, origin=origin)
