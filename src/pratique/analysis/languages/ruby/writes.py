"""Files that the source writes, so that running one of them is seen as running what was put into it.

A path is known by keys: the name it is held in, the constant it is, the expression as written.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from pratique.analysis.languages.ruby.binding import VARIABLES, visible
from pratique.analysis.languages.ruby.evaluate import At, Evaluator
from pratique.analysis.languages.ruby.nodes import Node
from pratique.analysis.languages.ruby.scopes import Binding, ScopeKind

Key = tuple[str, str]

_MOST_DEEP = 4
_MOST_BOUNDS = 4
_MOST_PARTS = 150
_MOST_SPELT = 120
_FEWEST_CHARACTERS = 4
_SAME_FILE = frozenset(
    ("path", "to_path", "to_s", "realpath", "expand_path", "shellescape", "strip", "read", "to_str")
)
_WRAPS = frozenset(
    (
        *("open", "new", "expand_path", "realpath", "Pathname", "read", "binread", "create", "escape"),
        "shellescape",
    )
)


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
    """The keys of the file that an expression names or holds open."""
    if deep > _MOST_DEEP:
        return set()
    keys: set[Key] = set()
    if node.kind in VARIABLES:
        name = evaluator.program.text(node)
        for bound in (visible(name, at.scope) or ())[-_MOST_BOUNDS:]:
            # A name is known by where it got its value: a second value is another file.
            keys.add(("name", f"{name}@{bound.scope.node.start}.{bound.start}"))
            if bound.how is Binding.ASSIGN and bound.node is not None:
                keys |= keys_of(evaluator, bound.node, At(bound.scope, bound.branch), deep + 1)
            elif bound.how is Binding.PARAMETER:
                keys |= _parameter_keys(evaluator, bound.scope.kind, node, at, deep)
        return keys
    inner = _same_file(evaluator, node)
    if inner is not None:
        keys |= keys_of(evaluator, inner, at, deep + 1)
    value = evaluator.value(node, at)
    if isinstance(value.const, str):
        return keys | ({("constant", value.const)} if len(value.const) >= _FEWEST_CHARACTERS else set())
    if node.end - node.start <= _MOST_SPELT and node.kind in {"call", "string", "binary"}:
        keys.add(("expression", evaluator.program.text(node)))
    return keys


def _parameter_keys(evaluator: Evaluator, kind: ScopeKind, node: Node, at: At, deep: int) -> set[Key]:
    """`File.open(path, "w") { |file| file.write(x) }`: the keys of what the call is given."""
    scope = at.scope
    name = evaluator.program.text(node)
    while kind is ScopeKind.BLOCK and scope.kind is ScopeKind.BLOCK:
        if name in scope.parameters and scope.call is not None:
            call = scope.call
            return keys_of(evaluator, call.node, At(call.scope, call.branch), deep + 1)
        if scope.parent is None:
            break
        scope = scope.parent
    return set()


def _same_file(evaluator: Evaluator, node: Node) -> Node | None:
    """The inner expression that names the same file: `path.to_s`, `File.open(path)`."""
    named = node.part("method")
    if node.kind != "call" or named is None:
        return None
    method = evaluator.program.text(named)
    receiver, arguments = node.part("receiver"), node.part("arguments")
    if method in _WRAPS and arguments is not None and arguments.children:
        return arguments.children[0]
    return receiver if method in _SAME_FILE else None


def keys_within(evaluator: Evaluator, nodes: Iterable[Node], at: At) -> set[Key]:
    """The keys of every file that the expressions may name, in any of their parts."""
    found: set[Key] = set()
    waiting = deque(nodes)
    for _ in range(_MOST_PARTS):
        if not waiting:
            break
        node = waiting.popleft()
        waiting.extend(node.children)
        if node.kind in {"string", "string_content"}:
            words = evaluator.program.text(node).strip("\"'").split()[:50]
            found.update(("constant", word) for word in words if len(word) >= _FEWEST_CHARACTERS)
        if node.kind in VARIABLES or node.kind in {"call", "string", "binary"}:
            found |= keys_of(evaluator, node, at)
    return found
