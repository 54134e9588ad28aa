"""What a call calls, and what it is given."""

from pratique.analysis.engine.evaluate import Arguments, At, Evaluator, Resolved
from pratique.analysis.engine.ir import OTHER, PASSED, Call, Op
from pratique.analysis.engine.values import Value, joined


def arguments_of(call: Call) -> Arguments:
    """Return the arguments of a call by their sort."""
    if not call.keys:
        return Arguments(block=call.block)
    if not any(call.keys):
        return Arguments(tuple(call.parts[1:]), block=call.block)
    given = list(zip(call.keys, call.parts[1:], strict=True))
    return Arguments(
        tuple(part for key, part in given if not key),
        {key: part for key, part in given if key not in {"", OTHER, PASSED}},
        tuple(part for key, part in given if key == OTHER),
        call.block,
        next((part for key, part in given if key == PASSED), None),
    )


def argument(evaluator: Evaluator, resolved: Resolved, place: int, at: At) -> Value:
    """Return the value of one positional argument; NOTHING if it is not given."""
    node = resolved.arguments.at(place)
    value = evaluator.value(node, at)
    if node is not None and node.op is Op.SPLAT:
        if value.items:
            return value.items[0]
        if isinstance(value.const, tuple) and value.const:
            return Value(value.const[0], marks=value.marks, origin=value.origin)
    return value


def data_marks(evaluator: Evaluator, resolved: Resolved, at: At) -> tuple[int, int]:
    """Return the marks of all that a call is given, and the line of the first."""
    return joined(*evaluator.values(resolved.arguments.everything(), at))
