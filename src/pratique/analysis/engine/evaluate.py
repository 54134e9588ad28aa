"""Evaluation of expressions on demand, from the bindings of their names.

Only what reaches a sink is evaluated, so most of a file never is. Steps, depth and the size of constants are
bounded; what lies beyond is unknown, and `exhausted` tells when the steps ran out.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from pratique.analysis.engine.gather import Rules
from pratique.analysis.engine.ir import (
    CLOSURES,
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
from pratique.analysis.engine.operators import NotFoldedError, grown
from pratique.analysis.engine.tables import Apis, Asks, Operators, Words
from pratique.analysis.engine.values import NOTHING, UNKNOWN, Constant, Value, either, joined
from pratique.analysis.facts import Capability, Language

_MOST_STEPS = 400_000
_MOST_AGAIN = 300
"""Values in cycles that are worked out again each time they are asked for; further ones are kept as they are."""
_LARGE = 10_000
_MOST_LARGE = 30_000_000
"""Characters and elements of all large constants that are kept."""
_MOST_DEPTH = 50
_MOST_CALLS_DEEP = 4
_MOST_BOUNDS = 60
_MOST_RESULTS = 16


@dataclass(frozen=True, slots=True)
class At:
    """Where an expression stands, and what is known of the names there."""

    scope: Scope
    branch: Branch | None = None
    names: Mapping[str, Value] | None = None
    calls: int = 0
    memo: dict[int, Value] | None = None
    """Values already worked out under these names."""


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of one call."""

    positional: tuple[Node | None, ...] = ()
    pairs: dict[str, Node | None] = field(default_factory=dict)
    """Keyword arguments, by their constant key."""
    others: tuple[Node | None, ...] = ()
    """Values whose key is no constant, and maps that are splatted in."""
    block: Scope | None = None
    passed: Node | None = None
    """A function that is handed over in place of a block."""

    def at(self, place: int) -> Node | None:
        """Return the positional argument there."""
        return self.positional[place] if place < len(self.positional) else None

    def rest(self) -> "Arguments":
        """Return the arguments without the first positional one."""
        return Arguments(self.positional[1:], self.pairs, self.others, self.block, self.passed)

    def everything(self) -> tuple[Node | None, ...]:
        """Return all arguments, a function that is handed over last."""
        passed = (self.passed,) if self.passed is not None else ()
        return (*self.positional, *self.pairs.values(), *self.others, *passed)


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a call calls. `name` is "" if nothing is known."""

    name: str = ""
    target: Scope | None = None
    """A method, block or class of the file."""
    receiver: Value | None = None
    arguments: Arguments = field(default_factory=Arguments)
    method: str = ""
    marks: int = 0
    """Of a computed call: where its name has been."""
    origin: int = 0


Special = Callable[["Evaluator", Call, At, Resolved], Value | None]
"""What a call gives; None where the general rule holds."""
Given = tuple[Constant, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One language."""

    language: Language
    rules: Rules
    """What facts are told of it."""
    apis: Apis
    words: Words
    asks: Asks
    operators: Operators = field(default_factory=Operators)
    environment: str
    """The name of what holds the variables of the environment."""
    wanted: frozenset[str]
    """Last words of every name in the tables: other calls are not looked at."""
    transforming: frozenset[str]
    """Methods that decode their receiver."""
    looks_like_code: re.Pattern[str]
    """Finds words of code in a decoded text."""
    lower: Callable[[bytes], Unit]
    """Makes the representation of a source. Raises UnparsableError."""
    resolve: Callable[["Evaluator", Call, At], Resolved]
    """Says what a call calls."""
    constructor: Callable[["Evaluator", Scope], Scope | None]
    """Finds the method that makes an instance of a class of the file."""
    path: Callable[["Evaluator", Node, At], Value]
    """Evaluates the name of a constant or module."""
    calls: Mapping[str, Special]
    """Calls by their resolved name."""
    methods: Mapping[str, Special]
    """Calls by the method alone."""
    method: Callable[[Constant, str, Given], Constant]
    """Carries out a method of a constant. Raises NotFoldedError."""
    function: Callable[[str, Given], Constant]
    """Carries out a function on constants. Raises NotFoldedError."""
    pattern: Callable[[str], re.Pattern[str] | None] = field(default=lambda _source: None)
    """Compiles a regular expression that cannot be slow; None for any other."""
    decoders: Mapping[str, Callable[[str], str | None]]
    """Carry out a decoder on a constant; None if it is not valid."""
    marks: Callable[["Evaluator", At, Resolved], int]
    """The marks that a method adds to its receiver: it decodes, or makes characters of numbers."""
    capability: Callable[["Evaluator", Call, At, Resolved], tuple[Capability, str] | None]
    """What a call can do, and the name to tell it by, where the name alone does not say."""
    patched: Callable[[Scope], str | None]
    """The name under which a method is told that replaces one of the language or its installer."""
    is_harmless: Callable[[str], bool]
    """Whether an environment variable says nothing of its user."""


Kinds = Mapping[Op, Callable[["Evaluator", Node, At], Value]]
"""How each kind of expression is worked out; handed in, because those functions need the evaluator in turn."""
Parameters = Callable[["Evaluator", Bound, str], Value]
"""What a parameter may be; handed in for the same reason."""


class Evaluator:
    """Values of the expressions of one file."""

    def __init__(self, unit: Unit, model: Model, kinds: Kinds, parameters: Parameters) -> None:
        self.unit = unit
        self.model = model
        self.callers: dict[Scope, list[Call]] = {}
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

    def value(self, node: Node | None, at: At) -> Value:
        """Return what an expression may be; NOTHING for what is no expression."""
        if node is None:
            return NOTHING
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
        handler = self._kinds.get(node.op)
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
        """Return True if a value depends on no other value that is still being evaluated. Such a value may be kept."""
        if self._open > self._depth:
            self._open = _MOST_DEPTH + 1
            return True
        self._again += 1
        return self._again > _MOST_AGAIN

    def values(self, nodes: Sequence[Node | None], at: At) -> list[Value]:
        """Return the values of several expressions."""
        return [self.value(node, at) for node in nodes]

    def line(self, node: Node) -> int:
        """Return the line of a node."""
        return self.unit.line(node)

    # Names

    def variable(self, node: Node, at: At) -> Value | None:
        """Return what a variable may be; None if it has no binding."""
        name = str(node.value)
        if at.names is not None and name in at.names:
            return at.names[name]
        bounds = visible(name, at.scope)
        if bounds is None:
            return None
        local = at.scope.reach(name) in {Reach.LOCAL, Reach.AROUND}
        if local and at.scope.frame is bounds[0].scope.frame:
            later = self._waits(at.scope, bounds[0].scope)
            bounds = reaching(bounds, node.start, at.branch, later=later)
        return self.bounds(bounds[-_MOST_BOUNDS:], name, at)

    def _waits(self, scope: Scope, outer: Scope) -> bool:
        """Return True if code of `scope` is a closure inside `outer`, or in one, that is called later."""
        words, current = self.model.words, scope
        while current is not outer and current.kind is ScopeKind.BLOCK and current.parent is not None:
            call = current.call
            if call is None or call.method in words.deferred:
                return True
            holder = call.first
            if call.method in words.makers and holder is not None and holder.value in words.holders:
                return True
            current = current.parent
        return False

    def bounds(self, bounds: Sequence[Bound], name: str, at: At) -> Value:
        """Return what a name may be that is bound in these places, the earliest first."""
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
        """Return a value with what was added at its end."""
        marks, origin = joined(*values)
        consts = [value.const for value in values if value.const is not UNKNOWN]
        try:
            return Value(grown(consts), marks=marks, origin=origin)
        except NotFoldedError:
            return Value(marks=marks, origin=origin)

    def bound(self, bound: Bound, name: str, at: At) -> Value:
        """Return what a name is given in one place."""
        if bound.how is Binding.PARAMETER:
            return self._parameters(self, bound, name)
        if bound.node is None:
            return NOTHING
        names = known(at, bound.scope)
        if names or bound.scope.frame is at.scope.frame:
            inner = At(bound.scope, bound.branch, names, at.calls, at.memo)
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
        """Return what a function or block of the file gives for these arguments."""
        if at.calls >= _MOST_CALLS_DEEP:
            marks, origin = joined(*arguments, *pairs.values())
            return Value(marks=marks, origin=origin)
        names = dict(zip(scope.parameters, arguments, strict=False))
        names.update((name, value) for name, value in pairs.items() if name in scope.names)
        for name, default in scope.defaults.items():
            if name not in names:
                names[name] = self.value(default, At(scope, calls=at.calls))
        if scope.kind in CLOSURES and (kept := known(at, scope)):
            return self._given(scope, {**kept, **names}, at.calls + 1)
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
        return either(*self.values(scope.results[:_MOST_RESULTS], at)) if scope.results else NOTHING


def known(at: At, scope: Scope) -> Mapping[str, Value] | None:
    """Return what is known of names that are the same variables in another scope."""
    if not at.names or scope is at.scope:
        return at.names
    seen = ((name, value, visible(name, scope)) for name, value in at.names.items())
    return {name: value for name, value, bounds in seen if bounds and bounds is visible(name, at.scope)}


_PARTIAL = frozenset((Binding.GROW, Binding.SET, Binding.OTHER))


def _is_large(value: Value) -> bool:
    return isinstance(value.const, str | tuple) and len(value.const) >= _LARGE


def element(value: Value, place: int) -> Value:
    """Return one element of a list."""
    if 0 <= place < len(value.items):
        return value.items[place]
    if isinstance(value.const, tuple) and 0 <= place < len(value.const):
        return Value(value.const[place], marks=value.marks, origin=value.origin)
    return Value(marks=value.marks, origin=value.origin)


def reaching(bounds: list[Bound], start: int, branch: Branch | None, *, later: bool = False) -> list[Bound]:
    """Return the bindings that may hold at a byte of the same function, in source order.

    Going back from there, the first that is sure to have run hides all before it; in a loop, later bindings of the
    loop hold too. Without any before the place, all of them may hold. With `later`, the place is in a closure that
    is called later: all bindings behind it may hold.
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
    if later:
        found.extend(bound for bound in bounds if bound.start > start)
    elif loop is not None:
        found.extend(bound for bound in bounds if bound.start > start and bound.branch.within(loop))
    return found or bounds
