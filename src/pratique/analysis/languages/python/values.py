"""What is known of a Python expression without running it."""

import ast
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from pratique.analysis.engine.marks import LITERAL, LONG_LIST, LONG_TEXT

if TYPE_CHECKING:
    from pratique.analysis.languages.python.scopes import Scope


class _Unknown(Enum):
    UNKNOWN = "unknown"


UNKNOWN = _Unknown.UNKNOWN
Atom = str | bytes | int | float | bool | None
Constant = Atom | tuple["Constant", ...]


@dataclass(slots=True, unsafe_hash=True)
class Value:
    """What an expression may be: a constant, something with a dotted name, a function of the file, tainted data.

    Nobody changes one. It is not frozen, since that would make it three times as costly to make, and they are made all the time.

    `name` is the resolved dotted name (`subprocess.Popen`; `socket.socket()` for what a call returns). `marks` are
    taint bits and `origin` the line of the first. `folded` tells that the source does not show the constant.
    """

    const: Constant | _Unknown = UNKNOWN
    name: str = ""
    marks: int = 0
    origin: int = 0
    folded: bool = False
    target: "Scope | None" = None
    """The scope of a function, lambda or class of the file."""
    instance: bool = False
    """With `target` a class: an instance of it rather than the class."""
    given: tuple["Value", ...] = ()
    """Arguments already given (`functools.partial`, bound methods)."""
    items: tuple["Value", ...] = ()
    """The elements of a list, tuple or dictionary whose elements are not all constants."""
    form: str = ""
    """How a text is put together that is no constant as a whole (see `forms`). Of a path, connection, request or open
    file: what it names."""

    @property
    def known(self) -> bool:
        """Whether it is a constant."""
        return self.const is not UNKNOWN


NOTHING = Value()


def constant(const: Constant, line: int, *, marks: int = 0, origin: int = 0, folded: bool = False) -> Value:
    """A constant; a long one is marked as a long literal."""
    if not marks & LITERAL and _is_long(const):
        marks |= LITERAL
        origin = origin or line
    return Value(const=const, marks=marks, origin=origin, folded=folded)


def _is_long(const: Constant) -> bool:
    if isinstance(const, str | bytes):
        return len(const) >= LONG_TEXT
    if isinstance(const, tuple):
        return len(const) >= LONG_LIST and isinstance(const[0], int)
    return isinstance(const, int) and const.bit_length() >= 8 * LONG_TEXT


def joined(*values: Value) -> tuple[int, int]:
    """The marks of all values together, and the line of the first."""
    marks = origin = 0
    for value in values:
        marks |= value.marks
        if value.marks and (not origin or 0 < value.origin < origin):
            origin = value.origin
    return marks, origin


def line_of(node: ast.AST) -> int:
    """The line of a node; 0 when it has none."""
    return int(getattr(node, "lineno", 0))
