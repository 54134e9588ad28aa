"""What an expression may be, worked out on demand from the bindings of its names.

Only what reaches a sink is evaluated, so most of a file never is. Steps, depth and the size of constants are
bounded; what lies beyond is unknown, and `exhausted` tells when the steps ran out.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pratique.analysis.languages.ruby.binding import visible
from pratique.analysis.languages.ruby.nodes import Node, Program
from pratique.analysis.languages.ruby.operators import NotFoldedError, grown
from pratique.analysis.languages.ruby.scopes import Binding, Bound, Branch, Called, Index, Scope, ScopeKind
from pratique.analysis.languages.ruby.values import NOTHING, UNKNOWN, Constant, Value, either, joined

_MOST_STEPS = 400_000
_MOST_AGAIN = 300
"""Values in cycles that are worked out again each time they are asked for; further ones are kept as they are."""
_LARGE = 10_000
_MOST_LARGE = 30_000_000
"""Characters and elements of all large constants that are kept."""
_MOST_DEPTH = 50
_MOST_CALLS_DEEP = 4
_MOST_BOUNDS = 60
_MOST_TAILS = 8


@dataclass(frozen=True, slots=True)
class At:
    """Where an expression stands, and what is known of the names there."""

    scope: Scope
    branch: Branch | None = None
    names: Mapping[str, Value] | None = None
    calls: int = 0
    memo: dict[int, Value] | None = None
    """Values already worked out under these names."""


Kinds = Mapping[str, Callable[["Evaluator", Node, At], Value]]
"""How each kind of expression is worked out; handed in, because those functions need the evaluator in turn."""
Parameters = Callable[["Evaluator", Bound, str], Value]
"""What a parameter may be; handed in for the same reason."""


class Evaluator:
    """Values of the expressions of one file."""

    def __init__(self, index: Index, kinds: Kinds, parameters: Parameters) -> None:
        self.index = index
        self.program: Program = index.program
        self.callers: dict[Scope, list[Called]] = {}
        self.exhausted = False
        self.elements = 0
        """Elements of blocks carried out so far."""
        self._kinds = kinds
        self._parameters = parameters
        self._memo: dict[int, Value] = {}
        self._called: dict[tuple[object, ...], Value] = {}
        self._active: dict[tuple[int, int], int] = {}
        """What is being worked out, with its depth."""
        self._open = _MOST_DEPTH + 1
        """The depth of the outermost of them that was asked for again."""
        self._again = 0
        self._large: dict[int, Constant] = {}
        """Large constants that are kept, by their identity."""
        self._room = _MOST_LARGE
        self._steps = 0
        self._depth = 0

    def value(self, node: Node, at: At) -> Value:
        """What `node` may be."""
        memo = self._memo if at.memo is None else at.memo
        known = memo.get(id(node))
        if known is not None:
            return known
        key = (id(memo), id(node))
        began = self._active.get(key)
        if began is not None:
            # While it is being worked out it is nothing: `x = x + 1` must end.
            self._open = min(self._open, began)
            return NOTHING
        self._steps += 1
        if self._depth >= _MOST_DEPTH or self._steps > _MOST_STEPS:
            self.exhausted = self.exhausted or self._steps > _MOST_STEPS
            return NOTHING
        handler = self._kinds.get(node.kind)
        if handler is None:
            return NOTHING
        self._depth += 1
        self._active[key] = self._depth
        try:
            found = handler(self, node, at)
        finally:
            del self._active[key]
            self._depth -= 1
        if self._is_whole():
            memo[id(node)] = found
            if at.memo is None and _is_large(found):
                self._make_room(found.const)
        return found

    def _make_room(self, const: Constant | object) -> None:
        """Count a large constant that is kept; when they take too much room nothing more is worked out."""
        if isinstance(const, str | tuple) and id(const) not in self._large:
            self._large[id(const)] = const
            self._room -= len(const)
            if self._room < 0:
                self._steps = _MOST_STEPS

    def _is_whole(self) -> bool:
        """Whether a value just found hangs on no other that is still being worked out, and may be kept."""
        if self._open > self._depth:
            self._open = _MOST_DEPTH + 1
            return True
        self._again += 1
        return self._again > _MOST_AGAIN

    def values(self, nodes: Sequence[Node], at: At) -> list[Value]:
        """The values of several expressions."""
        return [self.value(node, at) for node in nodes]

    def line(self, node: Node) -> int:
        """The line of a node."""
        return self.program.line(node)

    # Names

    def variable(self, node: Node, at: At) -> Value | None:
        """What a variable may be; None when it has no binding."""
        name = self.program.text(node)
        if at.names is not None and name in at.names:
            return at.names[name]
        bounds = visible(name, at.scope)
        if bounds is None:
            return None
        local = not name.startswith(("@", "$"))
        if local and at.scope.frame is bounds[0].scope.frame:
            bounds = reaching(bounds, node.start, at.branch)
        return self.bounds(bounds[-_MOST_BOUNDS:], name, at)

    def bounds(self, bounds: Sequence[Bound], name: str, at: At) -> Value:
        """What a name may be that is bound in these places, the earliest first."""
        values = [self.bound(bound, name, at) for bound in bounds]
        if len(bounds) == 1:
            return values[0]
        grows = all(bound.how is Binding.GROW for bound in bounds[1:]) and bounds[0].how is not Binding.GROW
        straight = not any(bound.branch.loop for bound in bounds)
        if grows and straight and all(value.known for value in values):
            return self._total(values)
        marks, origin = joined(*values)
        whole = [
            value for bound, value in zip(bounds, values, strict=True) if bound.how not in _PARTIAL
        ] or values
        found = either(*whole)
        const = found.const if len(whole) == len(values) else UNKNOWN
        return Value(const, found.name, marks, origin, found.target, found.instance)

    def _total(self, values: list[Value]) -> Value:
        """What a value is that grew by others at its end."""
        marks, origin = joined(*values)
        consts = [value.const for value in values if value.const is not UNKNOWN]
        try:
            return Value(grown(consts), marks=marks, origin=origin)
        except NotFoldedError:
            return Value(marks=marks, origin=origin)

    def bound(self, bound: Bound, name: str, at: At) -> Value:
        """What a name is given in one place."""
        if bound.how is Binding.PARAMETER:
            return self._parameters(self, bound, name)
        if bound.node is None:
            return NOTHING
        same = bound.scope.frame is at.scope.frame
        if same:
            inner = At(bound.scope, bound.branch, at.names, at.calls, at.memo)
        else:
            inner = At(bound.scope, bound.branch, calls=at.calls)
        value = self.value(bound.node, inner)
        if bound.how in {Binding.ASSIGN, Binding.DEFAULT, Binding.GROW}:
            return value
        if bound.how is Binding.UNPACK:
            return element(value, bound.place)
        if bound.how is Binding.ELEMENT:
            return either(*value.items) if value.items else Value(marks=value.marks, origin=value.origin)
        return Value(marks=value.marks, origin=value.origin)

    # Methods and blocks of the file

    def call(self, scope: Scope, arguments: Sequence[Value], pairs: Mapping[str, Value], at: At) -> Value:
        """What a method or block of the file gives for these arguments."""
        if at.calls >= _MOST_CALLS_DEEP:
            marks, origin = joined(*arguments, *pairs.values())
            return Value(marks=marks, origin=origin)
        names = dict(zip(scope.parameters, arguments, strict=False))
        names.update((name, value) for name, value in pairs.items() if name in scope.names)
        for name, default in scope.defaults.items():
            if name not in names:
                names[name] = self.value(default, At(scope, calls=at.calls))
        if scope.kind is ScopeKind.BLOCK and at.names is not None and scope.frame is at.scope.frame:
            return self._given(scope, {**at.names, **names}, at.calls + 1)
        if any(map(_is_large, names.values())):
            return self._given(scope, names, at.calls + 1)
        key = (scope, at.calls, *sorted(names.items(), key=lambda item: item[0]))
        found = self._called.get(key)
        if found is None:
            self._called[key] = NOTHING
            found = self._called[key] = self._given(scope, names, at.calls + 1)
        return found

    def _given(self, scope: Scope, names: Mapping[str, Value], calls: int) -> Value:
        at = At(scope, None, names, calls, {})
        values = self.values([*tails(scope.node), *scope.returns[:_MOST_TAILS]], at)
        return either(*values) if values else NOTHING


_PARTIAL = frozenset((Binding.GROW, Binding.SET, Binding.OTHER))


def _is_large(value: Value) -> bool:
    return isinstance(value.const, str | tuple) and len(value.const) >= _LARGE


def element(value: Value, place: int) -> Value:
    """One element of an array."""
    if 0 <= place < len(value.items):
        return value.items[place]
    if isinstance(value.const, tuple) and 0 <= place < len(value.const):
        return Value(value.const[place], marks=value.marks, origin=value.origin)
    return Value(marks=value.marks, origin=value.origin)


def reaching(bounds: list[Bound], start: int, branch: Branch | None) -> list[Bound]:
    """The bindings that may hold at a byte of the same method, in source order.

    Going back from there, the first that is sure to have run hides all before it; in a loop, later bindings of the
    loop hold too. Without any before the place, all of them may hold.
    """
    if len(bounds) == 1:
        return bounds
    before = [bound for bound in bounds if bound.start <= start]
    found: list[Bound] = []
    for bound in reversed(before[-_MOST_BOUNDS:]):
        found.append(bound)
        sure = branch is None or branch.within(bound.branch)
        if sure and bound.how in {Binding.ASSIGN, Binding.UNPACK, Binding.PARAMETER}:
            break
    found.reverse()
    loop = branch.loop_around() if branch is not None else None
    if loop is not None:
        found.extend(bound for bound in bounds if bound.start > start and bound.branch.within(loop))
    return found or bounds


_BLOCKS = frozenset(
    ("body_statement", "block_body", "then", "else", "begin", "parenthesized_statements", "do")
)
_SIDES = frozenset(("rescue", "ensure", "else"))


def tails(node: Node) -> list[Node]:
    """The expressions that may be the value of a body, at most a few."""
    body = node.part("body")
    waiting, found = [body if body is not None else node], list[Node]()
    steps = 0
    while waiting and len(found) < _MOST_TAILS and steps < 100:
        steps += 1
        part = waiting.pop()
        if part.kind in {"block", "do_block"} and part.part("body") is not None:
            waiting.append(part.parts["body"])
        elif part.kind in _BLOCKS:
            plain = [
                child for child in part.children if child.kind not in _SIDES and child.kind != "heredoc_body"
            ]
            waiting.extend(child for child in part.children if child.kind in {"rescue", "else"})
            waiting.extend(plain[-1:])
        elif part.kind in {"if", "unless", "elsif"}:
            waiting.extend(
                child for name in ("alternative", "consequence") if (child := part.part(name)) is not None
            )
        elif part.kind == "case":
            waiting.extend(child for child in part.children if child.kind in {"when", "else"})
        elif part.kind in {"when", "rescue", "in_clause"}:
            waiting.extend(child for child in part.children if child.kind == "then")
        elif part.kind in {"if_modifier", "unless_modifier"} and part.part("body") is not None:
            waiting.append(part.parts["body"])
        elif part.kind not in {"method", "do_block", "block", "lambda"}:
            found.append(part)
    return found
