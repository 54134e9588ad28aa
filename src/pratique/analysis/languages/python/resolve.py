"""From a name in the source to what it stands for: scopes looked up, imports spelt out, no evaluation."""

import ast
from bisect import bisect_right
from collections.abc import Mapping

from pratique.analysis.languages.python import apis, sinks, vocabulary
from pratique.analysis.languages.python.scopes import Binding, Block, Bound, Called, Index, Scope, class_of

_KNOWN = frozenset(
    ".".join(parts[:count])
    for parts in (name.split(".") for name in (*apis.CAPABILITIES, *sinks.SOURCES))
    for count in range(2, len(parts) + 1)
)
"""Names of the tables, and of what they belong to (`ctypes.windll`)."""
_MOST_CHAIN = 30
_MOST_BOUNDS = 200
_MOST_BASES = 6


def lookup(name: str, scope: Scope) -> tuple[Scope, list[Bound]] | None:
    """The scope in which a name is bound, and its bindings; None for a built-in or unknown name."""
    bounds = scope.names.get(name)
    if bounds is not None and name not in scope.elsewhere:
        return scope, bounds
    current = scope.parent
    while current is not None:
        # A class body is no enclosing scope for its methods.
        if not current.is_class:
            bounds = current.names.get(name)
            if bounds is not None:
                return current, bounds
        current = current.parent
    return None


def starred(name: str, module: Scope) -> str | None:
    """A name that may come from `from module import *`, when the tables know it there."""
    for bound in module.names.get("*", ()):
        full = f"{bound.name}.{name}"
        if full in _KNOWN:
            return full
    return None


def reaching(bounds: list[Bound], line: int, block: Block | None) -> list[Bound]:
    """The bindings that may hold at a line of the same scope, in source order. `bounds` are sorted by line.

    Going back from the line, the first that is sure to have run hides all before it; in a loop, later bindings of
    the loop hold too. Without any before the line, all of them may hold.
    """
    if len(bounds) == 1:
        return bounds
    found: list[Bound] = []
    place = bisect_right(bounds, line, key=_line)
    for bound in bounds[max(0, place - _MOST_BOUNDS) : place][::-1]:
        if (
            bound.line == line
            and block is not None
            and bound.how is Binding.ASSIGN
            and bound is not bounds[0]
        ):
            # `x = f(x)`: the right side sees what was before.
            continue
        found.append(bound)
        sure = block is None or block.within(bound.block)
        if sure and bound.how not in {Binding.EXTEND, Binding.GROW}:
            break
    found.reverse()
    loop = block
    while loop is not None and not loop.loop:
        loop = loop.parent
    if loop is not None:
        later = bounds[place : place + _MOST_BOUNDS]
        found.extend(bound for bound in later if bound.block.within(loop))
    return found or bounds


def _line(bound: Bound) -> int:
    return bound.line


class Resolver:
    """Dotted names and local targets of the calls of one file, at the cost of a few dictionary look-ups each."""

    def __init__(self, index: Index) -> None:
        self._module = index.module
        self.imported: frozenset[str] = frozenset(
            name
            for scope in index.scopes
            for name, bounds in scope.names.items()
            if any(bound.how is Binding.IMPORT for bound in bounds)
        )
        """The names that an import gives anywhere in the file."""
        self.has_star = "*" in index.module.names
        self._roots = self.imported | vocabulary.KNOWN
        self.by_node: Mapping[int, Scope] = {id(scope.node): scope for scope in index.scopes}
        self.methods: dict[str, list[Scope]] = {}
        for scope in index.scopes:
            if scope.parent is not None and scope.parent.is_class:
                self.methods.setdefault(scope.name, []).append(scope)

    def dotted(self, node: ast.expr, scope: Scope) -> str | None:
        """The dotted name of a chain of attributes that starts at an import or a built-in; None for others."""
        parts: list[str] = []
        while node.__class__ is ast.Attribute:
            parts.append(node.attr)
            if len(parts) > _MOST_CHAIN:
                return None
            node = node.value
        if node.__class__ is not ast.Name:
            return None
        name: str = node.id
        # Most names are none at which a dotted name may begin.
        if name not in self._roots and not self.has_star:
            return None
        root = self._root(name, scope)
        if root is None:
            return None
        if not parts:
            return vocabulary.canonical(root)
        parts.append(root)
        parts.reverse()
        return vocabulary.canonical(".".join(parts))

    def _root(self, name: str, scope: Scope) -> str | None:
        found = lookup(name, scope)
        if found is None:
            if name in vocabulary.BUILTINS:
                return name
            return starred(name, self._module) or vocabulary.ASSUMED.get(name)
        known = None
        for bound in found[1][:20]:
            if bound.how is not Binding.IMPORT:
                return None
            # Of two imports (`try: ... except ImportError: ...`) the one that the tables know.
            if known is None or bound.name.partition(".")[0] in apis.MODULE_ROOTS:
                known = bound.name
        return known

    def target(self, called: Called) -> Scope | None:
        """The function or class of the file that a call names plainly: `f()`, `self.f()`, `A.f()`, `(lambda: ...)()`."""
        func = called.node.func
        if isinstance(func, ast.Name):
            found = lookup(func.id, called.scope)
            if found is not None:
                for bound in found[1]:
                    if bound.how is Binding.LOCAL:
                        return bound.target
            return None
        if isinstance(func, ast.Lambda):
            return self.by_node.get(id(func))
        if (
            isinstance(func, ast.Attribute)
            and isinstance(func.value, ast.Name)
            and func.value.id in vocabulary.ITSELF
        ):
            owner = class_of(called.scope)
            return method_of(owner, func.attr) if owner is not None else None
        if isinstance(func, ast.Attribute) and func.attr in self.methods:
            return _method_of_other(func, called.scope)
        return None


def _method_of_other(func: ast.Attribute, scope: Scope) -> Scope | None:
    """The method of a class of the file: `A.f`, `thing.f`, `A().f`, `self.thing.f`."""
    made = func.value
    if isinstance(made, ast.Name):
        return _method_of_named(made.id, func.attr, scope)
    owner = None
    if isinstance(made, ast.Call) and isinstance(made.func, ast.Name):
        owner = _class_named(made.func.id, scope)
    elif isinstance(made, ast.Attribute) and isinstance(made.value, ast.Name) and made.value.id == "self":
        around = class_of(scope)
        bounds = around.attributes.get(made.attr, ()) if around is not None else ()
        owner = _class_made(bounds[0]) if len(bounds) == 1 else None
    return method_of(owner, func.attr) if owner is not None else None


def _method_of_named(name: str, method: str, scope: Scope) -> Scope | None:
    """The method of a class of the file, called by the name of the class or of an instance."""
    owner = _class_named(name, scope)
    return method_of(owner, method) if owner is not None else None


def _class_named(name: str, scope: Scope) -> Scope | None:
    """The class of the file that a name stands for, or whose instance it holds (`thing = Thing()`)."""
    found = lookup(name, scope)
    if found is None or len(found[1]) != 1:
        return None
    bound = found[1][0]
    if bound.how is Binding.LOCAL:
        return bound.target if bound.target is not None and bound.target.is_class else None
    return _class_made(bound)


def _class_made(bound: Bound) -> Scope | None:
    """The class of the file whose instance a binding makes."""
    if bound.how not in {Binding.ASSIGN, Binding.ENTER} or not isinstance(bound.node, ast.Call):
        return None
    func = bound.node.func
    found = lookup(func.id, bound.scope) if isinstance(func, ast.Name) else None
    targets = [one.target for one in found[1] if one.how is Binding.LOCAL] if found else []
    return next((target for target in targets if target is not None and target.is_class), None)


def method_of(owner: Scope, name: str) -> Scope | None:
    """The method of a class, by its name, when the class itself or a class of the file that it is made from defines it."""
    current: Scope | None = owner
    for _ in range(_MOST_BASES):
        if current is None:
            return None
        for bound in current.names.get(name, ()):
            if bound.how is Binding.LOCAL:
                return bound.target
        current = _base_of(current)
    return None


def _base_of(owner: Scope) -> Scope | None:
    """The first class of the file that a class is made from."""
    bases = owner.node.bases if isinstance(owner.node, ast.ClassDef) else []
    for base in bases:
        if isinstance(base, ast.Name) and owner.parent is not None:
            found = lookup(base.id, owner.parent)
            for bound in found[1] if found else ():
                target = bound.target
                if (
                    bound.how is Binding.LOCAL
                    and target is not None
                    and target.is_class
                    and target is not owner
                ):
                    return target
    return None
