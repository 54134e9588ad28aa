"""Names of Ruby and what they are bound to."""

import re
from collections.abc import Sequence

from pratique.analysis.engine.ir import (
    Binding,
    Bound,
    Branch,
    Call,
    Node,
    Op,
    Reach,
    Scope,
    ScopeKind,
    Unit,
    visible,
)
from pratique.analysis.frontends.ruby import vocabulary
from pratique.analysis.frontends.ruby.nodes import Node as Raw
from pratique.analysis.frontends.ruby.nodes import Program

_VARIABLES = frozenset(("identifier", "instance_variable", "class_variable", "global_variable", "constant"))
_TARGET_LISTS = frozenset(
    ("left_assignment_list", "destructured_left_assignment", "rest_assignment", "destructured_parameter")
)
_NAMING = frozenset(("simple_symbol", "string", "constant", "scope_resolution"))
_INCLUDING = frozenset(("include", "extend", "prepend"))
DECLARING = vocabulary.VARIABLE_SETTERS | _INCLUDING | {"alias_method"}
"""Methods that define a name or change what a class has."""
_GROWING = frozenset(("<<", "concat", "push", "append", "insert"))
_SETTING = frozenset(
    (
        *("unshift", "prepend", "replace", "update", "merge!", "store", "key=", "write", "puts", "print"),
        *("add", "fill", "set_form_data", "set_form"),
    )
)
_INTO = frozenset((Binding.GROW, Binding.SET))
"""Bindings that put something into a value that is there."""
_IMPLICIT = {"it": ("it",), "_1": ("_1", "_2"), "_2": ("_1", "_2")}
"""Parameters of a block that has none, by the name that asks for them."""
_UNDECLARED = -1
"""The place of `it`: Ruby does not take it for a variable when it tells operators from literals."""
_GROUP = re.compile(r"\(\?<([a-z_]\w*)>")
_MOST_DECLARED = 20
_MOST_NAMES = 200


def reach(name: str) -> Reach:
    """Return to what a name belongs: by its first character."""
    if name.startswith("@"):
        return Reach.OWNER
    if name.startswith("$"):
        return Reach.PROGRAM
    return Reach.AROUND if name[:1].isupper() else Reach.LOCAL


class Binder:
    """Puts the bindings of a source into its scopes."""

    def __init__(self, program: Program, unit: Unit) -> None:
        self._text = program.text
        self._unit = unit

    def is_variable(self, name: str, scope: Scope) -> bool:
        """Return True if Ruby takes a name for a local variable here: it was given a value further up."""
        if name[:1].isupper():
            return False
        return any(bound.how not in _INTO and bound.place >= 0 for bound in visible(name, scope) or ())

    def parameter(self, name: str, scope: Scope, place: int = 0) -> None:
        """Bind a parameter."""
        bound = Bound(Binding.PARAMETER, scope, Branch(), scope.start, place=place)
        scope.names.setdefault(name, []).append(bound)

    def assign(
        self, target: Raw, how: Binding, node: Node | None, scope: Scope, branch: Branch, end: int
    ) -> None:
        """Bind what a target names to a value that is complete at byte `end`."""
        if target.kind in _VARIABLES:
            self.bind(self._text(target), Bound(how, scope, branch, end, node))
        elif target.kind == "scope_resolution":
            name = target.part("name")
            if name is not None:
                self._constant(self._text(name), Bound(how, scope, branch, end, node))
        elif target.kind in _TARGET_LISTS:
            self._unpack(target, how, node, scope, branch, end)
        elif target.kind in {"call", "element_reference"}:
            holder = target.part("receiver") or target.part("object")
            if holder is not None and holder.kind in _VARIABLES:
                self.bind(self._text(holder), Bound(Binding.SET, scope, branch, end, node))

    def _unpack(
        self, target: Raw, how: Binding, node: Node | None, scope: Scope, branch: Branch, end: int
    ) -> None:
        pending = [(child, place) for place, child in enumerate(target.children)]
        for _ in range(_MOST_NAMES):
            if not pending:
                return
            child, place = pending.pop(0)
            if child.kind in _TARGET_LISTS:
                pending.extend((part, -1) for part in child.children)
            elif how is Binding.ASSIGN and place >= 0 and child.kind in _VARIABLES:
                self.bind(self._text(child), Bound(Binding.UNPACK, scope, branch, end, node, place))
            else:
                self.assign(child, Binding.OTHER, node, scope, branch, end)

    def bind(self, name: str, bound: Bound) -> None:
        """Note one more place where a name gets a value."""
        scope = bound.scope
        reach = scope.reach(name)
        if reach is Reach.AROUND:
            self._constant(name, bound)
            return
        if reach is Reach.PROGRAM:
            scope = self._unit.scope
        elif reach is Reach.OWNER:
            scope = scope.owner
        elif (known := visible(name, scope)) is not None:
            known.append(bound)
            return
        scope.names.setdefault(name, []).append(bound)

    def _constant(self, name: str, bound: Bound) -> None:
        constants = self._unit.constants
        if bound.how in {Binding.ASSIGN, Binding.DEFAULT} or name in constants:
            bound.scope.owner.names.setdefault(name, []).append(bound)
            constants.setdefault(name, []).append(bound)

    def match(self, pattern: Raw, node: Node, scope: Scope, branch: Branch, end: int) -> None:
        """Bind the names of a pattern: `value => name`, `in {key: name}`, `in {name:}`."""
        if pattern.kind == "identifier":
            self.assign(pattern, Binding.ASSIGN, node, scope, branch, end)
            return
        waiting = [pattern]
        for _ in range(_MOST_NAMES):
            if not waiting:
                return
            part = waiting.pop()
            key = part.part("key")
            if part.kind == "identifier":
                self.bind(self._text(part), Bound(Binding.ELEMENT, scope, branch, end, node))
            elif part.kind == "keyword_pattern" and part.part("value") is None and key is not None:
                name = self._text(key).strip(":\"'")
                self.bind(name, Bound(Binding.ELEMENT, scope, branch, end, node))
            else:
                waiting.extend(part.children)

    def implicit(self, name: str, scope: Scope) -> bool:
        """Bind `_1` and `it` in a block without parameters of its own; return whether the name is one."""
        if name not in _IMPLICIT or scope.kind is not ScopeKind.BLOCK or scope.parameters:
            return False
        scope.parameters = _IMPLICIT[name]
        for parameter in scope.parameters:
            self.parameter(parameter, scope, _UNDECLARED)
        return True

    def grow(self, receiver: Raw, call: Call) -> None:
        """Note what a call does to the variable that it is called on: `out << x`, `key.replace(x)`, `text.reverse!`."""
        name, scope, branch = call.method, call.scope, call.branch
        if receiver.kind not in _VARIABLES or receiver.kind == "constant":
            return
        if name in _GROWING or name in _SETTING:
            how = Binding.GROW if name in _GROWING else Binding.SET
            for place in range(1, min(len(call.parts), _MOST_NAMES)):
                part = Node(Op.SAME, call.start, call.end, place, call.parts)
                self.bind(self._text(receiver), Bound(how, scope, branch, call.end, part))
        if name.endswith("!") and len(name) > 1:
            self.bind(self._text(receiver), Bound(Binding.ASSIGN, scope, branch, call.end, call))

    def operate(self, node: Node, first: Raw, scope: Scope, branch: Branch, end: int) -> None:
        """Note what an operator does to a variable: `out << x`, `/(?<name>...)/ =~ x`. `end` is that of its right side."""
        operator = node.value[0] if isinstance(node.value, tuple) else ""
        right = Node(Op.SAME, node.start, node.end, 1, node.parts)
        if operator == "<<" and first.kind in _VARIABLES and first.kind != "constant":
            self.bind(self._text(first), Bound(Binding.GROW, scope, branch, end, right))
        elif operator == "=~" and first.kind == "regex":
            for name in _GROUP.findall(self._text(first))[:_MOST_NAMES]:
                self.bind(name, Bound(Binding.ELEMENT, scope, branch, node.end, right))

    def declare(self, call: Call, raws: Sequence[Raw], receiver: Raw | None) -> None:
        """Note what a call defines: another name, the value of a variable, what a class takes in."""
        scope, names = call.scope, [self.literal(raw) for raw in raws[:_MOST_DECLARED]]
        if call.method in _INCLUDING:
            if receiver is None and scope.kind is ScopeKind.BODY:
                scope.bases += tuple(filter(None, names))
        elif len(names) == 2 and names[0]:
            if call.method == "alias_method":
                self._unit.aliases[names[0]] = names[1]
            else:
                value = Node(Op.SAME, call.start, call.end, 2, call.parts)
                self.bind(names[0], Bound(Binding.ASSIGN, scope, call.branch, call.end, value))

    def literal(self, raw: Raw) -> str:
        """Return the name that a symbol or text spells; "" if it is worked out."""
        return self._text(raw).strip(":\"'") if raw.kind in _NAMING else ""


def within_target(target: Raw) -> list[Raw]:
    """Return the expressions inside what is assigned to: `a.b[c] = 1` asks for `a.b` and `c`."""
    found, waiting = list[Raw](), [target]
    while waiting:
        part = waiting.pop()
        if part.kind in {"call", "element_reference"}:
            named = part.part("method")
            found += [child for child in part.children if child is not named]
        elif part.kind in _TARGET_LISTS:
            waiting += reversed(part.children)
    return found
