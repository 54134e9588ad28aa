"""Collects the problems of one pnpm-lock.yaml file during parsing."""

from dataclasses import dataclass, field

from pratique.core.lock import Problem
from pratique.lockfiles.reading.document import MOST_PROBLEMS

WHAT = "pnpm-lock.yaml"
"""The name of the lockfile in error messages."""

_MOST_CHARS = 300


@dataclass(slots=True)
class PnpmProblems:
    """The problems of one pnpm-lock.yaml, in the order of detection.

    The list stores one problem more than the maximum, to show that some problems were omitted.
    """

    told: list[Problem] = field(default_factory=list)

    def tell(self, what: str, line: int | None, why: str) -> None:
        """Add a problem."""
        if len(self.told) <= MOST_PROBLEMS:
            self.told.append(Problem(what[:_MOST_CHARS], line, why))
