"""Values of literals: texts, templates, numbers, objects, arrays, functions, classes."""

from dataclasses import replace

from tree_sitter import Node

from pratique.analysis.engine.marks import LITERAL, LONG_LIST, OVERSIZED, SECRET_PLACE
from pratique.analysis.languages.folding import MOST_TEXT
from pratique.analysis.languages.javascript.escapes import number, unescape
from pratique.analysis.languages.javascript.evaluate import Evaluator
from pratique.analysis.languages.javascript.folding import as_text
from pratique.analysis.languages.javascript.scopes import Scope
from pratique.analysis.languages.javascript.walker import children
from pratique.analysis.languages.values import (
    NOTHING,
    UNDEFINED,
    UNKNOWN,
    Constant,
    Literal,
    Value,
    constant,
    joined,
    marked,
)

MOST_LITERAL = 4_000_000
"""Bytes of a text literal that is known as it stands; of what is made from constants, `MOST_TEXT`."""
_BYTES_A_STEP = 1 << 14
_MOST_ITEMS = 20_000
_MOST_PROPERTIES = 5_000
_MOST_CONTENT = 200
_MOST_NESTED = 6


def properties_of(evaluator: Evaluator, literal: Literal) -> dict[bytes, Node]:
    """The properties of an object literal: values, methods, short-hand names."""
    node = literal.node
    known = evaluator.literals.properties.get(node.id)
    if known is None:
        known = evaluator.literals.properties[node.id] = {}
        for child in children(node):
            if len(known) >= _MOST_PROPERTIES:
                break
            key, held = _property(evaluator, child, literal.scope)
            if key is not None and held is not None:
                known[key] = held
    return known


def _property(evaluator: Evaluator, child: Node, scope: Scope) -> tuple[bytes | None, Node | None]:
    if child.type == "shorthand_property_identifier":
        return evaluator.slice(child), child
    if child.type == "method_definition":
        return _key(evaluator, child.child_by_field_name("name"), scope), child
    if child.type == "pair":
        key = child.child_by_field_name("key")
        return _key(evaluator, key, scope), child.child_by_field_name("value")
    return None, None


def _key(evaluator: Evaluator, node: Node | None, scope: Scope) -> bytes | None:
    if node is None:
        return None
    if node.type == "string":
        return unescape(evaluator.slice(node)[1:-1]).encode("utf-8", "replace")
    if node.type == "computed_property_name":
        inner = node.named_child(0) if node.named_child_count else None
        text = as_text(evaluator.value(inner, scope).const) if inner is not None else None
        return text.encode("utf-8", "replace") if text is not None else None
    return evaluator.slice(node)


def elements_of(evaluator: Evaluator, literal: Literal) -> list[Node | None]:
    """The elements of an array literal, None for a hole; a spread element ends the list."""
    node = literal.node
    known = evaluator.literals.elements.get(node.id)
    if known is None:
        known = evaluator.literals.elements[node.id] = []
        held: Node | None = None
        cursor = node.walk()
        more = cursor.goto_first_child()
        while more and len(known) < _MOST_ITEMS:
            child = cursor.node
            assert child is not None
            if child.type == "spread_element":
                break
            if child.type == ",":
                known.append(held)
                held = None
            elif child.is_named and child.type != "comment":
                held = child
            more = cursor.goto_next_sibling()
        if held is not None:
            known.append(held)
    return known


def constant_of(evaluator: Evaluator, literal: Literal) -> Constant:
    """The constant that an array literal is; UNKNOWN for objects and when an element is no constant."""
    node = literal.node
    if node.type != "array":
        return UNKNOWN
    known = evaluator.literals.constants.get(node.id)
    if known is None and node.id not in evaluator.literals.constants:
        evaluator.literals.constants[node.id] = UNKNOWN
        known = _constants(evaluator, literal)
        evaluator.literals.constants[node.id] = known
    return known


def _constants(evaluator: Evaluator, literal: Literal) -> Constant:
    if literal.node.id in evaluator.literals.shuffled:
        return UNKNOWN
    if literal.node.named_child_count > _MOST_ITEMS:
        return UNKNOWN
    if any(child.type == "spread_element" for child in children(literal.node)):
        return _spread(evaluator, literal)
    found: list[Constant] = []
    for element in elements_of(evaluator, literal):
        item = UNDEFINED if element is None else _constant_at(evaluator, element, literal.scope)
        if item is UNKNOWN:
            return UNKNOWN
        found.append(item)
    return tuple(found)


def _constant_at(evaluator: Evaluator, node: Node, scope: Scope) -> Constant:
    item = quick(evaluator, node)
    return item if item is not UNKNOWN else evaluator.const(evaluator.value(node, scope))


def _spread(evaluator: Evaluator, literal: Literal) -> Constant:
    """`[...text]`, `[1, ...numbers]`: the constants of all parts, one after the other."""
    found: list[Constant] = []
    for child in children(literal.node):
        spread = child.type == "spread_element"
        item = _constant_at(evaluator, child.named_child(0) if spread else child, literal.scope)
        if item is UNKNOWN:
            return UNKNOWN
        if spread:
            if not isinstance(item, str | tuple | bytes):
                return UNKNOWN
            found.extend(item)
        elif child.type != "comment":
            found.append(item)
        if len(found) > _MOST_ITEMS:
            return UNKNOWN
    evaluator.spend(len(found) // 16)
    return tuple(found)


def leading_texts(evaluator: Evaluator, value: Value) -> tuple[str, ...]:
    """The texts at the start of an array, up to the first element that is none."""
    items: list[Constant] = list(value.const) if isinstance(value.const, tuple) else []
    if value.literal is not None and value.literal.node.type == "array":
        scope = value.literal.scope
        elements = elements_of(evaluator, value.literal)[:_MOST_CONTENT]
        items = [evaluator.value(element, scope).const for element in elements]
    found: list[str] = []
    for item in items[:_MOST_CONTENT]:
        if not isinstance(item, str):
            break
        found.append(item)
    return tuple(found)


def quick(evaluator: Evaluator, node: Node) -> Constant:
    """A text or number literal, without asking the evaluator: tables and sums of thousands are common."""
    if node.type == "number":
        return number(evaluator.slice(node))
    if node.type == "string":
        return unescape(evaluator.slice(node)[1:-1])
    return UNKNOWN


def with_content(evaluator: Evaluator, value: Value, nested: int = 0) -> Value:
    """A value with the marks of all that its literal holds."""
    literal = value.literal
    if literal is None or nested > _MOST_NESTED:
        return value
    if literal.node.type == "array":
        held = [element for element in elements_of(evaluator, literal)[:_MOST_CONTENT] if element is not None]
        spread = [
            child for child in literal.node.named_children[:_MOST_CONTENT] if child.type == "spread_element"
        ]
        held += spread
    else:
        held = list(properties_of(evaluator, literal).values())[:_MOST_CONTENT]
        held += [
            child for child in literal.node.named_children[:_MOST_CONTENT] if child.type == "spread_element"
        ]
    values = [value]
    for node in held:
        inner = evaluator.value(node.named_child(0) if node.type == "spread_element" else node, literal.scope)
        values.append(with_content(evaluator, inner, nested + 1) if inner.literal is not None else inner)
    marks, origin = joined(*values)
    if literal.node.type == "array" and len(held) >= LONG_LIST and held[0].type == "number":
        marks |= LITERAL
        origin = origin or evaluator.line(literal.node)
    return replace(value, marks=marks, origin=origin)


def _text(evaluator: Evaluator, node: Node, _scope: Scope) -> Value:
    raw = evaluator.slice(node)
    line = evaluator.line(node)
    if len(raw) > MOST_LITERAL:
        return marked(LITERAL | OVERSIZED, line)
    marks = SECRET_PLACE if _names_secret(evaluator, node) else 0
    if len(raw) > MOST_TEXT:  # may be read as code as it stands; what is computed from it may not
        evaluator.spend(len(raw) // _BYTES_A_STEP)
        marks |= OVERSIZED
    return constant(unescape(raw[1:-1]), line, marks=marks, origin=line if marks else 0)


def _names_secret(evaluator: Evaluator, node: Node) -> bool:
    """Whether a text literal names a place of credentials; a template may do so in any of its pieces."""
    named = evaluator.secret_texts
    if not named:
        return False
    start = node.start_byte
    if node.type == "string":
        return start in named
    return any(start <= place < node.end_byte for place in list(named)[:_MOST_CONTENT])


def _template(evaluator: Evaluator, node: Node, scope: Scope) -> Value:
    substitutions = [
        child for child in node.named_children[:_MOST_CONTENT] if child.type == "template_substitution"
    ]
    if not substitutions:
        return _text(evaluator, node, scope)
    parts: list[str] = []
    values: list[Value] = []
    whole = True
    place = node.start_byte + 1
    for substitution in substitutions:
        parts.append(unescape(evaluator.source[place : substitution.start_byte]))
        place = substitution.end_byte
        inner = substitution.named_child(0) if substitution.named_child_count else None
        value = evaluator.deep(evaluator.value(inner, scope))
        values.append(value)
        text = as_text(evaluator.const(value))
        whole = whole and text is not None
        parts.append(text or "")
    parts.append(unescape(evaluator.source[place : node.end_byte - 1]))
    marks, origin = joined(*values)
    line = evaluator.line(node)
    if _names_secret(evaluator, node):
        marks, origin = marks | SECRET_PLACE, origin or line
    if whole and sum(map(len, parts)) <= MOST_TEXT:
        return constant("".join(parts), line, marks=marks, origin=origin)
    if max(map(len, parts)) >= 200:
        marks, origin = marks | LITERAL, origin or line
    return marked(marks, origin)


def _number(evaluator: Evaluator, node: Node, _scope: Scope) -> Value:
    return Value(number(evaluator.slice(node)))


def _container(_evaluator: Evaluator, node: Node, scope: Scope) -> Value:
    return Value(literal=Literal(node, scope))


def _function(evaluator: Evaluator, node: Node, _scope: Scope) -> Value:
    function = evaluator.index.functions.get(node.id)
    return Value(target=function) if function is not None else NOTHING


def _method(evaluator: Evaluator, node: Node, scope: Scope) -> Value:
    """A method; of a getter, what it gives."""
    value = _function(evaluator, node, scope)
    if value.target is not None and any(node.child(place).type == "get" for place in range(2)):
        return evaluator.gotten(value)
    return value


def _class(evaluator: Evaluator, node: Node, _scope: Scope) -> Value:
    made = evaluator.index.classes.get(node.id)
    return Value(target=made) if made is not None else NOTHING


_TRUE, _FALSE, _NULL, _UNDEFINED = Value(True), Value(False), Value(None), Value(UNDEFINED)

HANDLERS = {
    "string": _text,
    "template_string": _template,
    "number": _number,
    "true": lambda _evaluator, _node, _scope: _TRUE,
    "false": lambda _evaluator, _node, _scope: _FALSE,
    "null": lambda _evaluator, _node, _scope: _NULL,
    "undefined": lambda _evaluator, _node, _scope: _UNDEFINED,
    "object": _container,
    "array": _container,
    "function_expression": _function,
    "arrow_function": _function,
    "generator_function": _function,
    "method_definition": _method,
    "class": _class,
}
