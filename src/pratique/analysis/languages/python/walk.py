"""One walk over a Python tree: scopes, bindings, calls, imports and the literals worth a second look.

Nothing is evaluated here. The walk keeps its own stack, so the depth of a source does not matter, and it is the
part that every file pays for: it stays plain and quick.
"""

import ast
from collections.abc import Iterable
from typing import Any

from pratique.analysis.languages.places import WORTH_A_LOOK
from pratique.analysis.languages.python.scopes import (
    Asked,
    Binding,
    Block,
    Bound,
    Called,
    Index,
    Scope,
    Seen,
    class_of,
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
_GROWS = frozenset(("append", "extend", "insert", "appendleft", "add"))
_SETS = frozenset(("setdefault", "pop", "update", "clear", "__setitem__", "__delitem__"))
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)


def collect(tree: ast.Module) -> Index:
    """Walk the tree once."""
    walk = _Walk(tree)
    walk.run()
    return walk.index


class _Walk:
    def __init__(self, tree: ast.Module) -> None:
        module = Scope(tree)
        self.index = Index(module, [module])
        self._bodies: list[tuple[list[ast.stmt], Scope, Block]] = [(tree.body, module, Block())]
        self._lambdas: list[tuple[ast.Lambda, Scope, Block]] = []
        self._watched = {"exec", "eval", "execfile"}

    def run(self) -> None:
        bodies, lambdas = self._bodies, self._lambdas
        while bodies or lambdas:
            if lambdas:
                node, scope, block = lambdas.pop()
                self._expression(node.body, scope, block)
                scope.returns.append(node.body)
                continue
            statements, scope, block = bodies.pop()
            for statement in statements:
                handler = _HANDLERS.get(statement.__class__)
                if handler is None:
                    self._fields(statement, scope, block)
                else:
                    handler(self, statement, scope, block)
        for scope in self.index.scopes:
            for bounds in scope.names.values():
                if len(bounds) > 1:
                    bounds.sort(key=_line)

    # Statements

    def _on_expr(self, node: ast.Expr, scope: Scope, block: Block) -> None:
        if node.value.__class__ is not ast.Constant:
            self._expression(node.value, scope, block)

    def _on_import(self, node: ast.Import, scope: Scope, block: Block) -> None:
        for alias in node.names:
            self.index.imports.append(Asked(alias.name, node.lineno, scope, block))
            bound = alias.asname or alias.name.partition(".")[0]
            full = alias.name if alias.asname else bound
            self._bind(bound, Bound(Binding.IMPORT, scope, block, node.lineno, name=full))

    def _on_import_from(self, node: ast.ImportFrom, scope: Scope, block: Block) -> None:
        base = "." * (node.level or 0) + (node.module or "")
        if node.module or not node.level:
            self.index.imports.append(Asked(base, node.lineno, scope, block))
        joint = "" if base.endswith(".") or not base else "."
        for alias in node.names:
            full = f"{base}{joint}{alias.name}"
            if node.level and alias.name != "*":
                # A name taken from a package of the artifact may be one of its modules.
                self.index.imports.append(Asked(full, node.lineno, scope, block))
            if alias.name == "environ":
                self._watched.add(alias.asname or alias.name)
            if alias.name == "*":
                self._bind("*", Bound(Binding.IMPORT, scope, block, node.lineno, name=base))
            else:
                self._bind(
                    alias.asname or alias.name, Bound(Binding.IMPORT, scope, block, node.lineno, name=full)
                )

    def _on_function(self, node: ast.FunctionDef, scope: Scope, block: Block) -> None:
        inner = self._scope(node, scope, node.name)
        self._bind(node.name, Bound(Binding.LOCAL, scope, block, node.lineno, target=inner))
        self._parameters(node.args, inner, scope, block)
        for decorator in node.decorator_list:
            self._expression(decorator, scope, block)
        self._bodies.append((node.body, inner, Block(main=block.main, never=block.never)))

    def _on_class(self, node: ast.ClassDef, scope: Scope, block: Block) -> None:
        inner = self._scope(node, scope, node.name)
        self._bind(node.name, Bound(Binding.LOCAL, scope, block, node.lineno, target=inner))
        for part in (*node.decorator_list, *node.bases, *(keyword.value for keyword in node.keywords)):
            self._expression(part, scope, block)
        self._bodies.append((node.body, inner, Block(main=block.main, never=block.never)))

    def _on_assign(self, node: ast.Assign, scope: Scope, block: Block) -> None:
        for target in node.targets:
            self._assign(target, Binding.ASSIGN, node.value, scope, block)
        self._expression(node.value, scope, block)

    def _on_annotated(self, node: ast.AnnAssign, scope: Scope, block: Block) -> None:
        if node.value is not None:
            self._assign(node.target, Binding.ASSIGN, node.value, scope, block)
            self._expression(node.value, scope, block)

    def _on_extend(self, node: ast.AugAssign, scope: Scope, block: Block) -> None:
        self._assign(node.target, Binding.EXTEND, node.value, scope, block)
        self._expression(node.value, scope, block)

    def _on_return(self, node: ast.Return, scope: Scope, block: Block) -> None:
        if node.value is not None:
            scope.returns.append(node.value)
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
            self._assign(node.target, Binding.ELEMENT, node.iter, scope, block)
            self._expression(node.iter, scope, block)
        self._bodies.append((node.body, scope, Block(block, loop=True, main=block.main, never=block.never)))
        if node.orelse:
            self._bodies.append((node.orelse, scope, Block(block, main=block.main, never=block.never)))

    def _on_with(self, node: ast.With, scope: Scope, block: Block) -> None:
        for item in node.items:
            self._expression(item.context_expr, scope, block)
            if item.optional_vars is not None:
                self._assign(item.optional_vars, Binding.ENTER, item.context_expr, scope, block)
        self._bodies.append((node.body, scope, block))

    def _on_try(self, node: ast.Try, scope: Scope, block: Block) -> None:
        self._bodies.append((node.body, scope, Block(block, main=block.main, never=block.never)))
        for handler in node.handlers:
            inner = Block(block, main=block.main, never=block.never)
            if handler.type is not None:
                self._expression(handler.type, scope, block)
            if handler.name:
                self._bind(handler.name, Bound(Binding.OTHER, scope, inner, handler.lineno))
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

    def _on_nothing(self, node: ast.stmt, scope: Scope, block: Block) -> None:
        pass

    def _fields(self, node: ast.AST, scope: Scope, block: Block) -> None:
        for name in _FIELDS[node.__class__]:
            part = getattr(node, name, None)
            for item in part if isinstance(part, list) else (part,):
                if isinstance(item, ast.expr):
                    self._expression(item, scope, block)

    # Names

    def _scope(self, node: ast.AST, parent: Scope, name: str) -> Scope:
        scope = Scope(node, parent, name)
        self.index.scopes.append(scope)
        return scope

    def _parameters(self, arguments: ast.arguments, inner: Scope, scope: Scope, block: Block) -> None:
        plain = [*arguments.posonlyargs, *arguments.args]
        inner.parameters = tuple(argument.arg for argument in plain)
        rest = [argument for argument in (arguments.vararg, arguments.kwarg) if argument is not None]
        for argument in (*plain, *arguments.kwonlyargs, *rest):
            bound = Bound(Binding.PARAMETER, inner, Block(), getattr(argument, "lineno", 0))
            inner.names.setdefault(argument.arg, []).append(bound)
        if arguments.defaults:
            names = inner.parameters[-len(arguments.defaults) :]
            inner.defaults.update(zip(names, arguments.defaults, strict=False))
        for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=False):
            if default is not None:
                inner.defaults[argument.arg] = default
        for default in inner.defaults.values():
            self._expression(default, scope, block)

    def _bind(self, name: str, bound: Bound) -> None:
        scope = bound.scope
        if name in scope.elsewhere:
            scope = self.index.module
        known = scope.names.get(name)
        if known is None:
            scope.names[name] = [bound]
        else:
            known.append(bound)

    def _assign(self, target: ast.expr, how: Binding, value: ast.expr, scope: Scope, block: Block) -> None:
        line = target.lineno
        if isinstance(target, ast.Name):
            self._bind(target.id, Bound(how, scope, block, line, value))
        elif isinstance(target, ast.Attribute):
            owner = class_of(scope)
            if (
                owner is not None
                and isinstance(target.value, ast.Name)
                and target.value.id in {"self", "cls"}
            ):
                bound = Bound(how, scope, block, line, value)
                owner.attributes.setdefault(target.attr, []).append(bound)
            else:
                self._expression(target.value, scope, block)
        elif isinstance(target, ast.Tuple | ast.List):
            self._unpack(target.elts, how, value, scope, block)
        elif isinstance(target, ast.Starred):
            self._assign(target.value, Binding.OTHER, value, scope, block)
        elif isinstance(target, ast.Subscript):
            self._expression(target.slice, scope, block)
            if not self._is_environ(target.value):
                self._expression(target.value, scope, block)
            if isinstance(target.value, ast.Name) and how is Binding.ASSIGN:
                self._bind(target.value.id, Bound(Binding.GROW, scope, block, line, value))

    def _unpack(
        self, targets: Iterable[ast.expr], how: Binding, value: ast.expr, scope: Scope, block: Block
    ) -> None:
        for place, target in enumerate(targets):
            if how is Binding.ASSIGN and isinstance(target, ast.Name):
                bound = Bound(Binding.UNPACK, scope, block, target.lineno, value, place=place)
                self._bind(target.id, bound)
            elif how is Binding.ASSIGN and not isinstance(target, ast.Tuple | ast.List):
                self._assign(target, Binding.OTHER, value, scope, block)
            elif isinstance(target, ast.Name):
                self._bind(target.id, Bound(Binding.OTHER, scope, block, target.lineno, value))
            else:
                pending = [target]
                while pending:
                    part = pending.pop()
                    if isinstance(part, ast.Tuple | ast.List):
                        pending.extend(part.elts)
                    elif isinstance(part, ast.Name):
                        self._bind(part.id, Bound(Binding.OTHER, scope, block, part.lineno, value))

    # Expressions

    def _expression(self, root: ast.expr, scope: Scope, block: Block) -> None:
        """Look at every part of an expression. Written out, for it is where the time goes."""
        index = self.index
        stack: list[ast.AST] = [root]
        pop, push, fields, watched = stack.pop, stack.append, _FIELDS, self._watched
        while stack:
            node = pop()
            cls = node.__class__
            if cls is ast.Name:
                if node.id in watched:  # type: ignore[attr-defined]
                    index.lookups.append(Seen(node, scope, block))  # type: ignore[arg-type]
                continue
            if cls is ast.Constant:
                text = node.value  # type: ignore[attr-defined]
                if text.__class__ is str and len(text) > 3 and WORTH_A_LOOK(text, 0, 200_000):
                    index.literals.append(Seen(node, scope, block))  # type: ignore[arg-type]
                continue
            if cls is ast.Attribute:
                if node.attr == "environ":  # type: ignore[attr-defined]
                    index.lookups.append(Seen(node, scope, block))  # type: ignore[arg-type]
                push(node.value)  # type: ignore[attr-defined]
                continue
            if cls is ast.Call:
                scope.calls.append(Called(node, scope, block))  # type: ignore[arg-type]
                func = node.func  # type: ignore[attr-defined]
                if func.__class__ is ast.Attribute:
                    if self._on_method(node, func, scope, block):  # type: ignore[arg-type]
                        stack.extend(node.args)  # type: ignore[attr-defined]
                        continue
            elif cls is ast.Lambda:
                self._lambda(node, scope, block)  # type: ignore[arg-type]
                continue
            elif cls is ast.BinOp:
                self._sum(node, scope, block, stack)  # type: ignore[arg-type]
                continue
            elif cls is ast.NamedExpr:
                self._assign(node.target, Binding.ASSIGN, node.value, scope, block)  # type: ignore[attr-defined]
            elif cls in _COMPREHENSIONS:
                for part in node.generators:  # type: ignore[attr-defined]
                    self._assign(part.target, Binding.ELEMENT, part.iter, scope, block)
                    push(part.iter)
                    stack.extend(part.ifs)
                if cls is ast.DictComp:
                    push(node.key)  # type: ignore[attr-defined]
                    push(node.value)  # type: ignore[attr-defined]
                else:
                    push(node.elt)  # type: ignore[attr-defined]
                continue
            elif cls is ast.Subscript:
                base = node.value  # type: ignore[attr-defined]
                if base.__class__ is ast.Constant:
                    index.joins.append(Seen(node, scope, block))  # type: ignore[arg-type]
                elif self._is_environ(base):
                    if node.ctx.__class__ is ast.Load:  # type: ignore[attr-defined]
                        index.lookups.append(Seen(node, scope, block))  # type: ignore[arg-type]
                    push(node.slice)  # type: ignore[attr-defined]
                    continue
            elif cls is ast.Compare and self._is_environ(node.comparators[-1]):  # type: ignore[attr-defined]
                index.lookups.append(Seen(node, scope, block))  # type: ignore[arg-type]
                push(node.left)  # type: ignore[attr-defined]
                continue
            for name in fields[cls]:
                part = getattr(node, name, None)
                if part.__class__ is list:
                    stack.extend(item for item in part if item is not None)
                elif part is not None:
                    push(part)

    def _is_environ(self, node: ast.AST) -> bool:
        if node.__class__ is ast.Attribute:
            return bool(node.attr == "environ")  # type: ignore[attr-defined]
        return node.__class__ is ast.Name and node.id in self._watched  # type: ignore[attr-defined]

    def _on_method(self, node: ast.Call, func: ast.Attribute, scope: Scope, block: Block) -> bool:
        """Note a list that grows, or a read of the environment; tell whether the receiver needs no look."""
        receiver = func.value
        if func.attr in _GROWS and receiver.__class__ is ast.Name and node.args:
            bound = Bound(Binding.GROW, scope, block, node.lineno, node.args[-1])
            self._bind(receiver.id, bound)  # type: ignore[attr-defined]
            return False
        if self._is_environ(receiver):
            if func.attr not in _SETS:
                self.index.lookups.append(Seen(node, scope, block))
            return True
        return False

    def _lambda(self, node: ast.Lambda, scope: Scope, block: Block) -> None:
        inner = self._scope(node, scope, "<lambda>")
        self._parameters(node.args, inner, scope, block)
        self._lambdas.append((node, inner, Block(main=block.main, never=block.never)))

    def _sum(self, node: ast.BinOp, scope: Scope, block: Block, stack: list[ast.AST]) -> None:
        """A chain of binary operations, however long, with its operands put on the stack."""
        top, last, adjacent = node, False, False
        while True:
            right = node.right
            stack.append(right)
            text = right.__class__ is ast.Constant and right.value.__class__ is str  # type: ignore[attr-defined]
            adjacent = adjacent or (text and last)
            last = text
            left = node.left
            if left.__class__ is not ast.BinOp:
                break
            node = left  # type: ignore[assignment]
        stack.append(left)
        if left.__class__ is ast.Constant and left.value.__class__ is str:  # type: ignore[attr-defined]
            adjacent = adjacent or last
        if adjacent:
            self.index.joins.append(Seen(top, scope, block))


def _line(bound: Bound) -> int:
    return bound.line


def _guards(test: ast.expr) -> tuple[bool, bool]:
    """Whether a test is `__name__ == "__main__"`, and whether it is `TYPE_CHECKING`."""
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.Eq):
        sides = (test.left, test.comparators[0])
        name = any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides)
        text = any(isinstance(side, ast.Constant) and side.value == "__main__" for side in sides)
        return name and text, False
    name = test.attr if isinstance(test, ast.Attribute) else test.id if isinstance(test, ast.Name) else ""
    return False, name == "TYPE_CHECKING"


_HANDLERS: dict[type, Any] = {
    ast.Expr: _Walk._on_expr,
    ast.Import: _Walk._on_import,
    ast.ImportFrom: _Walk._on_import_from,
    ast.FunctionDef: _Walk._on_function,
    ast.AsyncFunctionDef: _Walk._on_function,
    ast.ClassDef: _Walk._on_class,
    ast.Assign: _Walk._on_assign,
    ast.AnnAssign: _Walk._on_annotated,
    ast.AugAssign: _Walk._on_extend,
    ast.Return: _Walk._on_return,
    ast.If: _Walk._on_if,
    ast.For: _Walk._on_loop,
    ast.AsyncFor: _Walk._on_loop,
    ast.While: _Walk._on_loop,
    ast.With: _Walk._on_with,
    ast.AsyncWith: _Walk._on_with,
    ast.Try: _Walk._on_try,
    ast.TryStar: _Walk._on_try,
    ast.Match: _Walk._on_match,
    ast.Global: _Walk._on_global,
    ast.Nonlocal: _Walk._on_global,
    ast.Pass: _Walk._on_nothing,
}
