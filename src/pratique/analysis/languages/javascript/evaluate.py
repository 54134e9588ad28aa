"""What an expression may be: the evaluator, its bounds and its memory.

Nothing of the analysed file is run. An expression is looked at when somebody asks for it, once, and gives a `Value`:
a constant, the name of an API, a function of the file, taints. The order of statements does not matter, apart from
text that is put together in a straight line. Depth, steps for one question and steps in all are bounded; beyond
them nothing is known.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tree_sitter import Node

from pratique.analysis.languages.javascript import bindings, calls, literals, members, operators
from pratique.analysis.languages.javascript.scopes import Function, Index, Scope
from pratique.analysis.languages.javascript.values import NOTHING, Constant, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_DEEP = 48
_MOST_STEPS = 20_000
"""For one question."""
_MOST_STEPS_IN_ALL = 3_000_000
_MOST_FRAMES = 5

Handler = Callable[["Evaluator", Node, Scope], Value]


class Evaluator:
    """Answers what expressions of one source may be."""

    def __init__(self, source: bytes, index: Index, modules: Mapping[str, object]) -> None:
        self.source = source
        self.index = index
        self.modules = modules
        self.bindings = bindings.Memory(index)
        self.literals = literals.Memory()
        self.called: dict[int, calls.Called] = {}
        self.results: dict[int, Value] = {}
        self.returned: dict[int, Value] = {}
        self.frames: dict[int, Sequence[Value]] = {}
        """Arguments of the functions that are being carried out, by the id of the function."""
        self._depth = 0
        self._steps = _MOST_STEPS
        self._all_steps = _MOST_STEPS_IN_ALL

    @property
    def exhausted(self) -> bool:
        """Whether so many steps were taken that later questions had no answer."""
        return self._all_steps <= 0

    def ask(self, node: Node, scope: Scope) -> Value:
        """The value of an expression, with steps of its own."""
        self.refresh()
        return self.value(node, scope)

    def refresh(self) -> None:
        """Start a new question: it has steps of its own."""
        self._steps = _MOST_STEPS

    def value(self, node: Node | None, scope: Scope) -> Value:
        """The value of an expression, as part of the present question."""
        if node is None or self._depth >= _MOST_DEEP or self._steps <= 0 or self._all_steps <= 0:
            return NOTHING
        handler = _HANDLERS.get(node.type)
        if handler is None:
            return NOTHING
        self._steps -= 1
        self._all_steps -= 1
        self._depth += 1
        try:
            return handler(self, node, scope)
        finally:
            self._depth -= 1

    def slice(self, node: Node) -> bytes:
        """The bytes of a node."""
        return self.source[node.start_byte : node.end_byte]

    def line(self, node: Node) -> int:
        """The line of a node, from 1."""
        return node.start_point[0] + 1

    def const(self, value: Value) -> Constant:
        """The constant that a value is, an array literal of constants included."""
        return (
            value.const if value.literal is None or value.known else literals.constant_of(self, value.literal)
        )

    def deep(self, value: Value) -> Value:
        """The value with the marks of all that an object or array literal holds."""
        return value if value.literal is None else literals.with_content(self, value)

    def returns(self, function: Function, arguments: Sequence[Value]) -> Value:
        """What a function of the file gives for these arguments."""
        if len(self.frames) >= _MOST_FRAMES or id(function) in self.frames or not any(map(_tells, arguments)):
            return self._returned(function)
        with self._frame(function, arguments):
            return calls.returned(self, function)

    def _returned(self, function: Function) -> Value:
        """What a function gives, whatever its arguments."""
        known = self.returned.get(id(function))
        if known is None:
            self.returned[id(function)] = NOTHING
            known = calls.returned(self, function)
            if not self.frames:
                self.returned[id(function)] = known
            else:
                del self.returned[id(function)]
        return known

    @contextmanager
    def _frame(self, function: Function, arguments: Sequence[Value]) -> "Iterator[None]":
        self.frames[id(function)] = arguments
        try:
            yield
        finally:
            del self.frames[id(function)]


def _tells(value: Value) -> bool:
    return value is not NOTHING


_HANDLERS: dict[str, Handler] = {
    **bindings.HANDLERS,
    **literals.HANDLERS,
    **operators.HANDLERS,
    **members.HANDLERS,
    **calls.HANDLERS,
}
