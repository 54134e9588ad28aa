"""Excludes a release as the baseline of later releases if it was held for its content and not approved. This module does no I/O.

If a held release could be a baseline, a second malicious release would be compared with that release and show no new
findings. A release in cooldown can still be a baseline. An approved release can be a baseline after its first download.
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
    """Return the versions of a package that cannot be baselines, determined from the refused files of the package."""
    return frozenset(
        one.decision.ref.version
        for one in files
        if one.let_in_at is None and any(ground.code in _FOR_WHAT_IT_IS for ground in one.decision.grounds)
    )
