"""Expressions of the tolerant grammar as `ast` nodes."""

import ast
from collections.abc import Callable, Mapping
from typing import ClassVar, TypeVar

import tree_sitter

from pratique.analysis.languages.python.quiet import literal

Node = tree_sitter.Node
_Made = TypeVar("_Made", bound=ast.AST)
UNREAD = ("comment", "line_continuation")
"""Nodes that say nothing."""
CHAIN = 4_000
"""Longest chain of operators or assignments that is followed."""
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


MOST_DEEP = 150


class Expressions:
    """Builds the expressions of one source; recursion is bounded by `MOST_DEEP`."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        self.too_deep = False

    def text(self, node: Node) -> str:
        """The source of a node."""
        return self._source[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def field(self, node: Node, name: str, deep: int) -> ast.expr:
        """The expression in a field of a node."""
        part = node.child_by_field_name(name)
        return self.expression(part, deep + 1) if part is not None else at(ast.Constant(value=None), node)

    def expression(self, node: Node, deep: int) -> ast.expr:
        """An expression; what is not known becomes the list of its parts."""
        if deep > MOST_DEEP:
            self.too_deep = True
            return at(ast.Constant(value=None), node)
        handler = self._KINDS.get(node.type)
        if handler is not None:
            return at(handler(self, node, deep), node)
        parts = [
            self.expression(child, deep + 1) for child in node.named_children if child.type not in UNREAD
        ]
        if len(parts) == 1:
            return parts[0]
        return at(ast.Tuple(elts=parts, ctx=ast.Load()), node)

    def _list(self, node: Node, deep: int) -> ast.expr:
        parts = [
            self.expression(child, deep + 1) for child in node.named_children if child.type not in UNREAD
        ]
        made = ast.List if node.type in {"list", "list_pattern"} else ast.Tuple
        return made(elts=parts, ctx=ast.Load())

    def _identifier(self, node: Node, _deep: int) -> ast.expr:
        return ast.Name(id=self.text(node), ctx=ast.Load())

    def _literal(self, node: Node, _deep: int) -> ast.expr:
        text = self.text(node).rstrip("lL")
        if len(text) > 400:
            return ast.Constant(value=None)
        try:
            return ast.Constant(value=_number(literal(text)))
        except (ValueError, SyntaxError):
            digits = text.removeprefix("0")
            octal = digits.isdigit() and not set(digits) & set("89")
            return ast.Constant(value=int(digits, 8) if octal else None)

    def _string(self, node: Node, deep: int) -> ast.expr:
        prefix = self.text(node.children[0]).rstrip("'\"").lower() if node.children else ""
        parts: list[ast.expr] = []
        for child in node.named_children:
            if child.type == "interpolation":
                inner = self.field(child, "expression", deep)
                parts.append(at(ast.FormattedValue(value=inner, conversion=-1), child))
            elif child.type == "string_content":
                parts.append(at(ast.Constant(value=_unescaped(self.text(child), raw="r" in prefix)), child))
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
        function = self.field(node, "function", deep)
        inside = node.child_by_field_name("arguments")
        if inside is None:
            return ast.Call(func=function, args=[], keywords=[])
        if inside.type == "generator_expression":
            return ast.Call(func=function, args=[self.expression(inside, deep + 1)], keywords=[])
        arguments, keywords = self.arguments(inside, deep)
        return ast.Call(func=function, args=arguments, keywords=keywords)

    def arguments(self, node: Node, deep: int) -> tuple[list[ast.expr], list[ast.keyword]]:
        """The arguments in a list of them: plain, and by keyword."""
        arguments: list[ast.expr] = []
        keywords: list[ast.keyword] = []
        for child in node.named_children:
            if child.type == "keyword_argument":
                name = child.child_by_field_name("name")
                value = self.field(child, "value", deep)
                keywords.append(ast.keyword(arg=self.text(name) if name else None, value=value))
            elif child.type not in UNREAD:
                arguments.append(self.expression(child, deep + 1))
        return arguments, keywords

    def _attribute(self, node: Node, deep: int) -> ast.expr:
        name = node.child_by_field_name("attribute")
        owner = self.field(node, "object", deep)
        return ast.Attribute(value=owner, attr=self.text(name) if name else "", ctx=ast.Load())

    def _subscript(self, node: Node, deep: int) -> ast.expr:
        parts = [self.expression(child, deep + 1) for child in node.children_by_field_name("subscript")]
        index = parts[0] if len(parts) == 1 else at(ast.Tuple(elts=parts, ctx=ast.Load()), node)
        return ast.Subscript(value=self.field(node, "value", deep), slice=index, ctx=ast.Load())

    def _slice(self, node: Node, deep: int) -> ast.expr:
        ends: list[ast.expr | None] = [None, None, None]
        place = 0
        for child in node.children:
            if child.type == ":":
                place += 1
            elif place < len(ends) and child.is_named:
                ends[place] = self.expression(child, deep + 1)
        return ast.Slice(lower=ends[0], upper=ends[1], step=ends[2])

    def _binary(self, node: Node, deep: int) -> ast.expr:
        spine: list[Node] = []
        current: Node | None = node
        while current is not None and current.type == "binary_operator":
            spine.append(current)
            if len(spine) > CHAIN:
                self.too_deep = True
                return ast.Constant(value=None)
            current = current.child_by_field_name("left")
        made = self.expression(current, deep + 1) if current is not None else ast.Constant(value=None)
        for part in reversed(spine):
            mark = part.child_by_field_name("operator")
            operator = _OPERATORS.get(self.text(mark) if mark else "", ast.Add)
            right = self.field(part, "right", deep)
            made = at(ast.BinOp(left=made, op=operator(), right=right), part)
        return made

    def _unary(self, node: Node, deep: int) -> ast.expr:
        mark = self.text(node.children[0]) if node.children else ""
        operators = {"-": ast.USub, "~": ast.Invert, "not": ast.Not}
        made: type[ast.unaryop] = operators.get(mark, ast.UAdd)
        return ast.UnaryOp(op=made(), operand=self.field(node, "argument", deep))

    def _compare(self, node: Node, deep: int) -> ast.expr:
        parts = [
            self.expression(child, deep + 1) for child in node.named_children if child.type not in UNREAD
        ]
        if len(parts) < 2:
            return ast.Tuple(elts=parts, ctx=ast.Load())
        equal = any(child.type == "==" for child in node.children)
        operator: ast.cmpop = ast.Eq() if equal else ast.In()
        return ast.Compare(left=parts[0], ops=[operator] * (len(parts) - 1), comparators=parts[1:])

    def _lambda(self, node: Node, deep: int) -> ast.expr:
        arguments = self.parameters(node.child_by_field_name("parameters"), deep)
        return ast.Lambda(args=arguments, body=self.field(node, "body", deep))

    def parameters(self, node: Node | None, deep: int) -> ast.arguments:
        """The parameters of a function."""
        names: list[ast.arg] = []
        defaults: list[ast.expr] = []
        for child in node.named_children if node is not None else ():
            if child.type == "identifier":
                names.append(at(ast.arg(arg=self.text(child)), child))
            elif child.type.endswith(("default_parameter", "typed_parameter")):
                name = child.child_by_field_name("name") or (
                    child.named_children[0] if child.named_children else None
                )
                names.append(at(ast.arg(arg=self.text(name) if name else ""), child))
                if child.child_by_field_name("value") is not None:
                    defaults.append(self.field(child, "value", deep))
        return ast.arguments(posonlyargs=[], args=names, kwonlyargs=[], kw_defaults=[], defaults=defaults)

    def _comprehension(self, node: Node, deep: int) -> ast.expr:
        body = node.child_by_field_name("body")
        parts: list[ast.comprehension] = []
        for child in node.named_children:
            if child.type == "for_in_clause":
                target, source = self.field(child, "left", deep), self.field(child, "right", deep)
                parts.append(ast.comprehension(target=target, iter=source, ifs=[], is_async=0))
            elif child.type == "if_clause" and parts:
                parts[-1].ifs.extend(self.expression(part, deep + 1) for part in child.named_children)
        element = self.expression(body, deep + 1) if body is not None else ast.Constant(value=None)
        if not parts:
            return element
        return ast.GeneratorExp(elt=element, generators=parts)

    def _conditional(self, node: Node, deep: int) -> ast.expr:
        parts = [
            self.expression(child, deep + 1) for child in node.named_children if child.type not in UNREAD
        ]
        if len(parts) != 3:
            return ast.Tuple(elts=parts, ctx=ast.Load())
        return ast.IfExp(test=parts[1], body=parts[0], orelse=parts[2])

    _KINDS: ClassVar[Mapping[str, Callable[["Expressions", Node, int], ast.expr]]] = {
        "identifier": _identifier,
        "integer": _literal,
        "float": _literal,
        "true": lambda _builder, _node, _deep: ast.Constant(value=True),
        "false": lambda _builder, _node, _deep: ast.Constant(value=False),
        "none": lambda _builder, _node, _deep: ast.Constant(value=None),
        "string": _string,
        "concatenated_string": _concatenated,
        "call": _call,
        "attribute": _attribute,
        "subscript": _subscript,
        "slice": _slice,
        "binary_operator": _binary,
        "unary_operator": _unary,
        "not_operator": _unary,
        "comparison_operator": _compare,
        "lambda": _lambda,
        "list": _list,
        "tuple": _list,
        "set": _list,
        "expression_list": _list,
        "pattern_list": _list,
        "tuple_pattern": _list,
        "list_pattern": _list,
        "list_comprehension": _comprehension,
        "generator_expression": _comprehension,
        "set_comprehension": _comprehension,
        "conditional_expression": _conditional,
    }


def at(made: _Made, node: Node) -> _Made:
    """The node with its line, unless it has one."""
    if not hasattr(made, "lineno"):
        made.lineno = node.start_point[0] + 1  # type: ignore[attr-defined]
        made.col_offset = node.start_point[1]  # type: ignore[attr-defined]
    return made


def _number(value: object) -> int | float | complex | None:
    return value if isinstance(value, int | float | complex) else None


def _unescaped(text: str, *, raw: bool) -> str:
    if raw or "\\" not in text:
        return text
    for quotes in ('"""', "'''"):
        try:
            value = literal(f"{quotes}{text}{quotes}")
        except (ValueError, SyntaxError, MemoryError):
            continue
        return value if isinstance(value, str) else text
    return text
