"""What is known of an expression without running it."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from tree_sitter import Node

from pratique.analysis.engine.marks import LITERAL, LONG_LIST, LONG_TEXT


class Absent(Enum):
    """Things that are no constant."""

    UNKNOWN = "unknown"
    """No constant is known."""
    UNDEFINED = "undefined"
    """The JavaScript value `undefined`."""


UNKNOWN = Absent.UNKNOWN
UNDEFINED = Absent.UNDEFINED
Constant = str | bytes | int | float | bool | None | tuple["Constant", ...] | dict[str, "Constant"] | Absent
"""A constant; `bytes` stand for buffers and typed arrays too, `None` for null, a tuple for an array."""


@dataclass(frozen=True, slots=True)
class Literal:
    """An object or array literal of the source, read property by property when asked."""

    node: Node
    scope: Any
    """The scope, of its language, in which its names are looked up."""


# Not frozen: to make a frozen one takes three times as long, and millions are made. None is changed.
@dataclass(slots=True, unsafe_hash=True)
class Value:
    """What an expression may be: a constant, an API, a function of the file, a literal, tainted data.

    `name` is the resolved dotted name of an API or of what an API gives (`fs.readFile`, `socket.socket()`). `marks`
    are taint bits and `origin` the line of the first. Promises stand for what they resolve to.
    """

    const: Constant = UNKNOWN
    name: str = ""
    marks: int = 0
    origin: int = 0
    target: object | None = None
    """A function or class of the file, as its language keeps them."""
    instance: bool = False
    """With `target` a class: an instance of it rather than the class."""
    literal: Literal | None = None
    grown: bool = False
    """Whether elements were added to the literal elsewhere: as a whole it is no constant."""
    given: tuple["Value", ...] = ()
    """Arguments already given (`bind`, `functools.partial`, bound methods)."""
    items: tuple["Value", ...] = ()
    """The elements of a list, tuple or dictionary whose elements are not all constants."""
    folded: bool = False
    """Whether the source does not show the constant."""
    form: str = ""
    """How a text is put together that is no constant as a whole. Of a path, connection, request, program or open file:
    what it names."""

    @property
    def known(self) -> bool:
        """Whether it is a constant."""
        return self.const is not UNKNOWN

    @property
    def text(self) -> str | None:
        """The constant when it is text."""
        return self.const if isinstance(self.const, str) else None


NOTHING = Value()


def constant(const: Constant, line: int, *, marks: int = 0, origin: int = 0, folded: bool = False) -> Value:
    """Return a constant; a long one is marked as a long literal."""
    if _is_long(const):
        marks |= LITERAL
        origin = origin or line
    return Value(const=const, marks=marks, origin=origin, folded=folded)


def _is_long(const: Constant) -> bool:
    """Whether a constant can carry a program: a long text or number, or many numbers."""
    if isinstance(const, str | bytes):
        return len(const) >= LONG_TEXT
    if isinstance(const, tuple):
        return len(const) >= LONG_LIST and isinstance(const[0], int)
    return isinstance(const, int) and const.bit_length() >= 8 * LONG_TEXT


def marked(marks: int, origin: int) -> Value:
    """Return data of which only its taints are known."""
    return Value(marks=marks, origin=origin) if marks else NOTHING


def joined(*values: Value) -> tuple[int, int]:
    """Return the marks of all values together, and the line of the first."""
    marks = origin = 0
    for value in values:
        if value.marks:
            marks |= value.marks
            if not origin or 0 < value.origin < origin:
                origin = value.origin
    return marks, origin


def either(values: list[Value]) -> Value:
    """Return one of several values: a constant only when all agree, else the first name, function and literal."""
    if len(values) == 1:
        return values[0]
    if not values:
        return NOTHING
    first = values[0]
    if all(value is first for value in values):
        return first
    marks, origin = joined(*values)
    same = first.known and all(value.const == first.const for value in values[1:])
    return Value(
        const=first.const if same else UNKNOWN,
        name=next((value.name for value in values if value.name), ""),
        marks=marks,
        origin=origin,
        target=next((value.target for value in values if value.target is not None), None),
        instance=any(value.instance for value in values),
        literal=next((value.literal for value in values if value.literal is not None), None),
        grown=True,
        form=next((value.form for value in values if value.form), ""),
    )


def uncertain(value: Value) -> Value:
    """Return the value without its constant: one of several that a name may have."""
    if not value.known and value.literal is None:
        return value
    return Value(
        UNKNOWN,
        value.name,
        value.marks,
        value.origin,
        value.target,
        value.instance,
        value.literal,
        grown=True,
        form=value.form,
    )
