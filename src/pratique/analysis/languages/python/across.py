"""What a file calls of other files, and what other files may call of it.

Facts know one file. These two lists let `pratique.analysis.joining` tell what runs when `pkg/__init__.py` calls `init()` of
`pkg/tser.py`, or the `run` of an install command calls `pkg.sub.main()`. Names alone decide, nothing is evaluated.
"""

import ast
import sys
from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import Any

from pratique.analysis.facts import Call, Definition, Flow, Payload, Use
from pratique.analysis.languages.python import apis, vocabulary
from pratique.analysis.languages.python.resolve import lookup, method_of
from pratique.analysis.languages.python.scopes import Binding, Scope, function_line, line_of
from pratique.analysis.languages.python.source import Source

_MOST_DEFINITIONS = 300
_MOST_RUN = 150
_MOST_STARRED = 5
_MOST_PARTS = 300
_MOST_NAME = 200
_MAKING = ("__new__", "__init__", "__post_init__")
_ELSEWHERE = sys.stdlib_module_names | apis.MODULE_ROOTS | {"setuptools", "pip", "pkg_resources"}
"""Modules that are no neighbour's."""


def read_calls(source: Source) -> None:
    """Add what a source calls of other files to its facts."""
    # What runs at load matters most where not all fit.
    for target, line, at_load, scope in sorted(set(_calls(source)), key=lambda call: (not call[2], *call)):
        source.facts.add_call(Call(target, line, at_load, scope))


def read_definitions(source: Source) -> None:
    """Add what other files may call of a source to its facts, whose uses and calls must be known by now."""
    source.facts.definitions = tuple(islice(_definitions(source), _MOST_DEFINITIONS))


_Told = tuple[str, int, bool, int]
"""Target, line, whether at load, scope."""


def _calls(source: Source) -> Iterator[_Told]:
    module = source.index.module
    near = _Near(source)
    starred = [bound.name for bound in module.names.get("*", ()) if _is_near(bound.name)][:_MOST_STARRED]
    for scope in source.index.scopes:
        for called in scope.calls:
            found = near.target(called.node.func, called.scope)
            names = [found] if found is not None else []
            if found is None and starred and isinstance(called.node.func, ast.Name):
                names = list(_from_star(called.node.func.id, called.scope, starred))
            for part in source.load.given_to_start(called):
                given = near.dotted(part, called.scope)
                if given is not None:
                    names.append(given)
            if names:
                at_load, line = source.runs(called.scope, called.block), function_line(called.scope)
                yield from ((name, called.node.lineno, at_load, line) for name in names)
    for node, scope in source.load.command_classes(source.index):
        yield from _commands(source, near, node, scope)


class _Near:
    """Names of a source that come from modules that may be neighbours."""

    def __init__(self, source: Source) -> None:
        self._resolver = source.resolver
        self._roots: set[str] = set()
        """The names that any import of such a module gives: a name that begins with none of them is no neighbour's."""
        made: list[tuple[str, ast.Call]] = []
        for scope in source.index.scopes:
            for name, bounds in scope.names.items():
                first = bounds[0]
                if first.how is Binding.ASSIGN and first.node.__class__ is ast.Call and len(bounds) == 1:
                    made.append((name, first.node))
                elif any(bound.how is Binding.IMPORT and _may_be_near(bound.name) for bound in bounds):
                    self._roots.add(name)
        self._made = {name for name, call in made if self._may(call.func)}
        """The names of what a call of such a name gives."""

    def _may(self, node: ast.expr) -> bool:
        root: Any = node
        while root.__class__ is ast.Attribute:
            root = root.value
        return root.__class__ is ast.Name and root.id in self._roots

    def target(self, func: ast.expr, scope: Scope) -> str | None:
        """The name of what is called, when it comes from such a module: `f`, `module.f`, `Made().f`, `made.f`."""
        found = self.dotted(func, scope)
        if found is not None or not isinstance(func, ast.Attribute):
            return found
        owner: ast.expr | None = func.value
        if isinstance(owner, ast.Name):
            if owner.id not in self._made:
                return None
            bounds = known[1] if (known := lookup(owner.id, scope)) else []
            owner = bounds[0].node if len(bounds) == 1 and bounds[0].how is Binding.ASSIGN else None
        made = self.dotted(owner.func, scope) if isinstance(owner, ast.Call) else None
        return f"{made}.{func.attr}" if made is not None else None

    def dotted(self, node: ast.expr, scope: Scope) -> str | None:
        """The dotted name of an expression, when it comes from such a module."""
        # What no import gave is nobody else's: built-ins come by the same road.
        node = _got(node) or node
        if not self._may(node):
            return None
        name = self._resolver.dotted(node, scope)
        return name if name is not None and len(name) <= _MOST_NAME and _is_near(name) else None


def _got(node: ast.expr) -> ast.Attribute | None:
    """`getattr(owner, "name")` as `owner.name`."""
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "getattr"
        and len(node.args) > 1
        and isinstance(node.args[1], ast.Constant)
        and isinstance(node.args[1].value, str)
    ):
        return ast.Attribute(node.args[0], node.args[1].value, ast.Load())
    return None


def _may_be_near(name: str) -> bool:
    """Whether the name of an import may be near; what packages carry under names of their own is renamed."""
    return _is_near(name) or name.partition(".")[0] in vocabulary.CARRIER_ROOTS


def _is_near(name: str) -> bool:
    return name.startswith(".") or name.partition(".")[0] not in _ELSEWHERE


def _from_star(name: str, scope: Scope, starred: list[str]) -> Iterator[str]:
    if name not in vocabulary.BUILTINS and lookup(name, scope) is None:
        yield from (f"{module}{'' if module.endswith('.') else '.'}{name}" for module in starred)


def _commands(source: Source, near: _Near, root: ast.expr, scope: Scope) -> Iterator[_Told]:
    """What setuptools calls of the classes of other modules that `setup(cmdclass=...)` is given."""
    at_load, line = source.runs(scope, source.index.block), function_line(scope)
    for part in islice(ast.walk(root), _MOST_PARTS):
        name = near.dotted(part, scope) if isinstance(part, ast.expr) else None
        if name is not None:
            for method in ("", *(f".{method}" for method in vocabulary.SETUP_METHODS)):
                yield name + method, line_of(part), at_load, line


def _definitions(source: Source) -> Iterator[Definition]:
    graph = _Graph(source)
    if not graph.tells:
        return
    module = source.index.module
    main = (called for called in module.calls if called.block.main and not called.block.never)
    program = graph.runs([module, *(target for called in main for target in source.load.started(called))])
    if program:
        yield Definition("", program)
    waiting = deque((scope, scope.name) for scope in _inside(module))
    while waiting:
        scope, name = waiting.popleft()
        starts = [scope]
        if scope.is_class:
            waiting.extend((inner, f"{name}.{inner.name}") for inner in _inside(scope))
            made = (method_of(scope, method) for method in _MAKING)
            starts = [method for method in made if method is not None]
            yield from _thread(source, graph, scope, name)
        runs = graph.runs(starts)
        if runs:
            yield Definition(name[:_MOST_NAME], runs)


def _thread(source: Source, graph: "_Graph", scope: Scope, name: str) -> Iterator[Definition]:
    """`start` of a class that is a thread: it runs `run`."""
    bases = scope.node.bases if isinstance(scope.node, ast.ClassDef) else []
    around = scope.parent or scope
    if any(source.resolver.dotted(base, around) in vocabulary.THREADS for base in bases):
        run = method_of(scope, "run")
        runs = graph.runs([run]) if run is not None else ()
        if runs:
            yield Definition(f"{name}.start"[:_MOST_NAME], runs)


def _inside(scope: Scope) -> Iterator[Scope]:
    """The functions and classes that are defined directly in a module or class."""
    for bounds in scope.names.values():
        for bound in bounds:
            if bound.how is Binding.LOCAL and bound.target is not None and bound.target.name:
                yield bound.target


class _Graph:
    """Which function of a file starts which, and of which there is anything to tell that does not run at load anyway."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._started: dict[Scope, list[Scope]] = {source.index.module: []}
        """What each starts; what the module starts runs at load anyway."""
        facts = source.facts
        told: tuple[Use | Flow | Payload | Call, ...] = (
            *facts.uses.values(),
            *facts.flows.values(),
            *facts.payloads.values(),
            *facts.calls.values(),
        )
        self._telling = {fact.scope for fact in told if not fact.at_load}
        self.tells = bool(self._telling)
        """Whether there is anything to tell."""
        self._leading = self._that_lead() if self.tells else set[Scope]()
        """The scopes that start a telling one, be it by others."""

    def _that_lead(self) -> set[Scope]:
        callers: dict[Scope, list[Scope]] = {}
        waiting: deque[Scope] = deque()
        for scope in self._source.index.scopes:
            for target in self._starts(scope):
                callers.setdefault(target, []).append(scope)
            if function_line(scope) in self._telling:
                waiting.append(scope)
        found: set[Scope] = set()
        while waiting:
            scope = waiting.popleft()
            if scope not in found:
                found.add(scope)
                waiting.extend(callers.get(scope, ()))
        return found

    def runs(self, starts: list[Scope]) -> tuple[int, ...]:
        """The telling scopes that run when one of `starts` does."""
        if self._leading.isdisjoint(starts):
            return ()
        seen: set[Scope] = set()
        waiting = deque(starts)
        while waiting and len(seen) < _MOST_RUN:
            scope = waiting.popleft()
            if scope not in seen:
                seen.add(scope)
                waiting.extend(self._starts(scope))
        return tuple(sorted({line for scope in seen if (line := function_line(scope)) in self._telling}))

    def _starts(self, scope: Scope) -> list[Scope]:
        found = self._started.get(scope)
        if found is None:
            calls = (called for called in scope.calls if not called.block.never)
            found = list(
                dict.fromkeys(target for called in calls for target in self._source.load.started(called))
            )
            self._started[scope] = found
        return found
