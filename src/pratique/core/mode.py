"""The modes of the gate: enforce or observe."""

from enum import StrEnum


class Mode(StrEnum):
    """The mode of the gate: enforce all verdicts, or log most of them."""

    ENFORCE = "enforce"
    """The gate refuses held and blocked files."""
    OBSERVE = "observe"
    """The gate refuses known-bad and changed bytes. It serves all other files and logs violations."""
