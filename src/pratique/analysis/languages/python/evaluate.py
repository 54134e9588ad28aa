"""What an expression may be, worked out on demand from the bindings of its names.

Only what reaches a sink is evaluated, so most of a file never is. Steps, depth and the size of constants are
bounded; what lies beyond is unknown, and `exhausted` tells when the steps ran out.
"""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pratique.analysis.languages.python import apis, folding
from pratique.analysis.languages.python.resolve import Resolver, lookup, method_of, reaching, starred
from pratique.analysis.languages.python.scopes import Binding, Block, Bound, Called, Index, Scope, class_of
from pratique.analysis.languages.python.values import (
    ARGUMENTS,
    COMPUTED,
    ENVIRONMENT,
    NOTHING,
    UNKNOWN,
    Constant,
    Value,
    constant,
    joined,
    line_of,
)

_MOST_STEPS = 300_000
_MOST_DEPTH = 60
_MOST_CALLS_DEEP = 4
_MOST_NAME = 160
_MOST_CALLERS = 12
_MOST_ELEMENTS = 60_000
"""Elements of comprehensions carried out on constants, for one file."""
_MOST_ITEMS = 300


@dataclass(frozen=True, slots=True)
class At:
    """Where an expression stands, and what is known of the names there."""

    scope: Scope
    block: Block | None = None
    names: Mapping[str, Value] | None = None
    calls: int = 0
    memo: "dict[int, Value] | None" = None
    """Values already worked out under these names."""

    def under(self, names: Mapping[str, Value]) -> "At":
        """The same place with other names known."""
        return At(self.scope, self.block, names, self.calls, {})


Call = Callable[["Evaluator", ast.Call, At], Value]
"""Gives the value of a call; `calls.call`, handed in because it needs the evaluator in turn."""


class Evaluator:
    """Values of the expressions of one file."""

    def __init__(self, index: Index, resolver: Resolver, call: "Call") -> None:
        self.index = index
        self.resolver = resolver
        self.callers: dict[Scope, list[Called]] = {}
        self.exhausted = False
        self._of_call = call
        self._kept: list[ast.AST] = []
        self._memo: dict[int, Value] = {}
        self._called: dict[tuple[object, ...], Value] = {}
        self._steps = 0
        self._depth = 0
        self._elements = 0

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
        handler = _KINDS.get(node.__class__)
        if handler is None:
            return NOTHING
        self._depth += 1
        # While it is being worked out it is nothing: `x = x + 1` must end.
        memo[id(node)] = NOTHING
        try:
            found: Value = handler(self, node, at)
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

    def _call(self, node: ast.Call, at: At) -> Value:
        return self._of_call(self, node, at)

    # Leaves

    def _constant(self, node: ast.Constant, _at: At) -> Value:
        const = node.value
        if isinstance(const, str | bytes | int | float | bool) or const is None:
            return constant(const, node.lineno)
        return NOTHING

    def _name(self, node: ast.Name, at: At) -> Value:
        if at.names is not None and node.id in at.names:
            return at.names[node.id]
        found = lookup(node.id, at.scope)
        if found is None:
            if node.id in apis.BUILTINS:
                return Value(name=node.id)
            return Value(name=starred(node.id, self.index.module) or "")
        owner, bounds = found
        if owner is at.scope:
            bounds = reaching(bounds, line_of(node), at.block)
        return self._bounds(bounds[-40:], at if owner is at.scope else At(owner))

    def _bounds(self, bounds: list[Bound], at: At) -> Value:
        if len(bounds) == 1:
            return self._bound(bounds[0], at)
        values = [self._bound(bound, at) for bound in bounds]
        marks, origin = joined(*values)
        straight = not any(bound.block.loop for bound in bounds)
        if straight and all(bound.how is Binding.EXTEND for bound in bounds[1:]) and values[0].known:
            return self._total(values, "Add", marks, origin)
        named = next((value for value in values if value.name in apis.CAPABILITIES), None)
        named = named or next((value for value in values if value.name or value.target), None)
        if named is None:
            return Value(marks=marks, origin=origin)
        return replace(named, const=UNKNOWN, marks=marks, origin=origin)

    def _bound(self, bound: Bound, at: At) -> Value:
        if bound.how is Binding.IMPORT:
            name = apis.canonical(bound.name)
            marks = apis.VARIABLES.get(name, 0)
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
        if bound.how is Binding.ELEMENT and value.items and len({item.name for item in value.items}) == 1:
            return (
                value.items[0]
                if len(value.items) == 1
                else Value(name=value.items[0].name, marks=value.marks)
            )
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
        if name in {"self", "cls"} and function.parent is not None and function.parent.is_class:
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
        marks, origin = joined(*values)
        known = next((value for value in values if value.name or value.target), NOTHING)
        return replace(known, const=UNKNOWN, marks=marks, origin=origin)

    # Structures

    def _attribute(self, node: ast.Attribute, at: At) -> Value:
        return self.attribute(self.value(node.value, at), node.attr, at, line_of(node))

    def attribute(self, base: Value, name: str, at: At, line: int = 0) -> Value:
        """`base.name`."""
        if base.target is not None and base.target.is_class:
            return self._member(base, name, at)
        if base.name in {"globals()", "__builtins__", "builtins"} and name == "__dict__":
            return base
        if base.name == "pathlib.Path()" and name == "parent":
            return base
        full = f"{base.name}.{name}" if base.name and len(base.name) < _MOST_NAME else ""
        full = apis.canonical(full) if full else ""
        marks = base.marks | apis.VARIABLES.get(full, 0)
        return Value(name=full, marks=marks, origin=base.origin or (line if marks else 0))

    def _member(self, base: Value, name: str, at: At) -> Value:
        owner = base.target
        assert owner is not None
        method = method_of(owner, name)
        if method is not None:
            return Value(target=method, given=(base,) if base.instance else ())
        bounds = [*owner.attributes.get(name, ()), *owner.names.get(name, ())]
        if bounds:
            return self._bounds(bounds[-20:], At(owner, calls=at.calls))
        return Value(marks=base.marks, origin=base.origin)

    def _subscript(self, node: ast.Subscript, at: At) -> Value:
        base = self.value(node.value, at)
        if isinstance(node.slice, ast.Slice):
            return self._slice(node.slice, base, at)
        index = self.value(node.slice, at)
        return self.item(base, index, line_of(node), at)

    def item(self, base: Value, index: Value, line: int, at: At) -> Value:
        """`base[index]`."""
        if base.name == "os.environ":
            if isinstance(index.const, str) and apis.is_harmless_variable(index.const):
                return NOTHING
            return Value(marks=ENVIRONMENT, origin=line)
        if base.name == "sys.argv":
            return Value(marks=ARGUMENTS, origin=line)
        if isinstance(index.const, str):
            found = self._by_key(base, index.const, at)
            if found is not None:
                return found
        marks, origin = joined(base, index)
        if base.name in {"__builtins__", "builtins"} or base.name.endswith(".__dict__"):
            return Value(name="computed-call", marks=marks, origin=origin or line)
        if isinstance(index.const, int) and base.items and -len(base.items) <= index.const < len(base.items):
            return base.items[index.const]
        if base.known and index.known:
            folded = folding.subscript(base.const, index.const)  # type: ignore[arg-type]
            if folded is not None:
                return Value(const=folded.const, marks=marks, origin=origin, folded=True)
        return Value(marks=base.marks, origin=base.origin)

    def _by_key(self, base: Value, key: str, at: At) -> Value | None:
        if base.name == "sys.modules":
            return Value(name=apis.canonical(key))
        if base.name == "globals()":
            found = lookup(key, self.index.module)
            if found is not None:
                return self._bounds(found[1][-20:], At(self.index.module, calls=at.calls))
            return Value(name=key if key in apis.BUILTINS or key == "__builtins__" else "")
        if base.name in {"__builtins__", "builtins"}:
            return Value(name=key)
        if base.name.endswith(".__dict__"):
            return Value(name=apis.canonical(f"{base.name.removesuffix('.__dict__')}.{key}"))
        return None

    def _slice(self, node: ast.Slice, base: Value, at: At) -> Value:
        if base.known and not isinstance(base.const, int | float):
            ends = [
                self.value(end, at) if end is not None else None
                for end in (node.lower, node.upper, node.step)
            ]
            numbers = [end.const if end is not None else None for end in ends]
            if all(number is None or isinstance(number, int) for number in numbers):
                folded = folding.subscript(base.const, slice(*numbers))  # type: ignore[arg-type]
                if folded is not None:
                    return Value(const=folded.const, marks=base.marks, origin=base.origin, folded=True)
        return Value(name=base.name if base.marks else "", marks=base.marks, origin=base.origin)

    def _sum(self, node: ast.BinOp, at: At) -> Value:
        operator = node.op.__class__.__name__
        operands: list[ast.expr] = [node.right]
        left = node.left
        while isinstance(left, ast.BinOp) and left.op.__class__ is node.op.__class__:
            operands.append(left.right)
            left = left.left
        operands.append(left)
        operands.reverse()
        values = [self.value(operand, at) for operand in operands]
        marks, origin = joined(*values)
        if operator == "Mod" and isinstance(values[0].const, str) and "%c" in values[0].const:
            marks, origin = marks | COMPUTED, origin or line_of(node)
        if operator == "Div" and values[0].name.startswith("pathlib.Path()"):
            return Value(name="pathlib.Path()", marks=marks, origin=origin)
        return self._total(values, operator, marks, origin)

    def _total(self, values: list[Value], operator: str, marks: int, origin: int) -> Value:
        total: Constant = None
        for number, value in enumerate(values):
            if value.const is UNKNOWN:
                return Value(marks=marks, origin=origin)
            if number == 0:
                total = value.const
                continue
            folded = folding.binary(operator, total, value.const)
            if folded is None:
                return Value(marks=marks, origin=origin)
            total = folded.const
        return constant(total, origin or 1, marks=marks, origin=origin, folded=True)

    def _unary(self, node: ast.UnaryOp, at: At) -> Value:
        value = self.value(node.operand, at)
        if not value.known:
            return value
        folded = folding.unary(node.op.__class__.__name__, value.const)  # type: ignore[arg-type]
        return Value(const=folded.const, marks=value.marks, origin=value.origin) if folded else NOTHING

    def _joined_text(self, node: ast.JoinedStr, at: At) -> Value:
        values = [self.value(part, at) for part in node.values]
        marks, origin = joined(*values)
        texts = [value.const for value in values if isinstance(value.const, str | int)]
        if len(texts) == len(values) and sum(len(str(text)) for text in texts) <= folding.MOST_TEXT:
            return constant("".join(map(str, texts)), node.lineno, marks=marks, origin=origin, folded=True)
        return Value(marks=marks, origin=origin)

    def _formatted(self, node: ast.FormattedValue, at: At) -> Value:
        value = self.value(node.value, at)
        plain = node.conversion == -1 and node.format_spec is None
        return value if plain else Value(marks=value.marks, origin=value.origin)

    def _sequence(self, node: ast.List | ast.Tuple | ast.Set, at: At) -> Value:
        line = line_of(node)
        if len(node.elts) > _MOST_ITEMS:
            consts = tuple(item.value for item in node.elts if isinstance(item, ast.Constant))
            if len(consts) == len(node.elts):
                return constant(consts, line)
            return NOTHING
        values = tuple(self.value(item, at) for item in node.elts)
        marks, origin = joined(*values)
        if values and all(value.known for value in values) and not any(value.items for value in values):
            return constant(tuple(value.const for value in values), line, marks=marks, origin=origin)  # type: ignore[misc]
        return Value(items=values, marks=marks, origin=origin) if values else constant((), line)

    def _dictionary(self, node: ast.Dict, at: At) -> Value:
        parts = [part for part in (*node.keys, *node.values) if part is not None][:_MOST_ITEMS]
        marks, origin = joined(*(self.value(part, at) for part in parts))
        return Value(marks=marks, origin=origin)

    def _either(self, node: ast.IfExp | ast.BoolOp, at: At) -> Value:
        parts = (node.body, node.orelse) if isinstance(node, ast.IfExp) else tuple(node.values)
        values = [self.value(part, at) for part in parts]
        marks, origin = joined(*values)
        known = next((value for value in values if value.name or value.target), NOTHING)
        return replace(known, const=UNKNOWN, marks=marks, origin=origin)

    def _inner(self, node: ast.Await | ast.Starred | ast.NamedExpr, at: At) -> Value:
        return self.value(node.value, at)

    def _lambda(self, node: ast.Lambda, _at: At) -> Value:
        return Value(target=self.resolver.by_node.get(id(node)))

    # Comprehensions

    def _comprehension(self, node: ast.ListComp | ast.GeneratorExp | ast.SetComp, at: At) -> Value:
        part = node.generators[0]
        source = self.value(part.iter, at)
        if len(node.generators) == 1 and not part.ifs and isinstance(source.const, str | bytes | tuple):
            carried = self._carried_out(node.elt, part.target, source, at)
            if carried is not None:
                return carried
        element = self.value(node.elt, at)
        marks, origin = joined(source, element)
        return Value(marks=marks, origin=origin)

    def _carried_out(self, element: ast.expr, target: ast.expr, source: Value, at: At) -> Value | None:
        items = source.const
        if not isinstance(items, str | bytes | tuple) or self._elements + len(items) > _MOST_ELEMENTS:
            return None
        self._elements += len(items)
        results: list[Constant] = []
        marks, origin = source.marks, source.origin
        for item in items:
            names = dict(at.names or {})
            if isinstance(target, ast.Name):
                names[target.id] = Value(const=item)
            elif isinstance(target, ast.Tuple) and isinstance(item, tuple) and len(item) == len(target.elts):
                parts = zip(target.elts, item, strict=True)
                names.update({name.id: Value(const=one) for name, one in parts if isinstance(name, ast.Name)})
            else:
                return None
            result = self.value(element, at.under(names))
            if result.const is UNKNOWN:
                return None
            marks |= result.marks
            origin = origin or result.origin
            results.append(result.const)
        return constant(tuple(results), origin or line_of(element), marks=marks, origin=origin, folded=True)

    def _pairs(self, node: ast.DictComp, at: At) -> Value:
        marks, origin = joined(
            self.value(node.generators[0].iter, at), self.value(node.key, at), self.value(node.value, at)
        )
        return Value(marks=marks, origin=origin)

    # Calls of the file's own functions

    def call_local(self, function: Value, node: ast.Call, at: At) -> Value:
        """What a function of the file returns for these arguments."""
        scope = function.target
        assert scope is not None
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
        inner = At(scope, None, names, calls, {})
        values = [self.value(part, inner) for part in scope.returns[:8]]
        if len(values) == 1:
            return values[0]
        marks, origin = joined(*values)
        known = next((value for value in values if value.name or value.target), NOTHING)
        return replace(known, const=UNKNOWN, marks=marks, origin=origin)


def _is_text_class(scope: Scope) -> bool:
    bases = scope.node.bases if isinstance(scope.node, ast.ClassDef) else []
    return any(isinstance(base, ast.Name) and base.id in {"str", "bytes"} for base in bases)


_KINDS: Mapping[type, Callable[..., Any]] = {
    ast.Constant: Evaluator._constant,
    ast.Name: Evaluator._name,
    ast.Attribute: Evaluator._attribute,
    ast.Subscript: Evaluator._subscript,
    ast.BinOp: Evaluator._sum,
    ast.UnaryOp: Evaluator._unary,
    ast.JoinedStr: Evaluator._joined_text,
    ast.FormattedValue: Evaluator._formatted,
    ast.List: Evaluator._sequence,
    ast.Tuple: Evaluator._sequence,
    ast.Set: Evaluator._sequence,
    ast.Dict: Evaluator._dictionary,
    ast.IfExp: Evaluator._either,
    ast.BoolOp: Evaluator._either,
    ast.Await: Evaluator._inner,
    ast.Starred: Evaluator._inner,
    ast.NamedExpr: Evaluator._inner,
    ast.Lambda: Evaluator._lambda,
    ast.ListComp: Evaluator._comprehension,
    ast.GeneratorExp: Evaluator._comprehension,
    ast.SetComp: Evaluator._comprehension,
    ast.DictComp: Evaluator._pairs,
    ast.Call: Evaluator._call,
}
