"""What is known of a JavaScript expression without running it."""

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from tree_sitter import Node

from pratique.analysis.engine.marks import LITERAL, LONG_LIST, LONG_TEXT

if TYPE_CHECKING:
    from pratique.analysis.languages.javascript.scopes import Class, Function, Scope


class Absent(Enum):
    """Things that are no constant."""

    UNKNOWN = "unknown"
    """No constant is known."""
    UNDEFINED = "undefined"
    """The JavaScript value `undefined`."""


UNKNOWN = Absent.UNKNOWN
UNDEFINED = Absent.UNDEFINED
Constant = str | bytes | int | float | bool | None | tuple["Constant", ...] | dict[str, "Constant"] | Absent
"""A constant; `bytes` stand for buffers and typed arrays, `None` for null, a tuple for an array."""


@dataclass(frozen=True, slots=True)
class Literal:
    """An object or array literal of the source, read property by property when asked."""

    node: Node
    scope: "Scope"


# Not frozen: to make a frozen one takes three times as long, and millions are made. None is changed.
@dataclass(slots=True, unsafe_hash=True)
class Value:
    """What an expression may be: a constant, an API, a function of the file, a literal, tainted data.

    `name` is the resolved dotted name of an API or of what an API gives (`fs.readFile`, `net.Socket`). `marks` are
    taint bits and `origin` the line of the first. Promises stand for what they resolve to.
    """

    const: Constant = UNKNOWN
    name: str = ""
    marks: int = 0
    origin: int = 0
    target: "Function | Class | None" = None
    instance: bool = False
    """With `target` a class: an instance of it rather than the class."""
    literal: Literal | None = None
    grown: bool = False
    """Whether elements were added to the literal elsewhere: as a whole it is no constant."""
    given: tuple["Value", ...] = ()
    """Arguments already given by `bind`, without the first."""
    about: str = ""
    """The address, path or command that it was opened with: of a request, a socket, a stream, a program."""

    @property
    def known(self) -> bool:
        """Whether it is a constant."""
        return self.const is not UNKNOWN

    @property
    def text(self) -> str | None:
        """The constant when it is text."""
        return self.const if isinstance(self.const, str) else None


NOTHING = Value()


def constant(const: Constant, line: int, *, marks: int = 0, origin: int = 0) -> Value:
    """A constant; a long one is marked as a long literal."""
    if is_long(const):
        marks |= LITERAL
        origin = origin or line
    return Value(const=const, marks=marks, origin=origin)


def is_long(const: Constant) -> bool:
    """Whether a constant can carry a program: a long text, or many numbers."""
    if isinstance(const, str | bytes):
        return len(const) >= LONG_TEXT
    if isinstance(const, tuple):
        return len(const) >= LONG_LIST and isinstance(const[0], int)
    return False


def marked(marks: int, origin: int) -> Value:
    """Data of which only its taints are known."""
    return Value(marks=marks, origin=origin) if marks else NOTHING


def joined(*values: Value) -> tuple[int, int]:
    """The marks of all values together, and the line of the first."""
    marks = origin = 0
    for value in values:
        if value.marks:
            marks |= value.marks
            if not origin or 0 < value.origin < origin:
                origin = value.origin
    return marks, origin


def either(values: list[Value]) -> Value:
    """One of several values: a constant only when all agree, else the first name, function and literal."""
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
        about=next((value.about for value in values if value.about), ""),
    )


def uncertain(value: Value) -> Value:
    """The value without its constant: one of several that a name may have."""
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
        about=value.about,
    )
