"""Arrays of texts that a file turns before it uses them, as common obfuscators do.

All names and texts are kept in one array; a function picks them by number; and before anything else runs, a
function called on the spot turns the array, either a given number of times or until a sum over some of its
elements is a given number. The turn is found by trying: without it every name would be a wrong one.
"""

import re

from tree_sitter import Node

from pratique.analysis.languages.javascript.evaluate import Evaluator
from pratique.analysis.languages.javascript.scopes import Function, Index, Scope
from pratique.analysis.languages.values import Literal, Value

_MOST_BYTES = 6_000
"""Of a function that turns an array."""
_MOST_TURNED = 20
_MOST_ELEMENTS = 3_000
_MOST_STEPS = 150_000
_MOST_PARENTS = 40
_COUNTED = re.compile(rb"while\s*\(\s*--")
_HOLDERS = frozenset(("variable_declarator", "assignment_expression"))


def turn_arrays(index: Index, evaluator: Evaluator) -> None:
    """Bring the arrays of a file that are turned when it is loaded into the order in which they are used."""
    if b"shift" not in evaluator.source or b"push" not in evaluator.source:
        return
    tried = 0
    for function in list(index.functions.values()):
        given = function.given
        node = function.node
        if given is None or given.place is not None or node.end_byte - node.start_byte > _MOST_BYTES:
            continue
        body = evaluator.slice(node)
        if b"shift" in body and b"push" in body and tried < _MOST_TURNED:
            tried += 1
            _turn(index, evaluator, function, body)


def _turn(index: Index, evaluator: Evaluator, function: Function, body: bytes) -> None:
    given = function.given
    assert given is not None
    evaluator.study()
    called = evaluator.called(given.call, given.scope)
    literal = _array(evaluator, evaluator.argument(called, 0))
    wanted = evaluator.argument(called, 1).const
    if literal is None or not isinstance(wanted, int | float):
        return
    elements = list(evaluator.literals_of(literal))
    if not 2 <= len(elements) <= _MOST_ELEMENTS:
        return
    if _COUNTED.search(body) and b"parseInt" not in body:
        turns: int | None = int(wanted) % len(elements)
    else:
        turns = _by_sum(index, evaluator, function, literal, elements, wanted)
    if turns is None:
        evaluator.literals.shuffled.add(literal.node.id)
        turns = 0
    evaluator.literals.elements[literal.node.id] = elements[turns:] + elements[:turns]
    evaluator.literals.constants.pop(literal.node.id, None)


def _array(evaluator: Evaluator, value: Value) -> Literal | None:
    """The array that an argument is, or that a function gives."""
    if isinstance(value.target, Function):
        value = evaluator.returns(value.target, ())
    literal = value.literal
    return literal if literal is not None and literal.node.type == "array" else None


def _by_sum(
    index: Index,
    evaluator: Evaluator,
    function: Function,
    literal: Literal,
    elements: list[Node | None],
    wanted: float,
) -> int | None:
    """The number of turns after which the sum is the wanted number."""
    found = _sum_in(index, function)
    if found is None:
        return None
    node, scope = found
    allowed = evaluator.steps_left - _MOST_STEPS
    with evaluator.trying():
        for turns in range(len(elements)):
            if evaluator.steps_left < allowed:
                break
            evaluator.literals.elements[literal.node.id] = elements[turns:] + elements[:turns]
            evaluator.study()
            total = evaluator.value(node, scope).const
            if isinstance(total, int | float) and abs(total - wanted) < 0.5:
                return turns
    return None


def _sum_in(index: Index, function: Function) -> tuple[Node, Scope] | None:
    """The expression of a function that adds up what `parseInt` gives."""
    for call in index.named_calls.get(b"parseInt", ()):
        if call.scope.function is not function:
            continue
        node: Node | None = call.node
        for _ in range(_MOST_PARENTS):
            parent = node.parent if node is not None else None
            if parent is None:
                return None
            if parent.type in _HOLDERS:
                assert node is not None
                return node, call.scope
            node = parent
    return None
