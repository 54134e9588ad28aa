"""Texts of collections that a file only compares with: a guard against requests to the metadata service names it, too."""

import ast
from collections import defaultdict

_BY_OTHER_WAYS = frozenset(("__eq__", "__hash__", "modules", "__dict__"))
"""What gets at a collection without its name, or at what is compared with it."""
_MAKES = frozenset(("frozenset", "set", "tuple", "list"))


def compared_only(module: ast.AST) -> frozenset[int]:
    """Give the identities of the constants that lie in a collection of which the file asks nothing but what is in it.

    The collection has a name of its own, given once, and each place that reads the name is the right side of `in` or `not in`.
    """
    held: dict[str, ast.expr] = {}
    stored: dict[str, int] = defaultdict(int)
    read: dict[str, int] = defaultdict(int)
    compared: dict[str, int] = defaultdict(int)
    for node in ast.walk(module):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
            if isinstance(target, ast.Name) and not (isinstance(node, ast.Assign) and len(node.targets) > 1):
                held[target.id] = node.value
        elif isinstance(node, ast.Name):
            counts = read if isinstance(node.ctx, ast.Load) else stored
            counts[node.id] += 1
        elif isinstance(node, ast.Compare):
            for sign, right in zip(node.ops, node.comparators, strict=True):
                if isinstance(sign, ast.In | ast.NotIn) and isinstance(right, ast.Name):
                    compared[right.id] += 1
    elsewhere = _named_otherwise(module)
    if not _BY_OTHER_WAYS.isdisjoint(elsewhere):
        return frozenset()
    return frozenset(
        id(text)
        for name, value in held.items()
        if stored[name] == 1 and name not in elsewhere and 0 < read[name] == compared[name]
        for text in _texts(value)
    )


def _named_otherwise(module: ast.AST) -> frozenset[object]:
    """What is named as an attribute, a method or a text: ways to a collection that do without its name."""
    attributes = (node.attr for node in ast.walk(module) if isinstance(node, ast.Attribute))
    texts = (node.value for node in ast.walk(module) if isinstance(node, ast.Constant))
    methods = (node.name for node in ast.walk(module) if isinstance(node, ast.FunctionDef))
    return frozenset((*attributes, *texts, *methods))


def _texts(value: ast.expr) -> list[ast.expr]:
    """What a collection of constants holds; nothing of any other expression."""
    if isinstance(value, ast.Call):
        made = isinstance(value.func, ast.Name) and value.func.id in _MAKES and not value.keywords
        return _texts(value.args[0]) if made and len(value.args) == 1 else []
    if isinstance(value, ast.Set | ast.List | ast.Tuple):
        return value.elts if all(isinstance(one, ast.Constant) for one in value.elts) else []
    return []
