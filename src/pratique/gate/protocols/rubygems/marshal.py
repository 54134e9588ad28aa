"""Writes the subset of Ruby's Marshal format 4.8 that lists of gems and specifications need. Reading is not supported.

This module does no I/O.

Sources: Ruby's `doc/marshal.rdoc` and the output of `Marshal.dump`. As the format requires, a repeated symbol is
written as a reference to its first occurrence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

HEADER = b"\x04\x08"
"""The header of Marshal format 4.8."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """A symbol, such as `:runtime`."""

    name: str


@dataclass(frozen=True, slots=True)
class Made:
    """An object that its class loads from one value (`marshal_load`), such as a `Gem::Version`."""

    kind: str
    value: "Value"


@dataclass(frozen=True, slots=True)
class Plain:
    """An object with instance variables, whose names begin with `@`."""

    kind: str
    variables: Mapping[str, "Value"]


@dataclass(frozen=True, slots=True)
class Dumped:
    """An object that its class loads from bytes (`_load`), such as a `Gem::Specification`."""

    kind: str
    data: bytes


Value = (
    None | bool | int | str | Symbol | Made | Plain | Dumped | Sequence["Value"] | Mapping["Value", "Value"]
)


class Writer:
    """Writes a sequence of values. Each symbol name is written once and then referenced."""

    def __init__(self) -> None:
        self._symbols: dict[str, int] = {}

    def write(self, value: Value) -> bytes:
        """Return the bytes of one value, without the header. Raises TypeError for anything but a `Value`."""
        if value is None or value is True or value is False:
            return {None: b"0", True: b"T", False: b"F"}[value]
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, int):
            return b"i" + number(value)
        if isinstance(value, Mapping):
            pairs = (self.write(key) + self.write(inner) for key, inner in value.items())
            return b"{" + number(len(value)) + b"".join(pairs)
        if isinstance(value, Sequence):
            return b"[" + number(len(value)) + b"".join(map(self.write, value))
        return self._object(value)

    def _object(self, value: Symbol | Made | Plain | Dumped) -> bytes:
        match value:
            case Symbol(name=name):
                return self._symbol(name)
            case Made(kind=kind, value=inner):
                return b"U" + self._symbol(kind) + self.write(inner)
            case Dumped(kind=kind, data=data):
                return b"u" + self._symbol(kind) + number(len(data)) + data
            case Plain(kind=kind, variables=variables):
                head = b"o" + self._symbol(kind) + number(len(variables))
                return head + b"".join(
                    self._symbol(name) + self.write(inner) for name, inner in variables.items()
                )
        raise TypeError(f"cannot write as Marshal: {type(value).__name__}")

    def _text(self, text: str) -> bytes:
        data = text.encode("utf-8", "replace")
        return b'I"' + number(len(data)) + data + self._encoding()

    def _encoding(self) -> bytes:
        """Return the bytes that mark a string as UTF-8."""
        return number(1) + self._symbol("E") + b"T"

    def _symbol(self, name: str) -> bytes:
        known = self._symbols.get(name)
        if known is not None:
            return b";" + number(known)
        self._symbols[name] = len(self._symbols)
        data = name.encode("ascii")
        return b":" + number(len(data)) + data


def number(value: int) -> bytes:
    """Return the bytes of an integer of at most 30 bits and a sign. Raises OverflowError for a larger integer."""
    if value == 0:
        return b"\x00"
    if 0 < value < 123:
        return bytes((value + 5,))
    if -124 < value < 0:
        return bytes(((value - 5) & 0xFF,))
    if not -(1 << 30) <= value < 1 << 30:
        raise OverflowError("the number has more than 30 bits")
    size = next(n for n in (1, 2, 3, 4) if -(1 << (8 * n)) <= value < 1 << (8 * n))
    data = (value & ((1 << (8 * size)) - 1)).to_bytes(size, "little")
    return bytes((size if value > 0 else 256 - size,)) + data


def dumped(value: Value) -> bytes:
    """Return the bytes of one value, with the header."""
    return HEADER + Writer().write(value)
