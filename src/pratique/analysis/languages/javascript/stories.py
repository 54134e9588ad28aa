"""Names that get several values one after the other: `s = 'ab'; s += 'c'; s = s.split('').reverse().join('')`.

When all statements stand in one block, the value at each place between them is known. Anything else is one of
several possible values, of which only what they have in common is told.
"""

from tree_sitter import Node

from pratique.analysis.languages.javascript import folding
from pratique.analysis.languages.javascript.evaluate import Evaluator
from pratique.analysis.languages.javascript.scopes import Bound, How
from pratique.analysis.languages.values import NOTHING, UNKNOWN, Value, constant, joined, marked

_MOST_STATEMENTS = 64
_MOST_BYTES = 20_000
"""Of a value in which the name itself is looked for."""
_TEXTS = frozenset(("string", "template_string", "binary_expression", "number"))
_STATEMENTS = frozenset(
    (
        *("variable_declarator", "lexical_declaration", "variable_declaration", "expression_statement"),
        *("assignment_expression", "augmented_assignment_expression", "sequence_expression"),
    )
)
_BLOCKS = frozenset(("program", "statement_block"))


def straight(evaluator: Evaluator, name: bytes, bounds: list[Bound]) -> list[Bound] | None:
    """The places where a name gets a value, in order, when they stand in one block and build on each other."""
    if not 2 <= len(bounds) <= _MOST_STATEMENTS or not _worthwhile(evaluator, name, bounds):
        return None
    first = [bound for bound in bounds if bound.how is How.PARAMETER]
    rest = [bound for bound in bounds if bound.how in {How.ASSIGN, How.EXTEND} and bound.node is not None]
    if len(first) + len(rest) != len(bounds) or len(first) > 1:
        return None
    rest.sort(key=_start)
    blocks = {_block_of(bound.node) for bound in rest}
    return [*first, *rest] if len(blocks) == 1 and None not in blocks else None


def _start(bound: Bound) -> int:
    return bound.node.start_byte if bound.node is not None else -1


def _worthwhile(evaluator: Evaluator, name: bytes, bounds: list[Bound]) -> bool:
    """Whether the values build on each other, or are all texts: else looking for their block is wasted."""
    texts = 0
    for bound in bounds:
        node = bound.node
        if node is None or bound.how is How.PARAMETER:
            continue
        if bound.how is How.EXTEND:
            return node.type == "augmented_assignment_expression"
        texts += node.type in _TEXTS
        if node.end_byte - node.start_byte < _MOST_BYTES and name in evaluator.slice(node):
            return True
    return texts == len(bounds)


def _block_of(node: Node | None) -> int | None:
    """The block whose direct statement holds an expression."""
    statement = node.parent if node is not None and node.type != "augmented_assignment_expression" else node
    while statement is not None and statement.type in _STATEMENTS:
        statement = statement.parent
    return statement.id if statement is not None and statement.type in _BLOCKS else None


def extended(evaluator: Evaluator, before: Value, bound: Bound, added: Value) -> Value:
    """The value after `name += added`."""
    marks, origin = joined(before, evaluator.deep(added))
    sign = bound.node.child(1).type if bound.node is not None and bound.node.child_count > 1 else ""
    if sign == "+=" and before is not NOTHING:
        const = folding.binary("+", evaluator.const(before), evaluator.const(added))
        if const is not UNKNOWN:
            return constant(const, origin, marks=marks, origin=origin)
    return marked(marks, origin)
