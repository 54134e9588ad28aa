"""A look-up that is given the name of the machine as it is: its own resolver answers, and nobody else is told anything.

So a machine asks for its own address. A name that anything was done to, or another server that is asked, is not that.
"""

import re

from pratique.analysis.languages.javascript import addressing
from pratique.analysis.languages.javascript.called import Called
from pratique.analysis.languages.javascript.evaluate import Evaluator
from pratique.analysis.languages.values import Value

OWN_NAME = "${hostname}"
"""What such a look-up is told to be directed at."""
_GIVES = "os.hostname"
_REPLACED = re.compile(
    rb"""\.\s*hostname\s*=(?!=)|["'`]hostname["'`]|\bhostname\s*[(:][^)]{0,200}?(?:\{|=>)|\bhostname\s*\([^)]{0,200}\)\s*\{"""
)
"""What may put another function in place of the one that gives the name."""


def asked_for(evaluator: Evaluator, call: Called) -> str | None:
    """`OWN_NAME` where the first argument of a call is what `os.hostname()` gives, with nothing done to it; else None."""
    if not call.arguments or isinstance(call.arguments[0], Value):
        return None
    node, scope = call.arguments[0]
    held = addressing.only_value(evaluator, node, scope) if node.type == "identifier" else (node, scope)
    if held is None or held[0].type != "call_expression" or _REPLACED.search(evaluator.source):
        return None
    return OWN_NAME if evaluator.called(*held).function.name == _GIVES else None
