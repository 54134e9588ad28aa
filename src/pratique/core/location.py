"""A location inside an artifact."""

from dataclasses import dataclass
from functools import total_ordering


@total_ordering
@dataclass(frozen=True, slots=True)
class Location:
    """A location inside an artifact.

    `line` starts at 1. If `line` is None, the location is the whole file and sorts before the lines of the file.
    """

    path: str
    line: int | None = None

    def __lt__(self, other: "Location") -> bool:
        return (self.path, self.line or 0) < (other.path, other.line or 0)

    def __str__(self) -> str:
        return self.path if self.line is None else f"{self.path}:{self.line}"
