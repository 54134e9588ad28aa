"""Python that `ast` refuses, read by the tolerant grammar into the same kind of tree.

It serves Python 2, newer syntax than this interpreter's, and broken files. The tree has what facts are made of:
statements, names, calls, attributes, subscripts, literals, operators. What the grammar could not read is left out,
and told when it is a share of the file that matters. The walk is a `TreeCursor`'s, with its own stack: queries can
hang on hostile input, a cursor does not.
"""

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

import tree_sitter
import tree_sitter_python

_LANGUAGE = tree_sitter.Language(tree_sitter_python.language())
_MOST_DEEP = 150
_MOST_NODES = 1_500_000
_STRANGE = re.compile("[\x01-\x08\x0e-\x1f\x7f\ufffd]")
_MOST_STRANGE = 50
_MOST_ERROR_SHARE = 0.05
_FEWEST_ERROR_BYTES = 200

Node = tree_sitter.Node
_Made = TypeVar("_Made", bound=ast.AST)
_UNREAD = ("comment", "line_continuation")
_CHAIN = 4_000
_OPERATORS: Mapping[str, type[ast.operator]] = {
    "+": ast.Add,
    "-": ast.Sub,
    "*": ast.Mult,
    "/": ast.Div,
    "//": ast.FloorDiv,
    "%": ast.Mod,
    "^": ast.BitXor,
    "&": ast.BitAnd,
    "|": ast.BitOr,
    "<<": ast.LShift,
    ">>": ast.RShift,
    "**": ast.Pow,
    "@": ast.MatMult,
}


def parse_tolerant(text: str) -> tuple[ast.Module | None, str | None]:
    """A tree, and what is missing from it: None when nothing that matters is."""
    if _is_noise(text):
        return None, "not text"
    source = text.encode("utf-8", "replace")
    root = tree_sitter.Parser(_LANGUAGE).parse(source).root_node
    builder = _Builder(source)
    module = ast.Module(body=builder.block(root, 0), type_ignores=[])
    if builder.too_deep:
        return module, "too deep: parts of the file were not read"
    errors = _errors(root)
    if errors > _FEWEST_ERROR_BYTES and errors > _MOST_ERROR_SHARE * len(source):
        return module, f"does not parse: {100 * errors // len(source)} % of the file in error"
    return module, None


def _is_noise(text: str) -> bool:
    """Whether a text has characters that no source has. The parser recovers from noise at seconds a megabyte."""
    strange = len(_STRANGE.findall(text))
    return strange > _MOST_STRANGE and strange * 100 > len(text)


def _errors(root: Node) -> int:
    """Bytes inside error nodes."""
    if not root.has_error:
        return 0
    total = 0
    cursor = root.walk()
    down = True
    for _ in range(_MOST_NODES):
        node = cursor.node
        if down and node is not None and node.is_error:
            total += node.end_byte - node.start_byte
            down = False
        if down and node is not None and node.has_error and cursor.goto_first_child():
            continue
        if cursor.goto_next_sibling():
            down = True
        elif cursor.goto_parent():
            down = False
        else:
            break
    return total


class _Builder:
    """Builds `ast` nodes; recursion is bounded by `_MOST_DEEP`."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        self.too_deep = False

    def block(self, node: Node | None, deep: int) -> list[ast.stmt]:
        """The statements of a block."""
        if node is None:
            return []
        return [statement for child in node.named_children for statement in self.statement(child, deep + 1)]

    def statement(self, node: Node, deep: int) -> Iterator[ast.stmt]:
        """A statement; several when it is an error with something readable in it."""
        if deep > _MOST_DEEP:
            self.too_deep = True
            return
        handler = _STATEMENTS.get(node.type)
        if handler is not None:
            yield from handler(self, node, deep)
        elif node.type not in _UNREAD:
            yield from self._parts(node.named_children, deep)

    def _parts(self, nodes: Iterable[Node], deep: int) -> Iterator[ast.stmt]:
        """Whatever a statement of no further interest holds: expressions, and blocks."""
        for child in nodes:
            if (
                child.type in _STATEMENTS
                or child.type.endswith(("block", "clause", "statement"))
                or child.is_error
            ):
                yield from self.statement(child, deep + 1)
            elif child.type not in _UNREAD:
                yield _at(ast.Expr(value=self.expression(child, deep + 1)), child)

    # Statements

    def _expression_statement(self, node: Node, deep: int) -> Iterator[ast.stmt]:
        for child in node.named_children:
            if child.type == "assignment":
                yield from self._assignment(child, deep)
            elif child.type == "augmented_assignment":
                yield self._augmented(child, deep)
            elif child.type not in _UNREAD:
                yield _at(ast.Expr(value=self.expression(child, deep + 1)), child)

    def _assignment(self, node: Node, deep: int) -> Iterator[ast.stmt]:
        targets = []
        value: Node | None = node
        for _ in range(_CHAIN):
            if value is None or value.type != "assignment":
                break
            left = value.child_by_field_name("left")
            if left is not None:
                targets.append(self.expression(left, deep + 1))
            value = value.child_by_field_name("right")
        if value is not None and targets:
            yield _at(ast.Assign(targets=targets, value=self.expression(value, deep + 1)), node)

    def _augmented(self, node: Node, deep: int) -> ast.stmt:
        left = self._field(node, "left", deep)
        right = self._field(node, "right", deep)
        return _at(ast.AugAssign(target=left, op=ast.Add(), value=right), node)  # type: ignore[arg-type]

    def _import(self, node: Node, _deep: int) -> Iterator[ast.stmt]:
        names = [self._alias(child) for child in node.named_children]
        yield _at(ast.Import(names=[name for name in names if name is not None]), node)

    def _import_from(self, node: Node, _deep: int) -> Iterator[ast.stmt]:
        source = node.child_by_field_name("module_name")
        if source is None:
            return
        module = self._text(source).replace(" ", "")
        level = len(module) - len(module.lstrip("."))
        names = [self._alias(child) for child in node.children_by_field_name("name")]
        if any(child.type == "wildcard_import" for child in node.named_children):
            names = [ast.alias(name="*")]
        found = [name for name in names if name is not None]
        yield _at(ast.ImportFrom(module=module.lstrip(".") or None, names=found, level=level), node)

    def _alias(self, node: Node) -> ast.alias | None:
        if node.type == "dotted_name":
            return ast.alias(name=self._text(node))
        name, other = node.child_by_field_name("name"), node.child_by_field_name("alias")
        if name is None or other is None:
            return None
        return ast.alias(name=self._text(name), asname=self._text(other))

    def _function(self, node: Node, deep: int) -> Iterator[ast.stmt]:
        name = node.child_by_field_name("name")
        made = ast.FunctionDef(
            name=self._text(name) if name else "",
            args=self._parameters(node.child_by_field_name("parameters"), deep),
            body=self.block(node.child_by_field_name("body"), deep),
            decorator_list=[],
        )
        yield _at(made, node)

    def _class(self, node: Node, deep: int) -> Iterator[ast.stmt]:
        name, bases = node.child_by_field_name("name"), node.child_by_field_name("superclasses")
        arguments, keywords = self._arguments(bases, deep) if bases else ([], [])
        made = ast.ClassDef(
            name=self._text(name) if name else "",
            bases=arguments,
            keywords=keywords,
            body=self.block(node.child_by_field_name("body"), deep),
            decorator_list=[],
        )
        yield _at(made, node)

    def _if(self, node: Node, deep: int) -> Iterator[ast.stmt]:
        test = self._field(node, "condition", deep)
        body = self.block(node.child_by_field_name("consequence"), deep)
        others = [
            part for child in node.children_by_field_name("alternative") for part in self._arm(child, deep)
        ]
        yield _at(ast.If(test=test, body=body, orelse=others), node)

    def _arm(self, node: Node, deep: int) -> Iterator[ast.stmt]:
        if node.type == "elif_clause":
            yield from self._if(node, deep + 1)
        else:
            yield from self.block(node.child_by_field_name("body"), deep)

    def _for(self, node: Node, deep: int) -> Iterator[ast.stmt]:
        target, source = self._field(node, "left", deep), self._field(node, "right", deep)
        body = self.block(node.child_by_field_name("body"), deep)
        yield _at(ast.For(target=target, iter=source, body=body, orelse=[]), node)

    def _while(self, node: Node, deep: int) -> Iterator[ast.stmt]:
        test = self._field(node, "condition", deep)
        body = self.block(node.child_by_field_name("body"), deep)
        yield _at(ast.While(test=test, body=body, orelse=[]), node)

    def _with(self, node: Node, deep: int) -> Iterator[ast.stmt]:
        items = []
        for clause in node.named_children:
            for item in clause.named_children if clause.type == "with_clause" else ():
                value = item.child_by_field_name("value")
                if value is not None and value.type == "as_pattern":
                    target = value.child_by_field_name("alias")
                    name = (
                        self.expression(target.named_children[0], deep + 1)
                        if target and target.named_children
                        else None
                    )
                    context = self.expression(value.named_children[0], deep + 1)
                    items.append(ast.withitem(context_expr=context, optional_vars=name))
                elif value is not None:
                    items.append(
                        ast.withitem(context_expr=self.expression(value, deep + 1), optional_vars=None)
                    )
        yield _at(ast.With(items=items, body=self.block(node.child_by_field_name("body"), deep)), node)

    def _return(self, node: Node, deep: int) -> Iterator[ast.stmt]:
        values = [child for child in node.named_children if child.type not in _UNREAD]
        yield _at(ast.Return(value=self.expression(values[0], deep + 1) if values else None), node)

    def _exec(self, node: Node, deep: int) -> Iterator[ast.stmt]:
        """`exec code in scope` and `print value` of Python 2, as the calls that they are."""
        name = "exec" if node.type == "exec_statement" else "print"
        values = [
            self.expression(child, deep + 1) for child in node.named_children if child.type not in _UNREAD
        ]
        if name == "exec" and len(values) == 1 and isinstance(values[0], ast.Tuple):
            values = list(values[0].elts)
        call = ast.Call(func=_at(ast.Name(id=name, ctx=ast.Load()), node), args=values, keywords=[])
        yield _at(ast.Expr(value=_at(call, node)), node)

    def _global(self, node: Node, _deep: int) -> Iterator[ast.stmt]:
        yield _at(ast.Global(names=[self._text(child) for child in node.named_children]), node)

    # Expressions

    def _field(self, node: Node, name: str, deep: int) -> ast.expr:
        part = node.child_by_field_name(name)
        return self.expression(part, deep + 1) if part is not None else _at(ast.Constant(value=None), node)

    def expression(self, node: Node, deep: int) -> ast.expr:
        """An expression; what is not known becomes the list of its parts."""
        if deep > _MOST_DEEP:
            self.too_deep = True
            return _at(ast.Constant(value=None), node)
        handler = _EXPRESSIONS.get(node.type)
        if handler is not None:
            return _at(handler(self, node, deep), node)
        parts = [
            self.expression(child, deep + 1) for child in node.named_children if child.type not in _UNREAD
        ]
        if len(parts) == 1:
            return parts[0]
        return _at(ast.Tuple(elts=parts, ctx=ast.Load()), node)

    def _list(self, node: Node, deep: int) -> ast.expr:
        parts = [
            self.expression(child, deep + 1) for child in node.named_children if child.type not in _UNREAD
        ]
        made = ast.List if node.type in {"list", "list_pattern"} else ast.Tuple
        return made(elts=parts, ctx=ast.Load())

    def _identifier(self, node: Node, _deep: int) -> ast.expr:
        return ast.Name(id=self._text(node), ctx=ast.Load())

    def _literal(self, node: Node, _deep: int) -> ast.expr:
        text = self._text(node).rstrip("lL")
        if len(text) > 400:
            return ast.Constant(value=None)
        try:
            return ast.Constant(value=ast.literal_eval(text))
        except (ValueError, SyntaxError):
            digits = text[1:] if text.startswith("0") else text
            octal = digits.isdigit() and not set(digits) & set("89")
            return ast.Constant(value=int(digits, 8) if octal else None)

    def _string(self, node: Node, deep: int) -> ast.expr:
        prefix = self._text(node.children[0]).rstrip("'\"").lower() if node.children else ""
        parts: list[ast.expr] = []
        for child in node.named_children:
            if child.type == "interpolation":
                inner = self._field(child, "expression", deep)
                parts.append(_at(ast.FormattedValue(value=inner, conversion=-1), child))
            elif child.type == "string_content":
                parts.append(_at(ast.Constant(value=_unescaped(self._text(child), raw="r" in prefix)), child))
        if any(isinstance(part, ast.FormattedValue) for part in parts):
            return ast.JoinedStr(values=parts)
        text = "".join(
            part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)
        )
        return ast.Constant(value=text.encode("latin-1", "replace") if "b" in prefix else text)

    def _concatenated(self, node: Node, deep: int) -> ast.expr:
        parts = [self.expression(child, deep + 1) for child in node.named_children if child.type == "string"]
        texts = [
            part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)
        ]
        if len(texts) == len(parts):
            return ast.Constant(value="".join(texts))
        return ast.JoinedStr(values=parts)

    def _call(self, node: Node, deep: int) -> ast.expr:
        function = self._field(node, "function", deep)
        inside = node.child_by_field_name("arguments")
        if inside is None:
            return ast.Call(func=function, args=[], keywords=[])
        if inside.type == "generator_expression":
            return ast.Call(func=function, args=[self.expression(inside, deep + 1)], keywords=[])
        arguments, keywords = self._arguments(inside, deep)
        return ast.Call(func=function, args=arguments, keywords=keywords)

    def _arguments(self, node: Node, deep: int) -> tuple[list[ast.expr], list[ast.keyword]]:
        arguments: list[ast.expr] = []
        keywords: list[ast.keyword] = []
        for child in node.named_children:
            if child.type == "keyword_argument":
                name = child.child_by_field_name("name")
                value = self._field(child, "value", deep)
                keywords.append(ast.keyword(arg=self._text(name) if name else None, value=value))
            elif child.type not in _UNREAD:
                arguments.append(self.expression(child, deep + 1))
        return arguments, keywords

    def _attribute(self, node: Node, deep: int) -> ast.expr:
        name = node.child_by_field_name("attribute")
        owner = self._field(node, "object", deep)
        return ast.Attribute(value=owner, attr=self._text(name) if name else "", ctx=ast.Load())

    def _subscript(self, node: Node, deep: int) -> ast.expr:
        parts = [self.expression(child, deep + 1) for child in node.children_by_field_name("subscript")]
        index = parts[0] if len(parts) == 1 else _at(ast.Tuple(elts=parts, ctx=ast.Load()), node)
        return ast.Subscript(value=self._field(node, "value", deep), slice=index, ctx=ast.Load())

    def _slice(self, node: Node, deep: int) -> ast.expr:
        ends: list[ast.expr | None] = [None, None, None]
        place = 0
        for child in node.children:
            if child.type == ":":
                place += 1
            elif place < len(ends) and child.is_named:
                ends[place] = self.expression(child, deep + 1)
        return ast.Slice(lower=ends[0], upper=ends[1], step=ends[2])  # type: ignore[return-value]

    def _binary(self, node: Node, deep: int) -> ast.expr:
        spine: list[Node] = []
        current: Node | None = node
        while current is not None and current.type == "binary_operator":
            spine.append(current)
            if len(spine) > _CHAIN:
                self.too_deep = True
                return ast.Constant(value=None)
            current = current.child_by_field_name("left")
        made = self.expression(current, deep + 1) if current is not None else ast.Constant(value=None)
        for part in reversed(spine):
            mark = part.child_by_field_name("operator")
            operator = _OPERATORS.get(self._text(mark) if mark else "", ast.Add)
            right = self._field(part, "right", deep)
            made = _at(ast.BinOp(left=made, op=operator(), right=right), part)
        return made

    def _unary(self, node: Node, deep: int) -> ast.expr:
        mark = self._text(node.children[0]) if node.children else ""
        operators = {"-": ast.USub, "~": ast.Invert, "not": ast.Not}
        made: type[ast.unaryop] = operators.get(mark, ast.UAdd)
        return ast.UnaryOp(op=made(), operand=self._field(node, "argument", deep))

    def _compare(self, node: Node, deep: int) -> ast.expr:
        parts = [
            self.expression(child, deep + 1) for child in node.named_children if child.type not in _UNREAD
        ]
        if len(parts) < 2:
            return ast.Tuple(elts=parts, ctx=ast.Load())
        equal = any(child.type == "==" for child in node.children)
        operator: ast.cmpop = ast.Eq() if equal else ast.In()
        return ast.Compare(left=parts[0], ops=[operator] * (len(parts) - 1), comparators=parts[1:])

    def _lambda(self, node: Node, deep: int) -> ast.expr:
        arguments = self._parameters(node.child_by_field_name("parameters"), deep)
        return ast.Lambda(args=arguments, body=self._field(node, "body", deep))

    def _parameters(self, node: Node | None, deep: int) -> ast.arguments:
        names: list[ast.arg] = []
        defaults: list[ast.expr] = []
        for child in node.named_children if node is not None else ():
            if child.type == "identifier":
                names.append(_at(ast.arg(arg=self._text(child)), child))
            elif child.type.endswith(("default_parameter", "typed_parameter")):
                name = child.child_by_field_name("name") or (
                    child.named_children[0] if child.named_children else None
                )
                names.append(_at(ast.arg(arg=self._text(name) if name else ""), child))
                if child.child_by_field_name("value") is not None:
                    defaults.append(self._field(child, "value", deep))
        return ast.arguments(posonlyargs=[], args=names, kwonlyargs=[], kw_defaults=[], defaults=defaults)

    def _comprehension(self, node: Node, deep: int) -> ast.expr:
        body = node.child_by_field_name("body")
        parts: list[ast.comprehension] = []
        for child in node.named_children:
            if child.type == "for_in_clause":
                target, source = self._field(child, "left", deep), self._field(child, "right", deep)
                parts.append(ast.comprehension(target=target, iter=source, ifs=[], is_async=0))
            elif child.type == "if_clause" and parts:
                parts[-1].ifs.extend(self.expression(part, deep + 1) for part in child.named_children)
        element = self.expression(body, deep + 1) if body is not None else ast.Constant(value=None)
        if not parts:
            return element
        return ast.GeneratorExp(elt=element, generators=parts)

    def _conditional(self, node: Node, deep: int) -> ast.expr:
        parts = [
            self.expression(child, deep + 1) for child in node.named_children if child.type not in _UNREAD
        ]
        if len(parts) != 3:
            return ast.Tuple(elts=parts, ctx=ast.Load())
        return ast.IfExp(test=parts[1], body=parts[0], orelse=parts[2])

    def _text(self, node: Node) -> str:
        return self._source[node.start_byte : node.end_byte].decode("utf-8", "replace")


def _at(made: _Made, node: Node) -> _Made:
    """The node with its line, unless it has one."""
    if not hasattr(made, "lineno"):
        made.lineno = node.start_point[0] + 1  # type: ignore[attr-defined]
        made.col_offset = node.start_point[1]  # type: ignore[attr-defined]
    return made


def _unescaped(text: str, *, raw: bool) -> str:
    if raw or "\\" not in text:
        return text
    for quotes in ('"""', "'''"):
        try:
            value = ast.literal_eval(f"{quotes}{text}{quotes}")
        except (ValueError, SyntaxError, MemoryError):
            continue
        return value if isinstance(value, str) else text
    return text


_STATEMENTS: Mapping[str, Callable[[_Builder, Node, int], Iterator[ast.stmt]]] = {
    "expression_statement": _Builder._expression_statement,
    "import_statement": _Builder._import,
    "import_from_statement": _Builder._import_from,
    "future_import_statement": lambda _builder, _node, _deep: iter(()),
    "function_definition": _Builder._function,
    "class_definition": _Builder._class,
    "if_statement": _Builder._if,
    "for_statement": _Builder._for,
    "while_statement": _Builder._while,
    "with_statement": _Builder._with,
    "return_statement": _Builder._return,
    "exec_statement": _Builder._exec,
    "print_statement": _Builder._exec,
    "global_statement": _Builder._global,
}
_EXPRESSIONS: Mapping[str, Callable[[_Builder, Node, int], ast.expr]] = {
    "identifier": _Builder._identifier,
    "integer": _Builder._literal,
    "float": _Builder._literal,
    "true": lambda _builder, _node, _deep: ast.Constant(value=True),
    "false": lambda _builder, _node, _deep: ast.Constant(value=False),
    "none": lambda _builder, _node, _deep: ast.Constant(value=None),
    "string": _Builder._string,
    "concatenated_string": _Builder._concatenated,
    "call": _Builder._call,
    "attribute": _Builder._attribute,
    "subscript": _Builder._subscript,
    "slice": _Builder._slice,
    "binary_operator": _Builder._binary,
    "unary_operator": _Builder._unary,
    "not_operator": _Builder._unary,
    "comparison_operator": _Builder._compare,
    "lambda": _Builder._lambda,
    "list": _Builder._list,
    "tuple": _Builder._list,
    "set": _Builder._list,
    "expression_list": _Builder._list,
    "pattern_list": _Builder._list,
    "tuple_pattern": _Builder._list,
    "list_pattern": _Builder._list,
    "list_comprehension": _Builder._comprehension,
    "generator_expression": _Builder._comprehension,
    "set_comprehension": _Builder._comprehension,
    "conditional_expression": _Builder._conditional,
}
