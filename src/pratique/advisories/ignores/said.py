"""Defines the parsed content of ignore files and VEX documents."""

from collections.abc import Iterable
from dataclasses import dataclass

from pratique.core.audit import Ignore


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignores:
    """The parsed content of one or more ignore files."""

    ignores: tuple[Ignore, ...] = ()
    unread: tuple[str, ...] = ()
    """Invalid ignores, each with its location and the reason."""
    notes: tuple[str, ...] = ()
    """Settings that have no effect in Pratique, each with its location and the reason."""

    def __add__(self, other: "Ignores") -> "Ignores":
        return Ignores(
            ignores=(*self.ignores, *other.ignores),
            unread=(*self.unread, *other.unread),
            notes=(*self.notes, *other.notes),
        )


def total(parts: Iterable[Ignores]) -> Ignores:
    """Return the combined content of several ignore files, in the order of the files."""
    return sum(parts, Ignores())
