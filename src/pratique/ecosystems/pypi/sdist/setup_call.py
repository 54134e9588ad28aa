"""Parses the literal arguments of `setup(...)` in setup.py, without running the file."""

import ast
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pratique.core.tree import Tree

_SIZE_LIMIT = 256 * 1024
_MOST_ITEMS = 500
_MOST_DEEP = 20
_MOST_STEPS = 20_000
_NOT_KNOWN = object()


def setup_arguments(tree: Tree) -> Mapping[str, Any]:
    """Return the keyword arguments of all `setup` calls; values other than literals are omitted, also in lists.

    A file that is too large or cannot be parsed gives no arguments; the code analysis reports such a file.
    """
    file = tree.get("setup.py")
    if file is None or file.size_bytes > _SIZE_LIMIT or b"setup" not in file.data:
        return {}
    try:
        module = ast.parse(file.data)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return {}
    reader = _Reader(_names(module))
    found: dict[str, Any] = {}
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and _called(node.func) == "setup":
            for keyword in node.keywords:
                value = reader.value(keyword.value)
                if keyword.arg is not None and value is not _NOT_KNOWN:
                    found.setdefault(keyword.arg, value)
                elif keyword.arg is None and isinstance(value, dict):
                    found.update({key: item for key, item in value.items() if isinstance(key, str)})
    return found


def _called(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _names(module: ast.Module) -> dict[str, ast.expr]:
    """Return the values assigned to names at module level; the last assignment counts."""
    found: dict[str, ast.expr] = {}
    for statement in module.body:
        if isinstance(statement, ast.Assign):
            found.update(
                {target.id: statement.value for target in statement.targets if isinstance(target, ast.Name)}
            )
    return found


@dataclass(slots=True)
class _Reader:
    names: Mapping[str, ast.expr]
    left: int = _MOST_STEPS
    """Number of parts that may still be read. The limit stops names that refer to themselves many times."""

    def value(self, node: ast.expr, deep: int = 0) -> Any:
        self.left -= 1
        if deep > _MOST_DEEP or self.left < 0:
            return _NOT_KNOWN
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name) and node.id in self.names:
            return self.value(self.names[node.id], deep + 1)
        return self._put_together(node, deep)

    def _put_together(self, node: ast.expr, deep: int) -> Any:
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            items = [self.value(item, deep + 1) for item in node.elts[:_MOST_ITEMS]]
            return [item for item in items if item is not _NOT_KNOWN]
        if isinstance(node, ast.Dict):
            pairs = zip(node.keys[:_MOST_ITEMS], node.values, strict=False)
            read = {self.value(key, deep + 1): item for key, item in pairs if isinstance(key, ast.Constant)}
            given = {key: self.value(item, deep + 1) for key, item in read.items() if isinstance(key, str)}
            return {key: item for key, item in given.items() if item is not _NOT_KNOWN}
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            lists = [
                side
                for side in (self.value(part, deep + 1) for part in (node.left, node.right))
                if isinstance(side, list)
            ]
            return [item for side in lists for item in side][:_MOST_ITEMS] if lists else _NOT_KNOWN
        return self._made(node, deep) if isinstance(node, ast.Call) else _NOT_KNOWN

    def _made(self, node: ast.Call, deep: int) -> Any:
        """Return the value of `dict(a=...)` or `os.path.join("a", "b")`."""
        called = _called(node.func)
        if called == "dict":
            given = {keyword.arg: self.value(keyword.value, deep + 1) for keyword in node.keywords}
            return {key: item for key, item in given.items() if key is not None and item is not _NOT_KNOWN}
        if called == "join" and node.args:
            parts = [self.value(part, deep + 1) for part in node.args[:_MOST_DEEP]]
            return posixpath.join(*parts) if all(isinstance(part, str) for part in parts) else _NOT_KNOWN
        return _NOT_KNOWN
