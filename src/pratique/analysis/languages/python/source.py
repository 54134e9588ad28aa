"""One parsed source with all that is needed to look into it."""

from collections.abc import Callable
from dataclasses import dataclass

from pratique.analysis.languages.python.evaluate import Evaluator
from pratique.analysis.languages.python.gather import Facts
from pratique.analysis.languages.python.load import Load
from pratique.analysis.languages.python.resolve import Resolver
from pratique.analysis.languages.python.scopes import Block, Index, Scope

ReadCode = Callable[[str, int, bool], None]
"""Reads code that was found in a literal: the code, the line of the literal, whether it runs at load."""


@dataclass(slots=True)
class Source:
    """One parsed source with all that is needed to look into it."""

    index: Index
    resolver: Resolver
    evaluator: Evaluator
    load: Load
    facts: Facts
    at_load: bool
    """Whether the source itself runs at load; false for code that is only written somewhere."""
    read_code: ReadCode

    def runs(self, scope: Scope, block: Block) -> bool:
        """Whether code there runs at load."""
        return self.at_load and self.load.at_load(scope, block)
