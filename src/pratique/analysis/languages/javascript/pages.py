"""What a page keeps or is typed into it, sent by an address alone: `new Image().src = host + typed`, `link.href = host + tokens`.

No call makes such a request. Of the signs of `forms` two tell here: keys that were put together as they were typed, and what was picked
out of the store of the page since its name is one of secrets.
"""

import re

from pratique.analysis.facts import Capability
from pratique.analysis.languages.javascript import forms
from pratique.analysis.languages.javascript.gather import Facts

_GIVEN = re.compile(rb"\.(?:src|href)\s{0,9}=(?!=)\s{0,9}([^;\n]{8,400})")
_HOST = re.compile(
    rb"//(?:\$\{[^{}]{1,60}\}\.){0,4}((?:[\w-]{1,63}\.){1,6}[a-z]{2,24})(?=[/?`\"':]|\Z)", re.IGNORECASE
)
_MOST = 40
_NEAR = 2_500


def note_pages(source: bytes, facts: Facts) -> None:
    """Note such requests to a constant host."""
    if not forms.keeps_or_types(source):
        return
    for number, match in enumerate(_GIVEN.finditer(source)):
        if number >= _MOST:
            break
        given = match.group(1)
        host = _HOST.search(given)
        if host is None or not (b"${" in given or b"+" in given):
            continue
        near = source[max(match.start() - _NEAR, 0) : match.end() + _NEAR]
        if forms.sends_keys(near, given) or forms.picks_from_store(near):
            line = source.count(b"\n", 0, match.start()) + 1
            address = "https://" + host.group(1).decode("ascii") + "/"
            facts.add_use(Capability.NETWORK, "form-sent", line, at_load=False, argument=address)
