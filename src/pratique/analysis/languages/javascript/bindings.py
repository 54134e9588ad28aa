"""Values of names: variables, parameters, imports, globals, `this`."""

from dataclasses import replace

from tree_sitter import Node

from pratique.analysis.engine.marks import OWN
from pratique.analysis.languages.javascript import callbacks, made, members, stories, told, written
from pratique.analysis.languages.javascript.bundles import BUNDLED, is_bundled_require
from pratique.analysis.languages.javascript.escapes import identifier
from pratique.analysis.languages.javascript.evaluate import Evaluator
from pratique.analysis.languages.javascript.grammar import FUNCTIONS
from pratique.analysis.languages.javascript.memory import Story
from pratique.analysis.languages.javascript.names import PACKAGES, PLAIN_GLOBALS, ROOTS, global_name
from pratique.analysis.languages.javascript.requiring import module_value
from pratique.analysis.languages.javascript.scopes import Bound, Function, How, Scope, lookup
from pratique.analysis.languages.values import NOTHING, UNDEFINED, Value, either, joined, marked, uncertain

_MOST_BOUNDS = 30
_OWN_NAMES = frozenset((b"__dirname", b"__filename"))

_NEVER: Story = ((-1, NOTHING),)


def _identifier(evaluator: Evaluator, node: Node, scope: Scope) -> Value:
    name = identifier(evaluator.slice(node))
    owner = lookup(scope, name)
    if owner is not None:
        found = value_of(
            evaluator, owner, name, node.start_byte if scope.function is owner.function else None
        )
        return found if found.literal is None else _with_held(evaluator, found, owner, name)
    if name == b"undefined":
        return Value(UNDEFINED)
    if name in _OWN_NAMES:
        return Value(marks=OWN, origin=evaluator.line(node))
    text = name.decode("utf-8", "replace")
    is_global = text in ROOTS and text not in PACKAGES
    if name in evaluator.index.assigned:
        assigned = evaluator.bindings.assigned(None, name)
        # `window[name()] = value` leaves it what it is.
        kept = is_global and all(bound.how in {How.EXTEND, How.FILLED} for bound in assigned[:_MOST_BOUNDS])
        if assigned and not kept and (id(None), name) not in evaluator.bindings.active:
            return _at(_found(evaluator, None, name, assigned), None)
    return Value(name=global_name(text)) if is_global else NOTHING


def _with_held(evaluator: Evaluator, found: Value, owner: Scope, name: bytes) -> Value:
    marks, origin = written.put_into(evaluator, owner, name)
    return replace(found, marks=found.marks | marks, origin=found.origin or origin) if marks else found


def value_of(evaluator: Evaluator, owner: Scope, name: bytes, use: int | None = None) -> Value:
    """The value of a name that a scope declares, where it is used in the scope's own function; else at the end."""
    key = (id(owner), name)
    memory = evaluator.bindings
    active = memory.active.get(key)
    if active is not None:
        return active
    if evaluator.frames and id(owner.function) in evaluator.frames:
        bounds, assigned = owner.names[name], memory.assigned(owner, name)
        if not assigned and len(bounds) == 1 and bounds[0].how is How.PARAMETER:
            return _argument(evaluator, bounds[0], evaluator.frames[id(owner.function)])
        return _at(_found(evaluator, owner, name, [*bounds, *assigned]), use)
    found = evaluator.remembered(
        *(memory.values, key, _NEVER),
        lambda: _found(evaluator, owner, name, [*owner.names[name], *memory.assigned(owner, name)]),
    )
    return _at(found, use)


def _found(evaluator: Evaluator, owner: Scope | None, name: bytes, bounds: list[Bound]) -> Story:
    """All values that a name gets, or the one value that it may be."""
    memory, key = evaluator.bindings, (id(owner), name)
    memory.active[key] = NOTHING
    try:
        rewritten = _rewritten(bounds)
        if rewritten is not None:
            return ((-1, _bound(evaluator, rewritten, owner, name)),)
        line = stories.straight(evaluator, name, bounds)
        if line is not None:
            return _told(evaluator, owner, name, line)
        return ((-1, _joined(evaluator, owner, name, bounds)),)
    finally:
        del memory.active[key]


def _rewritten(bounds: list[Bound]) -> Bound | None:
    """`function f() { f = function() {...}; return f(); }`: the function that `f` is from its first call on."""
    if len(bounds) == 2 and bounds[0].how is How.LOCAL and bounds[1].how is How.ASSIGN:
        node = bounds[1].node
        if node is not None and node.type in FUNCTIONS and bounds[1].scope.function is bounds[0].target:
            return bounds[1]
    return None


def _at(story: Story, use: int | None) -> Value:
    if use is not None and len(story) > 1:
        for end, value in reversed(story):
            if end <= use:
                return value
    return story[-1][1]


def _told(evaluator: Evaluator, owner: Scope | None, name: bytes, line: list[Bound]) -> Story:
    """The values of a name one after the other, each with the byte from which it holds."""
    memory, key = evaluator.bindings, (id(owner), name)
    story: list[tuple[int, Value]] = []
    for bound in line:
        value = _bound(evaluator, bound, owner, name)
        if bound.how is How.EXTEND:
            value = stories.extended(evaluator, memory.active[key], bound, value)
        memory.active[key] = value
        story.append((bound.node.end_byte if bound.node is not None else -1, value))
    return tuple(story)


def _argument(evaluator: Evaluator, bound: Bound, arguments: "callbacks.Arguments") -> Value:
    value = arguments[bound.place] if bound.place < len(arguments) else NOTHING
    if value is NOTHING and bound.node is not None:
        value = evaluator.value(bound.node, bound.scope)
    return members.along(evaluator, value, bound.path)


def _joined(evaluator: Evaluator, owner: Scope | None, name: bytes, bounds: list[Bound]) -> Value:
    """One value for all places where a name gets one: a constant only when all agree."""
    memory, key = evaluator.bindings, (id(owner), name)
    known: list[Value] = []
    certain = True
    for bound in bounds[:_MOST_BOUNDS]:
        value = _bound(evaluator, bound, owner, name)
        if bound.how in {How.EXTEND, How.FILLED}:
            marks, origin = joined(evaluator.deep(value))
            value = marked(marks, origin)
            certain = False
        if value is not NOTHING:
            known.append(value)
            memory.active[key] = either([uncertain(item) for item in known])
        elif bound.how is not How.OTHER or bound.node is not None:
            certain = False
    value = either(known)
    return value if certain else uncertain(value)


def _bound(evaluator: Evaluator, bound: Bound, owner: Scope | None, name: bytes) -> Value:
    how = bound.how
    if how is How.LOCAL:
        return Value(target=bound.target)
    if how is How.PARAMETER:
        return _parameter(evaluator, bound, owner, name)
    if how is How.IMPORT:
        return members.along(evaluator, module_value(evaluator, bound.module), bound.path)
    if bound.node is None:
        return NOTHING
    if how is How.CAUGHT:
        return callbacks.caught(evaluator, bound.node, bound.scope)
    value = evaluator.value(bound.node, bound.scope)
    if how is How.ELEMENT:
        value = members.element(evaluator, value)
    return members.taken(evaluator, bound, value)


def bound_value(evaluator: Evaluator, bound: Bound) -> Value:
    """The value that one place gives to a name."""
    return _bound(evaluator, bound, None, b"")


def _parameter(evaluator: Evaluator, bound: Bound, owner: Scope | None, name: bytes) -> Value:
    """What the calls of its function give to a parameter."""
    function = bound.target
    if not isinstance(function, Function) or owner is None:
        return NOTHING
    if id(function) in evaluator.frames:
        return _argument(evaluator, bound, evaluator.frames[id(function)])
    with evaluator.hop() as near:
        given = callbacks.given(evaluator, function, bound.place) if near else []
    values = [found for found in given if found is not NOTHING]
    if bound.node is not None:
        values.append(evaluator.value(bound.node, bound.scope))
    if not values and not bound.path and name.decode("utf-8", "replace") in PLAIN_GLOBALS:
        return Value(name=global_name(name.decode("ascii")))
    if not values and is_bundled_require(bound):
        return Value(name=BUNDLED, target=function)
    if not values and name in told.REQUESTS and told.is_request(bound):
        values = [Value(name=told.REQUEST)]
    value = members.along(evaluator, either(values), bound.path)
    is_key = name.decode("utf-8", "replace") in told.KEYS or (
        not bound.path and told.takes_key(function, bound.place)
    )
    # Few names may be one of a key, and the whole source is searched for what speaks of wallets.
    return told.with_key(value) if is_key and evaluator.of_wallets else value


def _this(_evaluator: Evaluator, _node: Node, scope: Scope) -> Value:
    function = scope.function
    if function.arrow or function.given is not None:
        function = made.this_of(function)
    if function.outer is None:
        return Value(name="globalThis")
    if function.owner is not None:
        return Value(target=function.owner, instance=True)
    if function.given is not None and function.given.place is None and function.outer.function.outer is None:
        return Value(name="globalThis")
    return NOTHING


HANDLERS = {
    "identifier": _identifier,
    "shorthand_property_identifier": _identifier,
    "this": _this,
    "meta_property": lambda _evaluator, _node, _scope: Value(name="import.meta"),
}
