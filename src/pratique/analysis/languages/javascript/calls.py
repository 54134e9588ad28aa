"""Calls: what is called with what, and what it gives."""

from dataclasses import replace

from tree_sitter import Node

from pratique.analysis.engine.marks import (
    COMPUTED,
    DECODED,
    FILE,
    FOR_READERS,
    LITERAL,
    MIXED,
    OWN,
    PROCESS,
    SECRET_PLACE,
    SECRETS,
    WALLET_KEY,
)
from pratique.analysis.languages.javascript import (
    builtins,
    compiled,
    literals,
    members,
    paths,
    targets,
    told,
)
from pratique.analysis.languages.javascript.apis import APIS, Api
from pratique.analysis.languages.javascript.called import Argument, Called
from pratique.analysis.languages.javascript.evaluate import Evaluator
from pratique.analysis.languages.javascript.names import INTEROP, PASSED_THROUGH
from pratique.analysis.languages.javascript.scopes import Class, Function, Scope
from pratique.analysis.languages.javascript.walker import FEW, children
from pratique.analysis.languages.values import NOTHING, UNKNOWN, Value, either, joined, marked

_MOST_ARGUMENTS = 60
_MOST_RETURNS = 20
_MOST_MAPPED = 5_000
_SAME = frozenset(
    ("on", "once", "setEncoding", "addListener", "setTimeout", "unref", "ref", "then", "catch", "finally")
)
"""Methods that give their object again."""
_NO_DATA = frozenset(
    (
        *(
            "indexOf",
            "lastIndexOf",
            "includes",
            "startsWith",
            "endsWith",
            "test",
            "has",
            "hasOwnProperty",
            "search",
        ),
        *(
            "localeCompare",
            "some",
            "every",
            "findIndex",
            "push",
            "unshift",
            "isArray",
            "equals",
            "emit",
            "forEach",
        ),
    )
)
"""Methods whose result says little of the data."""
_TO_TEXT = frozenset(
    ("toString", "join", "decode", "toLocaleString", "utf8Slice", "latin1Slice", "asciiSlice")
)

_MAPPING = frozenset(("then", "map", "flatMap", "replace", "replaceAll", "reduce"))
"""Methods that give what their argument makes of the data."""


def called(evaluator: Evaluator, node: Node, scope: Scope) -> Called:
    """What a call or `new` calls, with what."""
    if evaluator.frames:
        return _called(evaluator, node, scope)
    known = evaluator.answer(evaluator.known_calls, node.id)
    if known is not None:
        return known
    nothing = Called(node, NOTHING, NOTHING, None, ())
    return evaluator.remembered(
        evaluator.known_calls, node.id, nothing, lambda: _called(evaluator, node, scope)
    )


def _called(evaluator: Evaluator, node: Node, scope: Scope) -> Called:
    new = node.type == "new_expression"
    callee = node.child_by_field_name("constructor") if new else node.child(0)
    arguments = _arguments(node, scope)
    hidden, receiver, key = NOTHING, NOTHING, None
    if callee is None:
        return Called(node, NOTHING, NOTHING, None, arguments)
    if callee.type in {"member_expression", "subscript_expression"}:
        receiver = evaluator.value(callee.child(0), scope)
        function, name = members.of(evaluator, callee, scope, receiver)
        key, hidden = name.text, name
    elif callee.type == "import":
        function = Value(name="import")
    elif callee.type == "identifier" and evaluator.slice(callee) in INTEROP:
        function = Value(name="Object")
    else:
        function = evaluator.value(callee, scope)
    if any(not isinstance(given, Value) and given[0].type == "spread_element" for given in arguments):
        arguments = _spread_out(evaluator, arguments)
    if function.given:
        arguments = (*function.given, *arguments)
    return _handed_on(evaluator, Called(node, function, receiver, key, arguments, hidden, new))


def _arguments(node: Node, scope: Scope) -> tuple[Argument, ...]:
    last = node.child(node.child_count - 1)
    kind = last.type
    if kind != "arguments":
        return ((last, scope),) if kind == "template_string" else ()
    count = last.named_child_count
    if not count:
        return ()
    if count <= FEW:
        found = [last.named_child(number) for number in range(count)]
    elif last.child_count > 2 * _MOST_ARGUMENTS:
        found = [child for _, child in zip(range(_MOST_MAPPED), children(last), strict=False)]
    else:
        found = last.named_children
    return tuple([(child, scope) for child in found if child.type != "comment"])


def _spread_out(evaluator: Evaluator, given: tuple[Argument, ...]) -> tuple[Argument, ...]:
    """The arguments with those that `...constants` stands for."""
    found: list[Argument] = []
    for argument in given:
        if (
            isinstance(argument, Value)
            or argument[0].type != "spread_element"
            or not argument[0].named_child_count
        ):
            found.append(argument)
            continue
        value = evaluator.value(argument[0].named_child(0), argument[1])
        const = evaluator.const(value)
        if not isinstance(const, tuple | str | bytes) or len(const) > _MOST_MAPPED:
            found.append(argument)
            continue
        found.extend(Value(item, marks=value.marks, origin=value.origin) for item in const)
    return tuple(found)


def _handed_on(evaluator: Evaluator, call: Called) -> Called:
    """`f.call(this, a)`, `f.apply(this, [a])`, `Reflect.apply(f, this, [a])` as the call of `f`."""
    if call.function.name in {"Reflect.apply", "Reflect.construct"} and call.arguments:
        function = argument(evaluator, call, 0)
        given = _listed(evaluator, call, 1 if call.function.name == "Reflect.construct" else 2)
        return Called(call.node, function, NOTHING, None, given, call.hidden, call.new)
    if call.key == "call" and _callable(call.receiver):
        return Called(call.node, call.receiver, NOTHING, None, call.arguments[1:], call.hidden)
    if call.key == "apply" and _callable(call.receiver):
        return Called(call.node, call.receiver, NOTHING, None, _listed(evaluator, call, 1), call.hidden)
    return call


def _callable(value: Value) -> bool:
    return bool(value.name) or value.target is not None


def _listed(evaluator: Evaluator, call: Called, place: int) -> tuple[Argument, ...]:
    """The arguments that argument number `place` lists."""
    value = argument(evaluator, call, place)
    if value.literal is not None and value.literal.node.type == "array":
        scope = value.literal.scope
        held = literals.elements_of(evaluator, value.literal)[:_MOST_MAPPED]
        return tuple((element, scope) for element in held if element is not None)
    if isinstance(value.const, tuple):
        return tuple(
            Value(item, marks=value.marks, origin=value.origin) for item in value.const[:_MOST_MAPPED]
        )
    return (value,) if value.marks else ()


def argument(evaluator: Evaluator, call: Called, place: int) -> Value:
    """The value of argument number `place`; nothing is known of one that is not given."""
    if place >= len(call.arguments):
        return NOTHING
    given = call.arguments[place]
    return given if isinstance(given, Value) else evaluator.value(*given)


def plain_argument(evaluator: Evaluator, node: Node, scope: Scope, place: int) -> Value:
    """The value of argument number `place` of a call whose function is known already."""
    last = node.child(node.child_count - 1)
    if place >= last.named_child_count and last.type == "arguments":
        return NOTHING
    given = _arguments(node, scope)
    if place >= len(given):
        return NOTHING
    held = given[place]
    return held if isinstance(held, Value) else evaluator.value(*held)


def arguments(evaluator: Evaluator, call: Called) -> list[Value]:
    """The values of all arguments, with the marks of what they hold."""
    return [
        evaluator.deep(argument(evaluator, call, place))
        for place in range(min(len(call.arguments), _MOST_ARGUMENTS))
    ]


def _call(evaluator: Evaluator, node: Node, scope: Scope) -> Value:
    if evaluator.frames:
        return result_of(evaluator, called(evaluator, node, scope))
    return evaluator.remembered(
        evaluator.results, node.id, NOTHING, lambda: result_of(evaluator, called(evaluator, node, scope))
    )


def result_of(evaluator: Evaluator, call: Called) -> Value:
    """What a call gives."""
    function = call.function
    found = _of_name(evaluator, call, function.name) if function.name else None
    if found is not None:
        return found
    if evaluator.of_compilers and compiled.is_around(evaluator, call.node):
        return compiled.body_of(evaluator, call.node)
    if isinstance(function.target, Function):
        return _of_function(evaluator, call, function.target)
    if isinstance(function.target, Class):
        return Value(target=function.target, instance=True)
    if call.key is not None and not call.new:
        return _of_method(evaluator, call, call.key)
    return _of_unknown(evaluator, call)


def _of_name(evaluator: Evaluator, call: Called, name: str) -> Value | None:
    """What a function of a known name gives; None when the tables do not say."""
    special = builtins.SPECIAL.get(name)
    if special is not None:
        return special(evaluator, call)
    if name in APIS:
        return _of_api(evaluator, call, APIS[name])
    if name in PASSED_THROUGH:
        return argument(evaluator, call, 0)
    if name.startswith(builtins.RETURNING):
        return Value(name=name.removeprefix(builtins.RETURNING))
    return None


def _of_api(evaluator: Evaluator, call: Called, api: Api) -> Value:
    line = evaluator.line(call.node)
    marks, origin = api.gives, line if api.gives else 0
    if api.gives & DECODED:
        more, first = joined(*arguments(evaluator, call))
        marks, origin = marks | more, first or origin
    elif api.gives & FILE:
        marks = _of_file(evaluator, call, api)
    elif api.gives & PROCESS:
        marks |= targets.printed_marks(evaluator, call)
    name = api.result
    if not name and call.receiver.name and call.key in _SAME:
        name = call.receiver.name
    about = targets.target_of(evaluator, call, api.capability) if name and api.capability else None
    return Value(name=name, marks=marks, origin=origin, form=about or "")


def _of_file(evaluator: Evaluator, call: Called, api: Api) -> int:
    """The marks of what a file holds: one of the package itself, one where credentials live, or any other."""
    path = evaluator.deep(argument(evaluator, call, 0))
    if path.marks & SECRET_PLACE:
        return api.gives | SECRETS
    more = FOR_READERS if paths.is_for_readers(targets.first_argument(evaluator, call)) else 0
    if path.marks & OWN:
        return OWN | more
    return api.gives | more | (SECRETS if paths.names_secret(evaluator, call) else 0)


def _of_function(evaluator: Evaluator, call: Called, function: Function) -> Value:
    if call.new:
        return NOTHING
    values = [argument(evaluator, call, place) for place in range(min(len(call.arguments), 8))]
    value = evaluator.returns(function, values)
    if value is NOTHING and values and values[0].name and not values[0].marks and function.returns:
        # What compilers put around `require` gives the module again, or something that acts like it.
        return values[0]
    return value


def returned(evaluator: Evaluator, function: Function) -> Value:
    """One value for all that a function returns."""
    values = [evaluator.value(node, scope) for node, scope in function.returns[:_MOST_RETURNS]]
    return either([value for value in values if value is not NOTHING])


def _of_method(evaluator: Evaluator, call: Called, key: str) -> Value:
    receiver = call.receiver
    if key == "sent" and not call.arguments:
        return compiled.waited_for(evaluator, call.node)
    if key == "bind" and _callable(receiver):
        bound = tuple(arguments(evaluator, call)[1:])
        return Value(name=receiver.name, target=receiver.target, given=(*receiver.given, *bound))
    const = evaluator.const(receiver)
    folded = builtins.method(evaluator, call, key, const) if const is not UNKNOWN else NOTHING
    if folded is not NOTHING:
        return folded
    if key in _SAME and receiver.name:
        return receiver
    if key in _MAPPING:
        return _mapped(evaluator, call, key)
    return NOTHING if key in _NO_DATA else _of_data_method(evaluator, call, key)


def _of_data_method(evaluator: Evaluator, call: Called, key: str) -> Value:
    """What a method that is not known gives: something made of its object and its arguments."""
    if key == "pipe":
        target = argument(evaluator, call, 0)
        marks, origin = joined(call.receiver, target)
        return Value(name=target.name, marks=marks, origin=origin, form=target.form)
    receiver = evaluator.deep(call.receiver)
    marks, origin = joined(receiver, *arguments(evaluator, call))
    if key not in told.STAYING:
        marks &= ~WALLET_KEY
    if key in _TO_TEXT:
        if marks & MIXED:
            marks = marks & ~MIXED | COMPUTED
        if receiver.marks & LITERAL and isinstance(evaluator.const(call.receiver), tuple):
            marks |= DECODED
    return marked(marks, origin)


def _mapped(evaluator: Evaluator, call: Called, key: str) -> Value:
    """The value of `x.then(f)`, `x.map(f)`, `x.replace(pattern, f)`: what `f` gives, and for texts what `x` is."""
    values = [
        evaluator.value(*given) if not isinstance(given, Value) else given for given in call.arguments[:3]
    ]
    results = [
        evaluator.returns(value.target, (NOTHING,)) for value in values if isinstance(value.target, Function)
    ]
    if key == "then" and not results:
        return _through(call.receiver, values)
    if key in {"then", "map"} and len(results) == 1:
        return _kept(evaluator.deep(call.receiver), results[0])
    marks, origin = joined(evaluator.deep(call.receiver), *map(evaluator.deep, values), *results)
    return marked(marks, origin)


def _kept(receiver: Value, result: Value) -> Value:
    """What `map` gives, with what stays true of it: what is read off a picture sign by sign."""
    marks = 0
    if receiver.marks & FOR_READERS and not result.name:
        marks |= receiver.marks & (FOR_READERS | OWN | FILE)
    return (
        replace(result, marks=result.marks | marks, origin=result.origin or receiver.origin)
        if marks
        else result
    )


def _through(receiver: Value, values: list[Value]) -> Value:
    """`x.then(JSON.parse)`: what an API gives for `x`."""
    marks, origin = joined(receiver)
    for value in values:
        api = APIS.get(value.name)
        if api is not None:
            marks |= api.gives
    return marked(marks, origin)


def _of_unknown(evaluator: Evaluator, call: Called) -> Value:
    marks, origin = joined(call.function, *arguments(evaluator, call))
    return marked(marks & ~(OWN | WALLET_KEY), origin)


HANDLERS = {"call_expression": _call, "new_expression": _call}
