"""Holds the content of ignore files and VEX documents."""

from collections.abc import Iterable
from dataclasses import dataclass

from pratique.core.audit import Ignore


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignores:
    """The content of one or more ignore files."""

    ignores: tuple[Ignore, ...] = ()
    unread: tuple[str, ...] = ()
    """Ignores that cannot be used, each with its location and the reason."""
    notes: tuple[str, ...] = ()
    """Other settings in the file that have no effect, each with its location and the reason."""

    def __add__(self, other: "Ignores") -> "Ignores":
        return Ignores(
            ignores=(*self.ignores, *other.ignores),
            unread=(*self.unread, *other.unread),
            notes=(*self.notes, *other.notes),
        )


def total(parts: Iterable[Ignores]) -> Ignores:
    """Return the combined content of several files, in order."""
    return sum(parts, Ignores())
