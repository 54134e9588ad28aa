"""Functions that a class keeps under names of its own: `self.go = os.system`, `run = staticmethod(exec)`."""

import ast

from pratique.analysis.languages.python import vocabulary
from pratique.analysis.languages.python.scopes import Scope, class_of

_KEEPING = (ast.Name, ast.Attribute, ast.Subscript, ast.Lambda)
_GIVING = frozenset(("getattr", "partial", "attrgetter", "staticmethod"))
"""Calls that give a function on."""
_MOST_KEPT = 8


def is_kept(func: ast.Attribute, scope: Scope) -> bool:
    """Whether `self.name` is a function that the class keeps under a name of its own (`self.go = os.system`)."""
    if func.value.__class__ is not ast.Name or func.value.id not in vocabulary.ITSELF:
        return False
    owner = class_of(scope)
    if owner is None:
        return False
    bounds = owner.attributes.get(func.attr) or owner.names.get(func.attr)
    if not bounds:
        return False
    return any(
        isinstance(bound.node, _KEEPING)
        or (isinstance(bound.node, ast.Call) and _last_word(bound.node.func) in _GIVING)
        for bound in bounds[:_MOST_KEPT]
    )


def _last_word(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
