"""Methods that mean the same whatever they are called on: method objects, constants and variables by their name."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from pratique.analysis.engine.blocks import block_value
from pratique.analysis.engine.evaluate import At, Evaluator, Resolved
from pratique.analysis.engine.ir import Call, ScopeKind
from pratique.analysis.engine.marks import HIDING, LITERAL
from pratique.analysis.engine.resolved import argument
from pratique.analysis.engine.values import Value, joined
from pratique.analysis.frontends.ruby import apis, vocabulary
from pratique.analysis.frontends.ruby.resolve import method_of

_MOST_NAME = 160
_MOST_BOUNDS = 10


def _method_object(evaluator: Evaluator, _node: Call, at: At, resolved: Resolved) -> Value | None:
    """Return the method that `method(:eval)` names."""
    named = argument(evaluator, resolved, 0, at)
    if not isinstance(named.const, str):
        return (
            Value(name="&computed-call", marks=named.marks, origin=named.origin)
            if named.marks & HIDING
            else None
        )
    receiver = resolved.receiver
    if receiver is not None and receiver.target is not None and receiver.target.kind is ScopeKind.BODY:
        found = method_of(evaluator, receiver.target, named.const, singleton=not receiver.instance)
        if found is not None:
            return Value(target=found)
    own = evaluator.unit.methods.get(named.const) if receiver is None else None
    if own:
        return Value(target=own[0])
    owner = receiver.name if receiver is not None else "Kernel"
    if f"{owner}.{named.const}" not in apis.CAPABILITIES and f"Kernel.{named.const}" in apis.CAPABILITIES:
        owner = "Kernel"
    return Value(name=f"&{owner}.{named.const}"[:_MOST_NAME] if owner else "")


def _constant_got(evaluator: Evaluator, node: Call, at: At, resolved: Resolved) -> Value | None:
    """Return the constant that `Object.const_get(name)` or `name.constantize` names."""
    given = (
        resolved.receiver if resolved.method.endswith("constantize") else argument(evaluator, resolved, 0, at)
    )
    if given is None:
        return None
    if not isinstance(given.const, str):
        if given.marks & HIDING:
            return Value(
                name="computed-const", marks=given.marks, origin=given.origin or evaluator.line(node)
            )
        return Value(marks=given.marks & ~LITERAL, origin=given.origin)
    name = given.const.removeprefix("::")
    owner = resolved.receiver.name if resolved.receiver is not None else ""
    if not resolved.method.endswith("constantize") and owner not in {"", "Kernel", "Module"}:
        name = f"{owner}::{name}"
    if len(name) > _MOST_NAME:
        return None
    bodies = evaluator.unit.bodies.get(name.rpartition("::")[2])
    return Value(name=apis.SAME_NAMES.get(name, name), target=bodies[0] if bodies else None)


def _bound_to(_evaluator: Evaluator, _node: Call, _at: At, resolved: Resolved) -> Value | None:
    receiver = resolved.receiver
    return receiver if receiver is not None and receiver.name.startswith("&") else None


def _tapped(evaluator: Evaluator, _node: Call, at: At, resolved: Resolved) -> Value | None:
    """Return the receiver of `x.tap { |y| y.key = z }`, with what the block puts into it."""
    receiver = resolved.receiver
    if receiver is None:
        return None
    marks, origin = joined(receiver, *block_value(evaluator, at, resolved))
    return replace(receiver, marks=marks, origin=origin)


def _variable_got(evaluator: Evaluator, _node: Call, at: At, resolved: Resolved) -> Value | None:
    """Return the variable that `instance_variable_get(:@x)` names."""
    named = argument(evaluator, resolved, 0, at)
    bounds = at.scope.owner.names.get(named.const) if isinstance(named.const, str) else None
    return evaluator.bounds(bounds[-_MOST_BOUNDS:], str(named.const), at) if bounds else None


METHODS: Mapping[str, Callable[[Evaluator, Call, At, Resolved], Value | None]] = {
    **dict.fromkeys(vocabulary.METHOD_OBJECTS, _method_object),
    **dict.fromkeys(vocabulary.CONSTANT_GETTERS, _constant_got),
    **dict.fromkeys(("bind", "unbind", "to_proc", "curry"), _bound_to),
    "instance_variable_get": _variable_got,
    "tap": _tapped,
}
"""What each gives; None where the general rule holds."""
