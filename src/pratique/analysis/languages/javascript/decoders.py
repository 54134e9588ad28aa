"""Decoders, carried out on constants: buffers, base64, hex, character codes, inflate; and what decryption gives."""

import re
import zlib
from collections.abc import Callable, Mapping

from tree_sitter import Node

from pratique.analysis.engine.marks import COMPUTED, DECODED, DECRYPTED, KEY_MARKS, KEYED, MIXED
from pratique.analysis.languages.folding import MOST_TEXT, from_base64, inflated
from pratique.analysis.languages.javascript import folding, literals, methods
from pratique.analysis.languages.javascript.apis import APIS
from pratique.analysis.languages.javascript.called import Argument, Called
from pratique.analysis.languages.javascript.evaluate import Evaluator
from pratique.analysis.languages.javascript.scopes import lookup
from pratique.analysis.languages.javascript.signs import hides_nothing
from pratique.analysis.languages.values import NOTHING, UNDEFINED, UNKNOWN, Value, constant, joined, marked

Special = Callable[[Evaluator, Called], Value]

_DECODINGS = frozenset(("hex", "base64", "base64url"))
_TEXT_OF_NUMBERS = 12
"""Numbers that may be a hidden text; fewer are magic bytes and the like."""
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_ARITHMETIC = frozenset(("binary_expression", "unary_expression", "augmented_assignment_expression"))


def _line(evaluator: Evaluator, call: Called) -> int:
    return evaluator.line(call.node)


def _first(evaluator: Evaluator, call: Called) -> Value:
    return evaluator.deep(evaluator.argument(call, 0))


def _buffer(evaluator: Evaluator, call: Called) -> Value:
    value, encoding = _first(evaluator, call), evaluator.argument(call, 1)
    line = _line(evaluator, call)
    decodes = encoding.text is not None and encoding.text.lower() in _DECODINGS
    const = methods.to_buffer(evaluator.const(value), encoding.const if encoding.known else UNDEFINED)
    marks = value.marks | (DECODED if decodes else 0)
    if const is not UNKNOWN:
        given = evaluator.const(value)
        marks |= DECODED if isinstance(given, tuple) and len(given) >= _TEXT_OF_NUMBERS else 0
        return constant(const, line, marks=marks, origin=value.origin or (line if marks else 0))
    return marked(marks, value.origin or line)


def _characters(evaluator: Evaluator, call: Called) -> Value:
    """`String.fromCharCode`: constants give text; arithmetic on other numbers is text computed by the file."""
    line = _line(evaluator, call)
    values = [_quick(evaluator, given) for given in call.arguments]
    marks, origin = joined(*values)
    codes = [folding.as_number(value.const) if value.known else None for value in values]
    if values and all(code is not None and 0 <= code <= 0x10FFFF for code in codes):
        text = "".join(chr(int(code)) for code in codes if code is not None)
        if not marks and hides_nothing(evaluator, call):
            return constant(text, line)
        return constant(text, line, marks=marks & ~MIXED | DECODED, origin=origin or line)
    if not marks and hides_nothing(evaluator, call):
        return NOTHING
    sums = [
        given[0] for given in call.arguments if not isinstance(given, Value) and given[0].type in _ARITHMETIC
    ]
    if sums and all(_changes_case(evaluator, node) for node in sums):
        return marked(marks & ~MIXED, origin)
    computed = bool(marks & MIXED) or bool(sums)
    return marked(marks & ~MIXED | (COMPUTED if computed else DECODED), origin or line)


def _quick(evaluator: Evaluator, given: Argument) -> Value:
    if isinstance(given, Value):
        return given
    const = literals.quick(evaluator, given[0])
    return Value(const) if const is not UNKNOWN else evaluator.deep(evaluator.value(*given))


def _changes_case(evaluator: Evaluator, node: Node) -> bool:
    """`code + 32`: a letter in the other case, no text put together."""
    last = node.child(node.child_count - 1)
    return node.child(0).type == "identifier" and evaluator.slice(last) in {b"32", b"0x20"}


def _decoded_by(decode: Callable[[str], str], *, always: bool) -> Special:
    def decoder(evaluator: Evaluator, call: Called) -> Value:
        value = _first(evaluator, call)
        line = _line(evaluator, call)
        if value.text is not None and len(value.text) <= MOST_TEXT:
            text = decode(value.text)
            marks = value.marks | (DECODED if always or text != value.text else 0)
            return constant(text, line, marks=marks, origin=value.origin or line)
        marks = value.marks | (DECODED if always else 0)
        return marked(marks, value.origin or line)

    return decoder


def _inflated_by(window: int) -> Special:
    """`zlib.inflateSync` and its like, carried out on constants."""

    def inflate(evaluator: Evaluator, call: Called) -> Value:
        value = _first(evaluator, call)
        line = _line(evaluator, call)
        marks, origin = value.marks | DECODED, value.origin or line
        const = evaluator.const(value)
        if not isinstance(const, bytes) or len(const) > MOST_TEXT:
            return marked(marks, origin)
        try:
            return constant(inflated(const, window), line, marks=marks, origin=origin)
        except zlib.error:
            return marked(marks, origin)

    return inflate


def _decrypted(key: int, *data: int) -> Special:
    """A decryption: marked by its data, and by where its key comes from."""

    def decrypt(evaluator: Evaluator, call: Called) -> Value:
        line = _line(evaluator, call)
        secret = evaluator.deep(evaluator.argument(call, key))
        values = [evaluator.deep(evaluator.argument(call, place)) for place in data]
        marks, origin = joined(*values)
        marks |= DECRYPTED | (KEYED if secret.marks & KEY_MARKS else 0)
        api = APIS[call.function.name]
        return Value(name=api.result, marks=marks, origin=origin or secret.origin or line)

    return decrypt


def _percent(text: str) -> str:
    return _PERCENT.sub(
        lambda match: bytes.fromhex(match.group().replace("%", "")).decode("utf-8", "replace"), text
    )


def _atob(text: str) -> str:
    return from_base64(text).decode("latin-1")


def _base64_text(text: str) -> str:
    return from_base64(text).decode("utf-8", "replace")


_ENCODER = b"encodeURIComponent"
_UNESCAPED = {always: _decoded_by(methods.unescape_percent, always=always) for always in (False, True)}


def _unescaped(evaluator: Evaluator, call: Called) -> Value:
    """`unescape(text)`; `unescape(encodeURIComponent(text))` writes a text as UTF-8, and hides nothing."""
    return _UNESCAPED[not _is_encoded(evaluator, call)](evaluator, call)


def _is_encoded(evaluator: Evaluator, call: Called) -> bool:
    """Whether the argument is a call of the language's own `encodeURIComponent`: the source binds and sets no other of that name."""
    given = call.arguments[0] if len(call.arguments) == 1 else None
    if given is None or isinstance(given, Value) or given[0].type != "call_expression":
        return False
    callee, index = given[0].child(0), evaluator.index
    return (
        evaluator.slice(callee) == _ENCODER
        and lookup(given[1], _ENCODER) is None
        and _ENCODER not in index.assigned
        and _ENCODER not in index.properties
    )


DECODERS: Mapping[str, Special] = {
    **dict.fromkeys(("Buffer.from", "Buffer", "Uint8Array", "Uint8Array.from", "Buffer.concat"), _buffer),
    **dict.fromkeys(("String.fromCharCode", "String.fromCodePoint"), _characters),
    "atob": _decoded_by(_atob, always=True),
    **dict.fromkeys(
        (
            "base-64.decode",
            "js-base64.decode",
            "js-base64.Base64.decode",
            "js-base64.fromBase64",
            "Base64.decode",
        ),
        _decoded_by(_base64_text, always=True),
    ),
    "unescape": _unescaped,
    **dict.fromkeys(("decodeURIComponent", "decodeURI"), _decoded_by(_percent, always=False)),
    **dict.fromkeys(("zlib.inflateSync", "pako.inflate", "fflate.unzlibSync"), _inflated_by(zlib.MAX_WBITS)),
    **dict.fromkeys(
        ("zlib.inflateRawSync", "pako.inflateRaw", "fflate.inflateSync"), _inflated_by(-zlib.MAX_WBITS)
    ),
    **dict.fromkeys(
        ("zlib.gunzipSync", "zlib.unzipSync", "pako.ungzip", "fflate.gunzipSync", "fflate.decompressSync"),
        _inflated_by(zlib.MAX_WBITS | 32),
    ),
    "crypto.createDecipher": _decrypted(1),
    "crypto.createDecipheriv": _decrypted(1),
    **dict.fromkeys(("crypto.privateDecrypt", "crypto.publicDecrypt"), _decrypted(0, 1)),
    "crypto.subtle.decrypt": _decrypted(1, 2),
    "sjcl.decrypt": _decrypted(0, 1),
    **{
        name: _decrypted(1, 0)
        for name, api in APIS.items()
        if name.startswith("crypto-js.") and api.gives & DECRYPTED
    },
}
"""Functions that turn an encoding back into data."""
