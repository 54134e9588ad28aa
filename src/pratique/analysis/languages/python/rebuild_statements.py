"""Statements of the tolerant grammar as `ast` nodes."""

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import ClassVar

from pratique.analysis.languages.python.rebuild import CHAIN, MOST_DEEP, UNREAD, Expressions, Node, at


class Statements:
    """Builds the statements of one source."""

    def __init__(self, source: bytes) -> None:
        self._expressions = Expressions(source)

    @property
    def too_deep(self) -> bool:
        """Whether parts were left out because they are nested too deeply."""
        return self._expressions.too_deep

    def block(self, node: Node | None, deep: int) -> list[ast.stmt]:
        """The statements of a block."""
        if node is None:
            return []
        return [statement for child in node.named_children for statement in self.statement(child, deep + 1)]

    def statement(self, node: Node, deep: int) -> Iterator[ast.stmt]:
        """A statement; several when it is an error with something readable in it."""
        if deep > MOST_DEEP:
            self._expressions.too_deep = True
            return
        handler = self._KINDS.get(node.type)
        if handler is not None:
            yield from handler(self, node, deep)
        elif node.type not in UNREAD:
            yield from self._parts(node.named_children, deep)

    def _parts(self, nodes: Iterable[Node], deep: int) -> Iterator[ast.stmt]:
        """Whatever a statement of no further interest holds: expressions, and blocks."""
        for child in nodes:
            if (
                child.type in self._KINDS
                or child.type.endswith(("block", "clause", "statement"))
                or child.is_error
            ):
                yield from self.statement(child, deep + 1)
            elif child.type not in UNREAD:
                yield at(ast.Expr(value=self._expressions.expression(child, deep + 1)), child)

    def _expression_statement(self, node: Node, deep: int) -> Iterator[ast.stmt]:
        for child in node.named_children:
            if child.type == "assignment":
                yield from self._assignment(child, deep)
            elif child.type == "augmented_assignment":
                yield self._augmented(child, deep)
            elif child.type not in UNREAD:
                yield at(ast.Expr(value=self._expressions.expression(child, deep + 1)), child)

    def _assignment(self, node: Node, deep: int) -> Iterator[ast.stmt]:
        targets = []
        value: Node | None = node
        for _ in range(CHAIN):
            if value is None or value.type != "assignment":
                break
            left = value.child_by_field_name("left")
            if left is not None:
                targets.append(self._expressions.expression(left, deep + 1))
            value = value.child_by_field_name("right")
        if value is not None and self._expressions.text(node).startswith("exec="):
            yield from self._executed(self._expressions.expression(value, deep + 1), node)
        elif value is not None and targets:
            yield at(ast.Assign(targets=targets, value=self._expressions.expression(value, deep + 1)), node)

    def _augmented(self, node: Node, deep: int) -> ast.stmt:
        left = self._expressions.field(node, "left", deep)
        right = self._expressions.field(node, "right", deep)
        return at(ast.AugAssign(target=left, op=ast.Add(), value=right), node)  # type: ignore[arg-type]

    def _import(self, node: Node, _deep: int) -> Iterator[ast.stmt]:
        names = [self._alias(child) for child in node.named_children]
        yield at(ast.Import(names=[name for name in names if name is not None]), node)

    def _import_from(self, node: Node, _deep: int) -> Iterator[ast.stmt]:
        source = node.child_by_field_name("module_name")
        if source is None:
            return
        module = self._expressions.text(source).replace(" ", "")
        level = len(module) - len(module.lstrip("."))
        names = [self._alias(child) for child in node.children_by_field_name("name")]
        if any(child.type == "wildcard_import" for child in node.named_children):
            names = [ast.alias(name="*")]
        found = [name for name in names if name is not None]
        yield at(ast.ImportFrom(module=module.lstrip(".") or None, names=found, level=level), node)

    def _alias(self, node: Node) -> ast.alias | None:
        if node.type == "dotted_name":
            return ast.alias(name=self._expressions.text(node))
        name, other = node.child_by_field_name("name"), node.child_by_field_name("alias")
        if name is None or other is None:
            return None
        return ast.alias(name=self._expressions.text(name), asname=self._expressions.text(other))

    def _function(self, node: Node, deep: int) -> Iterator[ast.stmt]:
        name = node.child_by_field_name("name")
        made = ast.FunctionDef(
            name=self._expressions.text(name) if name else "",
            args=self._expressions.parameters(node.child_by_field_name("parameters"), deep),
            body=self.block(node.child_by_field_name("body"), deep),
            decorator_list=[],
        )
        yield at(made, node)

    def _class(self, node: Node, deep: int) -> Iterator[ast.stmt]:
        name, bases = node.child_by_field_name("name"), node.child_by_field_name("superclasses")
        arguments, keywords = self._expressions.arguments(bases, deep) if bases else ([], [])
        made = ast.ClassDef(
            name=self._expressions.text(name) if name else "",
            bases=arguments,
            keywords=keywords,
            body=self.block(node.child_by_field_name("body"), deep),
            decorator_list=[],
        )
        yield at(made, node)

    def _if(self, node: Node, deep: int) -> Iterator[ast.stmt]:
        others: list[ast.stmt] = []
        for arm in reversed(node.children_by_field_name("alternative")[:CHAIN]):
            if arm.type == "elif_clause":
                others = [self._arm(arm, others, deep)]
            else:
                others = self.block(arm.child_by_field_name("body"), deep)
        yield self._arm(node, others, deep)

    def _arm(self, node: Node, others: list[ast.stmt], deep: int) -> ast.stmt:
        test = self._expressions.field(node, "condition", deep)
        body = self.block(node.child_by_field_name("consequence"), deep)
        return at(ast.If(test=test, body=body, orelse=others), node)

    def _for(self, node: Node, deep: int) -> Iterator[ast.stmt]:
        target, source = (
            self._expressions.field(node, "left", deep),
            self._expressions.field(node, "right", deep),
        )
        body = self.block(node.child_by_field_name("body"), deep)
        yield at(ast.For(target=target, iter=source, body=body, orelse=[]), node)

    def _while(self, node: Node, deep: int) -> Iterator[ast.stmt]:
        test = self._expressions.field(node, "condition", deep)
        body = self.block(node.child_by_field_name("body"), deep)
        yield at(ast.While(test=test, body=body, orelse=[]), node)

    def _with(self, node: Node, deep: int) -> Iterator[ast.stmt]:
        items = []
        for clause in node.named_children:
            for item in clause.named_children if clause.type == "with_clause" else ():
                value = item.child_by_field_name("value")
                if value is not None and value.type == "as_pattern":
                    target = value.child_by_field_name("alias")
                    name = (
                        self._expressions.expression(target.named_children[0], deep + 1)
                        if target and target.named_children
                        else None
                    )
                    context = self._expressions.expression(value.named_children[0], deep + 1)
                    items.append(ast.withitem(context_expr=context, optional_vars=name))
                elif value is not None:
                    items.append(
                        ast.withitem(
                            context_expr=self._expressions.expression(value, deep + 1), optional_vars=None
                        )
                    )
        yield at(ast.With(items=items, body=self.block(node.child_by_field_name("body"), deep)), node)

    def _return(self, node: Node, deep: int) -> Iterator[ast.stmt]:
        values = [child for child in node.named_children if child.type not in UNREAD]
        yield at(
            ast.Return(value=self._expressions.expression(values[0], deep + 1) if values else None), node
        )

    def _exec(self, node: Node, deep: int) -> Iterator[ast.stmt]:
        """`print value` of Python 2, and what the grammar itself reads of `exec`."""
        parts = [child for child in node.named_children if child.type not in UNREAD]
        values = [self._expressions.expression(child, deep + 1) for child in parts]
        yield _called("exec" if node.type == "exec_statement" else "print", values, node)

    def _executed(self, value: ast.expr, node: Node) -> Iterator[ast.stmt]:
        """`exec code`, `exec code in scope` and `exec(code, scope)` of Python 2, as the calls that they are."""
        values = [value]
        if isinstance(value, ast.Compare):
            values = [value.left, *value.comparators]
        elif isinstance(value, ast.Tuple):
            values = list(value.elts)
        yield _called("exec", values, node)

    def _global(self, node: Node, _deep: int) -> Iterator[ast.stmt]:
        yield at(ast.Global(names=[self._expressions.text(child) for child in node.named_children]), node)

    _KINDS: ClassVar[Mapping[str, Callable[["Statements", Node, int], Iterator[ast.stmt]]]] = {
        "expression_statement": _expression_statement,
        "import_statement": _import,
        "import_from_statement": _import_from,
        "future_import_statement": lambda _builder, _node, _deep: iter(()),
        "function_definition": _function,
        "class_definition": _class,
        "if_statement": _if,
        "for_statement": _for,
        "while_statement": _while,
        "with_statement": _with,
        "return_statement": _return,
        "exec_statement": _exec,
        "print_statement": _exec,
        "global_statement": _global,
    }


def _called(name: str, values: list[ast.expr], node: Node) -> ast.stmt:
    call = ast.Call(func=at(ast.Name(id=name, ctx=ast.Load()), node), args=values, keywords=[])
    return at(ast.Expr(value=at(call, node)), node)
