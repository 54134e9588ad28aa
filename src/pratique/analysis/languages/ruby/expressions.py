"""How each kind of expression is worked out. `KINDS` is the table that the evaluator is made with."""

from collections.abc import Sequence

from pratique.analysis.languages.ruby import apis, decoding, literals
from pratique.analysis.languages.ruby.calls import call
from pratique.analysis.languages.ruby.evaluate import At, Evaluator, Kinds, tails
from pratique.analysis.languages.ruby.nodes import Node
from pratique.analysis.languages.ruby.operators import (
    MOST_ELEMENTS,
    NotFoldedError,
    binary,
    concatenated,
    shown,
)
from pratique.analysis.languages.ruby.scopes import Scope, ScopeKind
from pratique.analysis.languages.ruby.values import (
    ARGUMENTS,
    COMPUTED,
    DECRYPTED,
    ENVIRONMENT,
    FILE,
    KEY_MARKS,
    KEYED,
    LITERAL,
    NOTHING,
    UNKNOWN,
    Constant,
    Value,
    constant,
    either,
    joined,
)

_MOST_PIECES = 20_000
_MOST_ITEMS = 200_000
_MOST_SPINE = 20_000
_MOST_RANGE = 10_000
_MOST_NAME = 160
_SHORT_CIRCUIT = frozenset(("&&", "||", "and", "or"))
_COMPARISONS = frozenset(("==", "!=", "<", ">", "<=", ">=", "=~", "!~", "<=>", "==="))
_OUTSIDE = {"ENV": ENVIRONMENT, "ARGV": ARGUMENTS, "DATA": 0}
"""Constants through which data comes in, with their marks."""
_FILE = "./__FILE__"
"""What `__FILE__` stands for: paths worked out from it are relative to the file."""


def text(evaluator: Evaluator, node: Node, at: At) -> Value:
    """A text literal, its interpolations worked out."""
    opening = evaluator.program.text(node)[:40] if node.body is not None else evaluator.program.text(node)[:3]
    body = node.body if node.body is not None else node
    raw = literals.is_raw(opening)
    pieces: list[Constant] = []
    values: list[Value] = []
    for child in body.children[:_MOST_PIECES]:
        if child.kind == "interpolation":
            value = evaluator.value(child.children[-1], at) if child.children else Value("")
            values.append(value)
            if value.const is not UNKNOWN:
                pieces.append(value.const)
        elif child.kind == "escape_sequence":
            pieces.append(literals.unescape(evaluator.program.text(child)))
        elif child.kind in {"string_content", "heredoc_content"}:
            piece = evaluator.program.text(child)
            pieces.append(literals.single(piece) if raw else piece)
    marks, origin = joined(*values)
    try:
        whole = literals.mended(concatenated([shown(piece) for piece in pieces]))
    except NotFoldedError:
        return Value(marks=marks, origin=origin)
    if len(body.children) > _MOST_PIECES or not all(value.known for value in values):
        return Value(marks=marks, origin=origin)
    if node.body is not None:
        whole = whole.removeprefix("\n")
        whole = literals.dedented(whole) if "~" in opening[:3] else whole
    return constant(whole, evaluator.line(node), marks=marks, origin=origin)


def _chained(evaluator: Evaluator, node: Node, at: At) -> Value:
    return _sum(
        evaluator, evaluator.values(node.children[:_MOST_PIECES], at), ["+"] * len(node.children), node
    )


def _symbol(evaluator: Evaluator, node: Node, _at: At) -> Value:
    return Value(evaluator.program.text(node).strip(":"))


def _word(evaluator: Evaluator, node: Node, at: At) -> Value:
    value = text(evaluator, node, at)
    return Value(literals.words(value.const), marks=value.marks) if isinstance(value.const, str) else value


def _character(evaluator: Evaluator, node: Node, _at: At) -> Value:
    return Value(literals.character(evaluator.program.text(node)))


def _number(evaluator: Evaluator, node: Node, _at: At) -> Value:
    found = literals.number(evaluator.program.text(node))
    return Value(found) if found is not None else NOTHING


def _array(evaluator: Evaluator, node: Node, at: At) -> Value:
    values: list[Value] = []
    for child in node.children[:_MOST_ITEMS]:
        value = evaluator.value(child, at)
        values += (
            _splatted(value, MOST_ELEMENTS - len(values)) if child.kind == "splat_argument" else (value,)
        )
    return listed(values, evaluator.line(node))


def _splatted(value: Value, most: int) -> Sequence[Value]:
    """The elements of what stands behind `*` where they are known and not too many; else the whole as one."""
    if isinstance(value.const, tuple) and len(value.const) <= most:
        return [Value(item, marks=value.marks, origin=value.origin) for item in value.const]
    if value.items and len(value.items) <= most:
        return value.items
    return (Value(marks=value.marks, origin=value.origin),)


def listed(values: list[Value], line: int) -> Value:
    """An array of these elements."""
    marks, origin = joined(*(value for value in values if value.marks))
    consts: list[Constant] = [value.const for value in values if value.const is not UNKNOWN]
    if len(consts) == len(values):
        return constant(tuple(consts), line, marks=marks, origin=origin)
    return Value(marks=marks, origin=origin, items=tuple(values))


def _hash(evaluator: Evaluator, node: Node, at: At) -> Value:
    values = [evaluator.value(child, at) for child in node.children[:_MOST_ITEMS]]
    marks, origin = joined(*values)
    return Value(name="{}", marks=marks, origin=origin, items=tuple(values[:200]))


def _inner(evaluator: Evaluator, node: Node, at: At) -> Value:
    """What stands inside: `(x)`, `*x`, `&x`, `key: x`."""
    part = node.part("value") or (node.children[-1] if node.children else None)
    return evaluator.value(part, at) if part is not None else NOTHING


def _identifier(evaluator: Evaluator, node: Node, at: At) -> Value:
    name = evaluator.program.text(node)
    if name == "__FILE__":
        return Value(_FILE)
    if name == "__dir__":
        return Value(".")
    found = evaluator.variable(node, at)
    return found if found is not None else call(evaluator, node, at)


def _variable(evaluator: Evaluator, node: Node, at: At) -> Value:
    name = evaluator.program.text(node)
    if name in {"$*", "$ARGV"}:
        return Value(name="ARGV", marks=ARGUMENTS, origin=evaluator.line(node))
    found = evaluator.variable(node, at)
    return found if found is not None else NOTHING


def named(evaluator: Evaluator, node: Node, at: At) -> Value:
    """A constant: what it is assigned in the file, a class of the file, or the name of something elsewhere."""
    whole = evaluator.program.text(node).removeprefix("::")
    if len(whole) > _MOST_NAME:
        return NOTHING
    last = whole.rpartition("::")[2]
    bounds = evaluator.index.constants.get(last)
    if bounds:
        own = evaluator.variable(node, at) if "::" not in whole else None
        return own if own is not None else evaluator.bounds(bounds[-10:], last, at)
    if whole in _OUTSIDE:
        marks = _OUTSIDE[whole]
        return Value(name=whole, marks=marks, origin=evaluator.line(node) if marks else 0)
    scope = node.part("scope")
    base = evaluator.value(scope, at) if scope is not None else NOTHING
    if base.name == "computed-const":
        return base
    if base.name and base.target is None:
        whole = f"{base.name}::{last}"
    bodies = evaluator.index.bodies.get(last)
    return Value(name=apis.SAME_NAMES.get(whole, whole), target=bodies[0] if bodies else None)


def _binary(evaluator: Evaluator, node: Node, at: At) -> Value:
    """An operator; chains of one precedence are taken apart without recursion."""
    operators: list[str] = []
    parts: list[Node] = []
    current = node
    while current.kind == "binary" and len(parts) < _MOST_SPINE:
        left, right = current.part("left"), current.part("right")
        if (
            left is None
            or right is None
            or (operators and (current.operator in _SHORT_CIRCUIT) != (node.operator in _SHORT_CIRCUIT))
        ):
            break
        operators.append(current.operator)
        parts.append(right)
        current = left
    parts.append(current)
    values = evaluator.values(parts[::-1], at) if operators else []
    if not values:
        return NOTHING
    if node.operator in _SHORT_CIRCUIT:
        return either(*[value for value in values if value.const is not None or value.marks] or [NOTHING])
    return _sum(evaluator, values, operators[::-1], node)


def _sum(evaluator: Evaluator, values: list[Value], operators: list[str], node: Node) -> Value:
    if operators and operators[-1] in _COMPARISONS:
        return NOTHING
    marks, origin = joined(*values)
    if "%" in operators and decoding.spells(values[0].const):
        marks, origin = marks | COMPUTED, origin or evaluator.line(node)
    if "^" in operators and not all(value.known for value in values):
        marks |= (DECRYPTED | KEYED) if marks & KEY_MARKS else 0
        return Value(name="xor", marks=marks, origin=origin or evaluator.line(node))
    try:
        total = _folded(values, operators)
    except NotFoldedError:
        path = bool(operators) and operators[0] in {"+", "/"} and values[0].name == "Pathname()"
        return Value(name="Pathname()" if path else "", marks=marks, origin=origin)
    return constant(total, evaluator.line(node), marks=marks, origin=origin)


def _folded(values: list[Value], operators: list[str]) -> Constant:
    consts = [value.const for value in values if value.const is not UNKNOWN]
    if len(consts) != len(values) or not consts:
        raise NotFoldedError
    texts = [const for const in consts if isinstance(const, str)]
    if len(texts) == len(consts) and all(operator in {"+", "<<"} for operator in operators):
        return concatenated(texts)
    total = consts[0]
    for const, operator in zip(consts[1:], operators, strict=False):
        total = binary(operator, total, const)
    return total


def _unary(evaluator: Evaluator, node: Node, at: At) -> Value:
    operand = node.part("operand")
    if operand is None or node.operator in {"!", "not", "defined?"}:
        return NOTHING
    value = evaluator.value(operand, at)
    if node.operator == "-" and isinstance(value.const, int):
        return Value(-value.const, marks=value.marks, origin=value.origin)
    if node.operator == "~" and isinstance(value.const, int):
        return Value(~value.const, marks=value.marks, origin=value.origin)
    return value


def _range(evaluator: Evaluator, node: Node, at: At) -> Value:
    first, last = node.part("begin"), node.part("end")
    start = evaluator.value(first, at).const if first is not None else 0
    end = evaluator.value(last, at).const if last is not None else -1
    if isinstance(start, int) and isinstance(end, int) and abs(start) + abs(end) < _MOST_RANGE:
        stop = end if node.operator == "..." else end + 1
        return Value(tuple(range(start, stop))) if stop > start >= 0 else NOTHING
    if isinstance(start, str) and isinstance(end, str) and len(start) == len(end) == 1:
        return Value(tuple(map(chr, range(ord(start), min(ord(end), ord(start) + 300) + 1))))
    return NOTHING


def _branches(evaluator: Evaluator, node: Node, at: At) -> Value:
    """What a conditional, a `case`, a block of statements may give."""
    if node.kind == "conditional":
        found = [part for name in ("consequence", "alternative") if (part := node.part(name)) is not None]
    elif node.kind == "rescue_modifier":
        found = [part for name in ("body", "handler") if (part := node.part(name)) is not None]
    else:
        found = [part for part in tails(node) if part is not node]
    values = [value for value in evaluator.values(found, at) if value.const is not None or value.marks]
    return either(*values) if values else NOTHING


def _assigned(evaluator: Evaluator, node: Node, at: At) -> Value:
    right = node.part("right")
    return evaluator.value(right, at) if right is not None else NOTHING


def _lambda(evaluator: Evaluator, node: Node, _at: At) -> Value:
    return Value(target=evaluator.index.by_node.get(id(node)))


def _constant(const: Constant) -> Value:
    return Value(const)


def _self(_evaluator: Evaluator, _node: Node, at: At) -> Value:
    owner = at.scope.owner
    if owner.kind is not ScopeKind.BODY:
        return Value(name="Kernel")
    return Value(name=owner.name, target=owner, instance=_in_instance(at.scope))


def _in_instance(scope: Scope) -> bool:
    frame = scope.frame
    return frame.kind is ScopeKind.METHOD and not frame.singleton


def _data(evaluator: Evaluator, node: Node, _at: At) -> Value:
    whole = evaluator.program.text(node).removeprefix("\n")
    return constant(whole, evaluator.line(node), marks=FILE | LITERAL, origin=evaluator.line(node))


KINDS: Kinds = {
    **dict.fromkeys(("string", "heredoc_beginning", "delimited_symbol"), text),
    "subshell": call,
    "chained_string": _chained,
    **dict.fromkeys(("simple_symbol", "hash_key_symbol"), _symbol),
    **dict.fromkeys(("bare_string", "bare_symbol"), _word),
    "character": _character,
    **dict.fromkeys(("integer", "float"), _number),
    "true": lambda _e, _n, _a: _constant(True),
    "false": lambda _e, _n, _a: _constant(False),
    "nil": lambda _e, _n, _a: _constant(None),
    **dict.fromkeys(
        ("array", "string_array", "symbol_array", "right_assignment_list", "argument_list"), _array
    ),
    "hash": _hash,
    **dict.fromkeys(("pair", "splat_argument", "hash_splat_argument", "block_argument", "in"), _inner),
    "identifier": _identifier,
    **dict.fromkeys(("instance_variable", "class_variable", "global_variable"), _variable),
    **dict.fromkeys(("constant", "scope_resolution"), named),
    **dict.fromkeys(("call", "element_reference", "yield", "super"), call),
    "binary": _binary,
    "unary": _unary,
    "range": _range,
    **dict.fromkeys(
        (
            "conditional",
            "if",
            "unless",
            "case",
            "case_match",
            "begin",
            "parenthesized_statements",
            "rescue_modifier",
        ),
        _branches,
    ),
    **dict.fromkeys(("if_modifier", "unless_modifier"), _branches),
    **dict.fromkeys(("assignment", "operator_assignment"), _assigned),
    "lambda": _lambda,
    "self": _self,
    "uninterpreted": _data,
}
