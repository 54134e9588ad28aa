"""Where a source has modules looked for: what it puts into `sys.path`, and into the `__path__` of its package.

Both are lists, so there are many ways to put something in. Those that are no call are looked at as if they were
`sys.path.extend(...)`: `sys.path += x`, `sys.path[:0] = x`, `sys.path = x + sys.path`.
"""

import ast
from collections.abc import Iterator

PACKAGE = "__path__"
"""The name of the list in a package, and of the uses that tell what is put into it."""
CALLS = frozenset(("sys.path.insert", "sys.path.append", "sys.path.extend", "site.addsitedir"))
"""Calls that make what lies at a path importable: a file among them is an archive of modules."""
_METHODS = frozenset(("insert", "append", "extend"))
_MOST = 20


def as_call(target: ast.expr, value: ast.expr) -> ast.expr:
    """What is assigned, or added, to a target; as a call that puts it in where the target is one of the lists."""
    owner = target.value if isinstance(target, ast.Subscript) else target
    if not (_is_package(owner) or _is_system(owner)):
        return value
    func = ast.copy_location(ast.Attribute(owner, "extend", ast.Load()), value)
    return ast.copy_location(ast.Call(func, [value], []), value)


def puts_into_package(func: ast.expr) -> bool:
    """Whether a call is `__path__.append(...)` or one of its like."""
    return isinstance(func, ast.Attribute) and func.attr in _METHODS and _is_package(func.value)


def parts(node: ast.expr) -> Iterator[ast.expr]:
    """The paths in what is put in: each of a list, and of the sides of a sum."""
    waiting, count = [node], 0
    while waiting and count < _MOST:
        count += 1
        part = waiting.pop()
        if isinstance(part, ast.List | ast.Tuple):
            yield from part.elts[:_MOST]
        elif isinstance(part, ast.BinOp) and any(
            isinstance(side, ast.List | ast.Tuple) for side in (part.left, part.right)
        ):
            waiting += (part.right, part.left)
        elif not _is_system(part) and not _is_package(part):
            yield part


def _is_package(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == PACKAGE


def _is_system(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and node.attr == "path"
        and isinstance(node.value, ast.Name)
        and node.value.id == "sys"
    )
