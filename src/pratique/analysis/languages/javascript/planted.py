"""Lines in literals that fetch something and run it: what is put where programs start by themselves.

`curl ... | sh`, `eval "$(curl ...)"` and `node -e "fetch(...).then(eval)"` are ordinary where a program prints them or runs them for its user. Beside
the writing of a crontab, a profile or a hook in one function they say what is to run there.
"""

import re

from pratique.analysis.facts import Capability
from pratique.analysis.languages.javascript.source import Source

API = "fetching-line"
_HINTS = (b"curl", b"wget", b"fetch(", b"iex")
"""No such line is without one of these; `irm`, as one of the first words, would be in every `confirm`."""
_FETCHING = re.compile(
    rb"(?:\b|\\[nrt])(?:curl|wget)\b[^|\n]{1,300}\|\s{0,3}(?:sudo )?(?:(?:ba|z|da|k)?sh|node|python3?|bun)\b|(?:\$\(|`|<\()\s{0,3}(?:curl|wget)\b"
    rb"|\bfetch\([^)\n]{5,200}\)[^\n]{0,160}\b(?:eval|Function)\b|\b(?:iwr|irm)\b[^|\n]{1,300}\|\s{0,3}iex\b"
)
_LONGEST = 2_000
_MOST = 20


def read_planted(source: Source) -> None:
    """Note such lines, with the function that holds them."""
    if not any(hint in source.evaluator.source for hint in _HINTS):
        return
    found = 0
    for raw, start, scope in source.index.texts:
        if len(raw) > _LONGEST or found >= _MOST or not any(hint in raw for hint in _HINTS):
            continue
        if _FETCHING.search(raw):
            found += 1
            source.facts.add_use(
                *(Capability.NETWORK, API, source.line_at(start)),
                at_load=source.load.runs(scope),
                scope=source.scope_at(scope),
            )
