"""One parsed source, with all that is needed to look into it."""

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import accumulate

from pratique.analysis.engine.gather import Facts
from pratique.analysis.engine.places import places_in
from pratique.analysis.facts import Capability
from pratique.analysis.languages.javascript.evaluate import Evaluator
from pratique.analysis.languages.javascript.load import Load
from pratique.analysis.languages.javascript.scopes import Function, Index, Scope

ReadCode = Callable[[str, int, bool, int], None]
"""Reads code that was found in a literal: the code, the line of the literal, whether it runs at load, its scope."""

_LOOKS_LIKE_CODE = re.compile(
    r"\brequire\s*\(|\bimport\s*[({]|=>|\bfunction\b|\beval\s*\(|\bprocess\.|\bmodule\.|\bnew\s+\w+\("
    r"|\b(?:var|let|const)\s"
)
_SHORTEST_CODE = 20
_MOST_SEARCHED = 100_000
_MOST_OUTWARD = 50
_FAR = 200
"""Bytes into a line."""


@dataclass(slots=True)
class Source:
    """A source, what the walk found in it, and the facts in the making."""

    index: Index
    evaluator: Evaluator
    load: Load
    facts: Facts
    read_code: ReadCode
    decoded: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Decoded constants that look like code, with their lines and scopes."""
    _scopes: dict[int, int] = field(default_factory=dict)
    _lines: list[int] = field(default_factory=list)

    def line_at(self, place: int) -> int:
        """The line of a byte."""
        if not self._lines:
            lengths = map(len, self.evaluator.source.split(b"\n"))
            self._lines = [0, *accumulate(map((1).__add__, lengths))]
            self._lines.pop()
        return bisect_right(self._lines, place)

    def scope_at(self, scope: Scope) -> int:
        """What stands for the code that runs together with a scope: the line of its function, 0 for the file.

        A function that is called on the spot, or handed to something that calls it by itself soon, runs together
        with the code around it. Functions far along a line share the line with many others: each is known by
        its place instead, below zero.
        """
        function = scope.function
        known = self._scopes.get(id(function))
        if known is None:
            known = self._scopes[id(function)] = self._scope_of(function)
        return known

    def _scope_of(self, function: Function) -> int:
        for _ in range(_MOST_OUTWARD):
            if function.outer is None:
                return 0
            if function.given is None or not self.load.soon(function):
                break
            function = function.outer.function
        row, column = function.node.start_point
        return row + 1 if column < _FAR else -function.node.start_byte

    def note_text(self, text: str, line: int, scope: Scope) -> bool:
        """Note the addresses and places that a literal names; tell whether credentials are among them."""
        self.facts.add_addresses(text, line)
        places = places_in(text)
        for capability, found in (
            (Capability.SECRETS, places.secrets),
            (Capability.PERSISTENCE, places.persistence),
        ):
            for name in found:
                self.facts.add_use(
                    capability,
                    name,
                    line,
                    at_load=self.load.runs(scope),
                    argument=text,
                    scope=self.scope_at(scope),
                )
        return bool(places.secrets)

    def note_decoded(self, text: str, line: int, scope: Scope) -> None:
        """Note what a decoded constant says, and keep it when it looks like code."""
        self.note_text(text, line, scope)
        if len(text) >= _SHORTEST_CODE and _LOOKS_LIKE_CODE.search(text, 0, _MOST_SEARCHED):
            self.decoded.setdefault(text, (line, self.scope_at(scope)))
