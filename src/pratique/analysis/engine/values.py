"""What is known of an expression without running it.

Texts, symbols and byte strings are one: a `str`, in which a byte that is no UTF-8 stands as a lone surrogate (PEP 383).
"""

from dataclasses import dataclass
from enum import Enum

from pratique.analysis.engine.ir import Scope
from pratique.analysis.engine.marks import LITERAL, LONG_LIST, LONG_TEXT


class _Unknown(Enum):
    UNKNOWN = "unknown"


UNKNOWN = _Unknown.UNKNOWN
Atom = str | int | float | bool | None
Constant = Atom | tuple["Constant", ...]


@dataclass(frozen=True, slots=True)
class Value:
    """What an expression may be: a constant, something with a name, a scope of the file, tainted data.

    `name` is a resolved name: `Net::HTTP` for a module, `Net::HTTP()` for what it makes, `&Kernel.eval` for a method
    as an object. `marks` are taint bits and `origin` the line of the first.
    """

    const: Constant | _Unknown = UNKNOWN
    name: str = ""
    marks: int = 0
    origin: int = 0
    target: Scope | None = None
    """A class or module of the file, or the block or method of a `Proc`."""
    instance: bool = False
    """With `target` a class: an instance of it rather than the class."""
    items: tuple["Value", ...] = ()
    """The elements of an array whose elements are not all constants."""

    @property
    def known(self) -> bool:
        """True if the value is a constant."""
        return self.const is not UNKNOWN


NOTHING = Value()
XOR = "xor"
"""The name of the result of an exclusive or that is not known."""


def constant(const: Constant, line: int, *, marks: int = 0, origin: int = 0) -> Value:
    """Return a constant; a long one gets the mark of a long literal."""
    if not marks & LITERAL and _is_long(const):
        marks |= LITERAL
        origin = origin or line
    return Value(const=const, marks=marks, origin=origin)


def _is_long(const: Constant) -> bool:
    if isinstance(const, str):
        return len(const) >= LONG_TEXT
    if isinstance(const, tuple):
        return len(const) >= LONG_LIST and isinstance(const[0], int)
    return False


def joined(*values: Value) -> tuple[int, int]:
    """Return the marks of all values together, and the line of the first."""
    marks = origin = 0
    for value in values:
        marks |= value.marks
        if value.marks and (not origin or 0 < value.origin < origin):
            origin = value.origin
    return marks, origin


def either(*values: Value) -> Value:
    """Return one of several values: the marks of all, the first known name or scope, and the constant if all agree."""
    if len(values) == 1:
        return values[0]
    marks, origin = joined(*values)
    known = next((value for value in values if value.name or value.target), NOTHING)
    consts = {value.const for value in values}
    const = consts.pop() if len(consts) == 1 else UNKNOWN
    return Value(const, known.name, marks, origin, known.target, known.instance, known.items)
