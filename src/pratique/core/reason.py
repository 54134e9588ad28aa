"""The names of the reasons that a verdict can have."""

from enum import StrEnum


class ReasonCode(StrEnum):
    """Why a verdict is what it is; part of the JSON contract and documented in docs/reasons.md."""

    QUARANTINED = "quarantined"
    ADVISORY = "advisory"
    DENIED = "denied"
    REFUSED = "refused"
    CHANGED_BYTES = "changed-bytes"
    FINDING = "finding"
    TOO_YOUNG = "too-young"
    FROZEN = "frozen"
    HISTORY = "history"
    INCOMPLETE = "incomplete"
    NOT_INSPECTED = "not-inspected"
    NO_BYTES = "no-bytes"


UNANSWERED = frozenset({ReasonCode.INCOMPLETE, ReasonCode.NOT_INSPECTED, ReasonCode.NO_BYTES})
"""Reasons that say what could not be learned: they lead to exit code 3, not 1."""
