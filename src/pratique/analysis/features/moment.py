"""When code runs without being asked for, as a number."""

from enum import IntEnum

from pratique.analysis.context import Context


class Moment(IntEnum):
    """How early code runs without being asked for, as a number that a model can compare."""

    NEVER = 0
    """Not there, or only in tests, examples and documentation that nothing asks for."""
    CALLED = 1
    """Only when something asks for it by its path, calls its function or starts a command."""
    REACHED = 2
    """In a function of a file that an install hook starts or asks for; or when a file is loaded that nothing shipped asks for."""
    IMPORT = 3
    """When the package is imported."""
    INSTALL = 4
    """When it is installed."""


def moment(context: Context, *, at_load: bool) -> Moment:
    """Say when code in a file of this context runs."""
    match context:
        case Context.INSTALL:
            return Moment.INSTALL if at_load else Moment.REACHED
        case Context.IMPORT:
            return Moment.IMPORT if at_load else Moment.CALLED
        case Context.CALLED:
            return Moment.REACHED if at_load else Moment.CALLED
        case Context.AUXILIARY:
            return Moment.NEVER
