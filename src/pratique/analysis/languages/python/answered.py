"""Addresses that come from an answer of the network (a dead drop): `post(get(hidden).text, ...)`.

Clients follow addresses that a server gives them all the time. So the first address must be one that the source hides, or of
a host that holds what anybody puts there and tells nothing of whom it belongs to.
"""

import ast
from collections import deque
from collections.abc import Iterator

from pratique.analysis.engine.marks import HIDING
from pratique.analysis.hosts import HostClass, class_of
from pratique.analysis.languages.python import forms, sinks
from pratique.analysis.languages.python.evaluate import At, Evaluator
from pratique.analysis.languages.python.given import address_node, address_of
from pratique.analysis.languages.python.resolve import lookup
from pratique.analysis.languages.python.scopes import Binding, Scope

_ANYBODYS = frozenset((HostClass.PASTE, HostClass.SHORTENER, HostClass.BLOCKCHAIN, HostClass.ONION))
_MOST_PARTS = 40
_MOST_BOUNDS = 4


def answered_address(evaluator: Evaluator, node: ast.Call, at: At) -> str | None:
    """What a network call is told its address by: the host that was asked for it, or the hidden address; else None."""
    waiting = deque([(address_node(evaluator, node, at), at)])
    seen: set[int] = {id(node)}
    for _ in range(_MOST_PARTS):
        if not waiting:
            return None
        part, where = waiting.popleft()
        if part is None or id(part) in seen:
            continue
        seen.add(id(part))
        if isinstance(part, ast.Attribute | ast.Subscript | ast.Await):
            waiting.append((part.value, where))
        elif isinstance(part, ast.Name):
            waiting.extend(_bound(evaluator, part, where))
        elif isinstance(part, ast.Call):
            function = evaluator.value(part.func, where)
            if function.name in sinks.SENDERS:
                found = _hidden(evaluator, part, where)
                if found is not None:
                    return found
            elif isinstance(target := function.target, Scope):
                waiting.extend((given, At(target, block)) for given, block in target.returns[:_MOST_BOUNDS])
            else:
                waiting.append((_carried(part), where))
    return None


def _bound(evaluator: Evaluator, name: ast.Name, at: At) -> Iterator[tuple[ast.expr | None, At]]:
    """What a name was given: by its assignments, and by the calls of the file for a parameter."""
    found = lookup(name.id, at.scope)
    for bound in found[1][-_MOST_BOUNDS:] if found else ():
        if bound.how is Binding.ASSIGN:
            yield bound.node, At(bound.scope, bound.block)
        elif bound.how is Binding.PARAMETER and name.id in bound.scope.parameters:
            number = bound.scope.parameters.index(name.id)
            for called in evaluator.callers.get(bound.scope, ())[:_MOST_BOUNDS]:
                if number < len(called.node.args):
                    yield called.node.args[number], At(called.scope, called.block)


def _carried(node: ast.Call) -> ast.expr | None:
    """What a call gives on: its receiver (`answer.text.strip()`), else its first argument (`str(answer)`)."""
    if isinstance(node.func, ast.Attribute) and not (isinstance(node.func.value, ast.Name) and node.args):
        return node.func.value
    return node.args[0] if node.args else None


def _hidden(evaluator: Evaluator, node: ast.Call, at: At) -> str | None:
    address = address_of(evaluator, node, at)
    shown = forms.endpoint(address)
    if address.marks & HIDING:
        return shown or "hidden"
    return shown if shown and class_of(shown) in _ANYBODYS else None
