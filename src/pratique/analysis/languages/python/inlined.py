"""A file read together with the files of its package that it takes names from, as if their code stood where they are imported.

Facts know one file. Where one file holds a table, the next the decoder and a third the `exec`, no file alone shows what is run.
"""

import ast
from collections.abc import Iterator, Mapping

from pratique.analysis.languages.python.parse import parse

_MOST_FILES = 12
_MOST_BYTES = 400_000
_MOST_DEEP = 4


def inline(tree: ast.Module, near: Mapping[str, bytes]) -> bool:
    """Put the code of other files in place of the imports of the module level that take names from them; whether any was.

    `near` has the sources by the modules as the file spells them (`.tables`). What comes from another file is told at the line of
    the import. A name that a file binds anew gets another one.
    """
    work = _Inlining(near, {name for statement in tree.body for name in _bound(statement)})
    tree.body = [part for statement in tree.body for part in work.replaced(statement, 0)]
    if work.modules:
        _as_own(tree, work.modules)
    return bool(work.done)


def _as_own(tree: ast.Module, modules: Mapping[str, Mapping[str, str]]) -> None:
    """Name members of modules whose code stands in the file (`prices.price`) as its own; trees may be too deep for a visitor."""
    for node in ast.walk(tree):
        for name, value in ast.iter_fields(node):
            if isinstance(value, ast.Attribute):
                setattr(node, name, _member(value, modules))
            elif isinstance(value, list):
                value[:] = [_member(one, modules) if isinstance(one, ast.Attribute) else one for one in value]


def _member(node: ast.Attribute, modules: Mapping[str, Mapping[str, str]]) -> ast.expr:
    if isinstance(node.value, ast.Name) and node.value.id in modules:
        name = modules[node.value.id].get(node.attr, node.attr)
        return ast.copy_location(ast.Name(name, node.ctx), node)
    return node


class _Inlining:
    def __init__(self, near: Mapping[str, bytes], taken: set[str]) -> None:
        self._near = near
        self._taken = taken
        self._left = _MOST_BYTES
        self.done: set[str] = set()
        self.modules: dict[str, Mapping[str, str]] = {}
        """The names under which the file has other files as modules, each with those of its names that got another one."""
        self._renamed: dict[str, Mapping[str, str]] = {}

    def replaced(self, statement: ast.stmt, deep: int) -> Iterator[ast.stmt]:
        """The statement, or what stands in the file that it imports names from."""
        modules = list(self._modules(statement)) if deep < _MOST_DEEP else []
        if modules:
            assert isinstance(statement, ast.ImportFrom)
            if len(modules) < len(statement.names):
                yield statement
            for part in (part for body in modules for part in body):
                yield from self.replaced(part, deep + 1)
            return
        body = self._body(statement) if deep < _MOST_DEEP else None
        if body is None:
            yield statement
            return
        assert isinstance(statement, ast.ImportFrom)
        for part in body:
            yield from self.replaced(part, deep + 1)
        renamed = self._renamed.get(_spelt(statement), {})
        for alias in statement.names:
            held, name = renamed.get(alias.name, alias.name), alias.asname or alias.name
            if name != held:
                given = ast.Assign([ast.Name(name, ast.Store())], ast.Name(held, ast.Load()))
                yield ast.fix_missing_locations(ast.copy_location(given, statement))

    def _modules(self, statement: ast.stmt) -> Iterator[list[ast.stmt]]:
        """The statements of the files that a statement asks for as modules: `from . import prices`."""
        if not isinstance(statement, ast.ImportFrom):
            return
        base = _spelt(statement)
        for alias in statement.names:
            name = f"{base}{'' if base.endswith('.') else '.'}{alias.name}"
            source = self._near.get(name)
            if source is not None and len(source) <= self._left and len(self.done) < _MOST_FILES:
                self._left -= len(source)
                body = [] if name in self.done else self._taken_in(name, source, statement)
                if body is not None:
                    self.modules[alias.asname or alias.name] = self._renamed.get(name, {})
                    yield body

    def _body(self, statement: ast.stmt) -> list[ast.stmt] | None:
        """The statements of the file that a statement imports names from; none where they stand already, None where it cannot be."""
        if not isinstance(statement, ast.ImportFrom) or any(alias.name == "*" for alias in statement.names):
            return None
        name = _spelt(statement)
        if name in self.done:
            return []
        source = self._near.get(name)
        if source is None or len(source) > self._left or len(self.done) >= _MOST_FILES:
            return None
        self._left -= len(source)
        return self._taken_in(name, source, statement)

    def _taken_in(self, name: str, source: bytes, statement: ast.ImportFrom) -> list[ast.stmt] | None:
        parsed = parse(source)
        body = parsed.tree.body if parsed.tree is not None else []
        bound = {one for part in body if not _imports(part) for one in _bound(part)}
        if not body:
            return None
        self.done.add(name)
        asked = {alias.asname or alias.name for alias in statement.names}
        taken = {one: f"{one}__{len(self.done)}" for one in bound & (self._taken - asked)}
        if taken:
            _rename(body, taken)
            self._renamed[name] = taken
        self._taken |= bound
        for node in (node for part in body for node in ast.walk(part)):
            if hasattr(node, "lineno"):
                node.lineno = statement.lineno
        return body


def _rename(body: list[ast.stmt], names: Mapping[str, str]) -> None:
    """Give names of a file others, which stand for something else where its code is put."""
    for node in (node for statement in body for node in ast.walk(statement)):
        if isinstance(node, ast.Name):
            node.id = names.get(node.id, node.id)
        elif isinstance(node, ast.arg):
            node.arg = names.get(node.arg, node.arg)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            node.name = names.get(node.name, node.name)
        elif isinstance(node, ast.Global | ast.Nonlocal):
            node.names = [names.get(name, name) for name in node.names]
        elif isinstance(node, ast.alias):
            bound = node.asname or node.name.partition(".")[0]
            if bound in names and "." not in node.name:
                node.asname = names[bound]


def _spelt(statement: ast.ImportFrom) -> str:
    """The module as the statement spells it."""
    return "." * statement.level + (statement.module or "")


def _imports(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Import | ast.ImportFrom)


def _bound(statement: ast.stmt) -> Iterator[str]:
    """The names that a statement of the module level binds there."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield statement.name
    elif isinstance(statement, ast.Import | ast.ImportFrom):
        yield from (alias.asname or alias.name.partition(".")[0] for alias in statement.names)
    else:
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id
