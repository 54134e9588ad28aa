"""Names and what they are bound to, as the walk meets them."""

import re
from collections.abc import Iterator

from pratique.analysis.languages.ruby import vocabulary
from pratique.analysis.languages.ruby.nodes import Node, Program
from pratique.analysis.languages.ruby.scopes import Binding, Bound, Branch, Called, Index, Scope, ScopeKind

VARIABLES = frozenset(("identifier", "instance_variable", "class_variable", "global_variable", "constant"))
LISTS = frozenset(
    ("left_assignment_list", "destructured_left_assignment", "rest_assignment", "destructured_parameter")
)
_GROWING = frozenset(("<<", "concat", "push", "append", "insert"))
_SETTING = frozenset(
    (
        *("unshift", "prepend", "replace", "update", "merge!", "store", "key=", "write", "puts", "print"),
        *("add", "fill", "set_form_data", "set_form"),
    )
)
_INTO = frozenset((Binding.GROW, Binding.SET))
"""Bindings that put something into a value that is there."""
_INCLUDING = frozenset(("include", "extend", "prepend"))
DECLARING = vocabulary.VARIABLE_SETTERS | _INCLUDING | {"alias_method"}
"""Methods that define a name or change what a class has."""
_NAMING = frozenset(("simple_symbol", "string", "constant", "scope_resolution"))
_MOST_DECLARED = 20
_UNDECLARED = -1
"""The place of `it`: Ruby does not take it for a variable when it tells operators from literals."""
_IMPLICIT = frozenset(("_1", "_2", "it"))
_GROUP = re.compile(r"\(\?<([a-z_]\w*)>")
_MOST_NAMES = 200


def visible(name: str, scope: Scope) -> list[Bound] | None:
    """The bindings of a variable as it is seen in a scope; None when it has none."""
    if name.startswith("@"):
        return scope.owner.names.get(name)
    if name.startswith("$"):
        return _outermost(scope).names.get(name)
    current: Scope | None = scope
    while current is not None:
        found = current.names.get(name)
        if found is not None:
            return found
        if current.kind is not ScopeKind.BLOCK and not name[:1].isupper():
            return None
        current = current.parent
    return None


def _outermost(scope: Scope) -> Scope:
    while scope.parent is not None:
        scope = scope.parent
    return scope


class Binder:
    """Puts bindings into the scopes of an index."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._program: Program = index.program

    def assign(
        self, target: Node, how: Binding, value: Node | None, scope: Scope, branch: Branch, end: int
    ) -> None:
        """Bind what a target names to a value that is complete at byte `end`."""
        if target.kind in VARIABLES:
            self.bind(self._program.text(target), Bound(how, scope, branch, end, value))
        elif target.kind == "scope_resolution":
            name = target.part("name")
            if name is not None:
                self._constant(self._program.text(name), Bound(how, scope, branch, end, value))
        elif target.kind in LISTS:
            self._unpack(target, how, value, scope, branch, end)
        elif target.kind in {"call", "element_reference"}:
            holder = target.part("receiver") or target.part("object")
            if holder is not None and holder.kind in VARIABLES:
                self.bind(self._program.text(holder), Bound(Binding.SET, scope, branch, end, value))

    def is_variable(self, name: str, scope: Scope) -> bool:
        """Whether Ruby takes a name for a local variable here: it was given a value further up."""
        if name[:1].isupper():
            return False
        return any(bound.how not in _INTO and bound.place >= 0 for bound in visible(name, scope) or ())

    def bind(self, name: str, bound: Bound) -> None:
        """Note one more place where a name gets a value."""
        scope = bound.scope
        if name[:1].isupper():
            self._constant(name, bound)
            return
        if name.startswith("$"):
            scope = self._index.scope
        elif name.startswith("@"):
            scope = scope.owner
        else:
            known = visible(name, scope)
            if known is not None:
                known.append(bound)
                return
        scope.names.setdefault(name, []).append(bound)

    def _constant(self, name: str, bound: Bound) -> None:
        if bound.how is Binding.ASSIGN or bound.how is Binding.DEFAULT or name in self._index.constants:
            bound.scope.owner.names.setdefault(name, []).append(bound)
            self._index.constants.setdefault(name, []).append(bound)

    def _unpack(
        self, target: Node, how: Binding, value: Node | None, scope: Scope, branch: Branch, end: int
    ) -> None:
        pending: list[tuple[Node, int]] = [(child, place) for place, child in enumerate(target.children)]
        flat = how is Binding.ASSIGN
        for _ in range(_MOST_NAMES):
            if not pending:
                return
            child, place = pending.pop(0)
            if child.kind in LISTS:
                pending.extend((part, -1) for part in child.children)
            elif flat and place >= 0:
                self.assign_place(child, value, scope, branch, end, place)
            else:
                self.assign(child, Binding.OTHER, value, scope, branch, end)

    def assign_place(
        self, target: Node, value: Node | None, scope: Scope, branch: Branch, end: int, place: int
    ) -> None:
        """Bind a target to one element of a value."""
        if target.kind in VARIABLES:
            bound = Bound(Binding.UNPACK, scope, branch, end, value, place)
            self.bind(self._program.text(target), bound)
        else:
            self.assign(target, Binding.OTHER, value, scope, branch, end)

    def match(self, pattern: Node, value: Node | None, scope: Scope, branch: Branch, end: int) -> None:
        """Bind the names of a pattern: `value => name`, `in {key: name}`, `in {name:}`."""
        if pattern.kind == "identifier":
            self.assign(pattern, Binding.ASSIGN, value, scope, branch, end)
            return
        waiting = [pattern]
        for _ in range(_MOST_NAMES):
            if not waiting:
                return
            part = waiting.pop()
            key = part.part("key")
            if part.kind == "identifier":
                self.bind(self._program.text(part), Bound(Binding.ELEMENT, scope, branch, end, value))
            elif part.kind == "keyword_pattern" and part.part("value") is None and key is not None:
                name = self._program.text(key).strip(":\"'")
                self.bind(name, Bound(Binding.ELEMENT, scope, branch, end, value))
            else:
                waiting.extend(part.children)

    def captures(self, pattern: Node, value: Node, scope: Scope, branch: Branch, end: int) -> None:
        """Bind the groups of `/(?<name>...)/ =~ value`."""
        for name in _GROUP.findall(self._program.text(pattern))[:_MOST_NAMES]:
            self.bind(name, Bound(Binding.ELEMENT, scope, branch, end, value))

    def grow(
        self, holder: Node, method: str, parts: list[Node], scope: Scope, branch: Branch, end: int
    ) -> None:
        """Note what a call does to the variable that it is called on: `out << x`, `key.replace(x)`, `text.reverse!`."""
        if holder.kind not in VARIABLES or holder.kind == "constant":
            return
        if method in _GROWING or method in _SETTING:
            how = Binding.GROW if method in _GROWING else Binding.SET
            for part in parts[:_MOST_NAMES]:
                self.bind(self._program.text(holder), Bound(how, scope, branch, end, part))

    def change(self, holder: Node, call: Node, scope: Scope, branch: Branch) -> None:
        """Note a call that changes its receiver in place: the receiver is what the call gives."""
        if holder.kind in VARIABLES and holder.kind != "constant":
            self.bind(self._program.text(holder), Bound(Binding.ASSIGN, scope, branch, call.end, call))

    def declare(self, called: Called, parts: list[Node], receiver: Node | None, branch: Branch) -> None:
        """Note what a call defines: another name, the value of a variable, what a class takes in."""
        scope, names = called.scope, [self._literal(part) for part in parts[:_MOST_DECLARED]]
        if called.method in _INCLUDING:
            if receiver is None and scope.kind is ScopeKind.BODY:
                scope.bases += tuple(filter(None, names))
        elif len(names) == 2 and names[0]:
            if called.method == "alias_method":
                self._index.aliases[names[0]] = names[1]
            else:
                self.bind(names[0], Bound(Binding.ASSIGN, scope, branch, called.node.end, parts[1]))

    def define(self, block: Scope) -> None:
        """Note the method that a block becomes: `define_method(:name) { ... }`."""
        arguments = block.call.node.part("arguments") if block.call is not None else None
        if block.call is not None and block.call.method in vocabulary.DEFINERS and arguments is not None:
            for name in filter(None, map(self._literal, arguments.children[:1])):
                self._index.methods.setdefault(name, []).append(block)

    def _literal(self, node: Node) -> str:
        """The name that a symbol or text spells; "" when it is worked out."""
        return self._program.text(node).strip(":\"'") if node.kind in _NAMING else ""

    def parameters(self, node: Node | None, scope: Scope) -> Iterator[Node]:
        """Bind the parameters of a method or block; give the expressions of their defaults."""
        names: list[str] = []
        for child in node.children if node is not None else ():
            named = child.part("name") or (child if child.kind == "identifier" else None)
            if named is None:
                for inner in child.children:
                    if inner.kind == "identifier":
                        self._parameter(self._program.text(inner), scope)
                names.append("")
                continue
            name = self._program.text(named)
            self._parameter(name, scope)
            if child.kind in {"identifier", "optional_parameter"}:
                names.append(name)
            default = child.part("value")
            if default is not None:
                scope.defaults[name] = default
                yield default
        scope.parameters = tuple(names)

    def implicit(self, name: str, scope: Scope) -> bool:
        """Bind `_1` and `it` in a block without parameters of its own; tell whether the name is one."""
        if name not in _IMPLICIT or scope.kind is not ScopeKind.BLOCK or scope.parameters:
            return False
        scope.parameters = ("it",) if name == "it" else ("_1", "_2")
        for parameter in scope.parameters:
            bound = Bound(Binding.PARAMETER, scope, Branch(), scope.node.start, place=_UNDECLARED)
            scope.names.setdefault(parameter, []).append(bound)
        return True

    def _parameter(self, name: str, scope: Scope) -> None:
        scope.names.setdefault(name, []).append(Bound(Binding.PARAMETER, scope, Branch(), scope.node.start))
