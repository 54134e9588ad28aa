"""The codes of the reasons for a verdict."""

from enum import StrEnum


class ReasonCode(StrEnum):
    """The code of a reason for a verdict.

    The codes are part of the JSON contract and documented in docs/reference/reasons.md.
    """

    QUARANTINED = "quarantined"
    ADVISORY = "advisory"
    DISPUTED = "disputed"
    DENIED = "denied"
    REFUSED = "refused"
    BLOCKED_BEFORE = "blocked-before"
    ADVISORIES_UNAVAILABLE = "advisories-unavailable"
    CHANGED_BYTES = "changed-bytes"
    SOURCE_CHANGED = "source-changed"
    FINDING = "finding"
    TOO_YOUNG = "too-young"
    FROZEN = "frozen"
    HISTORY = "history"
    INCOMPLETE = "incomplete"
    NOT_INSPECTED = "not-inspected"
    SERVED_BEFORE_INSPECTION = "served-before-inspection"
    NO_BYTES = "no-bytes"
    TOO_LARGE = "too-large"


KNOWN_BAD = frozenset(
    {
        ReasonCode.QUARANTINED,
        ReasonCode.ADVISORY,
        ReasonCode.DENIED,
        ReasonCode.REFUSED,
        ReasonCode.BLOCKED_BEFORE,
    }
)
"""Reasons that depend only on the name or digest of an artifact, not on its bytes."""
UNWAIVABLE = KNOWN_BAD | {
    ReasonCode.ADVISORIES_UNAVAILABLE,
    ReasonCode.CHANGED_BYTES,
    ReasonCode.FROZEN,
    ReasonCode.SERVED_BEFORE_INSPECTION,
    ReasonCode.NO_BYTES,
    ReasonCode.TOO_LARGE,
}
"""Reasons that no exception of the policy lifts."""
UNANSWERED = frozenset(
    {
        ReasonCode.ADVISORIES_UNAVAILABLE,
        ReasonCode.INCOMPLETE,
        ReasonCode.NOT_INSPECTED,
        ReasonCode.SERVED_BEFORE_INSPECTION,
        ReasonCode.NO_BYTES,
        ReasonCode.TOO_LARGE,
    }
)
"""Reasons that report a missing result: they lead to exit code 3, not 1."""

BORROWED = (
    "the inspection came from a bundle that was imported without its digest, so it cannot allow the artifact"
)
"""The text of `NOT_INSPECTED` for an inspection from an unverified bundle."""
