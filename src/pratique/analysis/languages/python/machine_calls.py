"""Calls in the machine: functions and classes of the file, built-ins, code in texts; what is handed to whom is noted."""

import ast
from typing import Any

from pratique.analysis.languages.python import apis
from pratique.analysis.languages.python.machine_expressions import member
from pratique.analysis.languages.python.machine_library import items_of, library, method
from pratique.analysis.languages.python.machine_values import (
    UNKNOWN,
    Class,
    Code,
    Frame,
    Function,
    Instance,
    Method,
    Named,
    Namespace,
    Seen,
    Working,
    known,
    size_of,
)
from pratique.analysis.languages.python.parse import parse_text
from pratique.analysis.languages.python.vocabulary import BUILTINS, canonical

_MOST_SEEN = 6
_MOST_SEEN_INSIDE = 40
_MOST_CALLS = 400
_MOST_CODE = 8
_MOST_DEEP = 12
_MOST_CODE_CHARACTERS = 400_000
_CODE = frozenset(("exec", "eval"))
_GETTERS = frozenset(("getattr", "__import__", "importlib.import_module", "importlib.__import__"))
_CARRIED = frozenset(("marshal.loads", "types.FunctionType", "types.CodeType"))


def on_call(machine: Working, node: ast.Call, frame: Frame) -> Any:
    """The value of a call."""
    function = machine.value(node.func, frame)
    arguments: list[Any] = []
    for part in node.args:
        if part.__class__ is not ast.Starred:
            arguments.append(machine.value(part, frame))
            continue
        items = items_of(machine.value(part.value, frame))
        arguments.extend(items if items is not None else [UNKNOWN])
    words = node.keywords
    keywords = {word.arg: machine.value(word.value, frame) for word in words if word.arg} if words else {}
    return machine.call(function, arguments, keywords, node, frame)


def call(
    machine: Working,
    function: Any,
    arguments: list[Any],
    keywords: dict[str, Any],
    node: ast.Call | None = None,
    frame: Frame | None = None,
) -> Any:
    """What a function gives for arguments."""
    machine.spend(1)
    if isinstance(function, Function):
        return _local(machine, function, [*function.bound, *arguments], keywords)
    if isinstance(function, Class):
        return _construct(machine, function, arguments, keywords)
    if isinstance(function, Method):
        return _method(machine, function, arguments)
    if isinstance(function, Named):
        return _named(machine, function.name, arguments, keywords, node, frame or machine.module)
    return UNKNOWN


def _local(machine: Working, function: Function, arguments: list[Any], keywords: dict[str, Any]) -> Any:
    if machine.deep >= _MOST_DEEP:
        return UNKNOWN
    inner = _entered(machine, function, arguments, keywords)
    machine.deep += 1
    try:
        return machine.run_body(function, inner)
    finally:
        machine.deep -= 1


def _entered(machine: Working, function: Function, arguments: list[Any], keywords: dict[str, Any]) -> Frame:
    """The frame of a call, with its parameters."""
    parameters = function.node.args
    inner = Frame(parent=function.frame, module=machine.module)
    names = inner.names
    plain = [*parameters.posonlyargs, *parameters.args] if parameters.posonlyargs else parameters.args
    for name in (*plain, *parameters.kwonlyargs):
        names[name.arg] = UNKNOWN
    if parameters.defaults:
        for name, default in zip(reversed(plain), reversed(parameters.defaults), strict=False):
            names[name.arg] = machine.value(default, function.frame)
    for name, given in zip(parameters.kwonlyargs, parameters.kw_defaults, strict=False):
        if given is not None:
            names[name.arg] = machine.value(given, function.frame)
    for name, value in zip(plain, arguments, strict=False):
        names[name.arg] = value
    if keywords:
        names.update({name: value for name, value in keywords.items() if name in names})
    if parameters.vararg is not None:
        names[parameters.vararg.arg] = list(arguments[len(plain) :])
    if parameters.kwarg is not None:
        names[parameters.kwarg.arg] = dict(keywords)
    return inner


def _construct(machine: Working, made: Class, arguments: list[Any], keywords: dict[str, Any]) -> Any:
    instance = Instance(made)
    for name in ("__new__", "__init__", "__post_init__"):
        start = made.frame.names.get(name)
        if isinstance(start, Function):
            given = [] if name == "__post_init__" else arguments
            owner = made if name == "__new__" else instance
            machine.call(start, [owner, *given], {} if name == "__post_init__" else keywords)
    return instance


def _method(machine: Working, function: Method, arguments: list[Any]) -> Any:
    owner, name = function.owner, function.name
    if isinstance(owner, dict) and name == "get" and arguments and known(arguments[0]):
        try:
            return owner.get(arguments[0], arguments[1] if len(arguments) > 1 else None)
        except TypeError:
            return UNKNOWN
    if isinstance(owner, list) and name in {"append", "insert"} and arguments:
        owner.append(arguments[-1]) if name == "append" else owner.insert(
            arguments[0] if isinstance(arguments[0], int) else 0, arguments[-1]
        )
        return None
    if isinstance(owner, list) and name == "sort":
        return UNKNOWN
    found = method(owner, name, tuple(arguments))
    return machine.made(found)


# Libraries and built-ins


def _named(  # noqa: C901, PLR0911 - one answer for each kind of call
    machine: Working,
    name: str,
    arguments: list[Any],
    keywords: dict[str, Any],
    node: ast.Call | None,
    frame: Frame,
) -> Any:
    _note(machine, name, arguments, node)
    first = arguments[0] if arguments else UNKNOWN
    if name in _GETTERS:
        return _got(machine, name, arguments)
    if name == "vars" and isinstance(first, Named | Instance):
        return first if isinstance(first, Named) else first.names
    if name in {"globals", "locals", "vars"} and not arguments:
        return Namespace(machine.module if name == "globals" else frame)
    if name in _CODE:
        return _run(machine, first, frame, node, evaluate=name == "eval")
    if name in {"compile", "ast.parse"}:
        return (
            Code(first) if isinstance(first, str | bytes) else first if isinstance(first, Code) else UNKNOWN
        )
    if name in {"map", "filter"} and len(arguments) > 1:
        return _mapped(machine, name, arguments)
    if name in {"sorted", "max", "min"} and isinstance(keywords.get("key"), Function):
        return _sorted(machine, name, first, keywords)
    if name == "functools.partial":
        return _partial(machine, first, arguments[1:])
    if name == "functools.reduce":
        return _reduced(machine, arguments)
    if name in _CARRIED and arguments:
        return first
    if name == "setattr" and len(arguments) > 2 and isinstance(first, Instance):
        first.names[str(arguments[1])] = arguments[2]
    machine.spend(sum(map(size_of, arguments)) // 2_000)
    found = library(name, tuple(arguments), keywords)
    if found is UNKNOWN and name not in BUILTINS:
        return Named(f"{name}()") if len(name) < 120 else UNKNOWN
    return machine.made(found)


def _note(machine: Working, name: str, arguments: list[Any], node: ast.Call | None) -> None:
    """Write down what a call of interest is given."""
    if node is None or (name not in apis.CAPABILITIES and name not in _GETTERS):
        return
    place = machine.top or id(node)
    known_calls = machine.seen.get(place)
    if known_calls is None:
        if len(machine.seen) >= _MOST_CALLS:
            return
        known_calls = machine.seen[place] = []
    if len(known_calls) < (_MOST_SEEN_INSIDE if machine.top else _MOST_SEEN):
        known_calls.append(Seen(name, tuple(arguments[:3]), inside=machine.top is not None))


def _got(machine: Working, name: str, arguments: list[Any]) -> Any:
    if name != "getattr":
        module = arguments[0] if arguments else UNKNOWN
        if not isinstance(module, str):
            return UNKNOWN
        whole = name != "__import__" or len(arguments) > 3
        return Named(canonical(module if whole else module.partition(".")[0]))
    if len(arguments) < 2 or not isinstance(arguments[1], str):
        return UNKNOWN
    return member(machine, arguments[0], arguments[1])


def _mapped(machine: Working, name: str, arguments: list[Any]) -> Any:
    columns = [items_of(part) for part in arguments[1:]]
    if any(column is None for column in columns):
        return UNKNOWN
    rows = list(zip(*[column for column in columns if column is not None], strict=False))
    results = [machine.call(arguments[0], list(row), {}) for row in rows]
    if name == "filter":
        return [row[0] for row, keep in zip(rows, results, strict=True) if not known(keep) or keep]
    return results


def _sorted(machine: Working, name: str, value: Any, keywords: dict[str, Any]) -> Any:
    items = items_of(value)
    if items is None:
        return UNKNOWN
    keys = [machine.call(keywords["key"], [item], {}) for item in items]
    if not known(*keys):
        return UNKNOWN
    try:
        order = sorted(range(len(items)), key=keys.__getitem__, reverse=keywords.get("reverse") is True)
    except TypeError:
        return UNKNOWN
    if name == "sorted":
        return [items[place] for place in order]
    return items[order[-1 if name == "max" else 0]] if order else UNKNOWN


def _partial(machine: Working, function: Any, given: list[Any]) -> Any:
    if isinstance(function, Function):
        return machine.function(function.node, function.frame, (*function.bound, *given))
    return UNKNOWN


def _reduced(machine: Working, arguments: list[Any]) -> Any:
    items = items_of(arguments[1]) if len(arguments) > 1 else None
    if items is None:
        return UNKNOWN
    if len(arguments) > 2:
        items.insert(0, arguments[2])
    total = items[0] if items else UNKNOWN
    for item in items[1:]:
        total = machine.call(arguments[0], [total, item], {})
    return total


def _run(machine: Working, code: Any, frame: Frame, node: ast.Call | None, *, evaluate: bool) -> Any:
    """`exec` and `eval` of a known text: carried out where it stands, to a small depth."""
    text = code.text if isinstance(code, Code) else code
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    if not isinstance(text, str) or machine.coded >= _MOST_CODE or len(text) > _MOST_CODE_CHARACTERS:
        return UNKNOWN
    tree = parse_text(text.strip().lstrip("\ufeff"), tolerant=False).tree
    if tree is None:
        return UNKNOWN
    machine.spend(len(text) // 200)
    machine.keep(tree)
    machine.coded += 1
    outer, machine.top = machine.top, machine.top or id(node)
    try:
        if evaluate and len(tree.body) == 1 and isinstance(tree.body[0], ast.Expr):
            return machine.value(tree.body[0].value, frame)
        machine.run_text(tree.body, frame)
    finally:
        machine.coded -= 1
        machine.top = outer
    return None
