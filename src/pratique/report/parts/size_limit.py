"""Applies the size limits of programs that read reports, and counts omitted parts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Self, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Parts:
    """The first parts of a text, limited to those that may fit, and the total number of parts."""

    first: tuple[str, ...] = ()
    total: int = 0

    @classmethod
    def of(cls, values: Sequence[T], write: Callable[[T], str], *, room: int) -> Self:
        """Return the first `values` as text, until the texts exceed `room` units."""
        written: list[str] = []
        for value in values:
            if room < 0:
                break
            written.append(write(value))
            room -= units(written[-1]) + 1
        return cls(tuple(written), len(values))


NOTHING = Parts()


def units(text: str) -> int:
    """Return the length in UTF-16 code units, which is the strictest count among the programs that read reports."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def leading(parts: Iterable[str], room: int) -> int:
    """Return the number of leading `parts`, each with a line break, that fit into `room` units."""
    count = 0
    for part in parts:
        room -= units(part) + 1
        if room < 0:
            break
        count += 1
    return count


def shares(first: Sequence[str], second: Sequence[str], room: int) -> tuple[int, int]:
    """Share `room` between two lists, and return the number of leading parts of each list that fit.

    Each list may use half of the room, and also the part of the other half that remains free.
    """
    need_second = sum(units(part) + 1 for part in second)
    of_first = leading(first, max(room // 2, room - need_second))
    used = sum(units(part) + 1 for part in first[:of_first])
    return of_first, leading(second, room - used)
