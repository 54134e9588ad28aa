"""What runs where a package is used as it is meant to be: code that hooks, entry points and commands reach."""

from functools import cached_property

from pratique.analysis.context import Context
from pratique.analysis.reach import command_files
from pratique.analysis.subject import Contents

_BY_ITSELF = frozenset({Context.INSTALL, Context.IMPORT})


class Reached:
    """Paths of an artifact. What is only asked for by its path, by nobody that is shipped, is none of them."""

    def __init__(self, contents: Contents) -> None:
        self._contents = contents

    def __contains__(self, path: str) -> bool:
        """Whether a file is reached."""
        context = self._contents.context(path)
        return context in _BY_ITSELF or (context is Context.CALLED and path in self._of_commands)

    @cached_property
    def _of_commands(self) -> frozenset[str]:
        # Asked for seldom: most files are reached otherwise, or do nothing that matters.
        contents = self._contents
        return command_files(contents.tree, contents.manifest, contents.facts)
