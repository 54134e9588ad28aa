"""The modes of the gate: enforce or observe."""

from enum import StrEnum


class Mode(StrEnum):
    """The mode of the gate: enforce all verdicts, or only log most verdicts."""

    ENFORCE = "enforce"
    """The gate refuses held and blocked files."""
    OBSERVE = "observe"
    """The gate refuses known-bad and changed bytes. The gate serves all other files and logs violations."""
