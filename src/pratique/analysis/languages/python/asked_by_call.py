"""Modules that calls ask for: `importlib.import_module(...)`, `__import__(...)`."""

import ast
from collections.abc import Iterator

from pratique.analysis.languages.python import forms
from pratique.analysis.languages.python.evaluate import At, Evaluator

_OWN = frozenset(("__name__", "__package__"))
_LEVEL = 4
"""Where `__import__` is given how many folders up it begins."""
_MOST_LEVELS = 20
_MOST_NAMES = 50
_MOST_DEEP = 20


def asked_modules(evaluator: Evaluator, node: ast.Call, at: At, name: str) -> Iterator[str | None]:
    """Give the modules that such a call asks for; None where the name is computed.

    What begins with the name of the package itself is told as one relative to it. `__import__` may be given names that are
    modules of the package (`fromlist`), and by `level` be relative as well.
    """
    value = evaluator.argument(node, at, 0, "name")
    module = value.const if isinstance(value.const, str) else None
    if module is None and node.args and begins_with_own(node.args[0]):
        rest = forms.form_of(value).removeprefix(forms.HOLE)
        module = rest if rest.startswith(".") and forms.HOLE not in rest else None
    if module is None or name == "importlib.import_module":
        yield module
        return
    level = evaluator.argument(node, at, _LEVEL, "level").const
    dots = "." * min(level, _MOST_LEVELS) if isinstance(level, int) and level > 0 else ""
    yield dots + module
    names = evaluator.argument(node, at, 3, "fromlist").const
    for one in names[:_MOST_NAMES] if isinstance(names, tuple) else ():
        if isinstance(one, str) and one != "*":
            yield f"{dots}{module}.{one}" if module else f"{dots}{one}"


def begins_with_own(node: ast.expr) -> bool:
    """Whether a text that is put together begins with the name of the module or of its package."""
    for _ in range(_MOST_DEEP):
        if isinstance(node, ast.BinOp):
            node = node.left
        elif isinstance(node, ast.JoinedStr) and node.values:
            node = node.values[0]
        elif isinstance(node, ast.FormattedValue):
            node = node.value
        else:
            break
    return isinstance(node, ast.Name) and node.id in _OWN
