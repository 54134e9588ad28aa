"""What a built-in prints of itself: text to pick letters from, which no literal shows (`oct.__str__()[-3]` is "c")."""

import ast
from collections.abc import Mapping

from pratique.analysis.languages.python.resolve import lookup
from pratique.analysis.languages.python.scopes import Scope

_FUNCTIONS = (
    "abs aiter all anext any ascii bin breakpoint callable chr compile delattr dir divmod eval exec format getattr globals "
    "hasattr hash hex id input isinstance issubclass iter len locals max min next oct ord pow print repr round setattr "
    "sorted sum vars __import__ open"
)
_CLASSES = (
    "bool bytearray bytes complex dict enumerate filter float frozenset int list map memoryview object range reversed set "
    "slice str super tuple type zip"
)
_TEXTS: Mapping[str, str] = {
    **{name: f"<built-in function {name}>" for name in _FUNCTIONS.split()},
    **{name: f"<class '{name}'>" for name in _CLASSES.split()},
    # Of these the beginnings are the same in every Python.
    "copyright": "Copyright (c) 2001-",
    "license": "Type license() to see the full license text",
    "help": "Type help() for interactive help, or help(object) for help about object.",
}


def printed(node: ast.expr, scope: Scope) -> str | None:
    """What `str(node)` gives where `node` is the plain name of a built-in that the source does not bind; else None."""
    if not isinstance(node, ast.Name) or lookup(node.id, scope) is not None:
        return None
    return _TEXTS.get(node.id)
