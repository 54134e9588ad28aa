"""Small sources in the representation of the engine, made by hand: a language without a front end."""

from pratique.analysis.engine.ir import Binding, Bound, Branch, Node, Op, Scope, ScopeKind


def const(value: object, start: int = 0) -> Node:
    """Return a constant."""
    return Node(Op.CONST, start, start + 1, value)


def name(word: str, start: int = 0) -> Node:
    """Return the use of a variable."""
    return Node(Op.NAME, start, start + 1, word)


def inside(kind: ScopeKind, parent: Scope, word: str = "", start: int = 0) -> Scope:
    """Return a scope in another one."""
    scope = Scope(kind, start, parent, word, depth=parent.depth + 1)
    parent.inner.append(scope)
    return scope


def bind(word: str, scope: Scope, held: Node, start: int = 0) -> Bound:
    """Give a variable a value in a scope."""
    bound = Bound(Binding.ASSIGN, scope, Branch(), start, held)
    scope.names.setdefault(word, []).append(bound)
    return bound
