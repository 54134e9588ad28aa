"""One parsed source with all that is needed to look into it."""

from collections.abc import Callable
from dataclasses import dataclass

from pratique.analysis.engine.byte_text import printable
from pratique.analysis.engine.evaluate import Evaluator
from pratique.analysis.engine.gather import Facts
from pratique.analysis.engine.ir import Branch, Node, Scope, Unit
from pratique.analysis.engine.load import Load
from pratique.analysis.engine.places import places_in
from pratique.analysis.facts import Capability

ReadCode = Callable[[str, int, bool], None]
"""Reads code that was found in a literal: the code, the line of the literal, whether it runs at load."""


@dataclass(slots=True)
class Source:
    """One parsed source with all that is needed to look into it."""

    unit: Unit
    evaluator: Evaluator
    load: Load
    facts: Facts
    at_load: bool
    """Whether the source itself runs at load; false for code that is only written somewhere."""
    read_code: ReadCode

    def runs(self, scope: Scope, branch: Branch) -> bool:
        """Return True if code there runs when the file is loaded."""
        return self.at_load and self.load.at_load(scope, branch)

    def line(self, node: Node) -> int:
        """Return the line of a node."""
        return self.unit.line(node)

    def note_text(self, text: str, line: int, *, at_load: bool) -> None:
        """Note the addresses and places that a literal names."""
        text = printable(text)
        self.facts.add_addresses(text, line)
        places = places_in(text)
        for capability, names in (
            (Capability.SECRETS, places.secrets),
            (Capability.PERSISTENCE, places.persistence),
        ):
            for name in names:
                self.facts.add_use(capability, name, line, at_load=at_load, argument=text)
