"""What an expression may be, worked out on demand from the bindings of its names.

Only what reaches a sink is evaluated, so most of a file never is. Steps, depth and the size of constants are
bounded; what lies beyond is unknown, and `exhausted` tells when the steps ran out.
"""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pratique.analysis.engine.marks import NETWORK
from pratique.analysis.engine.places import places_in
from pratique.analysis.languages.python import apis, folding, forms, sinks, vocabulary
from pratique.analysis.languages.python.resolve import Resolver
from pratique.analysis.languages.python.scopes import Binding, Block, Bound, Called, Index, Scope
from pratique.analysis.languages.values import NOTHING, UNKNOWN, Constant, Value, constant, joined

_MOST_STEPS = 600_000
_MOST_DEPTH = 60
_MOST_CALLS_DEEP = 4
_MOST_CALLERS = 12
_MOST_ITEMS = 300
_MOST_LOOKED = 30


@dataclass(slots=True, eq=False)
class At:
    """Where an expression stands, and what is known of the names there. Nobody changes one."""

    scope: Scope
    block: Block | None = None
    names: Mapping[str, Value] | None = None
    calls: int = 0
    memo: "dict[int, Value] | None" = None
    """Values already worked out under these names."""

    def under(self, names: Mapping[str, Value]) -> "At":
        """The same place with other names known."""
        return At(self.scope, self.block, names, self.calls, {})


Kinds = Mapping[type, Callable[["Evaluator", Any, At], Value]]
"""How each kind of expression is worked out; handed in, because those functions need the evaluator in turn."""


class Evaluator:
    """Values of the expressions of one file."""

    def __init__(
        self, index: Index, resolver: Resolver, kinds: "Kinds", given: Mapping[str, Constant] | None = None
    ) -> None:
        self.index = index
        self.resolver = resolver
        self.given: Mapping[str, Constant] = {**vocabulary.TEXTS, **(given or {})}
        """Constants of other files, by the dotted names under which imports of this one reach them."""
        self.callers: dict[Scope, list[Called]] = {}
        self.options: dict[str, tuple[ast.expr, At]] | None = None
        """The defaults of the options of a program, once they are asked for (see `options`)."""
        self.exhausted = False
        self._kinds = kinds
        self._kept: list[ast.AST] = []
        self._memo: dict[int, Value] = {}
        self._called: dict[tuple[object, ...], Value] = {}
        self._steps = 0
        self._depth = 0
        self.elements = 0
        """Elements of comprehensions carried out so far."""

    def value(self, node: ast.AST, at: At) -> Value:
        """What `node` may be."""
        memo = self._memo if at.memo is None else at.memo
        known = memo.get(id(node))
        if known is not None:
            return known
        self._steps += 1
        if self._depth >= _MOST_DEPTH or self._steps > _MOST_STEPS:
            self.exhausted = self.exhausted or self._steps > _MOST_STEPS
            return NOTHING
        handler = self._kinds.get(node.__class__)
        if handler is None:
            return NOTHING
        self._depth += 1
        # While it is being worked out it is nothing: `x = x + 1` must end.
        memo[id(node)] = NOTHING
        try:
            found = handler(self, node, at)
        finally:
            self._depth -= 1
        memo[id(node)] = found
        return found

    def arguments(self, node: ast.Call, at: At) -> list[Value]:
        """The values of all arguments of a call, in order, keywords last."""
        parts = (*node.args, *(keyword.value for keyword in node.keywords))
        return [self.value(part, at) for part in parts]

    def argument(self, node: ast.Call, at: At, place: int, name: str = "") -> Value:
        """One argument of a call, by place or by keyword."""
        for keyword in node.keywords:
            if name and keyword.arg == name:
                return self.value(keyword.value, at)
        if place < len(node.args) and not any(isinstance(arg, ast.Starred) for arg in node.args[: place + 1]):
            return self.value(node.args[place], at)
        if place == 0 and node.args:
            return self.value(node.args[0], at)
        return NOTHING

    def keep(self, tree: ast.AST) -> None:
        """Hold a tree that was parsed on the way: values are remembered by node."""
        self._kept.append(tree)

    # Names

    def bounds(self, bounds: list[Bound], at: At) -> Value:
        """What a name may be that is bound in these places."""
        if len(bounds) == 1:
            return self._bound(bounds[0], at)
        values = [self._bound(bound, at) for bound in bounds]
        marks, origin = joined(*values)
        straight = not any(bound.block.loop for bound in bounds)
        if straight and all(bound.how is Binding.EXTEND for bound in bounds[1:]) and values[0].known:
            return total(values, "Add", marks, origin)
        named = next((value for value in values if value.name in apis.CAPABILITIES), None)
        named = named or next((value for value in values if value.name or value.target), None)
        form = next(
            (value.form or forms.form_of(value) for value in values if value.form or _is_text(value)), ""
        )
        if named is None:
            return Value(marks=marks, origin=origin, form=form)
        return replace(named, const=UNKNOWN, marks=marks, origin=origin, form=form)

    def _bound(self, bound: Bound, at: At) -> Value:  # noqa: PLR0911 - one answer for each way to bind
        if bound.how is Binding.IMPORT:
            if bound.name in self.given:
                return constant(self.given[bound.name], bound.line, folded=True)
            name = vocabulary.canonical(bound.name)
            marks = sinks.VARIABLES.get(name, 0)
            return Value(name=name, marks=marks, origin=bound.line if marks else 0)
        if bound.how is Binding.LOCAL:
            return Value(target=bound.target)
        if bound.how is Binding.PARAMETER:
            return self._parameter(bound)
        if bound.node is None:
            return NOTHING
        same = bound.scope is at.scope
        inner = At(bound.scope, bound.block, at.names if same else None, at.calls, at.memo if same else None)
        if bound.how is Binding.UNPACK:
            return self._unpacked(bound, inner)
        value = self.value(bound.node, inner)
        if bound.how in {Binding.ASSIGN, Binding.ENTER, Binding.EXTEND}:
            return value
        if bound.how is Binding.ELEMENT:
            return _element(value)
        return Value(marks=value.marks, origin=value.origin)

    def _unpacked(self, bound: Bound, at: At) -> Value:
        node = bound.node
        if isinstance(node, ast.Tuple | ast.List) and bound.place < len(node.elts):
            return self.value(node.elts[bound.place], at)
        value = self.value(node, at) if node is not None else NOTHING
        if value.items and bound.place < len(value.items):
            return value.items[bound.place]
        if isinstance(value.const, tuple) and bound.place < len(value.const):
            return Value(const=value.const[bound.place], marks=value.marks, origin=value.origin, folded=True)
        return Value(marks=value.marks, origin=value.origin)

    def _parameter(self, bound: Bound) -> Value:
        """What the calls of this file give for a parameter; its default when they give nothing."""
        function = bound.scope
        name = next((name for name, bounds in function.names.items() if bound in bounds), "")
        if name in vocabulary.ITSELF and function.parent is not None and function.parent.is_class:
            return Value(target=function.parent, instance=True)
        values = []
        shift = 1 if function.parent is not None and function.parent.is_class else 0
        for called in self.callers.get(function, ())[:_MOST_CALLERS]:
            at = At(called.scope, called.block)
            place = function.parameters.index(name) - shift if name in function.parameters else -1
            if 0 <= place < len(called.node.args) or any(k.arg == name for k in called.node.keywords):
                values.append(self.argument(called.node, at, max(place, 0), name))
        if name in function.defaults and function.parent is not None:
            values.append(self.value(function.defaults[name], At(function.parent)))
        if len(values) == 1:
            return values[0]
        return _one_of(values)

    # Calls of the file's own functions

    def call_local(self, function: Value, node: ast.Call, at: At) -> Value:
        """What a function of the file returns for these arguments."""
        scope = function.target
        assert isinstance(scope, Scope)
        if scope.is_class:
            marks, origin = joined(*self.arguments(node, at)) if _is_text_class(scope) else (0, 0)
            return Value(target=scope, instance=True, marks=marks, origin=origin)
        arguments = [*function.given, *(self.value(part, at) for part in node.args)]
        if at.calls >= _MOST_CALLS_DEEP:
            marks, origin = joined(*arguments)
            return Value(marks=marks, origin=origin)
        names = dict(zip(scope.parameters, arguments, strict=False))
        for keyword in node.keywords:
            if keyword.arg:
                names[keyword.arg] = self.value(keyword.value, at)
        for name, default in scope.defaults.items():
            if name not in names and scope.parent is not None:
                names[name] = self.value(default, At(scope.parent))
        key = (scope, at.calls, *sorted(names.items(), key=lambda item: item[0]))
        found = self._called.get(key)
        if found is None:
            self._called[key] = NOTHING
            found = self._called[key] = self._returned(scope, names, at.calls + 1)
        return found

    def _returned(self, scope: Scope, names: Mapping[str, Value], calls: int) -> Value:
        memo: dict[int, Value] = {}
        places = [(part, At(scope, block, names, calls, memo)) for part, block in scope.returns[:8]]
        values = [self.value(part, place) for part, place in places]
        if len(values) == 1:
            return values[0]
        return _one_of(values)


def _one_of(values: list[Value]) -> Value:
    """What is common to values of which any may be: their marks, the first name, the first text."""
    marks, origin = joined(*values)
    known = next((value for value in values if value.name or value.target), NOTHING)
    form = next((forms.form_of(value) for value in values if value.form or _is_text(value)), "")
    return replace(known, const=UNKNOWN, marks=marks, origin=origin, form=form)


def _element(value: Value) -> Value:
    """An element of a value, when it is not known which: told by the first, or by the first that names a secret place."""
    if value.name in sinks.ITERATED:
        return Value(marks=NETWORK, origin=value.origin)
    if len(value.items) == 1:
        return value.items[0]
    name = value.items[0].name if value.items and len({item.name for item in value.items}) == 1 else ""
    texts = [form for item in _items(value)[:_MOST_LOOKED] if (form := forms.form_of(item)) != forms.HOLE]
    secret = next((text for text in texts if places_in(text).secrets), None)
    form = secret or (texts[0] if texts and not value.name else "")
    return Value(name=name, marks=value.marks, origin=value.origin, form=form)


def _is_text(value: Value) -> bool:
    return isinstance(value.const, str) and len(value.const) > 1


def total(values: list[Value], operator: str, marks: int, origin: int) -> Value:
    """All values put together by one operator, when all are constants; else their marks."""
    total: Constant = None
    for number, value in enumerate(values):
        if value.const is UNKNOWN:
            return _unknown_total(values, operator, marks, origin)
        if number == 0:
            total = value.const
            continue
        total = folding.binary(operator, total, value.const)
        if total is UNKNOWN:
            return _unknown_total(values, operator, marks, origin)
    return constant(total, origin or 1, marks=marks, origin=origin, folded=True)


def _unknown_total(values: list[Value], operator: str, marks: int, origin: int) -> Value:
    form = ""
    if operator == "Add":
        form = forms.added(values)
        if len(values) == 2 and (values[0].items or isinstance(values[0].const, tuple)):
            items = (*_items(values[0]), *_items(values[1]))
            return Value(items=items[:_MOST_ITEMS], marks=marks, origin=origin)
    elif operator == "Mod" and isinstance(values[0].const, str) and len(values) == 2:
        form = forms.percent(values[0].const, _items(values[1]) or (values[1],))
    return Value(form=form, marks=marks, origin=origin)


def _items(value: Value) -> tuple[Value, ...]:
    if isinstance(value.const, tuple):
        return tuple(Value(const=item) for item in value.const[:_MOST_ITEMS])
    return value.items


def _is_text_class(scope: Scope) -> bool:
    bases = scope.node.bases if isinstance(scope.node, ast.ClassDef) else []
    return any(isinstance(base, ast.Name) and base.id in {"str", "bytes"} for base in bases)
