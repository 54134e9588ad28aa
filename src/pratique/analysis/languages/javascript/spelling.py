"""Text of which only letters and digits are left: a name that is made legal, as compilers to JavaScript do, is no code."""

import re
from typing import TYPE_CHECKING

from pratique.analysis.languages.javascript.values import HIDING, SPELLED, Value, marked

if TYPE_CHECKING:
    from pratique.analysis.languages.javascript.called import Called
    from pratique.analysis.languages.javascript.evaluate import Evaluator

_ALL_BUT_WORDS = re.compile(
    rb"/(?:\\W|\[\^(?:a-z|A-Z|0-9|\\w|\\d|[\w$ ]|-(?=\]))+\])\+?/[dimsuvy]*g[dimsuvy]*\Z"
)
"""A pattern for every sign that stands in no name: `/[^a-zA-Z0-9_]/g`, `/\\W/g`."""
_WORDS = re.compile(r"[\w$ -]{0,20}\Z", re.ASCII)


def leaves_words(evaluator: "Evaluator", call: "Called") -> bool:
    """Whether `text.replace(pattern, with)` leaves letters, digits, `_`, `$`, `-` and blanks alone: a name, or several."""
    if len(call.arguments) != 2 or isinstance(call.arguments[0], Value):
        return False
    pattern = call.arguments[0][0]
    if pattern.type != "regex" or _ALL_BUT_WORDS.match(evaluator.slice(pattern)) is None:
        return False
    instead = evaluator.argument(call, 1).text
    return instead is not None and _WORDS.match(instead) is not None and "$" not in instead.rstrip("$")


def spelled(value: Value) -> Value:
    """What is left of a text: data as before, but none that can be run."""
    hidden = SPELLED if value.marks & HIDING else 0
    return marked(value.marks & ~HIDING | hidden, value.origin)
