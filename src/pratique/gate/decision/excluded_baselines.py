"""Releases that cannot be a baseline: held here for their content and not approved. Pure.

Without this rule, a second bad release would be compared with the first one and show nothing new. A cooldown
excludes nothing, and an approved release counts from its first download on.
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
    """Return the versions among the stopped files of a package."""
    return frozenset(
        one.decision.ref.version
        for one in files
        if one.let_in_at is None and any(ground.code in _FOR_WHAT_IT_IS for ground in one.decision.grounds)
    )
