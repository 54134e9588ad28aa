"""Detects names that resemble popular ones: typing errors, homoglyphs, added words, folded or imitated scopes.

Each kind is a row of the table `KINDS`, with the minimum popularity and length of the popular name. For detections and
false positive rates, see docs/explanation/names.md.
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
