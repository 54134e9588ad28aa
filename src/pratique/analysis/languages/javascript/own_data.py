"""JSON of the package that a source reads by its path, where the caller gave what it holds: `JSON.parse(fs.readFileSync(path))`."""

from tree_sitter import Node

from pratique.analysis.facts import Capability
from pratique.analysis.languages.javascript import addressing, requiring, started, targets
from pratique.analysis.languages.javascript.apis import APIS
from pratique.analysis.languages.javascript.evaluate import Evaluator
from pratique.analysis.languages.javascript.scopes import Scope
from pratique.analysis.languages.values import UNKNOWN, Constant, Value

_MOST_STEPS = 6


def held_by(evaluator: Evaluator, given: "Value | tuple[Node, Scope]") -> Constant:
    """What the file holds whose text an expression is; UNKNOWN for any other expression."""
    if isinstance(given, Value):
        return UNKNOWN
    here: tuple[Node, Scope] | None = given
    for _ in range(_MOST_STEPS):
        if here is None:
            break
        node, scope = here
        if node.type == "identifier":
            here = addressing.only_value(evaluator, node, scope)
        elif node.type in {"await_expression", "parenthesized_expression"} and node.named_child_count:
            here = node.named_child(0), scope
        elif node.type == "call_expression":
            called = evaluator.called(node, scope)
            api = APIS.get(called.function.name)
            if api is not None and api.capability is Capability.FILE_READ:
                return requiring.given(evaluator, started.relative(targets.first_argument(evaluator, called)))
            inner = called.key == "toString" and node.child(0).child_count
            here = (node.child(0).child(0), scope) if inner else None
        else:
            break
    return UNKNOWN
