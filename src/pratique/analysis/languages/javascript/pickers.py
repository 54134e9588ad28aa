"""Functions that pick a text by its number from an array in which all texts are encoded, as common obfuscators do.

`_0x3a1f(0x1b2, "key")` takes an offset from the number, picks that text of the array, and decodes it by base64, or by base64
and RC4 with the key. Both decoders are known, so the pick is carried out here: nothing of the file is run.
"""

import re
from collections.abc import Sequence

from tree_sitter import Node

from pratique.analysis.engine.marks import COMPUTED, DECODED
from pratique.analysis.languages.folding import from_base64
from pratique.analysis.languages.javascript.evaluate import Evaluator
from pratique.analysis.languages.javascript.memory import Picker
from pratique.analysis.languages.javascript.scopes import Function, How
from pratique.analysis.languages.values import Literal, Value, constant, marked

_FEWEST_BYTES, _MOST_BYTES = 200, 12_000
_MOST_NODES = 3_000
_MOST_TEXT = 20_000
_ALPHABET = re.compile(rb"[\"']([A-Za-z0-9+/=]{64,65})[\"']")
_PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_HUNDREDS = re.compile(rb"%\s{0,3}(?:0x100|256)\b")


def picked(evaluator: Evaluator, function: Function, arguments: Sequence[Value]) -> Value | None:
    """The text that a call picks; None when the function is no such picker."""
    picker = _picker(evaluator, function)
    if picker is None:
        return None
    number = arguments[0].const if arguments else None
    if isinstance(number, str):
        number = _number(number)
    if not isinstance(number, int | float):
        return None
    line = evaluator.line(picker.literal.node)
    elements = evaluator.literals_of(picker.literal)
    place = int(number) - picker.offset
    held = elements[place] if 0 <= place < len(elements) else None
    text = evaluator.value(held, picker.literal.scope).text if held is not None else None
    key = arguments[1].text if len(arguments) > 1 else None
    if text is None or len(text) > _MOST_TEXT or (picker.keyed and not key):
        return marked(DECODED | COMPUTED, line)
    if picker.literal.node.id in evaluator.literals.shuffled:
        return marked(DECODED | COMPUTED, line)
    evaluator.spend(len(text) // 4)
    decoded = _decoded(text, picker.alphabet)
    found = decrypted(decoded, key) if picker.keyed and key else decoded
    return constant(found, line, marks=DECODED | COMPUTED, origin=line)


def _number(text: str) -> int | None:
    try:
        return int(text[:20], 0)
    except ValueError:
        return None


def _picker(evaluator: Evaluator, function: Function) -> Picker | None:
    known = evaluator.pickers
    if id(function) not in known:
        known[id(function)] = None
        known[id(function)] = _found(evaluator, function)
    return known[id(function)]


def _found(evaluator: Evaluator, function: Function) -> Picker | None:
    node = function.node
    if not _FEWEST_BYTES <= node.end_byte - node.start_byte <= _MOST_BYTES or not function.parameters:
        return None
    body = evaluator.slice(node)
    if b"charAt" not in body and b"atob" not in body and b"charCodeAt" not in body:
        return None
    alphabet = _ALPHABET.search(body)
    if alphabet is None and b"atob" not in body:
        return None
    name = function.parameters[0]
    literal = _array(evaluator, function, name)
    offset = _offset(evaluator, function, name)
    if literal is None or offset is None:
        return None
    letters = alphabet.group(1)[:64].decode("ascii") if alphabet is not None else _PLAIN
    return Picker(literal, offset, letters, keyed=len(_HUNDREDS.findall(body)) >= 2)


def _offset(evaluator: Evaluator, function: Function, name: bytes) -> int | None:
    """What is taken from the number: `i = i - 0x1b`."""
    assigned = evaluator.bindings.assigned(function.scope, name)
    if not assigned:
        return 0
    node = assigned[0].node
    if assigned[0].how is not How.ASSIGN or node is None or node.type != "binary_expression":
        return None
    sign, left = node.child_by_field_name("operator"), node.child_by_field_name("left")
    if sign is None or left is None or evaluator.slice(left) != name or sign.type not in {"-", "+"}:
        return None
    const = evaluator.value(node.child_by_field_name("right"), assigned[0].scope).const
    if not isinstance(const, int | float) or abs(const) > 1 << 31:
        return None
    return int(const) if sign.type == "-" else -int(const)


def _array(evaluator: Evaluator, function: Function, name: bytes) -> Literal | None:
    """The array in which the function looks up its first parameter."""
    waiting: list[Node] = [function.node.child(function.node.child_count - 1)]
    for _ in range(_MOST_NODES):
        if not waiting:
            return None
        node = waiting.pop()
        if node.type == "subscript_expression":
            index = node.child_by_field_name("index")
            if index is not None and index.type == "identifier" and evaluator.slice(index) == name:
                literal = _literal(evaluator, evaluator.value(node.child(0), function.scope))
                if literal is not None:
                    return literal
        waiting.extend(reversed(node.named_children))
    return None


def _literal(evaluator: Evaluator, value: Value) -> Literal | None:
    if isinstance(value.target, Function) and value.literal is None:
        value = evaluator.returns(value.target, ())
    literal = value.literal
    return literal if literal is not None and literal.node.type == "array" else None


def _decoded(text: str, alphabet: str) -> str:
    """Base64 in any order of its characters, then UTF-8."""
    if alphabet[:62] != _PLAIN[:62]:
        text = text.translate(str.maketrans(alphabet, _PLAIN))
    return from_base64(text).decode("utf-8", "replace")


def decrypted(text: str, key: str) -> str:
    """RC4 over characters, which undoes itself."""
    state = list(range(256))
    other = 0
    for place in range(256):
        other = (other + state[place] + ord(key[place % len(key)])) % 256
        state[place], state[other] = state[other], state[place]
    found: list[str] = []
    place = other = 0
    for character in text:
        place = (place + 1) % 256
        other = (other + state[place]) % 256
        state[place], state[other] = state[other], state[place]
        found.append(chr(ord(character) ^ state[(state[place] + state[other]) % 256]))
    return "".join(found)
