"""Functions that make objects, as classes were written before there were any: `function A() {}`, `A.prototype.run = function ...`."""

from collections.abc import Sequence

from tree_sitter import Node

from pratique.analysis.languages.javascript.evaluate import Evaluator
from pratique.analysis.languages.javascript.scopes import Function, How, Scope, Set, lookup

Maker = tuple[Scope, bytes]
"""The scope that declares the name of a function that makes objects, and the name."""

_PROTOTYPE = b".prototype"
_MOST_OUTWARD = 50
_MOST_PLACES = 30
_MOST_BYTES = 100


def maker_of(evaluator: Evaluator, owner: Node, scope: Scope) -> Maker | None:
    """What made an object: `this`, a variable that keeps it, `new A()` and a variable that holds that."""
    node: Node | None = owner
    if owner.type == "identifier":
        node, scope = _held(evaluator, owner, scope)
    elif owner.type == "member_expression":
        node, scope = _kept(evaluator, owner, scope)
    while node is not None and node.type == "parenthesized_expression" and node.named_child_count:
        node = node.named_child(0)
    if node is None:
        return None
    if node.type == "this":
        return _maker_of_this(evaluator, scope)
    if node.type != "new_expression":
        return None
    made = node.child_by_field_name("constructor")
    target = evaluator.value(made, scope).target
    return _named(target) if isinstance(target, Function) else None


def of_maker(evaluator: Evaluator, places: Sequence[Set], maker: Maker) -> list[Set]:
    """Of the places where properties of one name are set, those of the objects that a function makes.

    Where it makes none and one function of the file does, that one is taken: it was extended.
    """
    own = [place for place in places if _is_of(evaluator, place, maker)]
    if own:
        return own
    others = [place for place in places if _of_prototype(evaluator, place.object)]
    return others if len(others) == 1 else []


def _is_of(evaluator: Evaluator, place: Set, maker: Maker) -> bool:
    """Whether a property is given to all that a function makes: `A.prototype.key = ...`, or `this.key = ...` in its methods."""
    owner, scope = place.object, place.bound.scope
    if owner.type == "this":
        return _maker_of_this(evaluator, scope) == maker
    name = _of_prototype(evaluator, owner)
    return name == maker[1] and lookup(scope, name) is maker[0]


def this_of(function: Function) -> Function:
    """The function whose `this` a function has: its own, or that of the one around it.

    Arrow functions have that of the one around them; so have those that are handed to a call together with it.
    """
    for _ in range(_MOST_OUTWARD):
        if function.owner is not None or function.outer is None:
            break
        if not function.arrow and not _given_this(function):
            break
        function = function.outer.function
    return function


def _given_this(function: Function) -> bool:
    """`__awaiter(this, void 0, void 0, function () {...})`, `list.forEach(function () {...}, this)`."""
    given = function.given
    if given is None or given.place is None:
        return False
    arguments = given.call.child(given.call.child_count - 1)
    count = arguments.named_child_count
    return 1 < count <= _MOST_PLACES and any(
        arguments.named_child(place).type == "this" for place in (0, count - 1)
    )


def _held(evaluator: Evaluator, owner: Node, scope: Scope) -> tuple[Node | None, Scope]:
    name = evaluator.slice(owner)
    declaring = lookup(scope, name)
    bounds = declaring.names[name] if declaring is not None else []
    if len(bounds) != 1 or bounds[0].how is not How.ASSIGN or bounds[0].path:
        return None, scope
    node = bounds[0].node
    if node is not None and node.type == "binary_expression":
        # `var _this = _super.call(this) || this`
        node = node.child_by_field_name("right")
    return node, bounds[0].scope


def _kept(evaluator: Evaluator, owner: Node, scope: Scope) -> tuple[Node | None, Scope]:
    """`exports.kept = new A()`: where a property of that name is set once."""
    if owner.end_byte - owner.start_byte > _MOST_BYTES:
        return None, scope
    key = evaluator.slice(owner.child(owner.child_count - 1))
    places = evaluator.index.properties.get(key, ())
    whole = [
        place for place in places if place.bound.node is None or place.bound.node.type != "unary_expression"
    ]
    if len(whole) != 1 or evaluator.slice(whole[0].object) != evaluator.slice(owner.child(0)):
        return None, scope
    return whole[0].bound.node, whole[0].bound.scope


def _maker_of_this(evaluator: Evaluator, scope: Scope) -> Maker | None:
    function = this_of(scope.function)
    if function.owner is not None or function.outer is None:
        return None
    known = evaluator.makers.get(id(function))
    if known is None:
        known = evaluator.makers[id(function)] = (_found(evaluator, function),)
    return known[0]


def _found(evaluator: Evaluator, function: Function) -> Maker | None:
    for place in evaluator.index.properties.get(function.key, ())[:_MOST_PLACES] if function.key else ():
        if place.bound.node is not None and place.bound.node.id == function.node.id:
            name = _of_prototype(evaluator, place.object)
            declaring = lookup(place.bound.scope, name) if name else None
            return (declaring, name) if declaring is not None else None
    return _named(function)


def _named(function: Function) -> Maker | None:
    for scope, name in function.aliases[:1]:
        declaring = lookup(scope, name)
        return (declaring, name) if declaring is not None else None
    return None


def _of_prototype(evaluator: Evaluator, owner: Node) -> bytes:
    if owner.type != "member_expression" or owner.end_byte - owner.start_byte > _MOST_BYTES:
        return b""
    text = evaluator.slice(owner)
    return text.removesuffix(_PROTOTYPE) if text.endswith(_PROTOTYPE) else b""
