"""Calls that turn data into text or back: decoders, ciphers, characters from numbers."""

import ast
from dataclasses import replace

from pratique.analysis.engine.marks import COMPUTED, DECODED, DECRYPTED, KEY_MARKS, KEYED, LITERAL
from pratique.analysis.languages.python import folding
from pratique.analysis.languages.python.evaluate import At, Evaluator
from pratique.analysis.languages.python.scopes import Scope, line_of
from pratique.analysis.languages.values import NOTHING, UNKNOWN, Constant, Value, constant, joined


def picks(node: ast.expr, value: Value) -> bool:
    """Return True if characters are picked out of a table: `table[i] for i in numbers`, `table[a.index(c)] if c in a else c for c in text`."""
    if not isinstance(node, ast.ListComp | ast.GeneratorExp):
        return False
    picked = node.elt.body if isinstance(node.elt, ast.IfExp) else node.elt
    return isinstance(picked, ast.Subscript) and (
        bool(value.marks & LITERAL) or isinstance(picked.slice, ast.BinOp | ast.Call)
    )


def mapped(evaluator: Evaluator, node: ast.Call, at: At, _function: Value) -> Value:
    """`map(f, items)`."""
    if len(node.args) < 2:
        return NOTHING
    function, items = evaluator.value(node.args[0], at), evaluator.value(node.args[1], at)
    marks, origin = joined(items)
    if function.name in {"chr", "unichr"}:
        marks, origin = marks | COMPUTED, origin or line_of(node)
    if isinstance(items.const, str | bytes | tuple) and len(items.const) <= 20_000:
        results = [_applied(evaluator, function, item, at) for item in items.const]
        consts = tuple(result.const for result in results if result.const is not UNKNOWN)
        if len(consts) == len(results):
            more, first = joined(*results)
            return constant(consts, line_of(node), marks=marks | more, origin=origin or first, folded=True)
    return Value(marks=marks, origin=origin)


def _applied(evaluator: Evaluator, function: Value, item: Constant, at: At) -> Value:
    scope = function.target
    if isinstance(scope, Scope) and isinstance(scope.node, ast.Lambda) and scope.parameters:
        names = {scope.parameters[0]: Value(const=item)}
        return evaluator.value(scope.node.body, At(scope, None, names, at.calls + 1, {}))
    return Value(const=folding.call(function.name, (item,)))


def character(evaluator: Evaluator, node: ast.Call, at: At, function: Value) -> Value:
    """`chr(number)`."""
    number = evaluator.argument(node, at, 0)
    marks, origin = number.marks | COMPUTED, number.origin or line_of(node)
    if number.const is not UNKNOWN:
        result = folding.call(function.name, (number.const,))
        if result is not UNKNOWN:
            return Value(const=result, marks=marks, origin=origin, folded=True)
    return Value(marks=marks, origin=origin)


def bytes_of(evaluator: Evaluator, node: ast.Call, at: At, function: Value) -> Value:
    """`bytes(...)` and `bytearray(...)`; from numbers, it is text put together."""
    data = evaluator.argument(node, at, 0)
    marks, origin = joined(data)
    made = node.args[0] if node.args else None
    numbers = isinstance(made, ast.List | ast.Tuple | ast.ListComp | ast.GeneratorExp)
    if (
        numbers
        or (isinstance(data.const, tuple) and data.const)
        or (isinstance(made, ast.Call) and _is_map(made))
    ):
        marks, origin = marks | COMPUTED, origin or line_of(node)
        if isinstance(made, ast.ListComp | ast.GeneratorExp) and mixes(made.elt) and marks & KEY_MARKS:
            marks |= DECRYPTED | KEYED
    folded = folded_builtin(evaluator, node, at, function.name)
    if folded is not None:
        return replace(folded, marks=marks | folded.marks, origin=origin or folded.origin)
    return Value(marks=marks, origin=origin)


def _is_map(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Name) and node.func.id == "map"


def mixes(node: ast.AST) -> bool:
    """Whether an expression is, at its top or just below, an exclusive or: the step of a XOR cipher."""
    pending: list[tuple[ast.AST, int]] = [(node, 0)]
    while pending:
        part, depth = pending.pop()
        if isinstance(part, ast.BinOp):
            if isinstance(part.op, ast.BitXor):
                return True
            pending.extend((side, depth + 1) for side in (part.left, part.right) if depth < 3)
        elif isinstance(part, ast.Call) and depth < 3:
            pending.extend((argument, depth + 1) for argument in part.args)
    return False


def decode(evaluator: Evaluator, node: ast.Call, at: At, function: Value) -> Value:
    """A decoder of the standard library, carried out when its input is a constant."""
    data = evaluator.argument(node, at, 0)
    marks, origin = data.marks | DECODED, data.origin or line_of(node)
    if data.const is not UNKNOWN:
        result = folding.decoded(function.name, (data.const,))
        if result is not UNKNOWN:
            return constant(result, line_of(node), marks=marks, origin=origin, folded=True)
    return Value(name=f"{function.name}()", marks=marks, origin=origin)


def codecs_decode(evaluator: Evaluator, node: ast.Call, at: At, _function: Value) -> Value:
    """`codecs.decode(data, encoding)`."""
    data, encoding = evaluator.argument(node, at, 0), evaluator.argument(node, at, 1, "encoding")
    decoder = folding.encoding_decoder(text_of(encoding))
    marks = data.marks | (DECODED if decoder else 0)
    origin = data.origin or line_of(node)
    if data.const is not UNKNOWN and isinstance(encoding.const, str):
        result = folding.decode(data.const, encoding.const)
        if result is not UNKNOWN:
            return constant(result, line_of(node), marks=marks, origin=origin, folded=True)
    return Value(marks=marks, origin=origin if marks else 0)


def codecs_encode(evaluator: Evaluator, node: ast.Call, at: At, function: Value) -> Value:
    """`codecs.encode`: a decoder only for rot13, which is its own inverse."""
    encoding = text_of(evaluator.argument(node, at, 1, "encoding"))
    if folding.encoding_decoder(encoding) == "rot13":
        return codecs_decode(evaluator, node, at, function)
    marks, origin = joined(*evaluator.arguments(node, at))
    return Value(marks=marks, origin=origin)


def decrypt(evaluator: Evaluator, node: ast.Call, at: At, receiver: Value | None) -> Value:
    """A decryption; the receiver holds the key."""
    values = evaluator.arguments(node, at)
    marks, origin = joined(*values)
    marks |= DECRYPTED
    if receiver is not None and receiver.marks & (KEY_MARKS | KEYED):
        marks |= KEYED
    decryptor = receiver.name if receiver is not None else ""
    return Value(name=f"{decryptor}.decrypt()"[:160], marks=marks, origin=origin or line_of(node))


def folded_builtin(evaluator: Evaluator, node: ast.Call, at: At, name: str) -> Value | None:
    """A built-in carried out on constants, or None."""
    values = evaluator.arguments(node, at)
    if not values or any(value.const is UNKNOWN for value in values):
        return None
    consts: tuple[Constant, ...] = tuple(value.const for value in values if value.const is not UNKNOWN)
    result = folding.call(name, consts)
    if result is UNKNOWN:
        return None
    marks, origin = joined(*values)
    return constant(result, line_of(node), marks=marks, origin=origin, folded=True)


def text_of(value: Value) -> str:
    """The value as text, "" when it is no constant text."""
    return value.const if isinstance(value.const, str) else ""
