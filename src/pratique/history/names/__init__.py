"""Names that look like popular ones: typing errors, letters that look alike, words put on, scopes folded or imitated.

Each way is a row of the table `KINDS`, with how well known and how long a popular name must be. What it finds and how often
honest names do the same: docs/explanation/names.md.
"""

from pratique.core.names import PackageRef
from pratique.history.names.facts import NameFacts
from pratique.history.names.kinds import KINDS, Grade, Kind
from pratique.history.names.loading import popular_names
from pratique.history.names.resemblance import NOTHING_KNOWN, Resemblance, resemblance

__all__ = ["KINDS", "Grade", "Kind", "NameFacts", "Resemblance", "resembles"]


def resembles(name: PackageRef, *, facts: NameFacts | None = None) -> Resemblance | None:
    """Return the popular name that a name resembles, by the bundled list; None if there is none.

    Raises DamagedError or OSError if the list cannot be read.
    """
    return resemblance(name, popular_names(name.ecosystem), facts or NOTHING_KNOWN)
