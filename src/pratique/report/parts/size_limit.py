"""How much text fits: readers of reports have limits, and what is left out is always said."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Self, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Parts:
    """The first parts of a text, written only as far as they may fit, and how many there are in all."""

    first: tuple[str, ...] = ()
    total: int = 0

    @classmethod
    def of(cls, values: Sequence[T], write: Callable[[T], str], *, room: int) -> Self:
        """Write `values` until `room` units are exceeded."""
        written: list[str] = []
        for value in values:
            if room < 0:
                break
            written.append(write(value))
            room -= units(written[-1]) + 1
        return cls(tuple(written), len(values))


NOTHING = Parts()


def units(text: str) -> int:
    """Length in UTF-16 code units: what the strictest reader counts, never less than the characters."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def leading(parts: Iterable[str], room: int) -> int:
    """How many of the first `parts`, each followed by a line break, fit into `room` units."""
    count = 0
    for part in parts:
        room -= units(part) + 1
        if room < 0:
            break
        count += 1
    return count


def shares(first: Sequence[str], second: Sequence[str], room: int) -> tuple[int, int]:
    """Share `room` between two lists of parts: how many leading parts of each are kept.

    Each may have half, and what the other does not need.
    """
    need_second = sum(units(part) + 1 for part in second)
    of_first = leading(first, max(room // 2, room - need_second))
    used = sum(units(part) + 1 for part in first[:of_first])
    return of_first, leading(second, room - used)
