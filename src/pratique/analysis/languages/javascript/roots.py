"""Whether a folder that is listed may be the root or the home, told by what the calls of its function give.

`function walk(folder) { fs.readdirSync(folder) ... }` names nothing by itself; `walk("/")` and `["..", "/"].forEach(walk)` do.
"""

from tree_sitter import Node

from pratique.analysis.languages.javascript import callbacks, literals, targets
from pratique.analysis.languages.javascript.called import Called
from pratique.analysis.languages.javascript.escapes import identifier
from pratique.analysis.languages.javascript.evaluate import Evaluator
from pratique.analysis.languages.javascript.scopes import Function, How, Scope, lookup

LISTING = frozenset(("fs.readdir", "fs.readdirSync", "fs.opendir", "fs.opendirSync"))
_ROOTS = frozenset(("/", "~", "~/", "C:\\", "C:/", "/home", "/Users"))
_MOST_SITES = 12
_MOST_ELEMENTS = 12
_MOST_DEEP = 3


def root_of(evaluator: Evaluator, called: Called) -> str | None:
    """The root or home that a call which lists a folder may be given; None where no call of its function names one."""
    given = called.arguments[0] if called.arguments else None
    if not isinstance(given, tuple):
        return None
    return _root(evaluator, *given, deep=0)


def _root(evaluator: Evaluator, node: Node, scope: Scope, *, deep: int) -> str | None:
    evaluator.glance()
    text = targets.outline(evaluator, node, scope)
    if text in _ROOTS:
        return text
    if node.type != "identifier" or deep >= _MOST_DEEP:
        return None
    name = identifier(evaluator.slice(node))
    owner = lookup(scope, name)
    for bound in owner.names[name] if owner is not None else ():
        if bound.how is How.PARAMETER and isinstance(bound.target, Function) and not bound.path:
            for given, there in _given(evaluator, bound.target, bound.place):
                found = _root(evaluator, given, there, deep=deep + 1)
                if found is not None:
                    return found
    return None


def _given(evaluator: Evaluator, function: Function, place: int) -> list[tuple[Node, Scope]]:
    """What the calls of a function give to a parameter, and the elements of an array that it is called with each of."""
    found: list[tuple[Node, Scope]] = []
    for call in callbacks.sites(evaluator, function)[:_MOST_SITES]:
        arguments = call.node.child(call.node.child_count - 1)
        if place < min(arguments.named_child_count, 8):
            found.append((arguments.named_child(place), call.scope))
    handed = function.given
    if handed is not None and handed.place == 0 and place == 0:
        callee = handed.call.child(0)
        if callee.type == "member_expression" and callee.child(0).type == "array":
            literal = evaluator.value(callee.child(0), handed.scope).literal
            elements = literals.elements_of(evaluator, literal) if literal is not None else []
            found += [(element, handed.scope) for element in elements[:_MOST_ELEMENTS] if element is not None]
    return found
