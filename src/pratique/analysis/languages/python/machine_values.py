"""What the machine computes with: plain Python values, and stand-ins for what it does not carry out."""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Protocol


class Unknown(Enum):
    """What is not known."""

    UNKNOWN = "unknown"


UNKNOWN = Unknown.UNKNOWN


@dataclass(frozen=True, slots=True)
class Named:
    """Something of a library or a built-in, by its dotted name."""

    name: str


@dataclass(slots=True, eq=False)
class Frame:
    """The names of one call of a function, of a class body, or of the module."""

    names: dict[str, Any] = field(default_factory=dict)
    parent: "Frame | None" = None
    module: "Frame | None" = None
    shared: set[str] = field(default_factory=set)
    """Names declared `global`."""

    def find(self, name: str) -> Any:
        """The value of a name; None of its own meaning `not bound` is told by KeyError."""
        frame: Frame | None = self
        while frame is not None:
            names = frame.names
            if name in names:
                return names[name]
            frame = frame.parent
        raise KeyError(name)

    def bind(self, name: str, value: Any) -> None:
        """Give a name a value."""
        if name in self.shared and self.module is not None:
            self.module.names[name] = value
        else:
            self.names[name] = value


@dataclass(slots=True, eq=False)
class Function:
    """A function or lambda of the file with the frame that it was made in."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    frame: Frame
    bound: tuple[Any, ...] = ()


@dataclass(slots=True, eq=False)
class Class:
    """A class of the file."""

    node: ast.ClassDef
    frame: Frame


@dataclass(slots=True, eq=False)
class Instance:
    """An instance of a class of the file."""

    of: Class
    names: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Record:
    """What a library makes of a value, as far as its attributes are plain: a UUID, an address."""

    names: Mapping[str, Any]


@dataclass(slots=True, eq=False)
class Cycle:
    """`itertools.cycle(items)`."""

    items: list[Any]


@dataclass(slots=True, eq=False)
class Namespace:
    """`globals()`, `locals()`, `vars()`."""

    frame: Frame


@dataclass(frozen=True, slots=True)
class Code:
    """What `compile` gives."""

    text: str | bytes


@dataclass(frozen=True, slots=True)
class Method:
    """A method of a plain value, not called yet."""

    owner: Any
    name: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What a call of interest was given: its name, its first arguments, whether it stands in a text that is run there."""

    name: str
    arguments: tuple[Any, ...]
    inside: bool


class Stop(Exception):  # noqa: N818 - no error: the budget is used up
    """The budget of the machine is used up."""


class Return(Exception):  # noqa: N818 - no error
    """`return` in a function that is carried out."""

    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


class Leave(Exception):  # noqa: N818 - no error
    """`break` or `continue` in a loop that is carried out."""

    def __init__(self, *, whole: bool) -> None:
        super().__init__()
        self.whole = whole


PLAIN = (str, bytes, int, float, bool, type(None), list, tuple, dict, set, bytearray)
_PLAIN = frozenset(PLAIN)
"""The same; most values are of no class that is derived from one of them."""
_SIZED = (str, bytes, list, tuple, dict, set, bytearray)
Callee = Callable[..., Any]


def size_of(value: Any) -> int:
    """Elements or characters of a value, its own level only."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value.bit_length() // 8
    return len(value) if isinstance(value, _SIZED) else 1


def known(*values: Any) -> bool:
    """Whether all values are plain."""
    for value in values:
        if value.__class__ not in _PLAIN and (value is UNKNOWN or not isinstance(value, PLAIN)):
            return False
    return True


class Working(Protocol):
    """The machine, as the expressions and calls that it carries out ask it."""

    module: Frame
    seen: dict[int, list[Seen]]
    deep: int
    """Functions of the file that are being carried out."""
    coded: int
    """Texts that are being carried out as code."""
    top: int | None

    def value(self, node: ast.expr, frame: Frame) -> Any:
        """The value of an expression."""

    def call(
        self,
        function: Any,
        arguments: list[Any],
        keywords: dict[str, Any],
        node: ast.Call | None = None,
        frame: Frame | None = None,
    ) -> Any:
        """What a function gives for arguments."""

    def bind(self, target: ast.expr, value: Any, frame: Frame) -> None:
        """Give what a target names a value."""

    def combined(self, op: ast.operator, left: Any, right: Any) -> Any:
        """`left op right`."""

    def run_body(self, function: Function, frame: Frame) -> Any:
        """What a function returns, its parameters bound in `frame`."""

    def run_text(self, body: list[ast.stmt], frame: Frame) -> None:
        """Carry out code that a text turned out to be."""

    def function(
        self,
        node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda,
        frame: Frame,
        bound: tuple[Any, ...] = (),
    ) -> Function:
        """A function made in a frame."""

    def spend(self, steps: int) -> None:
        """Take steps from the budget. Raises Stop when it is used up."""

    def made(self, value: Any) -> Any:
        """A new value, its size taken from the budget. Raises Stop when it is used up."""

    def keep(self, tree: ast.AST) -> None:
        """Hold a tree that was parsed on the way."""


_STILL = (str, bytes, int, float, type(None), Unknown, Named, Function, Class, Code)
"""What does not change by itself."""
_MOST_COMPARED = 2_000


def state_of(frame: Frame) -> list[Any] | None:
    """What the names of a frame and of its module stand for, for `same_state`; None where more may change than is seen here."""
    state: list[Any] = []
    for values in (frame.names, frame.module.names if frame.module is not None else {}):
        for name, value in values.items():
            state += (name, value)
            if isinstance(value, list | bytearray | dict):
                parts = [*value, *value.values()] if isinstance(value, dict) else list(value)
                state[-1] = len(parts)
                state += parts
                if len(state) > _MOST_COMPARED or not all(isinstance(part, _STILL) for part in parts):
                    return None
            elif not isinstance(value, _STILL):
                return None
    return state


def same_state(first: list[Any] | None, second: list[Any] | None) -> bool:
    """Whether nothing was given another value in between. What is compared is held, so that no place in memory is used anew."""
    if first is None or second is None or len(first) != len(second):
        return False
    pairs = zip(first, second, strict=True)
    return all(one is other or (one.__class__ is int and one == other) for one, other in pairs)
