"""Values of names: variables, parameters, imports, globals, `this`."""

from typing import TYPE_CHECKING

from tree_sitter import Node

from pratique.analysis.languages.javascript import callbacks, folding, members
from pratique.analysis.languages.javascript.escapes import identifier
from pratique.analysis.languages.javascript.names import PLAIN_GLOBALS, ROOTS, global_name
from pratique.analysis.languages.javascript.requiring import module_value
from pratique.analysis.languages.javascript.scopes import Bound, Call, Function, How, Index, Scope, lookup
from pratique.analysis.languages.javascript.values import (
    NOTHING,
    OWN,
    UNDEFINED,
    UNKNOWN,
    Constant,
    Value,
    constant,
    either,
    joined,
)

if TYPE_CHECKING:
    from pratique.analysis.languages.javascript.evaluate import Evaluator

_MOST_BOUNDS = 30
_MOST_LINEAR = 64
_STATEMENTS = frozenset(
    (
        "variable_declarator",
        "lexical_declaration",
        "variable_declaration",
        "expression_statement",
        "assignment_expression",
    )
)
_BLOCKS = frozenset(("program", "statement_block"))
_OWN_NAMES = frozenset((b"__dirname", b"__filename"))


class Memory:
    """Values of names that are known already, and assignments and calls sorted by the scope they mean."""

    def __init__(self, index: Index) -> None:
        self.values: dict[tuple[int, bytes], tuple[Value, int]] = {}
        self.active: set[tuple[int, bytes]] = set()
        """Names that are being looked at inside a frame."""
        self._index = index
        self._assigned: dict[bytes, dict[int, list[Bound]]] = {}
        self._calls: dict[bytes, dict[int, list[Call]]] = {}
        self._keyed_calls: dict[bytes, list[Call]] | None = None

    def assigned(self, owner: Scope | None, name: bytes) -> list[Bound]:
        """Assignments to a name of a scope."""
        sorted_out = self._assigned.get(name)
        if sorted_out is None:
            sorted_out = self._assigned[name] = {}
            for bound in self._index.assigned.get(name, ()):
                sorted_out.setdefault(id(lookup(bound.scope, name)), []).append(bound)
        return sorted_out.get(id(owner), [])

    def calls(self, owner: Scope | None, name: bytes) -> list[Call]:
        """Calls of a name of a scope."""
        sorted_out = self._calls.get(name)
        if sorted_out is None:
            self.owners(name)
            sorted_out = self._calls[name]
        return sorted_out.get(id(owner), [])

    def owners(self, name: bytes) -> list[tuple[Scope | None, list[Call]]]:
        """The scopes that a called name means, with the calls of each."""
        found: dict[int, tuple[Scope | None, list[Call]]] = {}
        for call in self._index.named_calls.get(name, ()):
            owner = lookup(call.scope, name)
            found.setdefault(id(owner), (owner, []))[1].append(call)
        self._calls[name] = {key: calls for key, (_, calls) in found.items()}
        return list(found.values())

    def keyed_calls(self, key: bytes) -> list[Call]:
        """Calls of a member by its name, whatever the object."""
        if self._keyed_calls is None:
            self._keyed_calls = {}
            for call in (*self._index.member_calls, *self._index.method_calls):
                self._keyed_calls.setdefault(call.name, []).append(call)
        return self._keyed_calls.get(key, [])


def _identifier(evaluator: "Evaluator", node: Node, scope: Scope) -> Value:
    name = identifier(evaluator.slice(node))
    owner = lookup(scope, name)
    if owner is not None:
        return value_of(evaluator, owner, name)
    if name == b"undefined":
        return Value(UNDEFINED)
    if name in _OWN_NAMES:
        return Value(marks=OWN, origin=evaluator.line(node))
    if name in evaluator.index.assigned:
        assigned = evaluator.bindings.assigned(None, name)
        if assigned:
            return _joined(evaluator, None, name, assigned)
    text = name.decode("utf-8", "replace")
    return Value(name=global_name(text)) if text in ROOTS else NOTHING


def value_of(evaluator: "Evaluator", owner: Scope, name: bytes) -> Value:
    """The value of a name that a scope declares."""
    if evaluator.frames and id(owner.function) in evaluator.frames:
        return _within_frame(evaluator, owner, name)
    return evaluator.remembered(
        evaluator.bindings.values, (id(owner), name), NOTHING, lambda: _declared(evaluator, owner, name)
    )


def _declared(evaluator: "Evaluator", owner: Scope, name: bytes) -> Value:
    return _joined(evaluator, owner, name, [*owner.names[name], *evaluator.bindings.assigned(owner, name)])


def _within_frame(evaluator: "Evaluator", owner: Scope, name: bytes) -> Value:
    """The value of a name of a function that is being carried out with known arguments."""
    bounds = owner.names[name]
    assigned = evaluator.bindings.assigned(owner, name)
    arguments = evaluator.frames[id(owner.function)]
    values: list[Bound] = [*bounds, *assigned]
    if not assigned and len(bounds) == 1 and bounds[0].how is How.PARAMETER:
        return _argument(evaluator, bounds[0], arguments)
    key = (id(owner), name)
    if key in evaluator.bindings.active:
        return NOTHING
    evaluator.bindings.active.add(key)
    try:
        return _joined(evaluator, owner, name, values)
    finally:
        evaluator.bindings.active.discard(key)


def _argument(evaluator: "Evaluator", bound: Bound, arguments: "callbacks.Arguments") -> Value:
    value = arguments[bound.place] if bound.place < len(arguments) else NOTHING
    if value is NOTHING and bound.node is not None:
        value = evaluator.value(bound.node, bound.scope)
    return members.along(evaluator, value, bound.path)


def _joined(evaluator: "Evaluator", owner: Scope | None, name: bytes, bounds: list[Bound]) -> Value:
    """One value for all places where a name gets one."""
    extended = [bound for bound in bounds if bound.how is How.EXTEND]
    plain = [bound for bound in bounds if bound.how is not How.EXTEND]
    values = [_bound(evaluator, bound, owner, name) for bound in plain[:_MOST_BOUNDS]]
    value = either([found for found in values if found is not NOTHING])
    if not extended:
        return value
    more = [evaluator.deep(_bound(evaluator, bound, owner, name)) for bound in extended[:_MOST_BOUNDS]]
    marks, origin = joined(value, *more)
    if len(plain) == 1 and isinstance(value.const, str):
        const = _straight(evaluator, plain[0], extended, value.const, more)
        if const is not UNKNOWN:
            return constant(const, origin, marks=marks, origin=origin)
    return Value(UNKNOWN, value.name, marks, origin, value.target, value.instance, value.literal)


def _straight(
    evaluator: "Evaluator", first: Bound, extended: list[Bound], const: Constant, more: list[Value]
) -> Constant:
    """The text that `let x = 'a'; x += 'b'` puts together, all statements standing in one block."""
    if len(extended) > _MOST_LINEAR or len(more) < len(extended) or not all(value.known for value in more):
        return UNKNOWN
    blocks = {_block_of(bound.node) for bound in (first, *extended)}
    if len(blocks) != 1 or None in blocks:
        return UNKNOWN
    ordered = sorted(
        zip(extended, more, strict=True), key=lambda pair: pair[0].node.start_byte if pair[0].node else 0
    )
    for bound, value in ordered:
        sign = bound.node.child(1) if bound.node is not None else None
        if sign is None or sign.type != "+=":
            return UNKNOWN
        const = folding.binary("+", const, value.const)
    return const


def _block_of(node: Node | None) -> int | None:
    """The block whose direct statement holds an expression."""
    statement = node.parent if node is not None else None
    while statement is not None and statement.type in _STATEMENTS:
        statement = statement.parent
    return statement.id if statement is not None and statement.type in _BLOCKS else None


def _bound(evaluator: "Evaluator", bound: Bound, owner: Scope | None, name: bytes) -> Value:
    how = bound.how
    if how is How.LOCAL:
        return Value(target=bound.target)
    if how is How.PARAMETER:
        return _parameter(evaluator, bound, owner, name)
    if how is How.IMPORT:
        return members.along(evaluator, module_value(evaluator, bound.module), bound.path)
    if bound.node is None:
        return NOTHING
    value = evaluator.value(bound.node, bound.scope)
    if how is How.ELEMENT:
        value = members.element(evaluator, value)
    return members.along(evaluator, value, bound.path)


def bound_value(evaluator: "Evaluator", bound: Bound) -> Value:
    """The value that one place gives to a name."""
    return _bound(evaluator, bound, None, b"")


def _parameter(evaluator: "Evaluator", bound: Bound, owner: Scope | None, name: bytes) -> Value:
    """What the calls of its function give to a parameter."""
    function = bound.target
    if not isinstance(function, Function) or owner is None:
        return NOTHING
    if id(function) in evaluator.frames:
        return _argument(evaluator, bound, evaluator.frames[id(function)])
    values = [found for found in callbacks.given(evaluator, function, bound.place) if found is not NOTHING]
    if bound.node is not None:
        values.append(evaluator.value(bound.node, bound.scope))
    if not values and not bound.path and name.decode("utf-8", "replace") in PLAIN_GLOBALS:
        return Value(name=global_name(name.decode("ascii")))
    return members.along(evaluator, either(values), bound.path)


def _this(evaluator: "Evaluator", _node: Node, scope: Scope) -> Value:
    function: Function | None = scope.function
    while function is not None and function.arrow and function.outer is not None:
        function = function.outer.function
    if function is None or function.outer is None:
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
