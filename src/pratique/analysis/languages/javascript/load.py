"""Which functions of a file run when the file is loaded.

The file itself does; so does a function that is called on the spot, one that is called by name from code that runs,
one handed to something that calls it at once or by itself soon after (array methods, promises, timers, listeners,
APIs that take a callback), and the modules that a bundle's own loader calls by number. Handed by its name it counts with array
methods, promises, timers, and listeners of what talks to the network, files or programs. A function that is handed to anything
else, exported, or bound to a property that the file does not call, does not.
"""

from collections.abc import Callable, Iterable, Iterator

from tree_sitter import Node

from pratique.analysis.engine.marks import FILE, NETWORK
from pratique.analysis.languages.handlers import waits
from pratique.analysis.languages.javascript import callbacks, compiled, literals, members
from pratique.analysis.languages.javascript.apis import APIS
from pratique.analysis.languages.javascript.evaluate import Evaluator
from pratique.analysis.languages.javascript.names import TIMERS
from pratique.analysis.languages.javascript.scopes import (
    Bound,
    Call,
    Class,
    Function,
    Given,
    How,
    Index,
    Scope,
    lookup,
)
from pratique.analysis.languages.values import Value

_SOON = (
    frozenset(
        key.encode()
        for key in callbacks.EACH
        | callbacks.LISTENING
        | TIMERS
        | {"then", "catch", "finally", "nextTick", "queueMicrotask", "replace", "from", "apply", "call"}
    )
    | compiled.AROUND
)
"""Methods, and what compilers put around the body of an `async` function."""
_RUNNERS = TIMERS | {"queueMicrotask", "Promise", "requestAnimationFrame", "Reflect.apply", "Array.from"}
_LATER = frozenset(
    name.encode() for name in TIMERS | {"queueMicrotask", "nextTick", "then", "catch", "finally"}
)
_LISTENING = frozenset(key.encode() for key in callbacks.LISTENING)
HANDED = _LATER | _LISTENING | {key.encode() for key in callbacks.EACH}
"""Calls that run a function which they are given by its name; listeners only of what talks to the network, files or programs."""
_HEARD = (
    "http.",
    "https.",
    "http2.",
    "net.",
    "tls.",
    "fs.",
    "child_process.",
    "WebSocket",
    "XMLHttpRequest",
    "io.",
)
_OPENED = (
    "http.ClientRequest",
    "http2.Session",
    "net.Socket",
    "dgram.Socket",
    "fs.WriteStream",
    "fs.ReadStream",
    "child_process.",
)
"""Streams and programs: what a method of theirs is handed, `close(f)` and `write(text, f)`, it calls when it is done."""
_MOST_HANDED = 2
_MOST_BUNDLED = 20_000


class Load:
    """Answers whether code runs at load; all is found out at the first question."""

    def __init__(self, index: Index, evaluator: Evaluator) -> None:
        self._index = index
        self._evaluator = evaluator
        self._running: set[int] | None = None
        self._unheard: set[int] | None = None
        self._started: dict[int, list[Function]] = {}
        self._soon: dict[int, bool] = {}
        self._is_sorted = False
        self._classes = {
            id(made.constructor): made for made in index.classes.values() if made.base is not None
        }
        self._named: dict[int, dict[tuple[int, bytes], Scope]] = {}
        self._member: dict[int, list[Call]] = {}
        self._handing: dict[int, list[Call]] = {}

    def runs(self, scope: Scope) -> bool:
        """Whether code of a scope runs at load."""
        if scope.function.outer is None:
            return True
        if self._running is None:
            self._running = self._spread(lambda _: False)
        return id(scope.function) in self._running

    def waits(self, scope: Scope) -> bool:
        """Whether code runs at load only where something happens to what the file did not open: a page, a bus, an emitter."""
        if scope.function.outer is None:
            return False
        if self._unheard is None:
            self._unheard = self._spread(self._is_listener)
        return id(scope.function) not in self._unheard

    def started_by(self, function: Function) -> list[Function]:
        """The functions of the file that run when a function does."""
        known = self._started.get(id(function))
        if known is None:
            self._sort()
            known = self._started[id(function)] = list(self._started_by(function))
        return known

    def handing(self, function: Function) -> list[Call]:
        """The calls in a function that run what they are given by its name."""
        self._sort()
        return self._handing.get(id(function), [])

    def _sort(self) -> None:
        """Sort the calls by the function they stand in, once."""
        if self._is_sorted:
            return
        self._is_sorted = True
        by_function = self._named
        for name, calls in self._index.named_calls.items():
            for call in calls:
                scope = call.scope
                function = id(scope.function)
                named = by_function.get(function)
                if named is None:
                    named = by_function[function] = {}
                named.setdefault((id(scope), name), scope)
                if name in _LATER:
                    self._handing.setdefault(function, []).append(call)
        methods = self._index.methods | {b"call", b"apply", b""}
        for call in (*self._index.member_calls, *self._index.method_calls):
            if call.name in methods:
                self._member.setdefault(id(call.scope.function), []).append(call)
            if call.name in HANDED:
                self._handing.setdefault(id(call.scope.function), []).append(call)

    def _spread(self, left_out: Callable[[Function], bool]) -> set[int]:
        running: set[int] = set()
        waiting = [self._index.file]
        while waiting:
            function = waiting.pop()
            if id(function) in running:
                continue
            running.add(id(function))
            waiting.extend(each for each in self.started_by(function) if not left_out(each))
        return running

    def _is_listener(self, function: Function) -> bool:
        """Whether a function is handed to a listener, or set as one, of what makes no events by itself."""
        given = function.given
        if given is None:
            return function.key in callbacks.LISTENERS and not any(
                _makes_events(value) for value in callbacks.listened_to(self._evaluator, function)
            )
        called = self._evaluator.called(given.call, given.scope)
        return called.key in callbacks.LISTENING and not _makes_events(called.receiver)

    def _started_by(self, function: Function) -> Iterator[Function]:
        made = self._classes.get(id(function))
        if made is not None and made.body is None:
            self._evaluator.glance()
            yield from _functions(members.base_of(self._evaluator, made))
        for inner in function.inner:
            if inner.key in callbacks.LISTENERS or (inner.given is not None and self.soon(inner)):
                yield inner
        for (_, name), scope in self._named.get(id(function), {}).items():
            yield from self._by_name(scope, name)
        for call in self._member.get(id(function), ()):
            yield from self._by_member(call)
        for call in self._handing.get(id(function), ()):
            if call.name in _LISTENING and not self._is_heard(call):
                continue
            arguments = call.node.child(call.node.child_count - 1)
            for place in range(min(arguments.named_child_count, _MOST_HANDED)):
                yield from self._named_by(arguments.named_child(place), call)

    def _is_heard(self, call: Call) -> bool:
        """Whether what is listened to is a request, an answer, a socket, a stream or a program."""
        arguments = call.node.child(call.node.child_count - 1)
        last = arguments.named_child(arguments.named_child_count - 1) if arguments.named_child_count else None
        if last is None or last.type != "identifier":
            return False
        self._evaluator.glance()
        return _is_heard(self._evaluator.called(call.node, call.scope).receiver)

    def _named_by(self, node: Node, call: Call) -> Iterator[Function]:
        """Functions of the file that an argument names: `f`, and for what waits `exports.f` and `f.bind(this)`."""
        kind = node.type
        if kind == "identifier":
            name = self._evaluator.slice(node)
            owner = lookup(call.scope, name)
            for bound in owner.names[name] if owner is not None else ():
                if bound.how is How.LOCAL:
                    yield from _functions(bound.target)
                elif bound.node is not None and bound.node.id in self._index.functions:
                    yield self._index.functions[bound.node.id]
        elif kind == "member_expression" and call.name in _LATER:
            self._evaluator.glance()
            yield from _functions(self._evaluator.value(node, call.scope).target)
        elif kind == "call_expression" and call.name in _LATER and _is_bound(self._evaluator, node):
            yield from self._named_by(node.child(0).child(0), call)

    def soon(self, function: Function) -> bool:
        """Whether what a function is handed to calls it by itself, or it is called on the spot."""
        known = self._soon.get(id(function))
        if known is None:
            known = self._soon[id(function)] = self._is_soon(function)
        return known

    def _is_soon(self, function: Function) -> bool:
        given = function.given
        assert given is not None
        if given.place is None:
            return True
        callee = given.call.child_by_field_name("constructor") or given.call.child(0)
        kind = callee.type
        if kind == "member_expression":
            last = callee.child(callee.child_count - 1)
            key = self._evaluator.slice(last)
            if key in _SOON:
                return key not in _LISTENING or not self._waits(given, key)
        elif kind == "identifier" and self._evaluator.slice(callee) in compiled.AROUND:
            return True
        self._evaluator.glance()
        called = self._evaluator.called(given.call, given.scope)
        key = called.key.encode("utf-8", "replace") if called.key is not None else b""
        if key in _SOON:
            return key not in _LISTENING or not self._waits(given, key)
        if called.function.name in APIS or called.function.name in _RUNNERS:
            return True
        return called.receiver.name.startswith(_OPENED)

    def _waits(self, given: Given, key: bytes) -> bool:
        """Return True for a handler of an event that loading does not bring; one that is not known is taken to be brought."""
        self._evaluator.glance()
        called = self._evaluator.called(given.call, given.scope)
        event = self._evaluator.argument(called, 0).text
        if event is None or not waits(key.decode(), event, own=False):
            return False
        receiver = called.receiver
        made = receiver.name.startswith(_HEARD) or bool(receiver.marks & (NETWORK | FILE))
        return waits(key.decode(), event, own=made or callbacks.is_fired(self._evaluator, event))

    def _by_name(self, scope: Scope, name: bytes) -> Iterator[Function]:
        owner = lookup(scope, name)
        if owner is None:
            return
        for bound in (*owner.names[name], *self._evaluator.bindings.assigned(owner, name)):
            yield from self._bound(bound)

    def _bound(self, bound: Bound) -> Iterator[Function]:
        if bound.how is How.LOCAL:
            yield from _functions(bound.target)
        elif bound.how is How.PARAMETER and isinstance(bound.target, Function) and not bound.path:
            self._evaluator.glance()
            for value in callbacks.given(self._evaluator, bound.target, bound.place):
                yield from _functions(value.target)
        elif bound.how is How.ASSIGN and bound.node is not None:
            self._evaluator.glance()
            yield from _functions(self._evaluator.bound(bound).target)
            if bound.node.type == "call_expression":
                yield from self._wrapped(bound.node, bound.scope)

    def _wrapped(self, node: Node, scope: Scope) -> Iterator[Function]:
        """Functions handed to a call whose result is called: `once(f)`, `__commonJS({"file"(exports) {}})`."""
        for argument in self._evaluator.arguments(self._evaluator.called(node, scope))[:4]:
            yield from _functions(argument.target)
            if argument.literal is not None and argument.literal.node.child_count < 8:
                yield from self._held(argument)

    def _by_member(self, call: Call) -> Iterator[Function]:
        self._evaluator.glance()
        called = self._evaluator.called(call.node, call.scope)
        yield from _functions(called.function.target)
        callee = call.node.child_by_field_name("constructor") or call.node.child(0)
        if callee.type == "member_expression" and call.name in {b"call", b"apply"}:
            callee = callee.child(0)
        if callee.type == "subscript_expression":
            yield from self._held(self._evaluator.value(callee.child(0), call.scope))

    def _held(self, value: Value) -> Iterator[Function]:
        """All functions that an object or array holds: which one is called by number is not known."""
        literal = value.literal
        if literal is None:
            return
        nodes: Iterable[Node | None]
        if literal.node.type == "array":
            nodes = literals.elements_of(self._evaluator, literal)[:_MOST_BUNDLED]
        else:
            nodes = literals.properties_of(self._evaluator, literal).values()
        for node in nodes:
            function = self._index.functions.get(node.id) if node is not None else None
            if function is not None:
                yield function


def _is_heard(receiver: Value) -> bool:
    return receiver.name.startswith(_HEARD) or bool(receiver.marks & (NETWORK | FILE))


def _makes_events(receiver: Value) -> bool:
    """Whether it makes events by itself: what talks or runs, and the process."""
    return _is_heard(receiver) or receiver.name.startswith(_OPENED) or receiver.name == "process"


def _is_bound(evaluator: Evaluator, node: Node) -> bool:
    callee = node.child(0)
    return (
        callee.type == "member_expression"
        and evaluator.slice(callee.child(callee.child_count - 1)) == b"bind"
    )


def _functions(target: object) -> Iterator[Function]:
    if isinstance(target, Function):
        yield target
    elif isinstance(target, Class):
        yield target.constructor
        if target.body is not None:
            yield target.body
