"""Values of members: `object.key`, `object[key]`, and what the file assigns to properties."""

from dataclasses import replace

from tree_sitter import Node

from pratique.analysis.engine.marks import (
    ARGUMENTS,
    COMPUTED,
    ENVIRONMENT,
    EVERY,
    FILE,
    HIDING,
    IDENTITY,
    OWN,
    PROCESS,
    REQUESTED,
    SECRETS,
)
from pratique.analysis.languages.javascript import addressing, folding, literals, made, told
from pratique.analysis.languages.javascript.apis import APIS
from pratique.analysis.languages.javascript.escapes import identifier
from pratique.analysis.languages.javascript.evaluate import Evaluator
from pratique.analysis.languages.javascript.names import STARTED_MODULES, member_name
from pratique.analysis.languages.javascript.scopes import Bound, Class, Function, How, Scope, Set, lookup
from pratique.analysis.languages.javascript.variables import (
    IDENTITY_VARIABLES,
    is_harmless_variable,
    is_secret_variable,
)
from pratique.analysis.languages.values import (
    NOTHING,
    UNDEFINED,
    UNKNOWN,
    Constant,
    Literal,
    Value,
    constant,
    either,
    joined,
    marked,
)

_MOST_SETS = 30
_MOST_BASES = 6
_MOST_OUTWARD = 50
_MOST_NAMES = 3
"""Of one variable."""
_TABLE = 8
"""Elements of an array from which a function that is carried out picks texts."""
UNNAMED = "[computed]"
"""The name of a member whose name is not known."""
BUILTIN = "builtin()"
"""The name of a method of a text, array or object."""
_OF_GLOBAL = frozenset(("Function", "eval", "require", "process", "globalThis"))
_SETTINGS = ENVIRONMENT | FILE | PROCESS
"""Where an address comes from that somebody has set: its host is whom to ask, and no data."""
_SIZES = frozenset(("length", "size", "byteLength"))
_MAKERS = frozenset(
    (
        "Object",
        "Array",
        "String",
        "Number",
        "Boolean",
        "RegExp",
        "Promise",
        "Symbol",
        "Date",
        "Map",
        "Set",
        "Function",
    )
)


def _member(evaluator: Evaluator, node: Node, scope: Scope) -> Value:
    return of(evaluator, node, scope, evaluator.value(node.child(0), scope))[0]


def of(evaluator: Evaluator, node: Node, scope: Scope, value: Value) -> tuple[Value, Value]:
    """The member of an object whose value is known, and the value of the member's name."""
    owner = node.child(0)
    if node.type == "member_expression":
        last = node.child(node.child_count - 1)
        text = identifier(evaluator.slice(last)).decode("utf-8", "replace")
        key = Value(text)
        if text in told.KEYS and evaluator.of_wallets:
            found = _with_sets(evaluator, member(evaluator, value, text, 0), owner, text.encode(), scope)
            return told.with_key(found), key
    else:
        key = evaluator.value(node.child_by_field_name("index"), scope)
    const = evaluator.const(key)
    line = evaluator.line(node)
    if const is UNKNOWN:
        return _unnamed(evaluator, value, key, line), key
    if (
        value is NOTHING
        and owner.type == "this"
        and node.type == "subscript_expression"
        and isinstance(const, str)
        and const in _OF_GLOBAL
    ):
        # A function that is not called as a method has the global object for `this`.
        value = Value(name="globalThis")
    found = member(evaluator, value, const, line)
    if found.marks & _SETTINGS and addressing.is_host(evaluator, node, scope):
        found = replace(found, marks=found.marks & ~_SETTINGS)
    if isinstance(const, str):
        found = _with_sets(evaluator, found, owner, const.encode("utf-8", "replace"), scope)
    return found, key


def _with_sets(evaluator: Evaluator, found: Value, owner: Node, key: bytes, scope: Scope) -> Value:
    """The member, or else what the file assigns to a property of that name of the same object."""
    if key not in evaluator.index.properties or found.known or found.target is not None or found.name in APIS:
        return found
    values = assigned(evaluator, owner, key, scope)
    if found is not NOTHING and (found.marks or not values):
        values.append(found)
    return either(values)


def _unnamed(evaluator: Evaluator, value: Value, key: Value, line: int) -> Value:
    """A member whose name is not known."""
    if value.name == "process.env":
        return Value(name=f"process.env.{UNNAMED}", marks=ENVIRONMENT, origin=line)
    marks, origin = joined(evaluator.deep(value))
    if value.name == "process" and key.marks & HIDING:
        # Who hides which property of `process` is read reads the environment.
        marks |= ENVIRONMENT | key.marks
        return Value(name=f"process.{UNNAMED}", marks=marks, origin=origin or line)
    if value.name in STARTED_MODULES:
        return Value(name=f"{value.name}.{UNNAMED}", marks=marks, origin=origin)
    if value.name == f"process.{UNNAMED}":
        return Value(name=value.name, marks=marks, origin=origin)
    return marked(marks, origin)


def member(evaluator: Evaluator, value: Value, key: Constant, line: int) -> Value:
    """`value.key` for a known key."""
    if key == "constructor":
        return Value(name=_constructor(value))
    if value is NOTHING or key == "__proto__":
        return value
    found = _held(evaluator, value, key)
    if found is not None:
        return found
    if value.name and isinstance(key, str):
        return _of_name(value, key, line)
    # What is asked for by an object is asked for by its text: no size.
    return marked(0 if isinstance(key, str) and key in _SIZES else value.marks & ~EVERY, value.origin)


def _of_name(value: Value, key: str, line: int) -> Value:
    """The member of an API or of what an API gives."""
    if value.name == "process.env":
        return Value(name=f"process.env.{key[:100]}", marks=_variable_marks(key), origin=line)
    name = member_name(value.name, key)
    if name == value.name:
        return value
    marks = 0 if key in _SIZES else value.marks
    more = _READ_MARKS.get(name, 0)
    return Value(name=name, marks=marks | more, origin=value.origin or line, form=value.form)


def _variable_marks(key: str) -> int:
    """The marks of a variable of the environment."""
    if is_harmless_variable(key):
        return 0
    secret = SECRETS if is_secret_variable(key) else 0
    return ENVIRONMENT | secret | (IDENTITY if key in IDENTITY_VARIABLES else 0)


_READ_MARKS = {
    "process.env": ENVIRONMENT | EVERY,
    **dict.fromkeys((f"{told.REQUEST}.{part}" for part in ("headers", "query", "cookies")), REQUESTED),
    "process.argv": ARGUMENTS,
    "process.argv0": ARGUMENTS,
    "process.execArgv": ARGUMENTS,
    "import.meta.url": OWN,
    "import.meta.dirname": OWN,
    "import.meta.filename": OWN,
}


def _held(evaluator: Evaluator, value: Value, key: Constant) -> Value | None:
    """What a constant, literal or instance of the file holds under a key; None when that is not known."""
    if value.known:
        const = folding.member(value.const, key)
        if const is not UNKNOWN and const is not UNDEFINED:
            return constant(const, 0, marks=value.marks, origin=value.origin)
        if isinstance(key, str) and not key.isdigit() and not isinstance(value.const, dict):
            return Value(name=BUILTIN, marks=value.marks, origin=value.origin)
    if value.literal is not None:
        return _in_literal(evaluator, value, key)
    if isinstance(value.target, Class) and isinstance(key, str):
        return _in_class(evaluator, value.target, key.encode("utf-8", "replace"))
    return None


def _in_literal(evaluator: Evaluator, value: Value, key: Constant) -> Value | None:
    literal = value.literal
    assert literal is not None
    if literal.node.type == "object":
        text = folding.as_text(key)
        node = (
            literals.properties_of(evaluator, literal).get(text.encode("utf-8", "replace")) if text else None
        )
        return evaluator.value(node, literal.scope) if node is not None else None
    place = int(key) if isinstance(key, str) and key.isascii() and key.isdigit() and len(key) < 8 else key
    if isinstance(place, int):
        return _element(evaluator, literal, place)
    if key == "length":
        return Value(len(literals.elements_of(evaluator, literal)))
    return Value(name=BUILTIN, marks=value.marks, origin=value.origin, literal=None)


def _element(evaluator: Evaluator, literal: Literal, place: int) -> Value | None:
    """An element of an array; a function that picks it by a number turns numbers into text."""
    elements = literals.elements_of(evaluator, literal)
    held = elements[place] if 0 <= place < len(elements) else None
    if held is None:
        return None
    found = evaluator.value(held, literal.scope)
    if evaluator.frames and len(elements) >= _TABLE and found.text is not None:
        marks, origin = found.marks | COMPUTED, found.origin or evaluator.line(literal.node)
        shuffled = literal.node.id in evaluator.literals.shuffled
        return (
            marked(marks, origin) if shuffled else constant(found.const, origin, marks=marks, origin=origin)
        )
    return found


def _in_class(evaluator: Evaluator, whole: Class, key: bytes) -> Value | None:
    for _ in range(_MOST_BASES):
        method = whole.methods.get(key)
        if method is not None:
            return Value(target=method)
        field = whole.fields.get(key)
        if field is not None:
            return evaluator.value(field.node, field.scope)
        base = base_of(evaluator, whole)
        if base is None:
            break
        whole = base
    return None


def base_of(evaluator: Evaluator, whole: Class) -> Class | None:
    """The class of the file that a class extends."""
    target = evaluator.bound(whole.base).target if whole.base is not None else None
    return target if isinstance(target, Class) and target is not whole else None


def _constructor(value: Value) -> str:
    """The name of `value.constructor`. The constructor of a constructor is `Function`, whatever the value."""
    name = value.name
    function = isinstance(value.target, Function) or (isinstance(value.target, Class) and not value.instance)
    if (
        function
        or name in APIS
        or name in _MAKERS
        or name == BUILTIN
        or name.endswith((".constructor", "Function.prototype"))
    ):
        return "Function"
    if name in {"Module", "module"}:
        return member_name(name, "constructor")
    return "any.constructor"


def along(evaluator: Evaluator, value: Value, path: tuple[bytes | int, ...]) -> Value:
    """Follow a path of keys."""
    for key in path:
        value = member(evaluator, value, key.decode("utf-8", "replace") if isinstance(key, bytes) else key, 0)
    return value


def taken(evaluator: Evaluator, bound: Bound, value: Value) -> Value:
    """What `const {key} = object` takes out of an object: what it holds, or what the file gives to that property of it."""
    path, node = bound.path, bound.node
    if not path or node is None or node.type != "identifier" or not isinstance(path[0], bytes):
        return along(evaluator, value, path)
    found = along(evaluator, value, path[:1])
    return along(evaluator, _with_sets(evaluator, found, node, path[0], bound.scope), path[1:])


def element(evaluator: Evaluator, value: Value) -> Value:
    """Any element of an array, text or buffer."""
    deep = evaluator.deep(value)
    if value.literal is not None and value.literal.node.type == "array":
        held = literals.elements_of(evaluator, value.literal)
        if len(held) == 1 and held[0] is not None:
            return evaluator.value(held[0], value.literal.scope)
        if len(held) == 2:
            names = {evaluator.value(one, value.literal.scope).name for one in held}
            if names == {"http", "https"}:
                # Two names of the same functions: which one is meant makes no difference.
                return Value(name="https")
    return marked(deep.marks, deep.origin)


def assigned(evaluator: Evaluator, owner: Node, key: bytes, scope: Scope) -> list[Value]:
    """What the file assigns to `owner.key`."""
    text = evaluator.slice(owner)
    places = evaluator.index.properties.get(key, ())[:_MOST_SETS]
    own = [place for place in places if _same(evaluator, owner, text, scope, place)]
    if not own and places and owner.type == "identifier":
        other = _other_name(evaluator, text, scope)
        if other is not None:
            node, inside = other
            named = evaluator.slice(node)
            own = [place for place in places if _same(evaluator, node, named, inside, place)]
    if not own and places:
        maker = made.maker_of(evaluator, owner, scope)
        own = made.of_maker(evaluator, places, maker) if maker is not None else []
    values = [
        evaluator.value(place.bound.node, place.bound.scope) for place in own if place.bound.node is not None
    ]
    return [value for value in values if value is not NOTHING]


def _other_name(evaluator: Evaluator, name: bytes, scope: Scope) -> tuple[Node, Scope] | None:
    """The variable that a variable is another name of: `const core = other`."""
    found: tuple[Node, Scope] | None = None
    for _ in range(_MOST_NAMES):
        owner = lookup(scope, name)
        bounds = owner.names[name] if owner is not None else []
        node = bounds[0].node if len(bounds) == 1 and not bounds[0].path else None
        if node is None or node.type != "identifier" or bounds[0].how is not How.ASSIGN:
            break
        found = node, bounds[0].scope
        name, scope = evaluator.slice(node), bounds[0].scope
    return found


def _same(evaluator: Evaluator, owner: Node, text: bytes, scope: Scope, place: Set) -> bool:
    """Whether two expressions mean the same object: the same variable, or `this` of the same class."""
    other, there = place.object, place.bound.scope
    start, end = other.start_byte, other.end_byte
    if end - start != len(text) or evaluator.source[start:end] != text or owner.type != other.type:
        return False
    if owner.type == "identifier":
        return lookup(scope, text) is lookup(there, text)
    if owner.type == "this":
        return _self(scope) is _self(there)
    if len(text) > 100:
        return False
    root = text.partition(b".")[0]
    return _self(scope) is _self(there) if root == b"this" else lookup(scope, root) is lookup(there, root)


def _self(scope: Scope) -> object:
    """What `this` belongs to: a class, or the scope in which a constructor and its methods are made."""
    function = scope.function
    for _ in range(_MOST_OUTWARD):
        if function.owner is not None:
            return function.owner
        if function.outer is None:
            return function
        if not function.arrow:
            return function.outer.function
        function = function.outer.function
    return function


HANDLERS = {"member_expression": _member, "subscript_expression": _member}
