"""Which `open(method, address)` a `send()` of the same request belongs to."""

from pratique.analysis.languages.javascript.called import Called
from pratique.analysis.languages.javascript.evaluate import Evaluator
from pratique.analysis.languages.javascript.scopes import Scope, lookup
from pratique.analysis.languages.values import Value

_MOST_OPENINGS = 20


def opening_of(evaluator: Evaluator, sending: Called) -> "Called | None":
    """The `request.open(...)` of the variable whose `send` is called; None when the file has none."""
    callee = sending.node.child(0)
    if not callee.child_count or callee.child(0).type != "identifier":
        return None
    name = evaluator.slice(callee.child(0))
    here = _scope_of(evaluator, sending)
    for other in evaluator.bindings.keyed_calls(b"open")[:_MOST_OPENINGS]:
        holder = other.node.child(0)
        if not holder.child_count or evaluator.slice(holder.child(0)) != name:
            continue
        if here is None or lookup(other.scope, name) is lookup(here, name):
            return evaluator.called(other.node, other.scope)
    return None


def _scope_of(evaluator: Evaluator, sending: Called) -> Scope | None:
    """The scope of `request.send(...)`; None where neither its arguments nor its name tell."""
    for given in sending.arguments:
        if not isinstance(given, Value):
            return given[1]
    named = evaluator.bindings.keyed_calls(b"send")
    return next((other.scope for other in named if other.node.id == sending.node.id), None)
