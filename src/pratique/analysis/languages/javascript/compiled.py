"""What compilers make of `async` functions: a function in pieces, which helpers of the file call one after the other.

`__awaiter(this, void 0, void 0, function () { return __generator(this, function (_a) {...}); })`, where each step returns
`[4, what it waits for]` and the next one takes it with `_a.sent()`, and the last one returns `[2, what it gives]`.
"""

from tree_sitter import Node

from pratique.analysis.languages.javascript.evaluate import Evaluator
from pratique.analysis.languages.javascript.scopes import Function, Scope
from pratique.analysis.languages.values import NOTHING, Value, either

AROUND = frozenset((b"__awaiter", b"__generator", b"__async", b"_ts_generator"))
"""Functions that run the one that they are given."""
_MOST_OUTWARD = 60
_MOST_STEPS = 20
_WAITS, _GIVES = b"4", b"2"


def is_compiled(source: bytes) -> bool:
    """Whether anything in a source may be such a function; quick."""
    return b"__awaiter" in source or b"_generator" in source or b"__async" in source


def is_around(evaluator: Evaluator, call: Node) -> bool:
    """Whether a call is one of a helper: plain, or of the library that holds them."""
    return evaluator.slice(call.child(0))[-20:].rpartition(b".")[2] in AROUND


def body_of(evaluator: Evaluator, call: Node) -> Value:
    """What a call of a helper gives: what the function gives that it runs."""
    arguments = call.child(call.child_count - 1)
    last = arguments.named_child(arguments.named_child_count - 1) if arguments.named_child_count else None
    function = evaluator.index.functions.get(last.id) if last is not None else None
    if function is None:
        return NOTHING
    given = [
        part for part in (_part(evaluator, *step, _GIVES) for step in function.returns[:_MOST_STEPS]) if part
    ]
    if not given:
        return evaluator.returns(function, ())
    values = [evaluator.value(node, scope) for node, scope in given]
    return either([value for value in values if value is not NOTHING])


def waited_for(evaluator: Evaluator, node: Node) -> Value:
    """What `_a.sent()` gives: what the step before has waited for."""
    function = _around(evaluator, node)
    if function is None:
        return NOTHING
    before = [step for step in function.returns if step[0].start_byte < node.start_byte]
    for step in before[: -_MOST_STEPS - 1 : -1]:
        part = _part(evaluator, *step, _WAITS)
        if part is not None:
            return evaluator.value(*part)
    return NOTHING


def _around(evaluator: Evaluator, node: Node) -> Function | None:
    """The function in which a node stands."""
    outer: Node | None = node
    for _ in range(_MOST_OUTWARD):
        outer = outer.parent if outer is not None else None
        if outer is None:
            return None
        function = evaluator.index.functions.get(outer.id)
        if function is not None:
            return function
    return None


def _part(evaluator: Evaluator, node: Node, scope: Scope, sign: bytes) -> tuple[Node, Scope] | None:
    """The value in `[sign, value]`."""
    if node.type != "array":
        return None
    parts = [part for part in node.named_children if part.type != "comment"]
    return (parts[1], scope) if len(parts) == 2 and evaluator.slice(parts[0]) == sign else None
