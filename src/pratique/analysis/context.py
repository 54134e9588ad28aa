"""When the code of a file runs."""

from enum import StrEnum


class Context(StrEnum):
    """When the code of a file runs, from the earliest to the latest; the first that applies counts."""

    INSTALL = "install"
    """A hook starts it, or what a hook starts asks for it; a Python interpreter that starts counts too."""
    IMPORT = "import"
    """An entry point of the manifest is it or asks for it."""
    CALLED = "called"
    """Shipped, and run only when something asks for it by its path or a person starts a command."""
    AUXILIARY = "auxiliary"
    """Tests, examples, documentation: shipped, and asked for by nothing that is shipped."""

    @property
    def is_early(self) -> bool:
        """Whether nobody has to ask for it: installing or importing the package runs it."""
        return self in {Context.INSTALL, Context.IMPORT}

    @property
    def rank(self) -> int:
        """0 for install up to 3 for auxiliary."""
        return _RANKS[self]


_RANKS = {context: rank for rank, context in enumerate(Context)}
