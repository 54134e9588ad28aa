"""What a file calls of other files, and what other files may call of it.

Facts know one file. These two lists let `pratique.analysis.joining` tell what runs when index.js calls `go()` of lib/core.js.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice

from tree_sitter import Node

from pratique.analysis.engine.gather import JAVASCRIPT
from pratique.analysis.facts import Call as Told
from pratique.analysis.facts import Definition, Flow, Import, Payload, Use
from pratique.analysis.languages.javascript import exported_names
from pratique.analysis.languages.javascript.load import HANDED
from pratique.analysis.languages.javascript.nearby import Near, is_near, may_be_near, text_of
from pratique.analysis.languages.javascript.scopes import Call, Class, Function, How, lookup
from pratique.analysis.languages.javascript.source import Source

_HANDED = HANDED | {b"Promise", b"apply", b"construct"}
"""Calls that run a function of another file which they are given: `setTimeout(core.go)`, `Reflect.apply(core.go, null, [])`."""
_MOST_DEFINITIONS = 300
_MOST_RUN = 300
_MOST_GIVEN = 4
_MOST_MODULES = 1_000
_MOST_LOOKED_AT = 20_000
"""Calls of a source that are looked at."""


def read_across(source: Source, *, quiet: bool = False) -> None:
    """Add what a source calls of other files, and what they may call of it, to its facts; all else must be known by now.

    Of a `quiet` source, which does nothing by itself, functions are told that call what they are given.
    """
    graph = _Graph(source)
    near = Near(source.evaluator) if may_be_near(source.evaluator.source) else None
    for call in _told_calls(source, near, graph) if near is not None else ():
        source.facts.add_call(call)
    graph.know()
    if not (quiet or graph.tells or near is not None):
        return
    source.facts.definitions = tuple(
        islice(dict.fromkeys(_definitions(source, near, graph)), _MOST_DEFINITIONS)
    )


def _told_calls(source: Source, near: Near, graph: "_Graph") -> list[Told]:
    """The calls of other files, those at load first; where they are too many, all that those files have counts as called."""
    found = sorted(
        set(_calls(source, near, graph)),
        key=lambda call: (not call.at_load, call.line, call.target, call.scope, call.hands),
    )
    many = len({(call.target, call.scope, call.at_load) for call in found}) > JAVASCRIPT.calls
    if not (many or near.exhausted or _count(source) > _MOST_LOOKED_AT):
        return found
    hands = tuple(sorted({scope for call in found for scope in call.hands}))
    modules = [asked.module for asked in source.index.imports if is_near(asked.module)]
    for call in source.index.named_calls.get(b"require", ())[:_MOST_MODULES]:
        name = near.of(call.node, call.scope)
        modules += [name[0]] if name is not None else []
    modules += [call.target.partition("#")[0] for call in found]
    return [*(Told(f"{module}#*", 1, True, 0, hands) for module in dict.fromkeys(modules)), *found]


def _count(source: Source) -> int:
    index = source.index
    named = sum(map(len, index.named_calls.values()))
    return named + len(index.member_calls) + len(index.method_calls)


def _calls(source: Source, near: Near, graph: "_Graph") -> Iterator[Told]:
    index = source.index
    named = (call for calls in index.named_calls.values() for call in calls)
    for call in islice((*named, *index.member_calls, *index.method_calls), _MOST_LOOKED_AT):
        found = near.of(
            call.node.child_by_field_name("constructor") if call.new else call.node.child(0), call.scope
        )
        if found is not None:
            hands = graph.runs(_given(source, call)) if call.name != b"require" else ()
            yield _told(source, text_of(found), call, hands)
        if call.name in _HANDED:
            for node in _first_arguments(call):
                handed = (
                    near.of(node, call.scope)
                    if node.type not in {"arrow_function", "function_expression"}
                    else None
                )
                if handed is not None:
                    yield _told(source, text_of(handed), call, ())
    for made in index.classes.values():
        base = near.bound(made.base) if made.base is not None else None
        if base is not None:
            scope, row = made.constructor.scope, made.constructor.node.start_point[0]
            yield Told(text_of(base), row + 1, source.load.runs(scope), source.scope_at(scope))


def _told(source: Source, target: str, call: Call, hands: tuple[int, ...]) -> Told:
    at_load, line = source.load.runs(call.scope), source.evaluator.line(call.node)
    return Told(target, line, at_load, source.scope_at(call.scope), hands)


def _first_arguments(call: Call) -> Iterator[Node]:
    arguments = call.node.child(call.node.child_count - 1)
    yield from (
        arguments.named_child(place) for place in range(min(arguments.named_child_count, _MOST_GIVEN))
    )


def _given(source: Source, call: Call) -> Iterator[Function]:
    """The functions of the file that a call is given."""
    for node in _first_arguments(call):
        function = source.index.functions.get(node.id)
        if function is not None:
            yield function
        elif node.type == "identifier":
            name = source.evaluator.slice(node)
            owner = lookup(call.scope, name)
            for bound in owner.names[name] if owner is not None else ():
                if bound.how is How.LOCAL and isinstance(bound.target, Function):
                    yield bound.target
                elif bound.node is not None and bound.node.id in source.index.functions:
                    yield source.index.functions[bound.node.id]


def _definitions(source: Source, near: Near | None, graph: "_Graph") -> Iterator[Definition]:
    known: dict[int, tuple[tuple[int, ...], bool]] = {}
    for name, held in exported_names.exported(source, near):
        if isinstance(held, str):
            yield Definition(name, (), held)
            continue
        found = known.get(id(held))
        if found is None:
            starts = _started(held)
            runs = graph.runs(starts) if graph.tells else ()
            found = known[id(held)] = runs, any(_calls_given(source, one) for one in starts)
        runs, calls_given = found
        if runs or calls_given:
            yield Definition(name, runs, calls_given=calls_given)


def _started(held: Function | Class) -> list[Function]:
    """What a call of a function, or the making of an instance, runs first."""
    if isinstance(held, Function):
        return [held]
    return [held.constructor, held.body] if held.body is not None else [held.constructor]


def _calls_given(source: Source, function: Function) -> bool:
    """Whether a function calls one of its parameters, or hands it to what does: `setTimeout(given)`."""
    names = [name for name in function.parameters if name]
    if any(source.evaluator.bindings.calls(function.scope, name) for name in names):
        return True
    return any(
        node.type == "identifier" and source.evaluator.slice(node) in names
        for call in source.load.handing(function)
        for node in _first_arguments(call)
    )


class _Graph:
    """Which function of a file starts which, and of which there is anything to tell that does not run at load anyway."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._telling: set[int] = set()

    @property
    def tells(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self._telling)

    def know(self) -> None:
        """Take note of what the facts tell by now."""
        facts = self._source.facts
        told: tuple[Use | Flow | Payload | Told | Import, ...] = (
            *(item for item in facts.imports.values() if item.dynamic),
            *facts.uses.values(),
            *facts.flows.values(),
            *facts.payloads.values(),
            *facts.calls.values(),
        )
        self._telling = {fact.scope for fact in told if not fact.at_load and fact.scope}

    def runs(self, starts: Iterable[Function]) -> tuple[int, ...]:
        """The telling scopes that run when one of `starts` does; all of them while that is not known yet."""
        source = self._source
        seen: dict[int, Function] = {}
        waiting = deque(starts)
        while waiting and len(seen) < _MOST_RUN:
            function = waiting.popleft()
            if id(function) not in seen:
                seen[id(function)] = function
                waiting.extend(source.load.started_by(function))
        scopes = {source.scope_at(function.scope) for function in seen.values()}
        return tuple(sorted(scopes & self._telling if self._telling else scopes - {0}))
