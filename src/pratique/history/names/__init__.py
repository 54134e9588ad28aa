"""Detects names that resemble popular names through typing errors, homoglyphs, added words, or scopes.

Each kind of resemblance is a row of the table `KINDS`, with the minimum popularity and length of the popular name.
docs/explanation/names.md lists detections and false positive rates.
"""

from pratique.core.names import PackageRef
from pratique.history.names.facts import NameFacts
from pratique.history.names.kinds import KINDS, Grade, Kind
from pratique.history.names.loading import popular_names
from pratique.history.names.resemblance import NOTHING_KNOWN, Resemblance, resemblance

__all__ = ["KINDS", "Grade", "Kind", "NameFacts", "Resemblance", "resembles"]


def resembles(name: PackageRef, *, facts: NameFacts | None = None) -> Resemblance | None:
    """Return the popular name in the bundled list that a name resembles; None if the name resembles no popular name.

    Raises DamagedError or OSError if the list cannot be read.
    """
    return resemblance(name, popular_names(name.ecosystem), facts or NOTHING_KNOWN)
