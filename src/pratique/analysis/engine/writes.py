"""Files that the source writes, so that running one of them is seen as running what was put into it.

A path is known by keys: the name it is held in, the constant it is, the expression as written.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pratique.analysis.engine.evaluate import At, Evaluator
from pratique.analysis.engine.ir import Binding, Call, Node, Op, ScopeKind, inside, visible
from pratique.analysis.engine.tables import Words

Key = tuple[str, str]

_MOST_DEEP = 4
_MOST_BOUNDS = 4
_MOST_PARTS = 150
_MOST_SPELT = 120
_MOST_WORDS = 50
_FEWEST_CHARACTERS = 4
_VARIABLES = frozenset((Op.NAME, Op.PATH))
_SPELT = frozenset((Op.TEXT, Op.OPERATOR))


@dataclass(frozen=True, slots=True)
class Written:
    """One write: which file, what data has been through, where."""

    keys: frozenset[Key]
    marks: int
    origin: int
    line: int
    text: str | None = None
    """What is written, when it is a constant."""


def keys_of(evaluator: Evaluator, node: Node, at: At, deep: int = 0) -> set[Key]:
    """Return the keys of the file that an expression names or holds open."""
    if deep > _MOST_DEEP:
        return set()
    keys: set[Key] = set()
    if node.op in _VARIABLES:
        name = str(node.value)
        for bound in (visible(name, at.scope) or ())[-_MOST_BOUNDS:]:
            # A name is known by where it got its value: a second value is another file.
            keys.add(("name", f"{name}@{bound.scope.start}.{bound.start}"))
            if bound.how is Binding.ASSIGN and bound.node is not None:
                keys |= keys_of(evaluator, bound.node, At(bound.scope, bound.branch), deep + 1)
            elif bound.how is Binding.PARAMETER:
                keys |= _parameter_keys(evaluator, bound.scope.kind, node, at, deep)
        return keys
    inner = _same_file(node, evaluator.model.words)
    if inner is not None:
        keys |= keys_of(evaluator, inner, at, deep + 1)
    value = evaluator.value(node, at)
    if isinstance(value.const, str):
        return keys | ({("constant", value.const)} if len(value.const) >= _FEWEST_CHARACTERS else set())
    if node.end - node.start <= _MOST_SPELT and _is_spelt(node):
        keys.add(("expression", evaluator.unit.text(node.start, node.end)))
    return keys


def _is_spelt(node: Node) -> bool:
    """Return True for an expression that names the same file wherever it is written the same."""
    return node.op in _SPELT or (isinstance(node, Call) and node.written)


def _parameter_keys(evaluator: Evaluator, kind: ScopeKind, node: Node, at: At, deep: int) -> set[Key]:
    """Return the keys of what the call is given: `File.open(path, "w") { |file| file.write(x) }`."""
    scope = at.scope
    name = str(node.value)
    while kind is ScopeKind.BLOCK and scope.kind is ScopeKind.BLOCK:
        if name in scope.parameters and scope.call is not None:
            call = scope.call
            return keys_of(evaluator, call, At(call.scope, call.branch), deep + 1)
        if scope.parent is None:
            break
        scope = scope.parent
    return set()


def _same_file(node: Node, words: Words) -> Node | None:
    """Return the inner expression that names the same file: `path.to_s`, `File.open(path)`."""
    if not isinstance(node, Call):
        return None
    if node.method in words.wraps and len(node.parts) > 1:
        return node.parts[1]
    return node.first if node.method in words.same_file else None


def keys_within(evaluator: Evaluator, nodes: Sequence[Node | None], at: At) -> set[Key]:
    """Return the keys of every file that the expressions may name, in any of their parts."""
    found: set[Key] = set()
    for node in inside(nodes, _MOST_PARTS):
        if node.op is Op.CONST and isinstance(node.value, str):
            words = node.value.split()[:_MOST_WORDS]
            found.update(("constant", word) for word in words if len(word) >= _FEWEST_CHARACTERS)
        elif node.op in _VARIABLES or _is_spelt(node):
            found |= keys_of(evaluator, node, at)
    return found
