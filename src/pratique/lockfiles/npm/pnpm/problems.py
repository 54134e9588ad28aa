"""Collects the problems of one pnpm-lock.yaml file during parsing."""

from dataclasses import dataclass, field

from pratique.core.lock import Problem
from pratique.lockfiles.reading.document import MOST_PROBLEMS

WHAT = "pnpm-lock.yaml"
"""The name of the lockfile in error messages."""

_MOST_CHARS = 300


@dataclass(slots=True)
class PnpmProblems:
    """Problems in the order of detection. One more than the reported number is stored, to detect that some are omitted."""

    told: list[Problem] = field(default_factory=list)

    def tell(self, what: str, line: int | None, why: str) -> None:
        """Add a problem."""
        if len(self.told) <= MOST_PROBLEMS:
            self.told.append(Problem(what[:_MOST_CHARS], line, why))
