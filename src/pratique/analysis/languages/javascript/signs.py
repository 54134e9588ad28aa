"""`String.fromCharCode` that hides nothing: a sign written by its number, names counted out for generated code.

A generator of code writes `String.fromCharCode(59)` where a semicolon would end its own line, and names its variables by a
counter: `String.fromCharCode((i & 15) + 97)`. Neither carries data of the file. A few such calls in one file pass unmarked;
of more, the further ones are marked as all others are, so that no text is put together from them.
"""

from tree_sitter import Node

from pratique.analysis.languages.javascript.called import Called
from pratique.analysis.languages.javascript.escapes import identifier
from pratique.analysis.languages.javascript.evaluate import Evaluator
from pratique.analysis.languages.javascript.scopes import How, Scope, lookup

_MOST_SIGNS = 3
_MOST_COUNTED = 2
"""Calls in one file: no name of anything that runs code is as short."""
_MOST_NODES = 12
_LAST = 126
_MOST_NUMBER = 255
"""A larger number may carry several signs."""
_OPERATORS = frozenset(("+", "%", "&", ">>", ">>>"))
"""By what a counter is cut down to a letter. Products and exclusive ors can give signs in any order."""
_LETTERS = range(ord("A"), ord("z") + 1)
"""What is added last: nothing before it is made, so that no bracket, dot or quote can be put together."""


def hides_nothing(evaluator: Evaluator, call: Called) -> bool:
    """Whether what `String.fromCharCode` gives here carries nothing, and there are few such calls in the file."""
    if len(call.arguments) != 1 or not isinstance(call.arguments[0], tuple):
        return False
    node, scope = call.arguments[0]
    if node.type == "number":
        return _is_sign(evaluator.slice(node)) and _few(evaluator.signs, call.node, _MOST_SIGNS)
    return (
        node.type == "binary_expression"
        and _is_letter(evaluator, node)
        and _is_counted(evaluator, node, scope)
        and _few(evaluator.counted, call.node, _MOST_COUNTED)
    )


def _few(seen: set[int], node: Node, most: int) -> bool:
    if len(seen) < most:
        seen.add(node.id)
    return node.id in seen


def _is_sign(number: bytes) -> bool:
    """Whether a number is that of a sign or blank of ASCII, of which no word is made."""
    return (
        number.isdigit()
        and int(number[:4]) <= _LAST
        and not (chr(int(number)).isalnum() or chr(int(number)) in "_$\\")
    )


def _is_letter(evaluator: Evaluator, node: Node) -> bool:
    """Whether a sum ends with the number of a letter."""
    sign, last = node.child_by_field_name("operator"), evaluator.slice(node.child(node.child_count - 1))
    return sign is not None and sign.type == "+" and last.isdigit() and int(last[:4]) in _LETTERS


def _is_counted(evaluator: Evaluator, node: Node, scope: Scope) -> bool:
    """Whether an expression is made of counters and small numbers alone, at least one counter among them."""
    waiting, looked_at, counters = [node], 0, 0
    while waiting:
        part = waiting.pop()
        looked_at += 1
        if looked_at > _MOST_NODES:
            return False
        if part.type == "binary_expression":
            sign = part.child_by_field_name("operator")
            if sign is None or sign.type not in _OPERATORS:
                return False
            waiting += [part.child(0), part.child(part.child_count - 1)]
        elif part.type == "parenthesized_expression" and part.named_child_count == 1:
            waiting.append(part.named_child(0))
        elif part.type == "identifier" and _is_counter(evaluator, part, scope):
            counters += 1
        elif part.type != "number" or not _is_small(evaluator.slice(part)):
            return False
    return counters > 0


def _is_small(number: bytes) -> bool:
    try:
        return 0 <= int(number, 0) <= _MOST_NUMBER
    except ValueError:
        return False


def _is_counter(evaluator: Evaluator, node: Node, scope: Scope) -> bool:
    """Whether a name starts at 0 or 1 and is only ever counted up by one."""
    name = identifier(evaluator.slice(node))
    owner = lookup(scope, name)
    if owner is None:
        return False
    bounds = [*owner.names[name], *evaluator.bindings.assigned(owner, name)]
    starts = [bound for bound in bounds if bound.how is How.ASSIGN and not bound.path]
    steps = [bound for bound in bounds if bound.how is How.EXTEND]
    if len(starts) != 1 or len(steps) != 1 or len(bounds) != 2:
        return False
    start, step = starts[0].node, steps[0].node
    return (
        start is not None
        and evaluator.slice(start) in {b"0", b"1"}
        and step is not None
        and step.type == "update_expression"
        and b"++" in evaluator.slice(step)
    )
