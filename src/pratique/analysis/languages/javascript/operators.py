"""Values of operators: sums of text, arithmetic, choices, and what only wraps another expression."""

from tree_sitter import Node

from pratique.analysis.engine.marks import MIXED
from pratique.analysis.languages.javascript import folding
from pratique.analysis.languages.javascript.apis import APIS
from pratique.analysis.languages.javascript.evaluate import Evaluator
from pratique.analysis.languages.javascript.literals import quick
from pratique.analysis.languages.javascript.scopes import Function, Scope
from pratique.analysis.languages.values import (
    NOTHING,
    UNDEFINED,
    UNKNOWN,
    Constant,
    Value,
    constant,
    either,
    joined,
    marked,
)

_MOST_OPERANDS = 5_000
_CHOICES = frozenset(("||", "??"))
_SILENT = frozenset(("==", "===", "!=", "!==", "<", ">", "<=", ">=", "in", "instanceof"))


def _binary(evaluator: Evaluator, node: Node, scope: Scope) -> Value:
    sign_node = node.child_by_field_name("operator")
    sign = sign_node.type if sign_node is not None else ""
    if sign in _SILENT:
        return NOTHING
    if sign == "+":
        return _sum(evaluator, node, scope)
    left = evaluator.value(node.child_by_field_name("left"), scope)
    right = evaluator.value(node.child_by_field_name("right"), scope)
    if sign in _CHOICES:
        return either([value for value in (left, right) if value is not NOTHING])
    if sign == "&&":
        return right
    const = folding.binary(sign, evaluator.const(left), evaluator.const(right))
    marks, origin = joined(left, right)
    if const is not UNKNOWN:
        return Value(const, marks=marks, origin=origin)
    return marked(marks | MIXED, origin or evaluator.line(node)) if sign == "^" else marked(marks, origin)


def _sum(evaluator: Evaluator, node: Node, scope: Scope) -> Value:
    """A sum, whose left operand is often a sum again: thousands of pieces are gone through without recursion."""
    operands: list[Node] = []
    left: Node | None = node
    while left is not None and left.type == "binary_expression" and len(operands) < _MOST_OPERANDS:
        sign = left.child_by_field_name("operator")
        right = left.child_by_field_name("right")
        if sign is None or sign.type != "+" or right is None:
            break
        operands.append(right)
        left = left.child_by_field_name("left")
    values = [evaluator.value(left, scope)]
    values.extend(_operand(evaluator, operand, scope) for operand in reversed(operands))
    const = evaluator.const(values[0])
    for value in values[1:]:
        if const is UNKNOWN:
            break
        const = folding.binary("+", const, evaluator.const(value))
    marks, origin = joined(*map(evaluator.deep, values))
    if const is not UNKNOWN:
        return constant(const, evaluator.line(node), marks=marks, origin=origin)
    return marked(marks, origin)


def _operand(evaluator: Evaluator, node: Node, scope: Scope) -> Value:
    const = quick(evaluator, node)
    return constant(const, evaluator.line(node)) if const is not UNKNOWN else evaluator.value(node, scope)


def _unary(evaluator: Evaluator, node: Node, scope: Scope) -> Value:
    sign_node, argument = node.child_by_field_name("operator"), node.child_by_field_name("argument")
    sign = sign_node.type if sign_node is not None else ""
    if sign == "void":
        return Value(UNDEFINED)
    if sign not in {"!", "+", "-", "~", "typeof"}:
        return NOTHING
    value = evaluator.value(argument, scope)
    if sign == "typeof":
        return Value(_kind_of(value))
    const = evaluator.const(value)
    if sign == "!" and const is UNKNOWN and (value.literal is not None or value.target is not None):
        return Value(False)
    const = folding.unary(sign, const)
    if const is not UNKNOWN:
        return Value(const, marks=value.marks, origin=value.origin)
    return NOTHING if sign == "!" else marked(value.marks, value.origin)


def _kind_of(value: Value) -> Constant:
    """What `typeof` gives, where it is certain."""
    if isinstance(value.const, str):
        return "string"
    if value.name in APIS or isinstance(value.target, Function):
        return "function"
    return UNKNOWN


def _choice(evaluator: Evaluator, node: Node, scope: Scope) -> Value:
    values = [
        evaluator.value(node.child_by_field_name(field), scope) for field in ("consequence", "alternative")
    ]
    return either([value for value in values if value is not NOTHING])


def _last(evaluator: Evaluator, node: Node, scope: Scope) -> Value:
    """The value of `(a, b)`: that of its last expression."""
    count = node.named_child_count
    return evaluator.value(node.named_child(count - 1), scope) if count else NOTHING


def _inside(evaluator: Evaluator, node: Node, scope: Scope) -> Value:
    """The value of what a node wraps: parentheses, `await`, `as`."""
    for number in range(node.named_child_count):
        child = node.named_child(number)
        if child.type != "comment":
            return evaluator.value(child, scope)
    return NOTHING


def _spread(evaluator: Evaluator, node: Node, scope: Scope) -> Value:
    value = evaluator.deep(_inside(evaluator, node, scope))
    return marked(value.marks, value.origin)


def _assigned(evaluator: Evaluator, node: Node, scope: Scope) -> Value:
    return evaluator.value(node.child_by_field_name("right"), scope)


def _augmented(evaluator: Evaluator, node: Node, scope: Scope) -> Value:
    """What `x += value` adds."""
    sign = node.child(1)
    value = evaluator.value(node.child_by_field_name("right"), scope)
    marks, origin = joined(evaluator.deep(value))
    if sign.type == "^=":
        return marked(marks | MIXED, origin or evaluator.line(node))
    return Value(value.const, marks=marks, origin=origin) if value.known else marked(marks, origin)


def _cast(evaluator: Evaluator, node: Node, scope: Scope) -> Value:
    return (
        evaluator.value(node.named_child(node.named_child_count - 1), scope)
        if node.named_child_count
        else NOTHING
    )


HANDLERS = {
    "binary_expression": _binary,
    "unary_expression": _unary,
    "ternary_expression": _choice,
    "sequence_expression": _last,
    "parenthesized_expression": _inside,
    "await_expression": _inside,
    "yield_expression": _inside,
    "as_expression": _inside,
    "satisfies_expression": _inside,
    "non_null_expression": _inside,
    "instantiation_expression": _inside,
    "type_assertion": _cast,
    "spread_element": _spread,
    "assignment_expression": _assigned,
    "augmented_assignment_expression": _augmented,
}
