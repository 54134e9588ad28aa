"""The beginning of texts: where a command or an address that is not constant as a whole begins with a constant."""

from pratique.analysis.engine.evaluate import At, Evaluator
from pratique.analysis.engine.ir import Node, Op

_MOST_PARTS = 20


def head(evaluator: Evaluator, node: Node | None, at: At) -> str | None:
    """Return the constant text that an expression starts with; None if it starts with something unknown."""
    starting = evaluator.model.operators.concatenating | evaluator.model.operators.formatting
    for _ in range(_MOST_PARTS):
        if node is None:
            return None
        value = evaluator.value(node, at)
        if isinstance(value.const, str):
            return value.const
        starts = node.op is Op.OPERATOR and isinstance(node.value, tuple) and starting.issuperset(node.value)
        if not starts and node.op is not Op.TEXT:
            return None
        node = node.first
    return None
