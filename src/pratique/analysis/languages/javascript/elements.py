"""What stands for a variable that is several things one after the other: elements of an array, arguments of the calls of a helper."""

import re

from tree_sitter import Node

from pratique.analysis.languages.javascript import callbacks, literals
from pratique.analysis.languages.javascript.escapes import identifier
from pratique.analysis.languages.javascript.evaluate import Evaluator
from pratique.analysis.languages.javascript.scopes import Bound, Function, How, Scope, lookup

_Place = tuple[Node, Scope]
_MOST_HELD = 8


def held_at(evaluator: Evaluator, node: Node, scope: Scope, place: int) -> _Place | None:
    """The expression of element or call number `place`; None where a variable is none of these."""
    name = identifier(evaluator.slice(node))
    owner = lookup(scope, name)
    bounds = owner.names[name] if owner is not None else []
    if len(bounds) != 1 or evaluator.bindings.assigned(owner, name):
        return None
    bound = bounds[0]
    if bound.how is How.ELEMENT and bound.node is not None:
        return _along(evaluator, _element(evaluator, bound.node, bound.scope, place), bound)
    if bound.how is How.PARAMETER and isinstance(bound.target, Function):
        return _along(evaluator, _given(evaluator, bound.target, bound.place, place), bound)
    return None


def all_held(evaluator: Evaluator, node: Node, scope: Scope) -> list[_Place] | None:
    """Return all expressions that a variable may hold: the elements of an array, or the arguments of all calls of a function.

    Empty if there may be others: if the function is mentioned where it is not called. None for any other variable.
    """
    name = identifier(evaluator.slice(node))
    owner = lookup(scope, name)
    bounds = owner.names[name] if owner is not None else []
    if not any(bound.how in {How.ELEMENT, How.PARAMETER} for bound in bounds):
        return None
    if len(bounds) != 1 or evaluator.bindings.assigned(owner, name) or bounds[0].path:
        return []
    bound = bounds[0]
    if bound.how is How.ELEMENT and bound.node is not None and bound.node.type == "array":
        held = [_element(evaluator, bound.node, bound.scope, at) for at in range(_MOST_HELD + 1)]
        several = [one for one in held if one is not None]
        return several if len(several) == bound.node.named_child_count else []
    if bound.how is not How.PARAMETER or not isinstance(bound.target, Function):
        return []
    return _arguments(evaluator, bound.target, bound.place)


def _arguments(evaluator: Evaluator, function: Function, parameter: int) -> list[_Place]:
    sites = callbacks.sites(evaluator, function)
    if function.given is not None or len(function.aliases) != 1 or not 0 < len(sites) <= _MOST_HELD:
        return []
    mentions = re.findall(
        rb"(?<![\w$])" + re.escape(function.aliases[0][1]) + rb"(?![\w$])", evaluator.source
    )
    if len(mentions) != len(sites) + 1:
        return []
    found: list[_Place] = []
    for site in sites:
        given = site.node.child(site.node.child_count - 1).named_children
        if parameter >= len(given) or any(one.type == "spread_element" for one in given):
            return []
        found.append((given[parameter], site.scope))
    return found


def _element(evaluator: Evaluator, node: Node, scope: Scope, place: int) -> _Place | None:
    literal = evaluator.value(node, scope).literal
    if literal is None or literal.node.type != "array":
        return None
    held = literals.elements_of(evaluator, literal)
    element = held[place] if place < len(held) else None
    return (element, literal.scope) if element is not None else None


def _given(evaluator: Evaluator, function: Function, parameter: int, place: int) -> _Place | None:
    """What a parameter is given: by an array whose elements the function is called with, or by its calls."""
    handed = function.given
    if handed is not None:
        callee = handed.call.child(0)
        if handed.place != 0 or parameter or callee.type != "member_expression":
            return None
        key = evaluator.slice(callee.child(callee.child_count - 1)).decode("utf-8", "replace")
        return _element(evaluator, callee.child(0), handed.scope, place) if key in callbacks.EACH else None
    sites = callbacks.sites(evaluator, function)
    if place >= len(sites):
        return None
    arguments = sites[place].node.child(sites[place].node.child_count - 1)
    return (
        (arguments.named_child(parameter), sites[place].scope)
        if parameter < arguments.named_child_count
        else None
    )


def _along(evaluator: Evaluator, held: _Place | None, bound: Bound) -> _Place | None:
    """The part that a variable holds of an element that is taken apart: `for (const [folder, name] of pairs)`."""
    for key in bound.path:
        if held is None:
            return None
        literal = evaluator.value(*held).literal
        if literal is None:
            return None
        found = (
            literals.elements_of(evaluator, literal)[key : key + 1]
            if isinstance(key, int)
            else [literals.properties_of(evaluator, literal).get(key)]
        )
        part = found[0] if found else None
        held = (part, literal.scope) if part is not None else None
    return held
