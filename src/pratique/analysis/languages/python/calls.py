"""What a call gives: the built-ins and library functions that matter for where data has been.

`CALLS` is the table of special ones. Any other call gives a value named after it (`socket.socket()`), with the marks
of its source if it is one, of its receiver if it is a method, and of its arguments if it only transforms them.
"""

import ast
from collections.abc import Mapping
from dataclasses import replace

from pratique.analysis.engine.marks import COMPUTED, DECODED, EVERY, HIDING, LITERAL, NETWORK, SPELT
from pratique.analysis.facts import Capability
from pratique.analysis.languages.python import apis, decoding, folding, forms, sinks, vocabulary
from pratique.analysis.languages.python.charsets import is_own_codec
from pratique.analysis.languages.python.decoding import text_of
from pratique.analysis.languages.python.evaluate import At, Evaluator
from pratique.analysis.languages.python.members import CONSTANT_METHOD, attribute, entry, item
from pratique.analysis.languages.python.origins import ORIGIN_CALLS, answered
from pratique.analysis.languages.python.parse import expression
from pratique.analysis.languages.python.paths import PATH_CALLS, Special
from pratique.analysis.languages.python.printed import printed
from pratique.analysis.languages.python.resolve import method_of
from pratique.analysis.languages.python.scopes import Scope, line_of
from pratique.analysis.languages.values import NOTHING, UNKNOWN, Value, constant, joined

_REMOTE = ("xmlrpc.client.ServerProxy().", "Pyro4.Proxy().", "rpyc.connect().", "rpyc.classic.connect().")
"""Objects whose every method is carried out on another machine."""
_MOST_EXPRESSION = 2_000
_PICKING = frozenset(("get", "pop", "setdefault"))
"""Methods that give one of many."""
_ANSWERS = frozenset(
    (
        *(
            "startswith",
            "endswith",
            "isdigit",
            "isalpha",
            "find",
            "rfind",
            "index",
            "count",
            "exists",
            "is_file",
            "is_dir",
        ),
        *(
            "append",
            "extend",
            "insert",
            "close",
            "isspace",
            "fileno",
            "tell",
            "seek",
            "wait",
            "poll",
            "update",
            "digest_size",
        ),
    )
)
"""Methods whose result says something of their receiver and carries none of it."""
_KEEPING = frozenset(
    ("strip", "rstrip", "lstrip", "encode", "decode", "lower", "upper", "replace", "as_posix", "__str__")
)
_PRINTING = frozenset(("__str__", "__repr__"))
_CIPHERS = ("Crypto.", "cryptography.", "nacl.", "pyaes.")
_DECIPHERS = frozenset(
    ("decrypt", "decipher", "decrypt_text", "decrypt_data", "decrypt_string", "decrypt_bytes")
)


def call(evaluator: Evaluator, node: ast.Call, at: At) -> Value:
    """The value of a call."""
    func = node.func
    known = _read_off(evaluator, func, node, at) if isinstance(func, ast.Attribute) else None
    if known is not None:
        return known
    receiver = evaluator.value(func.value, at) if isinstance(func, ast.Attribute) else None
    if isinstance(func, ast.Attribute) and receiver is not None and receiver.known:
        return _on_constant(evaluator, receiver, func.attr, node, at)
    function = evaluator.value(func, at)
    if function.target is not None:
        return evaluator.call_local(_called(function), node, at)
    name = function.name
    if name == CONSTANT_METHOD:
        return _on_constant(evaluator, function.items[0], text_of(function.items[1]), node, at)
    special = CALLS.get(name)
    if special is not None:
        return special(evaluator, node, at, function)
    return _other(evaluator, node, at, function, receiver)


def _read_off(evaluator: Evaluator, func: ast.Attribute, node: ast.Call, at: At) -> Value | None:
    """What the source shows without the value of what a method is called on: `oct.__str__()`, `{"go": f}.get("go")`."""
    if func.attr in _PRINTING and not node.args:
        text = printed(func.value, at.scope)
        if text is not None:
            return constant(text, line_of(node), marks=COMPUTED, origin=line_of(node), folded=True)
    elif func.attr == "get" and node.args and isinstance(node.args[0], ast.Constant):
        return entry(evaluator, func.value, node.args[0].value, at)
    return None


def _called(function: Value) -> Value:
    """What runs when a value is called: of an instance of a class of the file, its `__call__`."""
    owner = function.target
    method = method_of(owner, "__call__") if function.instance and isinstance(owner, Scope) else None
    return Value(target=method, given=(function,)) if method is not None else function


def _other(evaluator: Evaluator, node: ast.Call, at: At, function: Value, receiver: Value | None) -> Value:
    name, line = function.name, line_of(node)
    capability = apis.CAPABILITIES.get(name)
    if capability is Capability.DECODE:
        return decoding.decode(evaluator, node, at, function)
    if (
        capability is Capability.DECRYPT
        or _deciphers(node, receiver)
        or opens_literal(evaluator, node, at, name)
    ):
        return decoding.decrypt(evaluator, node, at, receiver)
    carries = vocabulary.carries(name)
    if carries and "." not in name:
        folded = decoding.folded_builtin(evaluator, node, at, name)
        if folded is not None:
            return folded
    marks = (
        sinks.SOURCES.get(name, 0)
        or (NETWORK if name.startswith(_REMOTE) else 0)
        or sinks.METHOD_SOURCES.get(_method(node), 0)
    )
    if marks & NETWORK:
        marks |= answered(forms.endpoint(evaluator.argument(node, at, 0, "url")))
    sources = [Value(marks=marks, origin=line)] if marks else []
    if receiver is not None and isinstance(node.func, ast.Attribute) and node.func.attr not in _ANSWERS:
        sources.append(
            replace(receiver, marks=receiver.marks & ~EVERY) if _method(node) in _PICKING else receiver
        )
        if node.func.attr in {"tobytes", "tostring"} and receiver.marks & LITERAL:
            sources.append(Value(marks=COMPUTED, origin=line))
        if node.func.attr == "decode" and _names_decoder(evaluator.argument(node, at, 0)):
            sources.append(Value(marks=DECODED, origin=line))
    if carries or name.startswith(_CIPHERS) or function.given:
        sources += [*evaluator.arguments(node, at), *function.given]
    marks, origin = joined(*sources)
    form = _form_kept(evaluator, node, at, name, receiver)
    return Value(name=f"{name}()" if name else "", marks=marks, origin=origin, form=form)


def _form_kept(evaluator: Evaluator, node: ast.Call, at: At, name: str, receiver: Value | None) -> str:
    """The form of a text that a call gives on: of `str(text)`, and of methods that change no more than its ends or case."""
    if name == "str":
        return evaluator.argument(node, at, 0).form
    return receiver.form if receiver is not None and _method(node) in _KEEPING else ""


def _method(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


def _deciphers(node: ast.Call, receiver: Value | None) -> bool:
    """Whether a method of a cipher object decrypts, by its name alone."""
    return (
        receiver is not None
        and _method(node) in {"decrypt", "decryptor", "update"}
        and receiver.name.startswith(_CIPHERS)
    )


def opens_literal(evaluator: Evaluator, node: ast.Call, at: At, name: str) -> bool:
    """Whether a call of any library says that it decrypts, and is given a long literal."""
    if name.rpartition(".")[2] not in _DECIPHERS and _method(node) not in _DECIPHERS:
        return False
    return any(value.marks & LITERAL for value in evaluator.arguments(node, at))


def _names_decoder(value: Value) -> bool:
    """Whether an encoding is no charset: one of Python's decoders, or a codec of the program itself."""
    name = value.const
    return isinstance(name, str) and (folding.encoding_decoder(name) is not None or is_own_codec(name))


def _on_constant(evaluator: Evaluator, receiver: Value, name: str, node: ast.Call, at: At) -> Value:
    """A method of a constant: `"...".replace(...)`, `"".join(...)`, `b"...".decode("hex")`."""
    values = evaluator.arguments(node, at)
    marks, origin = joined(receiver, *values)
    if name == "to_bytes" and receiver.marks & LITERAL:
        marks |= COMPUTED
    if (
        name == "join"
        and receiver.const in {"", b""}
        and node.args
        and decoding.picks(node.args[0], values[0])
    ):
        marks, origin = marks | COMPUTED, origin or line_of(node)
    if name == "decode" and values and _names_decoder(values[0]):
        marks, origin = marks | DECODED, origin or line_of(node)
    consts = tuple(value.const for value in values if value.const is not UNKNOWN)
    if len(consts) == len(values) and receiver.const is not UNKNOWN:
        result = folding.method(receiver.const, name, consts)
        if result is not UNKNOWN:
            return constant(result, line_of(node), marks=marks, origin=origin, folded=True)
    form = _put_together(receiver.const, name, values, node) if isinstance(receiver.const, str) else ""
    return Value(marks=marks if name not in _ANSWERS else 0, origin=origin, form=form)


def _put_together(text: str, name: str, values: list[Value], node: ast.Call) -> str:
    """The form of `text.format(...)` and `text.join(...)`."""
    if name == "format":
        count = len(node.args)
        named = {k.arg: value for k, value in zip(node.keywords, values[count:], strict=False) if k.arg}
        return forms.formatted(text, values[:count], named)
    return forms.joint(text, values[0].items) if name == "join" and values else ""


# The special calls. Each is handed the evaluator, the call, where it stands and the value of what is called.


def _getattr(evaluator: Evaluator, node: ast.Call, at: At, _function: Value) -> Value:
    if len(node.args) < 2:
        return NOTHING
    owner, name = evaluator.value(node.args[0], at), evaluator.value(node.args[1], at)
    marks, origin = joined(name)
    if isinstance(name.const, str):
        return _spelt_by(attribute(evaluator, owner, name.const, at), name)
    if owner.name in {"__builtins__", "builtins"} or (owner.name and marks & HIDING):
        return Value(name="computed-call", marks=marks, origin=origin or line_of(node))
    return Value(marks=owner.marks, origin=owner.origin)


def _import(evaluator: Evaluator, node: ast.Call, at: At, function: Value) -> Value:
    name = evaluator.argument(node, at, 0, "name")
    if not isinstance(name.const, str):
        return Value(marks=name.marks, origin=name.origin)
    whole = function.name != "__import__" or len(node.args) > 3
    return _spelt_by(
        Value(name=vocabulary.canonical(name.const if whole else name.const.partition(".")[0])), name
    )


def _spelt_by(value: Value, name: Value) -> Value:
    """Something reached by a name; a name that was hidden marks it."""
    hidden = name.marks & HIDING
    if not hidden:
        return value
    return replace(value, marks=value.marks | hidden | SPELT, origin=value.origin or name.origin)


def _namespace(evaluator: Evaluator, node: ast.Call, at: At, _function: Value) -> Value:
    if not node.args:
        return Value(name="globals()")
    owner = evaluator.value(node.args[0], at)
    if owner.name in {"__builtins__", "builtins"}:
        return owner
    return Value(name=f"{owner.name}.__dict__" if owner.name else "")


def _namespace_get(evaluator: Evaluator, node: ast.Call, at: At, function: Value) -> Value:
    base = Value(name=function.name.rpartition(".")[0])
    return item(evaluator, base, evaluator.argument(node, at, 0), line_of(node), at)


def _partial(evaluator: Evaluator, node: ast.Call, at: At, _function: Value) -> Value:
    if not node.args:
        return NOTHING
    function = evaluator.value(node.args[0], at)
    given = tuple(evaluator.value(part, at) for part in node.args[1:])
    return replace(function, given=(*function.given, *given))


def _getter(evaluator: Evaluator, node: ast.Call, at: At, function: Value) -> Value:
    return Value(name=f"{function.name}()", given=tuple(evaluator.arguments(node, at)))


def _got(evaluator: Evaluator, node: ast.Call, at: At, function: Value) -> Value:
    owner = evaluator.argument(node, at, 0)
    for part in function.given:
        if not isinstance(part.const, str):
            return NOTHING
        for name in part.const.split("."):
            owner = attribute(evaluator, owner, name, at)
    return owner


def _method_called(evaluator: Evaluator, node: ast.Call, at: At, function: Value) -> Value:
    owner = evaluator.argument(node, at, 0)
    name = decoding.text_of(function.given[0]) if function.given else ""
    full = attribute(evaluator, owner, name, at)
    return Value(name=f"{full.name}()" if full.name else "", marks=full.marks, origin=full.origin)


def _compile(evaluator: Evaluator, node: ast.Call, at: At, _function: Value) -> Value:
    return replace(evaluator.argument(node, at, 0, "source"), name="compile()", target=None)


def _passed(evaluator: Evaluator, node: ast.Call, at: At, _function: Value) -> Value:
    """The first argument, as it is."""
    return replace(evaluator.argument(node, at, 0), folded=True)


def _evaluated(evaluator: Evaluator, node: ast.Call, at: At, _function: Value) -> Value:
    """`eval` of a constant expression: what the expression gives."""
    source = evaluator.argument(node, at, 0)
    if not isinstance(source.const, str) or len(source.const) > _MOST_EXPRESSION:
        return NOTHING
    tree = expression(source.const)
    if tree is None:
        return NOTHING
    evaluator.keep(tree)
    return evaluator.value(tree, At(at.scope, at.block, at.names, at.calls + 1, at.memo))


def _type(evaluator: Evaluator, node: ast.Call, at: At, function: Value) -> Value:
    """`type(lambda: 0)` is the class of functions, `type(f.__code__)` that of code."""
    if len(node.args) == 1 and not node.keywords:
        made = node.args[0]
        if isinstance(made, ast.Attribute) and made.attr == "__code__":
            return Value(name="types.CodeType")
        target = evaluator.value(made, at).target
        if isinstance(target, Scope) and not target.is_class:
            return Value(name="types.FunctionType")
    return _other(evaluator, node, at, function, None)


def _nothing(_evaluator: Evaluator, _node: ast.Call, _at: At, _function: Value) -> Value:
    return NOTHING


CALLS: Mapping[str, Special] = {
    **PATH_CALLS,
    **ORIGIN_CALLS,
    "getattr": _getattr,
    "__import__": _import,
    "importlib.import_module": _import,
    "importlib.__import__": _import,
    "globals": _namespace,
    "locals": _namespace,
    "vars": _namespace,
    **dict.fromkeys(
        (
            *("globals().get", "globals().__getitem__", "__builtins__.get", "__builtins__.__getitem__"),
            *("builtins.get", "builtins.__getitem__"),
        ),
        _namespace_get,
    ),
    "functools.partial": _partial,
    "operator.attrgetter": _getter,
    "operator.attrgetter()": _got,
    "operator.methodcaller": _getter,
    "operator.methodcaller()": _method_called,
    "map": decoding.mapped,
    "chr": decoding.character,
    "unichr": decoding.character,
    "bytes": decoding.bytes_of,
    "bytearray": decoding.bytes_of,
    "codecs.decode": decoding.codecs_decode,
    "codecs.encode": decoding.codecs_encode,
    "zlib.decompressobj().decompress": lambda e, n, a, _f: decoding.decode(
        e, n, a, Value(name="zlib.decompress")
    ),
    "bz2.BZ2Decompressor().decompress": lambda e, n, a, _f: decoding.decode(
        e, n, a, Value(name="bz2.decompress")
    ),
    "lzma.LZMADecompressor().decompress": lambda e, n, a, _f: decoding.decode(
        e, n, a, Value(name="lzma.decompress")
    ),
    "codecs.getdecoder()": lambda e, n, a, _f: decoding.decode(e, n, a, Value(name="rot13")),
    "urllib.parse.unquote": _passed,
    "compile": _compile,
    "ast.parse": _compile,
    "eval": _evaluated,
    "type": _type,
    "marshal.loads": _passed,
    "types.FunctionType": _passed,
    "isinstance": _nothing,
    "len": _nothing,
}
"""The calls that need more than the general rule. `len` among them: a length carries no data."""
