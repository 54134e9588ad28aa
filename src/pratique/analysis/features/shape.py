"""Features: what an install starts, and what could not be read."""

import math

from pratique.analysis.context import Context
from pratique.analysis.features.feature import ABSENT, Feature, Measured
from pratique.analysis.features.view import View
from pratique.core.location import Location


def _hook_scripts(view: View) -> Measured:
    """How many files of the artifact an install reads as code: decimal logarithm of one more."""
    files = [path for path, context, _ in view.files() if context is Context.INSTALL]
    return Measured(round(math.log10(1 + len(files)), 2), tuple(map(Location, files[:3])))


def _unread(view: View) -> Measured:
    """2 where code that runs at install was not read whole, 1 where code that runs at import was not."""
    for path, context, facts in view.files():
        if facts.problem is not None and context in {Context.INSTALL, Context.IMPORT}:
            return Measured(2.0 if context is Context.INSTALL else 1.0, (Location(path),))
    return ABSENT


FEATURES: tuple[Feature, ...] = (
    Feature(id="hook-files", words="runs its own files during installation", measure=_hook_scripts),
    Feature(id="unread-code", words="has code that could not be analysed", measure=_unread),
)
