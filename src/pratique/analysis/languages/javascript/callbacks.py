"""What calls give to the parameters of a function: its own calls, and the calls it is handed to."""

from collections.abc import Sequence

from tree_sitter import Node

from pratique.analysis.engine.marks import NETWORK
from pratique.analysis.languages.javascript import members
from pratique.analysis.languages.javascript.apis import APIS
from pratique.analysis.languages.javascript.called import Called
from pratique.analysis.languages.javascript.evaluate import Evaluator
from pratique.analysis.languages.javascript.grammar import FUNCTIONS
from pratique.analysis.languages.javascript.scopes import Call, Function, Scope, lookup
from pratique.analysis.languages.values import NOTHING, Value, either, joined, marked

Arguments = Sequence[Value]

_MOST_SITES = 30
_MOST_TRIED = 300
"""Nodes of a `try` that are gone through."""
_MOST_BYTES = 5_000
_MOST_KEYED = 20
"""Calls of members of one name, above which the name is too common to look into each."""
EACH = frozenset(
    (
        "map",
        "forEach",
        "filter",
        "some",
        "every",
        "find",
        "findIndex",
        "flatMap",
        "reduce",
        "reduceRight",
        "sort",
    )
)
"""Methods that call their argument on the spot, with each element."""
_SETTLED = frozenset(("then", "catch", "finally"))
LISTENING = frozenset(("on", "once", "addListener", "addEventListener", "prependListener"))

LISTENERS = frozenset(
    (
        b"onmessage",
        b"onload",
        b"onreadystatechange",
        b"onopen",
        b"onloadend",
        b"ondata",
        b"onclose",
        b"onerror",
    )
)
"""Properties whose function is called when something happens to the object."""


def given(evaluator: Evaluator, function: Function, place: int) -> list[Value]:
    """The values of parameter number `place`, one for each call that is known."""
    values: list[Value] = []
    handed = function.given
    if handed is not None:
        called = evaluator.called(handed.call, handed.scope)
        if handed.place is None:
            values.append(evaluator.argument(called, place))
        else:
            values.extend(_handed(evaluator, called, handed.place, place, function))
    if function.key in LISTENERS and place == 0:
        heard = listened_to(evaluator, function)
        values.extend(marked(value.marks, value.origin) for value in heard)
    known = sites(evaluator, function)[:_MOST_SITES]
    values.extend(evaluator.plain_argument(call.node, call.scope, place) for call in known)
    return values


def listened_to(evaluator: Evaluator, function: Function) -> list[Value]:
    """Return the object of `object.onmessage = function`, from which comes what the function is given."""
    places = [
        place
        for place in evaluator.index.properties.get(function.key, ())[:_MOST_SITES]
        if place.bound.node is not None and place.bound.node.id == function.node.id
    ]
    return [evaluator.value(place.object, place.bound.scope) for place in places]


def sites(evaluator: Evaluator, function: Function) -> list[Call]:
    """The calls of a function by the names it is known by."""
    aliases = function.aliases
    if function.owner is not None and function.owner.body is function:
        aliases = function.owner.constructor.aliases
    found: list[Call] = []
    for scope, name in aliases[:_MOST_SITES]:
        found.extend(evaluator.bindings.calls(lookup(scope, name), name)[:_MOST_SITES])
    if function.key:
        keyed = evaluator.bindings.keyed_calls(function.key)
        if len(keyed) <= _MOST_KEYED:
            found.extend(call for call in keyed if _means(evaluator, call, function))
        for scope, name in evaluator.bindings.taken_out(function.key)[:_MOST_SITES]:
            named = evaluator.bindings.calls(scope, name)[:_MOST_SITES]
            found.extend(call for call in named if _means(evaluator, call, function))
    return found


def _means(evaluator: Evaluator, call: Call, function: Function) -> bool:
    return evaluator.called(call.node, call.scope).function.target is function


def _settled(evaluator: Evaluator, called: Called, function: Function) -> list[Value]:
    """What a promise gives; the error of a request carries its answer: `catch(e => e.response.data)`."""
    if called.key == "then":
        return [called.receiver]
    answers = called.key == "catch" and b".response" in evaluator.slice(function.node)[:_MOST_BYTES]
    return [marked(called.receiver.marks, called.receiver.origin)] if answers else []


def caught(evaluator: Evaluator, clause: Node, scope: Scope) -> Value:
    """What a `catch` is given: the error of a request that its `try` waits for carries the answer, as in `_settled`."""
    tried = clause.parent.child_by_field_name("body") if clause.parent is not None else None
    waiting, found = [tried] if tried is not None else [], []
    for _ in range(_MOST_TRIED):
        if not waiting:
            break
        node = waiting.pop()
        if node.type == "await_expression":
            found.append(evaluator.value(node, scope))
        elif node.type not in FUNCTIONS:
            waiting.extend(node.named_children)
    marks, origin = joined(*found)
    return marked(marks & NETWORK, origin)


def _emitted(evaluator: Evaluator, called: Called, place: int) -> list[Value]:
    """What the file itself emits under the name that is listened to."""
    event = evaluator.argument(called, 0).text
    emitting = evaluator.bindings.keyed_calls(b"emit")
    if event is None or len(emitting) > _MOST_KEYED:
        return []
    found = [evaluator.called(call.node, call.scope) for call in emitting]
    return [
        evaluator.argument(emits, place + 1) for emits in found if evaluator.argument(emits, 0).text == event
    ]


def is_fired(evaluator: Evaluator, event: str) -> bool:
    """Return True where the file itself emits an event, or emits or dispatches more than can be looked at."""
    firing = evaluator.bindings.keyed_calls(b"emit")
    if len(firing) > _MOST_KEYED or evaluator.bindings.keyed_calls(b"dispatchEvent"):
        return True
    found = (evaluator.called(call.node, call.scope) for call in firing)
    return any(evaluator.argument(emits, 0).text in {event, None} for emits in found)


def _handed(evaluator: Evaluator, called: Called, at: int, place: int, function: Function) -> list[Value]:
    """What a call gives to parameter `place` of the function that is its argument number `at`."""
    if called.key in EACH and at == 0:
        return [members.element(evaluator, called.receiver)]
    if called.key in _SETTLED:
        return _settled(evaluator, called, function) if at == place == 0 else []
    if called.key in LISTENING:
        heard = _emitted(evaluator, called, place) if not called.receiver.name else []
        return [marked(called.receiver.marks, called.receiver.origin), *heard]
    receiving = called.function
    if receiving.name in APIS:
        api = APIS[receiving.name]
        value = evaluator.result(called)
        return [marked(value.marks, value.origin)] if api.gives else []
    if isinstance(receiving.target, Function):
        return _called_back(evaluator, receiving.target, at, place)
    value = evaluator.result(called)
    return [marked(value.marks, value.origin)]


def _called_back(evaluator: Evaluator, function: Function, at: int, place: int) -> list[Value]:
    """What a function of the file gives to a function that it was given as argument number `at`."""
    name = function.parameters[at] if at < len(function.parameters) else b""
    if not name:
        return []
    return [value for value in called_with(evaluator, function, name, place) if value is not NOTHING]


def called_with(evaluator: Evaluator, function: Function, name: bytes, place: int) -> list[Value]:
    """The arguments number `place` of all calls of a function's parameter."""
    found = evaluator.bindings.calls(function.scope, name)[:_MOST_SITES]
    return [evaluator.argument(evaluator.called(call.node, call.scope), place) for call in found]


def resolved(evaluator: Evaluator, executor: Function) -> Value:
    """What a promise resolves to: what its executor hands to the first parameter, called or given away."""
    name = executor.parameters[0] if executor.parameters else b""
    values = called_with(evaluator, executor, name, 0) if name else []
    return either([value for value in values if value is not NOTHING])
