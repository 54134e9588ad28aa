"""What files of ignores and documents of statements say."""

from collections.abc import Iterable
from dataclasses import dataclass

from pratique.core.audit import Ignore


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignores:
    """What one or more files of ignores say."""

    ignores: tuple[Ignore, ...] = ()
    unread: tuple[str, ...] = ()
    """What was meant to ignore something and cannot be used, each with where and why."""
    notes: tuple[str, ...] = ()
    """Settings that stand beside the ignores and do not count here, each with where and why."""

    def __add__(self, other: "Ignores") -> "Ignores":
        return Ignores(
            ignores=(*self.ignores, *other.ignores),
            unread=(*self.unread, *other.unread),
            notes=(*self.notes, *other.notes),
        )


def total(parts: Iterable[Ignores]) -> Ignores:
    """Return all of them together, in order."""
    return sum(parts, Ignores())
