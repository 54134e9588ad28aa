"""The constants that a module exports, so that a file that asks for it can be read with them."""

import json

from tree_sitter import Node

from pratique.analysis.facts import Language
from pratique.analysis.languages.javascript.escapes import unescape
from pratique.analysis.languages.javascript.evaluate import Evaluator
from pratique.analysis.languages.javascript.grammar import UnparsableError, parse
from pratique.analysis.languages.javascript.literals import properties_of
from pratique.analysis.languages.javascript.means import evaluator_of
from pratique.analysis.languages.javascript.scopes import Scope, Set
from pratique.analysis.languages.javascript.walk import collect
from pratique.analysis.languages.values import UNDEFINED, UNKNOWN, Constant, Value

_MOST_BYTES = 2 * 1024 * 1024
_MOST_ITEMS = 10_000
_MOST_NESTED = 6


def exported_constant(source: bytes) -> object | None:
    """The constant that a module exports: texts, numbers, lists and dictionaries of them; None when it exports none.

    Read are JSON, `module.exports = <constant>` and `exports.name = <constant>`. Of an object, the properties that
    are no constants are left out.
    """
    if len(source) > _MOST_BYTES:
        return None
    found = _from_json(source)
    if found is not None:
        return found
    try:
        tree = parse(source, Language.JAVASCRIPT)
    except UnparsableError:
        return None
    index = collect(source, tree, Language.JAVASCRIPT)
    evaluator = evaluator_of(source, index, {})
    whole = [place for place in index.properties.get(b"exports", ()) if _is_module(evaluator, place)]
    if len(whole) == 1 and whole[0].bound.node is not None:
        return _plain(evaluator, whole[0].bound.node, whole[0].bound.scope)
    named: dict[str, object] = {}
    for key, places in list(index.properties.items())[:_MOST_ITEMS]:
        if len(places) == 1 and _is_exports(evaluator, places[0]) and places[0].bound.node is not None:
            held = _plain(evaluator, places[0].bound.node, places[0].bound.scope)
            if held is not None:
                named[key.decode("utf-8", "replace")] = held
    return named or None


def _from_json(source: bytes) -> object | None:
    if source.lstrip()[:1] not in {b"{", b"[", b'"'}:
        return None
    try:
        found: object = json.loads(source)
    except (ValueError, RecursionError):
        return None
    return found


def _is_module(evaluator: Evaluator, place: Set) -> bool:
    return place.bound.scope.function.outer is None and evaluator.slice(place.object) == b"module"


def _is_exports(evaluator: Evaluator, place: Set) -> bool:
    if place.bound.scope.function.outer is not None:
        return False
    return evaluator.slice(place.object) in {b"exports", b"module.exports"}


def _plain(evaluator: Evaluator, node: Node, scope: Scope) -> object | None:
    value = _asked(evaluator, node, scope)
    return _of_value(evaluator, value, 0)


def _asked(evaluator: Evaluator, node: Node, scope: Scope) -> Value:
    evaluator.study()
    return evaluator.value(node, scope)


def _of_value(evaluator: Evaluator, value: Value, nested: int) -> object | None:
    const = evaluator.const(value)
    if const is not UNKNOWN:
        return _of_constant(const, nested)
    if value.literal is None or value.literal.node.type != "object" or nested > _MOST_NESTED:
        return None
    found: dict[str, object] = {}
    for key, held in list(properties_of(evaluator, value.literal).items())[:_MOST_ITEMS]:
        inner = _of_value(evaluator, _asked(evaluator, held, value.literal.scope), nested + 1)
        if inner is not None:
            found[unescape(key)] = inner
    return found or None


def _of_constant(const: Constant, nested: int) -> object | None:
    if const is UNKNOWN or const is UNDEFINED or nested > _MOST_NESTED:
        return None
    if isinstance(const, tuple):
        return [_of_constant(item, nested + 1) for item in const[:_MOST_ITEMS]]
    if isinstance(const, dict):
        return {key: _of_constant(item, nested + 1) for key, item in list(const.items())[:_MOST_ITEMS]}
    return const
