"""One parsed source with all that is needed to look into it."""

import ast
import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass

from pratique.analysis.engine.gather import Facts
from pratique.analysis.engine.marks import LONG_TEXT
from pratique.analysis.facts import Capability, PayloadKind
from pratique.analysis.languages.python.compared import compared_only
from pratique.analysis.languages.python.evaluate import Evaluator
from pratique.analysis.languages.python.load import Load
from pratique.analysis.languages.python.resolve import Resolver
from pratique.analysis.languages.python.scopes import Block, Called, Index, Scope, Seen, function_line
from pratique.analysis.languages.values import Value

_FEWEST_SPELT = 30
"""Characters of code from which it matters that the source does not show it."""
_SHORT = 120
"""Characters of a template that was filled in once."""
_WINDOW = 8
"""Characters that are looked for together."""
_MOST_WINDOWS = 200
_SHOWN = 0.5
_MOST_LINE = 200
_QUOTED = re.compile(r"""\\(["'\\])""")
"""Escapes of quotes, which stand wherever code is quoted."""
_MOST_LITERALS = 1_000_000

Held = tuple[Scope | None, str]
"""A parameter by its function and name; an attribute by its name alone."""
ReadCode = Callable[[str, int, bool, int], None]
"""Reads code that was found in a literal: the code, line of the literal, whether it runs at load, function it stands in."""


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
    wallet_keys: frozenset[Held] | None = None
    """Parameters and attributes that the source makes keys of wallets from, once they were asked for."""
    _text: str | None = None
    _literals: str | None = None
    _plain: str | None = None
    _compared: frozenset[int] | None = None
    _stars: bool | None = None

    @property
    def text(self) -> str:
        """The source as it is written."""
        if self._text is None:
            self._text = self.facts.plain.decode("utf-8", "replace")
        return self._text

    @property
    def stars(self) -> bool:
        """Whether names may come from `from x import *`."""
        if self._stars is None:
            self._stars = any(
                isinstance(node, ast.ImportFrom) and node.names[0].name == "*"
                for node in ast.walk(self.index.module.node)
            )
        return self._stars

    @property
    def compared(self) -> frozenset[int]:
        """The constants, by identity, of which the source asks nothing but whether something is among them."""
        if self._compared is None:
            self._compared = compared_only(self.index.module.node)
        return self._compared

    def shows(self, text: str) -> bool:
        """Whether most of a text stands in the literals of the source as it is, such as a template that was filled in."""
        if self._literals is None:
            found = (
                node.value if isinstance(node.value, str) else node.value.decode("utf-8", "replace")
                for node in ast.walk(self.index.module.node)
                if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
            )
            self._literals = "\n".join(found)[:_MOST_LITERALS]
        if len(text) < _SHORT and self._in_two(text, self._literals):
            return True
        count = len(text) - _WINDOW + 1
        if count <= 0:
            return False
        starts = range(0, count, count // _MOST_WINDOWS + 1)
        shown = sum(text[start : start + _WINDOW] in self._literals for start in starts)
        return shown >= len(starts) * _SHOWN

    def _in_two(self, text: str, literals: str) -> bool:
        """Whether a short text is one piece of a literal and one of another: too short to have many windows that lie in one."""
        cut = bisect_left(range(1, len(text) + 1), True, key=lambda end: text[:end] not in literals)
        return text[cut:] in literals

    def readable(self, text: str) -> bool:
        """Whether most lines of a text stand in the source as they are, rather than in escapes."""
        if self._plain is None:
            self._plain = _QUOTED.sub(r"\1", self.text)
        lines = [line for line in map(str.strip, text.splitlines()[:_MOST_WINDOWS]) if len(line) >= _WINDOW]
        found = sum(line[:_MOST_LINE] in self._plain for line in lines)
        return not lines or found >= len(lines) * _SHOWN

    def spelt(self, value: Value) -> bool:
        """Whether a constant text that is run was put together from others, or is written so that nobody reads it."""
        const = value.const
        if not isinstance(const, str | bytes) or len(const) < _FEWEST_SPELT:
            return False
        text = const if isinstance(const, str) else const.decode("utf-8", "replace")
        if value.folded:
            return not self.shows(text)
        return len(text) >= LONG_TEXT and not self.readable(text)

    def runs(self, scope: Scope, block: Block) -> bool:
        """Whether code there runs at load."""
        return self.at_load and self.load.at_load(scope, block)

    def use(self, capability: Capability, api: str, seen: Called | Seen, argument: object = None) -> None:
        """Note a use where a call or expression stands."""
        at_load = self.runs(seen.scope, seen.block)
        scope = function_line(seen.scope)
        self.facts.add_use(capability, api, seen.node.lineno, at_load=at_load, argument=argument, scope=scope)

    def payload(self, kind: PayloadKind, seen: Called | Seen, size: int) -> None:
        """Note a literal that decodes to something that runs."""
        at_load = self.runs(seen.scope, seen.block)
        self.facts.add_payload(kind, size, seen.node.lineno, at_load=at_load, scope=function_line(seen.scope))

    def code(self, text: str, seen: Called | Seen, *, runs: bool) -> None:
        """Read code that stands in a literal; with `runs`, it runs when the place is reached."""
        at_load = runs and self.runs(seen.scope, seen.block)
        self.read_code(text, seen.node.lineno, at_load, function_line(seen.scope))
