"""What could not be understood of one pnpm-lock.yaml, as it is read."""

from dataclasses import dataclass, field

from pratique.core.lock import Problem
from pratique.lockfiles.reading.document import MOST_PROBLEMS

WHAT = "pnpm-lock.yaml"
"""The file, as errors name it."""

_MOST_CHARS = 300


@dataclass(slots=True)
class PnpmProblems:
    """Problems in the order in which they are met; kept are one more than are listed."""

    told: list[Problem] = field(default_factory=list)

    def tell(self, what: str, line: int | None, why: str) -> None:
        """Note one."""
        if len(self.told) <= MOST_PROBLEMS:
            self.told.append(Problem(what[:_MOST_CHARS], line, why))
