"""Collects the problems of one lockfile during parsing, up to a limit."""

from dataclasses import dataclass, field

from pratique.core.lock import Problem
from pratique.lockfiles.reading.document import MOST_PROBLEMS, first_problems

MOST_LABEL_CHARS = 300
MOST_REASON_CHARS = 300


@dataclass(slots=True)
class ProblemList:
    """The problems of one lockfile, in the order of detection."""

    found: list[Problem] = field(default_factory=list)

    def add(self, what: str, line: int | None, why: str) -> None:
        """Add a problem with the entry or section `what`, unless the limit is reached."""
        # One more than is listed, so that `listed` can say that there are more.
        if len(self.found) <= MOST_PROBLEMS:
            label = what[:MOST_LABEL_CHARS] or "an entry"
            self.found.append(Problem(label, line, why[:MOST_REASON_CHARS]))

    def listed(self) -> tuple[Problem, ...]:
        """Return the problems for `Lock.problems`."""
        return first_problems(self.found)
