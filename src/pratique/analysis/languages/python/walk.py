"""One walk over a Python tree: scopes, bindings, calls, imports and the literals worth a second look.

Nothing is evaluated here. The walk keeps its own stack, so the depth of a source does not matter, and it is the
part that every file pays for: it stays plain and quick.
"""

import ast
import sys
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from pratique.analysis.engine.places import says_something
from pratique.analysis.languages.python.binding import PACKING, Binder, grows
from pratique.analysis.languages.python.import_paths import as_call
from pratique.analysis.languages.python.scopes import (
    Asked,
    Binding,
    Block,
    Bound,
    Called,
    Index,
    Scope,
    Seen,
    is_main,
)

_SKIPPED_FIELDS = frozenset(
    (
        "ctx",
        "op",
        "ops",
        "id",
        "attr",
        "kind",
        "conversion",
        "is_async",
        "arg",
        "name",
        "rest",
        "asname",
        "simple",
    )
)
_FIELDS: dict[type, tuple[str, ...]] = {
    cls: tuple(field for field in cls._fields if field not in _SKIPPED_FIELDS)
    for cls in vars(ast).values()
    if isinstance(cls, type) and issubclass(cls, ast.AST)
}
_SETS = frozenset(("setdefault", "pop", "update", "clear", "__setitem__", "__delitem__"))
_LONG = 100
_LONG_BYTES = 40


def collect(tree: ast.Module) -> Index:
    """Walk the tree once."""
    walk = _Walk(tree)
    walk.run()
    return walk.release()


class _Walk:
    def __init__(self, tree: ast.Module) -> None:
        module = Scope(tree)
        block = Block()
        self.index = Index(module, block, [module])
        self._bodies: list[tuple[list[ast.stmt], Scope, Block]] = [(tree.body, module, block)]
        self._lambdas: list[tuple[ast.Lambda, Scope, Block]] = []
        self._watched = {"exec", "eval", "execfile"}
        self._binder = Binder(self.index, self._expression)

    def run(self) -> None:
        bodies, lambdas = self._bodies, self._lambdas
        while bodies or lambdas:
            if lambdas:
                node, scope, block = lambdas.pop()
                self._expression(node.body, scope, block)
                scope.returns.append((node.body, block))
                continue
            statements, scope, block = bodies.pop()
            for statement in statements:
                handler = self._STATEMENTS.get(statement.__class__)
                if handler is None:
                    self._fields(statement, scope, block)
                else:
                    handler(self, statement, scope, block)
        for scope in self.index.scopes:
            for bounds in scope.names.values():
                if len(bounds) > 1:
                    bounds.sort(key=_line)

    def release(self) -> Index:
        """Give the index, and cut the circle of walk and binder: a tree must not wait for the garbage collector."""
        del self._binder
        return self.index

    # Statements

    def _on_expr(self, node: ast.Expr, scope: Scope, block: Block) -> None:
        if node.value.__class__ is not ast.Constant:
            self._expression(node.value, scope, block)

    def _on_import(self, node: ast.Import, scope: Scope, block: Block) -> None:
        for alias in node.names:
            self.index.imports.append(Asked(alias.name, node.lineno, scope, block))
            bound = alias.asname or alias.name.partition(".")[0]
            full = alias.name if alias.asname else bound
            self._binder.bind(bound, Bound(Binding.IMPORT, scope, block, node.lineno, name=full))

    def _on_import_from(self, node: ast.ImportFrom, scope: Scope, block: Block) -> None:
        base = "." * (node.level or 0) + (node.module or "")
        if node.module or not node.level:
            self.index.imports.append(Asked(base, node.lineno, scope, block))
        joint = "" if base.endswith(".") or not base else "."
        for alias in node.names:
            full = f"{base}{joint}{alias.name}"
            if alias.name != "*" and (node.level or base.partition(".")[0] not in sys.stdlib_module_names):
                # A name taken from a package of the artifact may be one of its modules.
                self.index.imports.append(Asked(full, node.lineno, scope, block))
            if alias.name == "environ":
                self._watched.add(alias.asname or alias.name)
            if alias.name == "*":
                self._binder.bind("*", Bound(Binding.IMPORT, scope, block, node.lineno, name=base))
            else:
                self._binder.bind(
                    alias.asname or alias.name, Bound(Binding.IMPORT, scope, block, node.lineno, name=full)
                )

    def _on_function(self, node: ast.FunctionDef, scope: Scope, block: Block) -> None:
        inner = self._binder.scope(node, scope, node.name)
        self._binder.bind(node.name, Bound(Binding.LOCAL, scope, block, node.lineno, target=inner))
        self._binder.parameters(node.args, inner, scope, block)
        for decorator in node.decorator_list:
            self._expression(decorator, scope, block)
        self._bodies.append((node.body, inner, Block(main=block.main, never=block.never)))

    def _on_class(self, node: ast.ClassDef, scope: Scope, block: Block) -> None:
        inner = self._binder.scope(node, scope, node.name)
        self._binder.bind(node.name, Bound(Binding.LOCAL, scope, block, node.lineno, target=inner))
        for part in (*node.decorator_list, *node.bases, *(keyword.value for keyword in node.keywords)):
            self._expression(part, scope, block)
        self._bodies.append((node.body, inner, Block(main=block.main, never=block.never)))

    def _on_assign(self, node: ast.Assign, scope: Scope, block: Block) -> None:
        for target in node.targets:
            self._binder.assign(target, Binding.ASSIGN, node.value, scope, block)
        self._expression(as_call(node.targets[0], node.value), scope, block)

    def _on_annotated(self, node: ast.AnnAssign, scope: Scope, block: Block) -> None:
        if node.value is not None:
            self._binder.assign(node.target, Binding.ASSIGN, node.value, scope, block)
            self._expression(node.value, scope, block)

    def _on_extend(self, node: ast.AugAssign, scope: Scope, block: Block) -> None:
        self._binder.assign(node.target, Binding.EXTEND, node.value, scope, block)
        self._expression(as_call(node.target, node.value), scope, block)

    def _on_return(self, node: ast.Return, scope: Scope, block: Block) -> None:
        if node.value is not None:
            scope.returns.append((node.value, block))
            self._expression(node.value, scope, block)

    def _on_if(self, node: ast.If, scope: Scope, block: Block) -> None:
        self._expression(node.test, scope, block)
        main, never = _guards(node.test)
        body = Block(block, main=block.main or main, never=block.never or never)
        self._bodies.append((node.body, scope, body))
        if node.orelse:
            self._bodies.append((node.orelse, scope, Block(block, main=block.main, never=block.never)))

    def _on_loop(self, node: ast.For | ast.While, scope: Scope, block: Block) -> None:
        if isinstance(node, ast.While):
            self._expression(node.test, scope, block)
        else:
            self._binder.assign(node.target, Binding.ELEMENT, node.iter, scope, block)
            self._expression(node.iter, scope, block)
        self._bodies.append((node.body, scope, Block(block, loop=True, main=block.main, never=block.never)))
        if node.orelse:
            self._bodies.append((node.orelse, scope, Block(block, main=block.main, never=block.never)))

    def _on_with(self, node: ast.With, scope: Scope, block: Block) -> None:
        for item in node.items:
            self._expression(item.context_expr, scope, block)
            if item.optional_vars is not None:
                self._binder.assign(item.optional_vars, Binding.ENTER, item.context_expr, scope, block)
        self._bodies.append((node.body, scope, block))

    def _on_try(self, node: ast.Try, scope: Scope, block: Block) -> None:
        self._bodies.append((node.body, scope, Block(block, main=block.main, never=block.never)))
        for handler in node.handlers:
            inner = Block(block, main=block.main, never=block.never)
            if handler.type is not None:
                self._expression(handler.type, scope, block)
            if handler.name:
                self._binder.bind(handler.name, Bound(Binding.OTHER, scope, inner, handler.lineno))
            self._bodies.append((handler.body, scope, inner))
        for rest in (node.orelse, node.finalbody):
            if rest:
                self._bodies.append((rest, scope, Block(block, main=block.main, never=block.never)))

    def _on_match(self, node: ast.Match, scope: Scope, block: Block) -> None:
        self._expression(node.subject, scope, block)
        for case in node.cases:
            if case.guard is not None:
                self._expression(case.guard, scope, block)
            inner = Block(block, main=block.main, never=block.never)
            self._bodies.append((case.body, scope, inner))

    def _on_global(self, node: ast.Global | ast.Nonlocal, scope: Scope, _block: Block) -> None:
        scope.elsewhere.update(node.names)

    def _fields(self, node: ast.AST, scope: Scope, block: Block) -> None:
        for name in _FIELDS[node.__class__]:
            part = getattr(node, name, None)
            for item in part if isinstance(part, list) else (part,):
                if isinstance(item, ast.expr):
                    self._expression(item, scope, block)

    # Expressions

    def _expression(self, root: ast.expr, scope: Scope, block: Block) -> None:  # noqa: C901, PLR0912 - one hot loop
        """Look at every part of an expression. This loop is where the time goes: the commonest kinds stand in it."""
        literals, lookups, watched = self.index.literals, self.index.lookups, self._watched
        blobs = self.index.blobs
        stack: list[Any] = [root]
        pop, push, fields, special = stack.pop, stack.append, _FIELDS, self._SPECIAL
        while stack:
            node = pop()
            cls = node.__class__
            if cls is ast.Name:
                if node.id in watched:
                    lookups.append(Seen(node, scope, block))
            elif cls is ast.Constant:
                text = node.value
                if text.__class__ is str:
                    size = len(text)
                    if size > 3 and says_something(text):
                        literals.append(Seen(node, scope, block))
                    if size >= _LONG:
                        blobs.append(Seen(node, scope, block))
                elif text.__class__ is bytes and len(text) >= _LONG_BYTES:
                    blobs.append(Seen(node, scope, block))
            elif cls is ast.Attribute:
                while cls is ast.Attribute:
                    if node.attr == "environ":
                        lookups.append(Seen(node, scope, block))
                    node = node.value
                    cls = node.__class__
                if cls is not ast.Name:
                    push(node)
                elif node.id in watched:
                    lookups.append(Seen(node, scope, block))
            elif cls in special:
                special[cls](self, node, scope, block, stack)
            else:
                for name in fields[cls]:
                    part = getattr(node, name, None)
                    if part.__class__ is list:
                        stack.extend(part)
                    elif part is not None:
                        push(part)

    def _on_call(self, node: ast.Call, scope: Scope, block: Block, stack: list[Any]) -> None:
        scope.calls.append(Called(node, scope, block))
        stack.extend(node.args)
        for keyword in node.keywords:
            stack.append(keyword.value)  # noqa: PERF401 - quicker than a generator, which there are too many of
        func: Any = node.func
        if func.__class__ is not ast.Attribute:
            stack.append(func)
            return
        receiver = func.value
        if isinstance(receiver, ast.Name) and node.args and grows(func.attr, receiver.id, scope):
            bound = Bound(Binding.GROW, scope, block, node.lineno, node.args[-1])
            self._binder.bind(receiver.id, bound)
        if func.attr in PACKING and isinstance(receiver, ast.Name) and node.args:
            self._binder.packed(receiver.id, node, scope, block)
        if self._is_environ(receiver):
            if func.attr not in _SETS:
                self.index.lookups.append(Seen(node, scope, block))
        else:
            stack.append(receiver)

    def _on_subscript(self, node: ast.Subscript, scope: Scope, block: Block, stack: list[Any]) -> None:
        stack.append(node.slice)
        if self._is_environ(node.value):
            if isinstance(node.ctx, ast.Load):
                self.index.lookups.append(Seen(node, scope, block))
            return
        if isinstance(node.value, ast.Constant):
            self.index.joins.append(Seen(node, scope, block))
        stack.append(node.value)

    def _on_compare(self, node: ast.Compare, scope: Scope, block: Block, stack: list[Any]) -> None:
        stack.append(node.left)
        if self._is_environ(node.comparators[-1]):
            self.index.lookups.append(Seen(node, scope, block))
        else:
            stack.extend(node.comparators)

    def _on_named(self, node: ast.NamedExpr, scope: Scope, block: Block, stack: list[Any]) -> None:
        self._binder.assign(node.target, Binding.ASSIGN, node.value, scope, block)
        stack.append(node.value)

    def _on_comprehension(self, node: Any, scope: Scope, block: Block, stack: list[Any]) -> None:
        for part in node.generators:
            self._binder.assign(part.target, Binding.ELEMENT, part.iter, scope, block)
            stack.append(part.iter)
            stack.extend(part.ifs)
        stack.extend((node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,))

    def _on_lambda(self, node: ast.Lambda, scope: Scope, block: Block, _stack: list[Any]) -> None:
        inner = self._binder.scope(node, scope, "<lambda>")
        self._binder.parameters(node.args, inner, scope, block)
        self._lambdas.append((node, inner, Block(main=block.main, never=block.never)))

    def _on_dictionary(self, node: ast.Dict, _scope: Scope, _block: Block, stack: list[Any]) -> None:
        stack.extend(key for key in node.keys if key is not None)
        stack.extend(node.values)

    def _is_environ(self, node: ast.AST) -> bool:
        kind = node.__class__
        if kind is ast.Attribute:
            return node.attr == "environ"  # type: ignore[attr-defined, no-any-return]
        return kind is ast.Name and node.id in self._watched  # type: ignore[attr-defined]

    def _on_sum(self, node: ast.BinOp, scope: Scope, block: Block, stack: list[Any]) -> None:
        """A chain of binary operations, however long, with its operands put on the stack."""
        top, last, adjacent = node, False, False
        while True:
            stack.append(node.right)
            text = _is_text(node.right)
            # `path / "part"` is a path whose parts stand apart.
            adjacent = adjacent or (text and (last or node.op.__class__ is ast.Div))
            last = text
            if node.left.__class__ is not ast.BinOp:
                break
            node = node.left
        stack.append(node.left)
        if adjacent or (last and _is_text(node.left)):
            self.index.joins.append(Seen(top, scope, block))

    _STATEMENTS: ClassVar[Mapping[type, Callable[..., None]]] = {
        ast.Expr: _on_expr,
        ast.Import: _on_import,
        ast.ImportFrom: _on_import_from,
        ast.FunctionDef: _on_function,
        ast.AsyncFunctionDef: _on_function,
        ast.ClassDef: _on_class,
        ast.Assign: _on_assign,
        ast.AnnAssign: _on_annotated,
        ast.AugAssign: _on_extend,
        ast.Return: _on_return,
        ast.If: _on_if,
        ast.For: _on_loop,
        ast.AsyncFor: _on_loop,
        ast.While: _on_loop,
        ast.With: _on_with,
        ast.AsyncWith: _on_with,
        ast.Try: _on_try,
        ast.TryStar: _on_try,
        ast.Match: _on_match,
        ast.Global: _on_global,
        ast.Nonlocal: _on_global,
    }
    _SPECIAL: ClassVar[Mapping[type, Callable[..., None]]] = {
        ast.Call: _on_call,
        ast.Subscript: _on_subscript,
        ast.Compare: _on_compare,
        ast.NamedExpr: _on_named,
        ast.BinOp: _on_sum,
        ast.Lambda: _on_lambda,
        ast.Dict: _on_dictionary,
        ast.ListComp: _on_comprehension,
        ast.SetComp: _on_comprehension,
        ast.GeneratorExp: _on_comprehension,
        ast.DictComp: _on_comprehension,
    }


def _line(bound: Bound) -> int:
    return bound.line


def _is_text(node: ast.expr) -> bool:
    return node.__class__ is ast.Constant and node.value.__class__ is str


def _guards(test: ast.expr) -> tuple[bool, bool]:
    """Whether a test is `__name__ == "__main__"`, and whether it is `TYPE_CHECKING`."""
    if isinstance(test, ast.Compare):
        return is_main(test), False
    if isinstance(test, ast.Attribute):
        return False, test.attr == "TYPE_CHECKING"
    return False, isinstance(test, ast.Name) and test.id == "TYPE_CHECKING"
