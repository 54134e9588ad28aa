"""What an expression may be: the evaluator, its bounds and its memory.

Nothing of the analysed file is run. An expression is looked at when somebody asks for it, once, and gives a `Value`:
a constant, the name of an API, a function of the file, taints. The order of statements does not matter, apart from
text that is put together in a straight line. Depth, steps for one question and steps in all are bounded; beyond
them nothing is known.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from tree_sitter import Node

from pratique.analysis.languages.javascript import told
from pratique.analysis.languages.javascript.called import Called
from pratique.analysis.languages.javascript.memory import Literals, Names, Picker
from pratique.analysis.languages.javascript.scopes import Bound, Function, Index, Scope
from pratique.analysis.languages.javascript.ways import Ways
from pratique.analysis.languages.values import NOTHING, Constant, Literal, Value

_MOST_DEEP = 40
_FEW_STEPS = 40
_MANY_STEPS = 3_000
_MOST_STEPS = 400_000
"""For all questions about one source."""
_FOR_GOOD = 1 << 60
_MOST_FRAMES = 9
_MOST_HOPS = 3
_SMALL_FUNCTION = 1_500
"""Bytes of a function that is carried out for each constant that it is given: a decoder."""

_TRIAL = -1
"""In place of a function, in the frames of a trial."""

_Key = TypeVar("_Key")
_T = TypeVar("_T")

Handler = Callable[["Evaluator", Node, Scope], Value]


@dataclass(frozen=True, slots=True)
class Means:
    """What answers parts of a question, each of which asks the evaluator in turn."""

    handlers: Mapping[str, Handler]
    """By the types of nodes."""
    called: Callable[["Evaluator", Node, Scope], Called]
    argument: Callable[["Evaluator", Called, int], Value]
    plain_argument: Callable[["Evaluator", Node, Scope, int], Value]
    arguments: Callable[["Evaluator", Called], list[Value]]
    result_of: Callable[["Evaluator", Called], Value]
    returned: Callable[["Evaluator", Function], Value]
    value_of: Callable[["Evaluator", Scope, bytes], Value]
    bound_value: Callable[["Evaluator", Bound], Value]
    member: Callable[["Evaluator", Value, str, int], Value]
    resolved: Callable[["Evaluator", Function], Value]
    elements_of: Callable[["Evaluator", Literal], list[Node | None]]
    leading_texts: Callable[["Evaluator", Value], tuple[str, ...]]
    constant_of: Callable[["Evaluator", Literal], Constant]
    with_content: Callable[["Evaluator", Value], Value]
    picked: Callable[["Evaluator", Function, Sequence[Value]], Value | None]
    is_compiled: Callable[[bytes], bool]


class Evaluator:
    """Answers what expressions of one source may be."""

    def __init__(self, source: bytes, index: Index, modules: Mapping[str, object], means: Means) -> None:
        self._means = means
        self._handlers = means.handlers
        self.source = source
        self.index = index
        self.modules = modules
        self.given: dict[str, tuple[Constant]] = {}
        """What of these was asked for already (`requiring`)."""
        self.bindings = Names(index)
        self.literals = Literals()
        self.signs: set[int] = set()
        self.counted: set[int] = set()
        """Calls whose text carries nothing, by the ids of their nodes (`signs`)."""
        self.secret_texts: set[int] = set()
        """Places of text literals that name credentials."""
        self.known_calls: dict[int, tuple[Called, int]] = {}
        self.results: dict[int, tuple[Value, int]] = {}
        self._returned_alone: dict[int, tuple[Value, int]] = {}
        self.pickers: dict[int, Picker | None] = {}
        """Functions that pick a text from an array of encoded ones, by id."""
        self.makers: dict[int, tuple[tuple[Scope, bytes] | None]] = {}
        """What the `this` of a function was made by, by the id of the function (`made`)."""
        self._picks = b"charCodeAt" in source and b"fromCharCode" in source
        self._active: set[int] = set()
        self.frames: dict[int, Sequence[Value]] = {}
        """Arguments of the functions that are being carried out, by the id of the function."""
        self.other_arm = False
        """Whether paths are shown as they are where what they are made of is not set (`asked`)."""
        self.ways: Ways | None = None
        """The way that is taken where an expression chooses between others (`ways`)."""
        self.element: int | None = None
        """The number of the element, or of the call, that stands for a variable which is several one after the other (`paths`)."""
        self._depth = 0
        self._starved = False
        self._hops = 0
        self._steps = _FEW_STEPS
        self._all_steps = _MOST_STEPS

    @cached_property
    def of_wallets(self) -> bool:
        """Whether the source has to do with wallets."""
        return told.speaks_of_wallets(self.source)

    @cached_property
    def of_compilers(self) -> bool:
        """Whether the source may hold `async` functions that were compiled."""
        return self._means.is_compiled(self.source)

    @property
    def steps_left(self) -> int:
        """Steps left for all questions."""
        return self._all_steps

    @property
    def exhausted(self) -> bool:
        """Whether so many steps were taken that later questions had no answer."""
        return self._all_steps <= 0

    def glance(self) -> None:
        """Start a question that a few steps answer: which API a name stands for."""
        self._steps = _FEW_STEPS

    def study(self) -> None:
        """Start a question that deserves many steps: what reaches a sink."""
        self._steps = _MANY_STEPS

    def spend(self, steps: int) -> None:
        """Count work that is not the looking at an expression: decoding, copying of many items."""
        self._steps -= steps
        self._all_steps -= steps

    def ask(self, node: Node, scope: Scope) -> Value:
        """The value of an expression, as a question that a few steps answer."""
        self.glance()
        return self.value(node, scope)

    def value(self, node: Node | None, scope: Scope) -> Value:
        """The value of an expression, as part of the present question."""
        if node is None:
            return NOTHING
        handler = self._handlers.get(node.type)
        if handler is None:
            return NOTHING
        if self._depth >= _MOST_DEEP or self._steps <= 0 or self._all_steps <= 0:
            self._starved = True
            return NOTHING
        self._steps -= 1
        self._all_steps -= 1
        self._depth += 1
        try:
            return handler(self, node, scope)
        finally:
            self._depth -= 1

    def answer(self, table: dict[_Key, tuple[_T, int]], key: _Key) -> _T | None:
        """What was found before with as many steps as there are now; None when it is to be found again."""
        known = table.get(key)
        return known[0] if known is not None and known[1] >= self._steps else None

    def remembered(
        self, table: dict[_Key, tuple[_T, int]], key: _Key, nothing: _T, find: Callable[[], _T]
    ) -> _T:
        """What `find` gives, found once. An answer that lacked steps is found again when there are more.

        While it is being found, `nothing` is the answer to the same question.
        """
        known = table.get(key)
        if known is not None and known[1] >= self._steps:
            return known[0]
        table[key] = (nothing, _FOR_GOOD)
        outer, steps = self._starved, self._steps
        self._starved = False
        found = find()
        table[key] = (found, steps if self._starved else _FOR_GOOD)
        self._starved = outer or self._starved
        return found

    def slice(self, node: Node) -> bytes:
        """The bytes of a node."""
        return self.source[node.start_byte : node.end_byte]

    def line(self, node: Node) -> int:
        """The line of a node, from 1."""
        return node.start_point[0] + 1

    def const(self, value: Value) -> Constant:
        """The constant that a value is, an array literal of constants included."""
        if value.literal is None or value.known or value.grown:
            return value.const
        return self._means.constant_of(self, value.literal)

    @contextmanager
    def hop(self) -> Iterator[bool]:
        """From a parameter to what calls give to it; tells whether that is still near enough to be believed.

        All calls of a function are taken together, so what is found behind many such steps is rarely one
        and the same piece of data.
        """
        if self._hops >= _MOST_HOPS:
            self._starved = True
            yield False
            return
        self._hops += 1
        try:
            yield True
        finally:
            self._hops -= 1

    @contextmanager
    def trying(self) -> Iterator[None]:
        """Answers in this context are not remembered: they hold for the present order of an array only."""
        self.frames[_TRIAL] = ()
        try:
            yield
        finally:
            del self.frames[_TRIAL]

    def called(self, node: Node, scope: Scope) -> Called:
        """What a call or `new` calls, with what."""
        return self._means.called(self, node, scope)

    def argument(self, call: Called, place: int) -> Value:
        """The value of argument number `place`; NOTHING when it is not given."""
        return self._means.argument(self, call, place)

    def plain_argument(self, node: Node, scope: Scope, place: int) -> Value:
        """The value of argument number `place` of a call whose function is known already."""
        return self._means.plain_argument(self, node, scope, place)

    def arguments(self, call: Called) -> list[Value]:
        """The values of all arguments, with the marks of what they hold."""
        return self._means.arguments(self, call)

    def result(self, call: Called) -> Value:
        """What a call gives."""
        return self._means.result_of(self, call)

    def named(self, owner: Scope, name: bytes) -> Value:
        """The value of a name that a scope declares."""
        return self._means.value_of(self, owner, name)

    def key_of(self, value: Value, key: str) -> Value:
        """The value of a property."""
        return self._means.member(self, value, key, 0)

    def bound(self, bound: Bound) -> Value:
        """The value that one place gives to a name."""
        return self._means.bound_value(self, bound)

    def resolved(self, executor: Function) -> Value:
        """What a promise resolves to."""
        return self._means.resolved(self, executor)

    def literals_of(self, literal: Literal) -> list[Node | None]:
        """The elements of an array literal."""
        return self._means.elements_of(self, literal)

    def leading_texts(self, value: Value) -> tuple[str, ...]:
        """The texts at the start of an array, up to the first element that is none."""
        return self._means.leading_texts(self, value)

    def deep(self, value: Value) -> Value:
        """The value with the marks of all that an object or array literal holds."""
        return value if value.literal is None else self._means.with_content(self, value)

    def returns(self, function: Function, arguments: Sequence[Value]) -> Value:
        """What a function of the file gives for these arguments."""
        if self._picks and arguments:
            found = self._means.picked(self, function, arguments)
            if found is not None:
                return found
        if (
            len(self.frames) >= _MOST_FRAMES
            or id(function) in self.frames
            or not any(_tells(value, function) for value in arguments)
        ):
            return self._returned(function)
        self.frames[id(function)] = arguments
        try:
            return self._means.returned(self, function)
        finally:
            del self.frames[id(function)]

    def gotten(self, getter: Value) -> Value:
        """What reading a property with a getter gives."""
        return self._returned(getter.target) if isinstance(getter.target, Function) else NOTHING

    def _returned(self, function: Function) -> Value:
        """What a function gives, whatever its arguments."""
        if id(function) in self._active:
            return NOTHING
        if self.frames:
            self._active.add(id(function))
            try:
                return self._means.returned(self, function)
            finally:
                self._active.discard(id(function))
        return self.remembered(
            self._returned_alone, id(function), NOTHING, lambda: self._means.returned(self, function)
        )


def _tells(value: Value, function: Function) -> bool:
    """Whether an argument is worth carrying out a function for it alone."""
    if value.marks or value.name:
        return True
    return value.known and function.node.end_byte - function.node.start_byte < _SMALL_FUNCTION
