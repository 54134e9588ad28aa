"""What the language's own functions give: decoders, text makers, `require`, `Function`, promises."""

import json
import math
import re
from collections.abc import Mapping

from pratique.analysis.engine.marks import COMPUTED, DECODED, MIXED, OWN
from pratique.analysis.languages.folding import MOST_TEXT
from pratique.analysis.languages.javascript import bundles, folding, members, methods, own_data
from pratique.analysis.languages.javascript.bundles import BUNDLED
from pratique.analysis.languages.javascript.called import Called
from pratique.analysis.languages.javascript.decoders import DECODERS, Special
from pratique.analysis.languages.javascript.escapes import unescape
from pratique.analysis.languages.javascript.evaluate import Evaluator
from pratique.analysis.languages.javascript.names import BINDINGS, FUNCTION_MAKERS, global_name, member_name
from pratique.analysis.languages.javascript.requiring import from_plain, module_value
from pratique.analysis.languages.javascript.scopes import Function
from pratique.analysis.languages.values import (
    NOTHING,
    UNDEFINED,
    UNKNOWN,
    Constant,
    Value,
    constant,
    joined,
    marked,
)

_DECODINGS = frozenset(("hex", "base64", "base64url"))
_NAME = re.compile(r"\s*+(?:return\s++)?\(?([A-Za-z_$][\w$]*+(?:\.[A-Za-z_$][\w$]*+){0,5}+)\)?\s*+;?\s*+\Z")
_PLAIN_PATTERN = re.compile(r"/((?:[\w \-,:;@#%&=~`'\"<>!]|\\[^\w\s])+)/([gi]*)\Z")
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_MOST_MAPPED = 5_000
_MOST_JSON = 200_000
_ARITHMETIC = frozenset(("binary_expression", "unary_expression", "augmented_assignment_expression"))


def _line(evaluator: Evaluator, call: Called) -> int:
    return evaluator.line(call.node)


def _first(evaluator: Evaluator, call: Called) -> Value:
    return evaluator.deep(evaluator.argument(call, 0))


# Buffers and text


def _as_text(evaluator: Evaluator, call: Called) -> Value:
    """`new TextDecoder().decode(x)`, `String(x)`."""
    value = _first(evaluator, call)
    text = folding.as_text(evaluator.const(value)) if not isinstance(evaluator.const(value), tuple) else None
    marks = value.marks & ~MIXED | (COMPUTED if value.marks & MIXED else 0)
    if text is not None:
        return constant(text, _line(evaluator, call), marks=marks, origin=value.origin)
    return marked(marks, value.origin)


def _integer(evaluator: Evaluator, call: Called) -> Value:
    value, base = _first(evaluator, call), evaluator.argument(call, 1)
    text = folding.as_text(value.const) if value.known else None
    if text is not None:
        const = folding.parse_integer(text, base.const if base.known else UNDEFINED)
        return Value(const, marks=value.marks, origin=value.origin)
    return marked(value.marks, value.origin)


def _number(evaluator: Evaluator, call: Called) -> Value:
    value = _first(evaluator, call)
    const = folding.as_number(value.const) if value.known else None
    if const is None or (isinstance(const, float) and math.isnan(const)):
        return marked(value.marks, value.origin)
    return Value(const, marks=value.marks, origin=value.origin)


def _parse_json(evaluator: Evaluator, call: Called) -> Value:
    value = _first(evaluator, call)
    if evaluator.modules and value.text is None and call.arguments:
        held = own_data.held_by(evaluator, call.arguments[0])
        if held is not UNKNOWN:
            return Value(held, marks=value.marks, origin=value.origin)
    if value.text is not None and len(value.text) <= _MOST_JSON:
        try:
            const = from_plain(json.loads(value.text))
        except (ValueError, RecursionError):
            return marked(value.marks, value.origin)
        return Value(const, marks=value.marks, origin=value.origin)
    return marked(value.marks, value.origin)


def _content(evaluator: Evaluator, call: Called) -> Value:
    """Functions that give what all their arguments hold, in another shape."""
    marks, origin = joined(*evaluator.arguments(call))
    return marked(marks, origin)


def _blob(evaluator: Evaluator, call: Called) -> Value:
    """`new Blob([text, text])`: the text that its parts give, where all are constants."""
    value = _first(evaluator, call)
    parts = evaluator.const(value)
    texts = [part for part in parts if isinstance(part, str)] if isinstance(parts, tuple) else []
    known = bool(texts) and isinstance(parts, tuple) and len(texts) == len(parts)
    if known and (len(texts) == 1 or sum(map(len, texts)) <= MOST_TEXT):
        return Value("".join(texts), marks=value.marks, origin=value.origin)
    return marked(value.marks, value.origin)


def _blob_address(evaluator: Evaluator, call: Called) -> Value:
    value = _first(evaluator, call)
    return Value(value.const, name="blob:", marks=value.marks, origin=value.origin)


def _path(evaluator: Evaluator, call: Called) -> Value:
    values = evaluator.arguments(call)
    marks, origin = joined(*values)
    texts = [value.text for value in values]
    known = [text for text in texts if text is not None]
    if texts and len(known) == len(texts):
        return constant("/".join(known), _line(evaluator, call), marks=marks, origin=origin)
    return marked(marks, origin)


def _array_from(evaluator: Evaluator, call: Called) -> Value:
    value = _first(evaluator, call)
    function = evaluator.argument(call, 1)
    const = evaluator.const(value)
    if isinstance(const, str):
        const = tuple(const)
    if isinstance(const, bytes):
        const = tuple(const)
    if isinstance(function.target, Function):
        return _map(evaluator, call, const, function.target, value)
    if isinstance(const, tuple):
        return Value(const, marks=value.marks, origin=value.origin)
    return marked(value.marks, value.origin)


def _map(evaluator: Evaluator, call: Called, const: Constant, function: Function, value: Value) -> Value:
    """`array.map(function)`, carried out element by element when all are constants."""
    if isinstance(const, tuple) and 0 < len(const) <= _MOST_MAPPED:
        results: list[Constant] = []
        marks, origin = joined(value)
        for place, item in enumerate(const):
            result = evaluator.returns(function, (Value(item), Value(place)))
            if not result.known:
                break
            results.append(result.const)
            marks |= result.marks
        else:
            line = _line(evaluator, call)
            return constant(tuple(results), line, marks=marks, origin=origin or (line if marks else 0))
    result = evaluator.returns(function, (NOTHING,))
    marks, origin = joined(evaluator.deep(value), result)
    return marked(marks, origin)


def method(evaluator: Evaluator, call: Called, key: str, const: Constant) -> Value:
    """A method of a constant; NOTHING when it is not known."""
    receiver = call.receiver
    line = _line(evaluator, call)
    if key == "map" and isinstance(const, tuple | bytes):
        function = evaluator.argument(call, 0).target
        items = tuple(const) if isinstance(const, bytes) else const
        return _map(evaluator, call, items, function, receiver) if isinstance(function, Function) else NOTHING
    if key in {"reduce", "reduceRight"} and isinstance(const, tuple):
        return _reduced(evaluator, call, const, backwards=key == "reduceRight")
    values = evaluator.arguments(call)
    if key in {"replace", "replaceAll"} and call.arguments and isinstance(const, str):
        folded = _replace_pattern(evaluator, call, const, values)
        if folded is not UNKNOWN:
            return constant(folded, line, marks=receiver.marks, origin=receiver.origin)
    folded = methods.call_method(const, key, tuple(evaluator.const(value) for value in values))
    if folded is UNKNOWN:
        return NOTHING
    marks, origin = joined(receiver, *values)
    letters = (
        isinstance(const, tuple)
        and len(const) > 1
        and all(isinstance(item, str) and len(item) == 1 for item in const)
    )
    if key == "reverse" and letters:
        marks, origin = marks | DECODED, origin or line
    if isinstance(folded, str) and isinstance(const, tuple | bytes) and marks & MIXED:
        marks = marks & ~MIXED | COMPUTED
    return constant(folded, line, marks=marks, origin=origin)


def _reduced(evaluator: Evaluator, call: Called, const: tuple[Constant, ...], *, backwards: bool) -> Value:
    """`letters.reduce((text, letter) => letter + text, "")`, carried out on constants."""
    function = evaluator.argument(call, 0).target
    items = list(const[::-1] if backwards else const)
    if not isinstance(function, Function) or not 0 < len(items) <= _MOST_MAPPED:
        return NOTHING
    first = evaluator.argument(call, 1)
    total = first if first.known else Value(items.pop(0))
    for place, item in enumerate(items):
        total = evaluator.returns(function, (total, Value(item), Value(place)))
        if not total.known:
            return NOTHING
    line = _line(evaluator, call)
    hides = isinstance(total.const, str) and (backwards or all(isinstance(item, int) for item in const))
    hides = hides or (isinstance(total.const, str) and total.const == "".join(map(str, const[::-1])))
    marks = call.receiver.marks | total.marks | (DECODED if hides else 0)
    return constant(total.const, line, marks=marks, origin=line if marks else 0)


def _replace_pattern(evaluator: Evaluator, call: Called, const: str, values: list[Value]) -> Constant:
    """`text.replace(/plain/g, 'text')`."""
    pattern = call.arguments[0]
    if isinstance(pattern, Value) or pattern[0].type != "regex" or len(values) < 2 or values[1].text is None:
        return UNKNOWN
    match = _PLAIN_PATTERN.match(evaluator.slice(pattern[0]).decode("utf-8", "replace"))
    if match is None or "$" in values[1].text:
        return UNKNOWN
    plain = unescape(match.group(1).encode()) if "\\" in match.group(1) else match.group(1)
    if "i" in match.group(2) and plain.lower() != plain.upper():
        return UNKNOWN
    name = "replaceAll" if "g" in match.group(2) else "replace"
    return methods.call_method(const, name, (plain, values[1].text))


# Code and modules


def _require(evaluator: Evaluator, call: Called) -> Value:
    value = _first(evaluator, call)
    if value.text is not None:
        return module_value(evaluator, value.text)
    return NOTHING


def dotted(text: str) -> Value:
    """What code that is only a dotted name gives (`eval('require')`, `Function('return this')`)."""
    match = _NAME.match(text[:200])
    if match is None:
        return NOTHING
    first, *rest = match.group(1).split(".")
    name = "globalThis" if first == "this" else global_name(first)
    for key in rest:
        name = member_name(name, key)
    return Value(name=name)


def _evaluated(evaluator: Evaluator, call: Called) -> Value:
    value = _first(evaluator, call)
    return dotted(value.text) if value.text is not None else NOTHING


def _made_function(evaluator: Evaluator, call: Called) -> Value:
    """A function made of text; when it only returns a name, calling it gives what that name means."""
    value = _first(evaluator, call)
    if len(call.arguments) == 1 and value.text is not None and value.text.lstrip().startswith("return"):
        found = dotted(value.text)
        return Value(name=f"{RETURNING}{found.name}") if found.name else NOTHING
    return NOTHING


RETURNING = "return "
"""Before the name of what a function made of text returns."""


def _promise(evaluator: Evaluator, call: Called) -> Value:
    executor = evaluator.argument(call, 0).target
    return evaluator.resolved(executor) if isinstance(executor, Function) else NOTHING


def _get(evaluator: Evaluator, call: Called) -> Value:
    value, key = evaluator.argument(call, 0), evaluator.argument(call, 1)
    return members.member(evaluator, value, key.const, _line(evaluator, call)) if key.known else NOTHING


def _binding(evaluator: Evaluator, call: Called) -> Value:
    """`process.binding(name)`: the functions of node's own modules."""
    name = evaluator.argument(call, 0).text
    return Value(name=f"process.binding.{name}") if name in BINDINGS else NOTHING


def _same(evaluator: Evaluator, call: Called) -> Value:
    return evaluator.argument(call, 0)


def _own(evaluator: Evaluator, call: Called) -> Value:
    return Value(marks=OWN, origin=_line(evaluator, call))


def _waited(evaluator: Evaluator, call: Called) -> Value:
    """`await (0, module.ask)(x)`, which the grammar takes for a call of `await` whose result is called."""
    return evaluator.argument(call, len(call.arguments) - 1) if call.arguments else NOTHING


def _nothing(_evaluator: Evaluator, _call: Called) -> Value:
    return NOTHING


SPECIAL: Mapping[str, Special] = {
    **DECODERS,
    **dict.fromkeys(("String", "TextDecoder.decode", "string_decoder.StringDecoder.write"), _as_text),
    "TextDecoder": lambda _evaluator, _call: Value(name="TextDecoder"),
    "parseInt": _integer,
    "Number.parseInt": _integer,
    "Number": _number,
    "JSON.parse": _parse_json,
    **dict.fromkeys(
        (
            *("JSON.stringify", "Object.assign", "Object.values", "Object.entries", "Object.fromEntries", "Promise.all"),
            *("Object.keys", "Promise.race", "Promise.allSettled", "util.format", "util.inspect", "Array.of", "Array"),
            *("URLSearchParams", "querystring.stringify", "encodeURIComponent", "structuredClone", "URL", "Map", "Set"),
            *("FormData", "encodeURI", "btoa", "escape"),
        ),
        _content,
    ),
    **dict.fromkeys(("path.join", "path.resolve", "path.normalize"), _path),
    "Array.from": _array_from,
    **dict.fromkeys(("require", "import", "module._load"), _require),
    **dict.fromkeys(("eval", "execScript"), _evaluated),
    **dict.fromkeys(FUNCTION_MAKERS, _made_function),
    "Blob": _blob,
    "URL.createObjectURL": _blob_address,
    "Worker": lambda _evaluator, _call: Value(name="Worker"),
    BUNDLED: bundles.required,
    "Promise": _promise,
    "Reflect.get": _get,
    "process.binding": _binding,
    "Object.getPrototypeOf": _same,
    "Proxy": _same,
    "await": _waited,
    "require.resolve": _own,
    "import.meta.resolve": _own,
    **dict.fromkeys(("Boolean", "Symbol", "Error", "TypeError", "RangeError", "Date", "RegExp", "Array.isArray"), _nothing),
}  # fmt: skip
"""Functions that are carried out on constants, or that give something the tables cannot say."""
