"""Expressions in the machine: each kind to its value, UNKNOWN where it is not known."""

import ast
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from pratique.analysis.languages.python import vocabulary
from pratique.analysis.languages.python.machine_library import (
    COMPARISONS,
    FAILURES,
    MOST_SIZE,
    items_of,
    named_method,
    operate,
)
from pratique.analysis.languages.python.machine_values import (
    UNKNOWN,
    Class,
    Frame,
    Function,
    Instance,
    Named,
    Namespace,
    Seen,
    Stop,
    known,
    size_of,
)

_MOST_CHAIN = 20_000
_BUILTINS = frozenset(("__builtins__", "builtins", "__builtin__"))


class Expressing:
    """What expressions give. The budget is kept here."""

    MOST_STEPS: ClassVar[int] = 400_000
    MOST_MADE: ClassVar[int] = 60_000_000
    MOST_DEEP: ClassVar[int] = 12
    MOST_NESTED: ClassVar[int] = 60
    MOST_CODE_CHARACTERS: ClassVar[int] = 400_000

    def __init__(self) -> None:
        self.module = Frame()
        self.module.module = self.module
        self.seen: dict[int, list[Seen]] = {}
        """What calls of interest were given, by the call."""
        self.exhausted = False
        self.deep = 0
        self.coded = 0
        self._steps = 0
        self._made = 0
        self._nested = 0
        self.top: int | None = None
        """The call of the file in which code of a text is carried out."""
        self._kept: list[ast.AST] = []
        self._holding: list[Frame] = []

    def spend(self, steps: int) -> None:
        """Take steps from the budget. Raises Stop when it is used up."""
        self._steps += steps
        if self._steps > self.MOST_STEPS:
            raise Stop

    def made(self, value: Any) -> Any:
        """A new value, its size taken from the budget. Raises Stop when it is used up."""
        if value is not UNKNOWN:
            size = size_of(value)
            if size > 64:
                self._made += size
                if self._made > self.MOST_MADE:
                    raise Stop
        return value

    def function(
        self,
        node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda,
        frame: Frame,
        bound: tuple[Any, ...] = (),
    ) -> Function:
        """A function made in a frame."""
        self._holding.append(frame)
        return Function(node, frame, bound)

    def hold(self, frame: Frame) -> None:
        """Have a frame emptied at the end."""
        self._holding.append(frame)

    def release(self) -> None:
        """Cut the circles of frames and functions: a tree must not wait for the garbage collector."""
        for frame in self._holding:
            frame.names.clear()
        self.module.names.clear()
        self.module.module = None

    def keep(self, tree: ast.AST) -> None:
        """Hold a tree that was parsed on the way: calls are told apart by their place in memory."""
        self._kept.append(tree)

    def value(self, node: ast.expr, frame: Frame) -> Any:
        """The value of an expression."""
        if node.__class__ is ast.Constant:
            constant = node.value
            return constant if isinstance(constant, str | bytes | int | float | None) else UNKNOWN
        self.spend(1)
        handler = self._KINDS.get(node.__class__)
        if handler is None or self._nested >= self.MOST_NESTED:
            return UNKNOWN
        self._nested += 1
        try:
            return handler(self, node, frame)
        finally:
            self._nested -= 1

    def call(
        self,
        function: Any,
        arguments: list[Any],
        keywords: dict[str, Any],
        node: ast.Call | None = None,
        frame: Frame | None = None,
    ) -> Any:
        """What a function gives for arguments."""
        raise NotImplementedError

    def on_call(self, node: ast.Call, frame: Frame) -> Any:
        """The value of a call."""
        raise NotImplementedError

    def bind(self, target: ast.expr, value: Any, frame: Frame) -> None:
        """Give what a target names a value."""
        raise NotImplementedError

    def combined(self, op: ast.operator, left: Any, right: Any) -> Any:
        """`left op right`."""
        found = operate(op.__class__.__name__, left, right)
        if isinstance(found, str | bytes):
            # Texts grow character by character in loops; copying one is quick.
            self._made += len(found) // 16
            return found
        return self.made(found)

    def member(self, owner: Any, name: str) -> Any:  # noqa: PLR0911 - one answer for each kind of owner
        """`owner.name`."""
        if isinstance(owner, Instance):
            if name in owner.names:
                return owner.names[name]
            found = owner.of.frame.names.get(name, UNKNOWN)
            if isinstance(found, Function):
                return self.function(found.node, found.frame, (owner,))
            return found
        if isinstance(owner, Class):
            return owner.frame.names.get(name, UNKNOWN)
        if isinstance(owner, Namespace):
            return Named("globals().get") if name == "get" else UNKNOWN
        if isinstance(owner, Named) and owner.name in _BUILTINS:
            return Named(name) if name != "__dict__" else owner
        if isinstance(owner, Named) and name == "__dict__":
            return owner
        return named_method(owner, name)

    # Kinds

    def _name(self, node: ast.Name, frame: Frame) -> Any:
        try:
            return frame.find(node.id)
        except KeyError:
            pass
        if node.id in {"True", "False", "None"}:
            return {"True": True, "False": False}.get(node.id)
        return Named(node.id) if node.id in vocabulary.BUILTINS or node.id in _BUILTINS else UNKNOWN

    def _attribute(self, node: ast.Attribute, frame: Frame) -> Any:
        found = self.member(self.value(node.value, frame), node.attr)
        return Named(vocabulary.canonical(found.name)) if isinstance(found, Named) else found

    def _subscript(self, node: ast.Subscript, frame: Frame) -> Any:  # noqa: PLR0911 - one answer for each kind of owner
        owner = self.value(node.value, frame)
        if isinstance(node.slice, ast.Slice):
            ends = [
                self.value(end, frame) if end is not None else None
                for end in (node.slice.lower, node.slice.upper, node.slice.step)
            ]
            index: Any = slice(*ends) if known(*ends) else UNKNOWN
        else:
            index = self.value(node.slice, frame)
        if isinstance(owner, Namespace) and isinstance(index, str):
            if index in owner.frame.names:
                return owner.frame.names[index]
            return Named(index) if index in vocabulary.BUILTINS or index in _BUILTINS else UNKNOWN
        if isinstance(owner, Named):
            if owner.name == "sys.modules" and isinstance(index, str):
                return Named(vocabulary.canonical(index))
            return self.member(owner, index) if isinstance(index, str) else UNKNOWN
        if not known(owner) or index is UNKNOWN:
            return UNKNOWN
        try:
            return self.made(owner[index])
        except FAILURES:
            return UNKNOWN

    def _sum(self, node: ast.BinOp, frame: Frame) -> Any:
        operands: list[tuple[ast.operator, ast.expr]] = []
        left: ast.expr = node
        while isinstance(left, ast.BinOp) and len(operands) < _MOST_CHAIN:
            operands.append((left.op, left.right))
            left = left.left
        total = self.value(left, frame)
        for op, right in reversed(operands):
            self.spend(1)
            total = self.combined(op, total, self.value(right, frame))
        return total

    def _unary(self, node: ast.UnaryOp, frame: Frame) -> Any:
        value = self.value(node.operand, frame)
        if isinstance(node.op, ast.Not):
            return not value if known(value) else UNKNOWN
        if not isinstance(value, int | float):
            return UNKNOWN
        if isinstance(node.op, ast.USub):
            return -value
        return (~value if isinstance(value, int) else UNKNOWN) if isinstance(node.op, ast.Invert) else value

    def _boolean(self, node: ast.BoolOp, frame: Frame) -> Any:
        found: Any = UNKNOWN
        for part in node.values:
            found = self.value(part, frame)
            if not known(found):
                continue
            if bool(found) is isinstance(node.op, ast.Or):
                return found
        return found

    def _compare(self, node: ast.Compare, frame: Frame) -> Any:
        left = self.value(node.left, frame)
        result: Any = True
        for op, part in zip(node.ops, node.comparators, strict=True):
            right = self.value(part, frame)
            if not known(left, right):
                return UNKNOWN
            try:
                result = COMPARISONS[op.__class__.__name__](left, right)
            except FAILURES:
                return UNKNOWN
            if not result:
                return result
            left = right
        return result

    def _either(self, node: ast.IfExp, frame: Frame) -> Any:
        test = self.value(node.test, frame)
        if known(test):
            return self.value(node.body if test else node.orelse, frame)
        first, second = self.value(node.body, frame), self.value(node.orelse, frame)
        return first if first is second else UNKNOWN

    def _sequence(self, node: ast.List | ast.Tuple | ast.Set, frame: Frame) -> Any:
        values: list[Any] = []
        for part in node.elts:
            if isinstance(part, ast.Starred):
                values.extend(items_of(self.value(part.value, frame)) or [UNKNOWN])
            else:
                values.append(self.value(part, frame))
        self.made(values)
        return tuple(values) if isinstance(node, ast.Tuple) else values

    def _dictionary(self, node: ast.Dict, frame: Frame) -> Any:
        made: dict[Any, Any] = {}
        for key, part in zip(node.keys, node.values, strict=True):
            value = self.value(part, frame)
            name = self.value(key, frame) if key is not None else UNKNOWN
            if isinstance(name, str | bytes | int | float | None) or (
                isinstance(name, tuple) and known(*name)
            ):
                try:
                    made[name] = value
                except TypeError:
                    return UNKNOWN
        return self.made(made)

    def _text(self, node: ast.JoinedStr, frame: Frame) -> Any:
        parts = [self.value(part, frame) for part in node.values]
        if not all(isinstance(part, str) for part in parts) or sum(map(len, parts)) > MOST_SIZE:
            return UNKNOWN
        return self.made("".join(parts))

    def _formatted(self, node: ast.FormattedValue, frame: Frame) -> Any:
        value = self.value(node.value, frame)
        if node.format_spec is not None or node.conversion not in {-1, 115}:
            return UNKNOWN
        return str(value) if isinstance(value, str | int) and size_of(value) < MOST_SIZE else UNKNOWN

    def _lambda(self, node: ast.Lambda, frame: Frame) -> Any:
        return self.function(node, frame)

    def _inner(self, node: ast.Await | ast.Starred, frame: Frame) -> Any:
        return self.value(node.value, frame)

    def _walrus(self, node: ast.NamedExpr, frame: Frame) -> Any:
        value = self.value(node.value, frame)
        self.bind(node.target, value, frame)
        return value

    def _comprehension(
        self, node: ast.ListComp | ast.GeneratorExp | ast.SetComp | ast.DictComp, frame: Frame
    ) -> Any:
        inner = Frame(parent=frame, module=self.module)
        results: list[Any] = []
        if not self._turns(node, 0, inner, results):
            return UNKNOWN
        self.made(results)
        if isinstance(node, ast.DictComp):
            try:
                return dict(results)
            except TypeError:
                return UNKNOWN
        return results

    def _turns(self, node: Any, place: int, frame: Frame, results: list[Any]) -> bool:
        part = node.generators[place]
        items = items_of(self.value(part.iter, frame))
        if items is None:
            return False
        for item in items:
            self.bind(part.target, item, frame)
            tests = [self.value(test, frame) for test in part.ifs]
            if not known(*tests):
                return False
            if not all(tests):
                continue
            if place + 1 < len(node.generators):
                if not self._turns(node, place + 1, frame, results):
                    return False
            elif isinstance(node, ast.DictComp):
                results.append((self.value(node.key, frame), self.value(node.value, frame)))
            else:
                results.append(self.value(node.elt, frame))
        return True

    _KINDS: ClassVar[Mapping[type, Callable[..., Any]]] = {
        ast.Name: _name,
        ast.Attribute: _attribute,
        ast.Subscript: _subscript,
        ast.BinOp: _sum,
        ast.UnaryOp: _unary,
        ast.BoolOp: _boolean,
        ast.Compare: _compare,
        ast.IfExp: _either,
        ast.List: _sequence,
        ast.Tuple: _sequence,
        ast.Set: _sequence,
        ast.Dict: _dictionary,
        ast.JoinedStr: _text,
        ast.FormattedValue: _formatted,
        ast.Lambda: _lambda,
        ast.Await: _inner,
        ast.Starred: _inner,
        ast.NamedExpr: _walrus,
        ast.ListComp: _comprehension,
        ast.SetComp: _comprehension,
        ast.GeneratorExp: _comprehension,
        ast.DictComp: _comprehension,
        ast.Call: lambda self, node, frame: self.on_call(node, frame),
    }
