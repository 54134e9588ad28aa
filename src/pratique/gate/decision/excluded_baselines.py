"""Releases that the next one is not compared with: what was held here for what it is, and nobody let in. Pure.

Whoever publishes bad code twice would be compared with himself otherwise, and what the first release gained would be ordinary in the
second. A wait for age makes nothing unfit, and what a person let in is fit from the first download on.
"""

from collections.abc import Iterable

from pratique.core.hold import StoppedFile
from pratique.core.reason import ReasonCode

_FOR_WHAT_IT_IS = frozenset(
    {
        ReasonCode.FINDING.value,
        ReasonCode.HISTORY.value,
        ReasonCode.INCOMPLETE.value,
        ReasonCode.REFUSED.value,
    }
)


def unfit_versions(files: Iterable[StoppedFile]) -> frozenset[str]:
    """The versions among the files that were stopped of a package."""
    return frozenset(
        one.decision.ref.version
        for one in files
        if one.let_in_at is None and any(ground.code in _FOR_WHAT_IT_IS for ground in one.decision.grounds)
    )
