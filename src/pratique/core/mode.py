"""The modes of the gate: enforce or observe."""

from enum import StrEnum


class Mode(StrEnum):
    """The mode of the gate: enforce its verdicts, or mostly log them."""

    ENFORCE = "enforce"
    """Held and blocked files are refused."""
    OBSERVE = "observe"
    """Known-bad and changed bytes are refused; all other files are served, and violations are logged."""
