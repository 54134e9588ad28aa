"""Small parts of a file carried out on known values: decoders that the file brings along.

It is asked only when something unknown is run as code (see `puzzles`). It walks statements over plain values (texts,
numbers, lists, dictionaries); whatever touches the world is not carried out and gives UNKNOWN. Both arms of a test
that is not known are walked. What is handed to calls of interest is written down by call: `seen`. Steps, depth and
sizes are bounded by one budget for the file.
"""

import ast
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

from pratique.analysis.languages.python import apis
from pratique.analysis.languages.python.machine_calls import call, on_call
from pratique.analysis.languages.python.machine_expressions import EXPRESSIONS
from pratique.analysis.languages.python.machine_library import items_of, operate
from pratique.analysis.languages.python.machine_values import (
    UNKNOWN,
    Class,
    Frame,
    Function,
    Instance,
    Leave,
    Named,
    Namespace,
    Return,
    Seen,
    Stop,
    known,
    same_state,
    size_of,
    state_of,
)
from pratique.analysis.languages.python.scopes import is_main
from pratique.analysis.languages.python.vocabulary import canonical

_KINDS: Mapping[type, Callable[..., Any]] = {**EXPRESSIONS, ast.Call: on_call}
_TEXTS = (str, bytes)
_CONSTANTS = (str, bytes, int, float, type(None))
_MOST_STEPS = 2_000_000
_MOST_MADE = 60_000_000
_MOST_NESTED = 60
_MOST_TURNS = 60_000
_MOST_UNKNOWN_TURNS = 2_000
_LOOKED_AT = 100
"""After so many turns of a loop it is looked at whether one more changes anything."""


class Machine:
    """Carries out one file. The budget is kept here."""

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
        self._program = True
        self._kept: list[ast.AST] = []
        self._holding: list[Frame] = []

    def spend(self, steps: int) -> None:
        """Take steps from the budget. Raises Stop when it is used up."""
        self._steps += steps
        if self._steps > _MOST_STEPS:
            raise Stop

    def made(self, value: Any) -> Any:
        """A new value, its size taken from the budget. Raises Stop when it is used up."""
        if value is not UNKNOWN and value.__class__ is not Named:
            size = size_of(value)
            if size > 64:
                self._made += size
                if self._made > _MOST_MADE:
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
        kind = node.__class__
        if kind is ast.Constant:
            constant = node.value  # type: ignore[attr-defined]
            return constant if isinstance(constant, _CONSTANTS) else UNKNOWN
        # As `spend` does; this is asked for every expression.
        self._steps += 1
        if self._steps > _MOST_STEPS:
            raise Stop
        handler = _KINDS.get(kind)
        if handler is None or self._nested >= _MOST_NESTED:
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
        return call(self, function, arguments, keywords, node, frame)

    def combined(self, op: ast.operator, left: Any, right: Any) -> Any:
        """`left op right`."""
        found = operate(op.__class__.__name__, left, right)
        if isinstance(found, _TEXTS):
            # Texts grow character by character in loops; copying one is quick.
            self._made += len(found) // 16
            return found
        return self.made(found)

    def run(self, body: list[ast.stmt], *, program: bool = True) -> None:
        """Carry out the level of the module; without `program`, as an import does: not what stands below `__main__`."""
        self._program = program
        self._guarded(lambda: self._block(body, self.module))

    def enter(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> None:
        """Carry out a function that nothing called, with nothing known of its parameters."""
        self._guarded(lambda: self.call(self.function(node, self.module), [], {}))

    def _guarded(self, action: Callable[[], object]) -> None:
        try:
            action()
        except (Stop, RecursionError):
            self.exhausted = True
        except (Return, Leave):
            return

    def run_body(self, function: Function, frame: Frame) -> Any:
        """What a function returns, its parameters bound in `frame`."""
        if isinstance(function.node, ast.Lambda):
            return self.value(function.node.body, frame)
        try:
            self._block(function.node.body, frame)
        except Return as done:
            return done.value
        except Leave:
            return UNKNOWN
        return None

    def run_text(self, body: list[ast.stmt], frame: Frame) -> None:
        """Carry out code that a text turned out to be, in the frame that it is run in."""
        self._block(body, frame)

    # Statements

    def _block(self, statements: Iterable[ast.stmt], frame: Frame) -> None:
        handlers = self._STATEMENTS
        for statement in statements:
            self._steps += 1
            if self._steps > _MOST_STEPS:
                raise Stop
            handler = handlers.get(statement.__class__)
            if handler is not None:
                handler(self, statement, frame)

    def _expression(self, node: ast.Expr, frame: Frame) -> None:
        if not isinstance(node.value, ast.Constant):
            self.value(node.value, frame)

    def _assign(self, node: ast.Assign, frame: Frame) -> None:
        value = self.value(node.value, frame)
        for target in node.targets:
            self.bind(target, value, frame)

    def _annotated(self, node: ast.AnnAssign, frame: Frame) -> None:
        if node.value is not None:
            self.bind(node.target, self.value(node.value, frame), frame)

    def _extend(self, node: ast.AugAssign, frame: Frame) -> None:
        target = node.target
        loaded: ast.expr = target
        if isinstance(target, ast.Name):
            loaded = ast.Name(id=target.id, ctx=ast.Load())
        self.bind(
            target, self.combined(node.op, self.value(loaded, frame), self.value(node.value, frame)), frame
        )

    def bind(self, target: ast.expr, value: Any, frame: Frame) -> None:
        """Give what a target names a value."""
        if isinstance(target, ast.Name):
            frame.bind(target.id, value)
        elif isinstance(target, ast.Tuple | ast.List):
            items = items_of(value)
            if items is None or len(items) != len(target.elts):
                items = [UNKNOWN] * len(target.elts)
            for part, item in zip(target.elts, items, strict=True):
                self.bind(part, item, frame)
        elif isinstance(target, ast.Starred):
            self.bind(target.value, UNKNOWN, frame)
        elif isinstance(target, ast.Attribute):
            owner = self.value(target.value, frame)
            if isinstance(owner, Instance):
                owner.names[target.attr] = value
        elif isinstance(target, ast.Subscript):
            self._store(target, value, frame)

    def _store(self, target: ast.Subscript, value: Any, frame: Frame) -> None:
        owner = self.value(target.value, frame)
        index = self.value(target.slice, frame) if not isinstance(target.slice, ast.Slice) else UNKNOWN
        if isinstance(owner, Namespace) and isinstance(index, str):
            owner.frame.names[index] = value
        elif (
            isinstance(owner, dict) and known(index) and not isinstance(index, list | dict | set | bytearray)
        ):
            if len(owner) < _MOST_TURNS:
                owner[index] = value
        elif isinstance(index, int) and isinstance(owner, list | bytearray):
            byte = isinstance(value, int) and 0 <= value < 256
            if -len(owner) <= index < len(owner) and (byte or isinstance(owner, list)):
                owner[index] = value

    def _return(self, node: ast.Return, frame: Frame) -> None:
        raise Return(self.value(node.value, frame) if node.value is not None else None)

    def _if(self, node: ast.If, frame: Frame) -> None:
        if not self._program and frame is self.module and is_main(node.test):
            self._block(node.orelse, frame)
            return
        test = self.value(node.test, frame)
        if known(test):
            self._block(node.body if test else node.orelse, frame)
            return
        before = dict(frame.names)
        self._maybe(node.body, frame)
        after, frame.names = frame.names, before
        self._maybe(node.orelse, frame)
        for name in {*after, *frame.names}:
            first, second = after.get(name), frame.names.get(name)
            if name not in before and (name not in after or name not in frame.names):
                frame.names[name] = first if name in after else second
            elif first is not second and not (known(first, second) and first == second):
                frame.names[name] = UNKNOWN

    def _maybe(self, body: list[ast.stmt], frame: Frame) -> None:
        """Statements that may run: a return or break in them ends nothing."""
        try:
            self._block(body, frame)
        except (Return, Leave):
            return

    def _for(self, node: ast.For | ast.AsyncFor, frame: Frame) -> None:
        items = items_of(self.value(node.iter, frame))
        if items is None:
            self.bind(node.target, UNKNOWN, frame)
            self._blurred(node.body, frame)
            return
        for item in items[:_MOST_TURNS]:
            self.bind(node.target, item, frame)
            if self._turn(node.body, frame):
                return
        self._block(node.orelse, frame)

    def _turn(self, body: list[ast.stmt], frame: Frame) -> bool:
        """One turn of a loop; whether it is left."""
        try:
            self._block(body, frame)
        except Leave as leave:
            return leave.whole
        return False

    def _blurred(self, body: list[ast.stmt], frame: Frame) -> None:
        """The body of a loop of which it is not known how often it runs: what it changes is unknown afterwards."""
        before = dict(frame.names)
        self._maybe(body, frame)
        for name, value in frame.names.items():
            if name not in before or before[name] is not value:
                frame.names[name] = value if isinstance(value, Function | Class | Named) else UNKNOWN

    def _while(self, node: ast.While, frame: Frame) -> None:
        before = None
        for turn in range(_MOST_TURNS):
            test = self.value(node.test, frame)
            if not known(test):
                self._blurred(node.body, frame)
                return
            if not test or (turn > _MOST_UNKNOWN_TURNS and isinstance(node.test, ast.Constant)):
                return
            if self._turn(node.body, frame):
                return
            if turn % _LOOKED_AT < 2:
                state = state_of(frame)
                if turn % _LOOKED_AT and same_state(before, state):
                    return
                before = state

    def _with(self, node: ast.With | ast.AsyncWith, frame: Frame) -> None:
        for item in node.items:
            self.value(item.context_expr, frame)
            if item.optional_vars is not None:
                self.bind(item.optional_vars, UNKNOWN, frame)
        self._block(node.body, frame)

    def _try(self, node: ast.Try, frame: Frame) -> None:
        self._block(node.body, frame)
        for handler in node.handlers:
            names = dict(frame.names)
            self._maybe(handler.body, frame)
            frame.names = names
        self._block(node.orelse, frame)
        self._block(node.finalbody, frame)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, frame: Frame) -> None:
        frame.bind(node.name, self.function(node, frame))

    def _class(self, node: ast.ClassDef, frame: Frame) -> None:
        inner = Frame(parent=frame, module=self.module)
        self.hold(frame)
        frame.bind(node.name, Class(node, inner))
        self._maybe(node.body, inner)

    def _import(self, node: ast.Import, frame: Frame) -> None:
        for alias in node.names:
            name = alias.name if alias.asname else alias.name.partition(".")[0]
            frame.bind(alias.asname or name, Named(canonical(name)))

    def _import_from(self, node: ast.ImportFrom, frame: Frame) -> None:
        for alias in node.names:
            if node.level or alias.name == "*":
                for name in self.starred(node.module or "") if alias.name == "*" else ():
                    frame.bind(name, Named(f"{node.module}.{name}"))
                if alias.name != "*":
                    frame.bind(alias.asname or alias.name, UNKNOWN)
            else:
                frame.bind(alias.asname or alias.name, Named(canonical(f"{node.module}.{alias.name}")))

    def starred(self, module: str) -> list[str]:
        """The names of a module that the tables know."""
        head = f"{module}."
        return [name[len(head) :] for name in apis.CAPABILITIES if name.startswith(head) and "()" not in name]

    def _global(self, node: ast.Global | ast.Nonlocal, frame: Frame) -> None:
        if isinstance(node, ast.Global):
            frame.shared.update(node.names)

    def _leave(self, node: ast.Break | ast.Continue, _frame: Frame) -> None:
        raise Leave(whole=isinstance(node, ast.Break))

    _STATEMENTS: ClassVar[Mapping[type, Callable[..., None]]] = {
        ast.Expr: _expression,
        ast.Assign: _assign,
        ast.AnnAssign: _annotated,
        ast.AugAssign: _extend,
        ast.Return: _return,
        ast.If: _if,
        ast.For: _for,
        ast.AsyncFor: _for,
        ast.While: _while,
        ast.With: _with,
        ast.AsyncWith: _with,
        ast.Try: _try,
        ast.TryStar: _try,
        ast.FunctionDef: _function,
        ast.AsyncFunctionDef: _function,
        ast.ClassDef: _class,
        ast.Import: _import,
        ast.ImportFrom: _import_from,
        ast.Global: _global,
        ast.Nonlocal: _global,
        ast.Break: _leave,
        ast.Continue: _leave,
    }
