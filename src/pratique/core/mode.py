"""What the gate does about its verdicts."""

from enum import StrEnum


class Mode(StrEnum):
    """Whether the gate acts by its verdicts, or mostly writes them down."""

    ENFORCE = "enforce"
    """What is held or blocked is refused."""
    OBSERVE = "observe"
    """Known-bad and changed bytes are refused; all else is served, and the log says what would have stopped it."""
