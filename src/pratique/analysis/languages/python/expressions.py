"""What each kind of expression may be: leaves, attributes, subscripts, sums, lists, comprehensions."""

import ast
from collections.abc import Sequence
from dataclasses import replace

from pratique.analysis.engine.marks import COMPUTED, FILE, LITERAL, NETWORK
from pratique.analysis.languages.folding import MOST_TEXT
from pratique.analysis.languages.python import folding, forms, vocabulary
from pratique.analysis.languages.python.calls import call
from pratique.analysis.languages.python.evaluate import At, Evaluator, Kinds, total
from pratique.analysis.languages.python.members import attribute, entry, item
from pratique.analysis.languages.python.resolve import lookup, reaching, starred
from pratique.analysis.languages.python.scopes import line_of
from pratique.analysis.languages.values import NOTHING, UNKNOWN, Constant, Value, constant, joined

_MOST_ELEMENTS = 60_000
"""Elements of comprehensions carried out on constants, for one file."""
_MOST_ITEMS = 300
_TURNED = FILE | NETWORK | LITERAL
"""What is read backwards to be hidden: text from elsewhere."""


def _constant(_evaluator: Evaluator, node: ast.Constant, _at: At) -> Value:
    return constant(_atom(node), line_of(node))


def _atom(node: ast.Constant) -> Constant:
    """The value of a literal; complex numbers and the ellipsis are of no interest."""
    value = node.value
    return value if isinstance(value, str | bytes | int | float) else None


def _name(evaluator: Evaluator, node: ast.Name, at: At) -> Value:
    if at.names is not None and node.id in at.names:
        return at.names[node.id]
    found = lookup(node.id, at.scope)
    if found is None:
        if node.id in vocabulary.BUILTINS:
            return Value(name=node.id)
        for bound in evaluator.index.module.names.get("*", ()) if evaluator.given else ():
            if (full := f"{bound.name}.{node.id}") in evaluator.given:
                return constant(evaluator.given[full], line_of(node), folded=True)
        full = starred(node.id, evaluator.index.module) or vocabulary.ASSUMED.get(node.id, "")
        return Value(name=full)
    owner, bounds = found
    if owner is at.scope:
        bounds = reaching(bounds, line_of(node), at.block)
    return evaluator.bounds(bounds[-40:], at if owner is at.scope else At(owner))


def _attribute(evaluator: Evaluator, node: ast.Attribute, at: At) -> Value:
    return attribute(evaluator, evaluator.value(node.value, at), node.attr, at, line_of(node))


def _subscript(evaluator: Evaluator, node: ast.Subscript, at: At) -> Value:
    base = evaluator.value(node.value, at)
    if isinstance(node.slice, ast.Slice):
        return _slice(evaluator, node.slice, base, at)
    index = evaluator.value(node.slice, at)
    if isinstance(index.const, str | int) and not base.known:
        found = entry(evaluator, node.value, index.const, at)
        if found is not None:
            return found
    return item(evaluator, base, index, line_of(node), at)


def _slice(evaluator: Evaluator, node: ast.Slice, base: Value, at: At) -> Value:
    if base.known and not isinstance(base.const, int | float):
        ends = [
            evaluator.value(end, at) if end is not None else None
            for end in (node.lower, node.upper, node.step)
        ]
        numbers = [end.const if end is not None else None for end in ends]
        if all(number is None or isinstance(number, int) for number in numbers):
            folded = folding.subscript(base.const, slice(*numbers))
            if folded is not UNKNOWN:
                return Value(const=folded, marks=base.marks, origin=base.origin, folded=True)
    turned = COMPUTED if base.marks & _TURNED and _is_turned(node.step) else 0
    return Value(name=base.name if base.marks else "", marks=base.marks | turned, origin=base.origin)


def _is_turned(step: ast.expr | None) -> bool:
    """Whether a slice runs backwards: `text[::-1]`."""
    return isinstance(step, ast.UnaryOp) and isinstance(step.op, ast.USub)


def _sum(evaluator: Evaluator, node: ast.BinOp, at: At) -> Value:
    operator = node.op.__class__.__name__
    operands: list[ast.expr] = [node.right]
    left = node.left
    while isinstance(left, ast.BinOp) and left.op.__class__ is node.op.__class__:
        operands.append(left.right)
        left = left.left
    operands.append(left)
    operands.reverse()
    values = [evaluator.value(operand, at) for operand in operands]
    marks, origin = joined(*values)
    if operator == "Mod" and isinstance(values[0].const, str) and "%c" in values[0].const:
        marks, origin = marks | COMPUTED, origin or line_of(node)
    if operator == "Div" and any(_is_of_path(value) for value in values):
        return Value(name="pathlib.Path()", marks=marks, origin=origin, form=forms.path(values))
    return total(values, operator, marks, origin)


def _is_of_path(value: Value) -> bool:
    """Whether a division by or of it puts a path together: nothing else can be divided by a text."""
    return value.name.startswith("pathlib.Path()") or isinstance(value.const, str)


def _unary(evaluator: Evaluator, node: ast.UnaryOp, at: At) -> Value:
    value = evaluator.value(node.operand, at)
    if not value.known:
        return value
    folded = folding.unary(node.op.__class__.__name__, value.const)
    return Value(const=folded, marks=value.marks, origin=value.origin) if folded is not UNKNOWN else NOTHING


def _joined_text(evaluator: Evaluator, node: ast.JoinedStr, at: At) -> Value:
    values = [evaluator.value(part, at) for part in node.values]
    marks, origin = joined(*values)
    texts = [value.const for value in values if isinstance(value.const, str | int)]
    if len(texts) == len(values) and sum(len(str(text)) for text in texts) <= MOST_TEXT:
        return constant("".join(map(str, texts)), node.lineno, marks=marks, origin=origin, folded=True)
    return Value(marks=marks, origin=origin, form=forms.added(values))


def _formatted(evaluator: Evaluator, node: ast.FormattedValue, at: At) -> Value:
    value = evaluator.value(node.value, at)
    plain = node.conversion == -1 and node.format_spec is None
    return value if plain else Value(marks=value.marks, origin=value.origin, form=value.form)


def _sequence(evaluator: Evaluator, node: ast.List | ast.Tuple | ast.Set, at: At) -> Value:
    line = line_of(node)
    if len(node.elts) > _MOST_ITEMS:
        consts = tuple(_atom(item) for item in node.elts if isinstance(item, ast.Constant))
        if len(consts) == len(node.elts):
            return constant(consts, line)
        return NOTHING
    values = tuple(evaluator.value(item, at) for item in node.elts)
    marks, origin = joined(*values)
    if values and all(value.known for value in values) and not any(value.items for value in values):
        return constant(tuple(value.const for value in values), line, marks=marks, origin=origin)
    return Value(items=values, marks=marks, origin=origin) if values else constant((), line)


def _dictionary(evaluator: Evaluator, node: ast.Dict, at: At) -> Value:
    parts = [part for part in (*node.keys, *node.values) if part is not None][:_MOST_ITEMS]
    marks, origin = joined(*(evaluator.value(part, at) for part in parts))
    return Value(marks=marks, origin=origin)


def _either(evaluator: Evaluator, node: ast.IfExp | ast.BoolOp, at: At) -> Value:
    if isinstance(node, ast.IfExp):
        holds = _holds(evaluator, node.test, at)
        if holds is not None:
            return evaluator.value(node.body if holds else node.orelse, at)
        parts: Sequence[ast.expr] = (node.body, node.orelse)
    else:
        parts = node.values
    values = [evaluator.value(part, at) for part in parts]
    marks, origin = joined(*values)
    known = next((value for value in values if value.name or value.target), NOTHING)
    form = next((form for value in values if (form := forms.form_of(value)) not in {forms.HOLE, ""}), "")
    return replace(known, const=UNKNOWN, marks=marks, origin=origin, form=form)


def _holds(evaluator: Evaluator, test: ast.expr, at: At) -> bool | None:
    """Return whether a test of constants holds within a comprehension that is carried out; None where that is not known."""
    if not at.names or not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return None
    left, right = evaluator.value(test.left, at).const, evaluator.value(test.comparators[0], at).const
    if left is UNKNOWN or right is UNKNOWN:
        return None
    return folding.holds(type(test.ops[0]), left, right)


def _inner(evaluator: Evaluator, node: ast.Await | ast.Starred | ast.NamedExpr, at: At) -> Value:
    return evaluator.value(node.value, at)


def _lambda(evaluator: Evaluator, node: ast.Lambda, _at: At) -> Value:
    return Value(target=evaluator.resolver.by_node.get(id(node)))


def _comprehension(
    evaluator: Evaluator, node: ast.ListComp | ast.GeneratorExp | ast.SetComp, at: At
) -> Value:
    part = node.generators[0]
    source = evaluator.value(part.iter, at)
    if len(node.generators) == 1 and not part.ifs and isinstance(source.const, str | bytes | tuple):
        carried = _carried_out(evaluator, node.elt, part.target, source, at)
        if carried is not None:
            return carried
    element = evaluator.value(node.elt, at)
    marks, origin = joined(source, element)
    return Value(marks=marks, origin=origin)


def _carried_out(
    evaluator: Evaluator, element: ast.expr, target: ast.expr, source: Value, at: At
) -> Value | None:
    items = source.const
    if not isinstance(items, str | bytes | tuple) or evaluator.elements + len(items) > _MOST_ELEMENTS:
        return None
    evaluator.elements += len(items)
    results: list[Constant] = []
    marks, origin = source.marks, source.origin
    for one in items:
        names = dict(at.names or {})
        if isinstance(target, ast.Name):
            names[target.id] = Value(const=one)
        elif isinstance(target, ast.Tuple) and isinstance(one, tuple) and len(one) == len(target.elts):
            parts = zip(target.elts, one, strict=True)
            names.update({name.id: Value(const=part) for name, part in parts if isinstance(name, ast.Name)})
        else:
            return None
        result = evaluator.value(element, at.under(names))
        if result.const is UNKNOWN:
            return None
        marks |= result.marks
        origin = origin or result.origin
        results.append(result.const)
    return constant(tuple(results), origin or line_of(element), marks=marks, origin=origin, folded=True)


def _pairs(evaluator: Evaluator, node: ast.DictComp, at: At) -> Value:
    marks, origin = joined(
        evaluator.value(node.generators[0].iter, at),
        evaluator.value(node.key, at),
        evaluator.value(node.value, at),
    )
    return Value(marks=marks, origin=origin)


KINDS: Kinds = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.BinOp: _sum,
    ast.UnaryOp: _unary,
    ast.JoinedStr: _joined_text,
    ast.FormattedValue: _formatted,
    ast.List: _sequence,
    ast.Tuple: _sequence,
    ast.Set: _sequence,
    ast.Dict: _dictionary,
    ast.IfExp: _either,
    ast.BoolOp: _either,
    ast.Await: _inner,
    ast.Starred: _inner,
    ast.NamedExpr: _inner,
    ast.Lambda: _lambda,
    ast.ListComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.SetComp: _comprehension,
    ast.DictComp: _pairs,
    ast.Call: call,
}
