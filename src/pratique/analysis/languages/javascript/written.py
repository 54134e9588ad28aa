"""What is put into an object after it was made: `o.body = text`, `o.headers["x"] = text`, `Object.assign(o, {text})`.

Only what is private counts: of anything else the object itself tells enough.
"""

from collections.abc import Iterator

from tree_sitter import Node

from pratique.analysis.engine.marks import CLIPBOARD, ENVIRONMENT, EVERY, FILE, IDENTITY, PROCESS, SECRETS
from pratique.analysis.languages.javascript.evaluate import Evaluator
from pratique.analysis.languages.javascript.grammar import FUNCTIONS
from pratique.analysis.languages.javascript.request_options import ADDRESSES, HEADERS, SETTINGS
from pratique.analysis.languages.javascript.scopes import Bound, How, Scope, lookup
from pratique.analysis.languages.values import joined

_PRIVATE = ENVIRONMENT | EVERY | FILE | IDENTITY | PROCESS | CLIPBOARD | SECRETS
_MOST_PUT = 30
"""Into one object; what gets more is a table."""
_MOST_CHAIN = 6
_SAID_HOW = SETTINGS | ADDRESSES | HEADERS
"""Who asks, whom and how: what a client needs, and no news of its user."""

_Puts = dict[bytes, list[Bound]]


def _puts_of(evaluator: Evaluator) -> _Puts:
    """By the name of a variable, what is put into the object that it holds, whatever the scope."""
    found: _Puts = {}
    for key, places in evaluator.index.properties.items():
        if key in _SAID_HOW:
            continue
        for place in places:
            bound = place.bound
            if bound.node is not None and bound.node.type not in FUNCTIONS:
                name = _root(evaluator, place.object)
                if name is not None:
                    found.setdefault(name, []).append(bound)
    for name, bound in _assigned(evaluator):
        found.setdefault(name, []).append(bound)
    return found


def _assigned(evaluator: Evaluator) -> Iterator[tuple[bytes, Bound]]:
    """`Object.assign(o, first, second)`."""
    for call in evaluator.bindings.keyed_calls(b"assign"):
        given = call.node.child(call.node.child_count - 1)
        if given.named_child_count > 1 and given.named_child(0).type == "identifier":
            name = evaluator.slice(given.named_child(0))
            for place in range(1, min(given.named_child_count, _MOST_CHAIN)):
                yield name, Bound(How.FILLED, call.scope, given.named_child(place))


def _root(evaluator: Evaluator, node: Node) -> bytes | None:
    """The variable at the start of `o`, `o.headers` or `o["a"].b`."""
    for _ in range(_MOST_CHAIN):
        if node.type == "identifier":
            return evaluator.slice(node)
        if node.type not in {"member_expression", "subscript_expression"}:
            return None
        node = node.child(0)
    return None


def put_into(evaluator: Evaluator, owner: Scope, name: bytes) -> tuple[int, int]:
    """The private marks of what is put into the object of a variable, and the line where they begin.

    Nothing while that is being found out.
    """
    held, key = evaluator.bindings.held, (id(owner), name)
    known = held.get(key)
    if known is None:
        held[key] = 0, 0
        known = held[key] = _put_into(evaluator, owner, name)
    return known


def _put_into(evaluator: Evaluator, owner: Scope, name: bytes) -> tuple[int, int]:
    puts = evaluator.bindings.puts
    if puts is None:
        puts = evaluator.bindings.puts = _puts_of(evaluator)
    bounds = puts.get(name, ())
    if not 0 < len(bounds) <= _MOST_PUT:
        return 0, 0
    values = [
        evaluator.deep(evaluator.value(bound.node, bound.scope))
        for bound in bounds
        if bound.node is not None and lookup(bound.scope, name) is owner
    ]
    marks, origin = joined(*(value for value in values if value.marks & _PRIVATE))
    return marks & _PRIVATE, origin
