"""Programs written in symbols: JSFuck, JJEncode, AAEncode. What they do is computed from signs, and then run."""

import re

from pratique.analysis.engine.marks import COMPUTED
from pratique.analysis.facts import Capability
from pratique.analysis.languages.javascript.flows import COMPUTED_CALL
from pratique.analysis.languages.javascript.source import Source

_HINTS = (b"![]", b"=~[]", "ﾟωﾟﾉ".encode())
"""One of these is in each of them."""
_PROGRAM = re.compile(
    rb"(?<![\[\]()!+])[\[\]()!+]{300}|([\w$]{1,30})\s{0,9}=\s{0,9}~\[\]\s{0,9};\s{0,9}\1\s{0,9}=\s{0,9}\{\s{0,9}___\s{0,9}:|"
    + "ﾟωﾟﾉ".encode()
    + rb"\s{0,9}="
)


def read_symbols(source: Source) -> None:
    """Note a program that is written in symbols."""
    data = source.evaluator.source
    if not any(hint in data for hint in _HINTS):
        return
    found = _PROGRAM.search(data)
    if found is not None:
        line = source.line_at(found.start())
        source.facts.add_use(Capability.CODE, COMPUTED_CALL, line, at_load=True)
        source.facts.add_flow(Capability.CODE, COMPUTED_CALL, line, marks=COMPUTED, origin=line, at_load=True)
