"""Lookups of the machine's own name as it is: its resolver answers that, or the name server of its own network."""

import ast
import re

from pratique.analysis.languages.python.evaluate import At
from pratique.analysis.languages.python.resolve import lookup
from pratique.analysis.languages.python.scopes import Binding, Called
from pratique.analysis.languages.python.source import Source

_LOOK_UPS = frozenset(("socket.gethostbyname", "socket.gethostbyname_ex", "socket.getaddrinfo"))
_OWN = "socket.gethostname()"
_CHANGES = re.compile(r"gethostname\s*=(?!=)|['\"]gethostname|sethostname|LOCALDOMAIN|\bglobals\(|\bexec\(")
"""What may change the name, or what is put behind it."""


def looks_up_own_name(source: Source, called: Called, name: str) -> bool:
    """Whether a lookup is given the own name by a call, or by a name that is given a value once, where nothing changes it."""
    if name not in _LOOK_UPS or not called.node.args:
        return False
    asked = called.node.args[0]
    if isinstance(asked, ast.Name):
        found = lookup(asked.id, called.scope)
        if found is None or len(found[1]) != 1 or found[1][0].how is not Binding.ASSIGN:
            return False
    elif not isinstance(asked, ast.Call):
        return False
    value = source.evaluator.value(asked, At(called.scope, called.block))
    return value.name == _OWN and _CHANGES.search(source.text) is None
