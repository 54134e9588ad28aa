"""The text literals of a source in columns: a tuple for each of a hundred thousand takes three times the memory."""

from array import array
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pratique.analysis.languages.javascript.scopes import Scope


class Texts:
    """Text literals with their quotes, pieces of templates without: bytes, place of the first byte, scope."""

    __slots__ = ("_raws", "_scopes", "_starts")

    def __init__(self) -> None:
        self._raws: list[bytes] = []
        self._starts = array("I")
        self._scopes: list[Scope] = []

    def __iter__(self) -> "Iterator[tuple[bytes, int, Scope]]":
        return zip(self._raws, self._starts, self._scopes, strict=True)

    def add(self, raw: bytes, start: int, scope: "Scope") -> None:
        """Keep one, behind those that are kept already."""
        self._raws.append(raw)
        self._starts.append(start)
        self._scopes.append(scope)
