"""Modules inside a bundle: `{147: e => { e.exports = require("fs") }, 5: (e, t, n) => { n(147).unlinkSync("x") }}`.

webpack and ncc put each module into a function of an object, by number, and hand it its own `require` as the third
parameter. What a module exports is known when it is assigned to `exports` as a whole.
"""

from pratique.analysis.languages.javascript.called import Called
from pratique.analysis.languages.javascript.evaluate import Evaluator
from pratique.analysis.languages.javascript.folding import as_text
from pratique.analysis.languages.javascript.literals import properties_of
from pratique.analysis.languages.javascript.scopes import Bound, Function
from pratique.analysis.languages.values import NOTHING, Literal, Value

BUNDLED = "bundled require"
"""The name of a bundle's own `require`."""
_PLACE = 2
_MOST_SETS = 5_000


def is_bundled_require(bound: Bound) -> bool:
    """Whether a parameter is the third of a function that an object holds by a number or a path."""
    function = bound.target
    if (
        bound.place != _PLACE
        or bound.path
        or not isinstance(function, Function)
        or function.given is not None
    ):
        return False
    return bool(function.key) and (function.key.isdigit() or b"/" in function.key) and not function.aliases


def required(evaluator: Evaluator, call: Called) -> Value:
    """What a module of the same bundle exports."""
    asking = call.function.target
    key = as_text(evaluator.argument(call, 0).const) if call.arguments else None
    if not isinstance(asking, Function) or asking.outer is None or key is None:
        return NOTHING
    pair = asking.node if asking.node.type == "method_definition" else asking.node.parent
    holder = pair.parent if pair is not None else None
    if holder is None or holder.type != "object":
        return NOTHING
    node = properties_of(evaluator, Literal(holder, asking.outer)).get(key.encode("utf-8", "replace"))
    module = evaluator.index.functions.get(node.id) if node is not None else None
    return _exported(evaluator, module) if module is not None and module.parameters else NOTHING


def _exported(evaluator: Evaluator, module: Function) -> Value:
    found = evaluator.literals.exports
    if not found:
        for place in evaluator.index.properties.get(b"exports", ())[:_MOST_SETS]:
            inside = place.bound.scope.function
            if inside.parameters and evaluator.slice(place.object) == inside.parameters[0]:
                found.setdefault(id(inside), place.bound)
    bound = found.get(id(module))
    return evaluator.value(bound.node, bound.scope) if bound is not None else NOTHING
