"""Collects the problems of one pnpm-lock.yaml while it is parsed."""

from dataclasses import dataclass, field

from pratique.core.lock import Problem
from pratique.lockfiles.reading.document import MOST_PROBLEMS

WHAT = "pnpm-lock.yaml"
"""The name of the file in errors."""

_MOST_CHARS = 300


@dataclass(slots=True)
class PnpmProblems:
    """Problems in the order of detection; one more than the listed number is kept."""

    told: list[Problem] = field(default_factory=list)

    def tell(self, what: str, line: int | None, why: str) -> None:
        """Add a problem."""
        if len(self.told) <= MOST_PROBLEMS:
            self.told.append(Problem(what[:_MOST_CHARS], line, why))
