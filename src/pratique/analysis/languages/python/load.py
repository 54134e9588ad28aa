"""Which functions of a file run when the file is loaded.

The module's own level and its class bodies run; so does every function that what runs calls or hands to something
that calls it (`threading.Thread(target=f)`, `atexit.register(f)`). The block below `if __name__ == "__main__"` does
not, nor one below `TYPE_CHECKING`. A file that calls `setuptools.setup` is run as a program by the build: there the
main block counts, and so do the methods that setuptools calls on the command classes of the file (`run` of an
`install` subclass, of a class given to `cmdclass`, and their like).
"""

import ast
from collections import deque
from collections.abc import Iterator
from itertools import islice, product
from typing import Any

from pratique.analysis.languages.handlers import waits
from pratique.analysis.languages.python import vocabulary
from pratique.analysis.languages.python.evaluate import At, Evaluator
from pratique.analysis.languages.python.handed_over import handed_over
from pratique.analysis.languages.python.passed_on import passed_on
from pratique.analysis.languages.python.protocols import FINDING, called_of, importing, of_class
from pratique.analysis.languages.python.resolve import Resolver, lookup, method_of
from pratique.analysis.languages.python.scopes import Binding, Block, Called, Index, Scope, class_of

_MOST_PARTS = 500
_MOST_BOUND = 20
_CONSTRUCTING = ("__init__", "__new__", "__post_init__", "__enter__", "__init_subclass__", "__del__")


_LAST_WORDS = frozenset(name.rpartition(".")[2] for name in vocabulary.STARTERS)
_STARTING_BUILTINS = vocabulary.STARTERS & vocabulary.KNOWN


class Load:
    """The scopes of a file that run at load."""

    def __init__(self, index: Index, resolver: Resolver, evaluator: Evaluator) -> None:
        self._resolver = resolver
        self._evaluator = evaluator
        self._targets: dict[Called, list[Scope]] = {}
        self.is_setup = False
        self._link(index)
        self._scopes = self._closure(index)

    def at_load(self, scope: Scope, block: Block) -> bool:
        """Whether code of that scope and block runs when the file is loaded."""
        return scope in self._scopes and not block.never and (self.is_setup or not block.main)

    def started(self, called: Called) -> Iterator[Scope]:
        """The functions of the file that a call runs, as far as names alone tell."""
        yield from self._targets.get(called, ())
        if called.node.args or called.node.keywords:
            yield from self._handed(called)

    def given_to_start(self, called: Called) -> Iterator[ast.expr]:
        """What a call is given to run: the target of a thread, what is registered for the end."""
        starts = self._starts(called)
        yield from called.node.args if starts else ()
        for word in called.node.keywords:
            if word.arg == "target" or starts:
                yield word.value

    def command_classes(self, index: Index) -> Iterator[tuple[ast.expr, Scope]]:
        """What `setup(cmdclass=...)` is given for commands that an installation may run, and where."""
        return ((node, scope) for asked, node, scope in self._given_commands(index) if asked)

    def _given_commands(self, index: Index) -> Iterator[tuple[bool, ast.expr, Scope]]:
        """Each part of `cmdclass`, with whether an installation may run it: `upload` and `test` wait for a person."""
        if not self.is_setup:
            return
        more = passed_on(index)
        for scope in index.scopes:
            for called in scope.calls:
                for word in called.node.keywords:
                    if word.arg in {"cmdclass", "distclass"} and self._sets_up(called):
                        for key, node in _commands_in(word.value, called.scope):
                            named = not isinstance(key, str) or key in vocabulary.INSTALLING_COMMANDS
                            yield named or more is None or key in more, node, called.scope

    def _link(self, index: Index) -> None:
        callers = self._evaluator.callers
        for scope in index.scopes:
            for called in scope.calls:
                target = self._resolver.target(called)
                if target is None:
                    node = called.node
                    over = handed_over(called) if node.keywords or len(node.args) > 1 else None
                    if over is not None:
                        for function in self._named(over.node.func, over.scope):
                            callers.setdefault(function, []).append(over)
                    continue
                self._targets[called] = [target]
                callers.setdefault(target, []).append(called)
                if target.is_class:
                    self._construct(target, called)

    def _construct(self, target: Scope, called: Called) -> None:
        for name in _CONSTRUCTING:
            method = method_of(target, name)
            if method is not None:
                self._targets[called].append(method)
                self._evaluator.callers.setdefault(method, []).append(called)
        bases = target.node.bases if isinstance(target.node, ast.ClassDef) else []
        if target.parent is not None and any(
            self._resolver.dotted(base, target.parent) in vocabulary.THREADS for base in bases
        ):
            method = method_of(target, "run")
            if method is not None:
                self._targets[called].append(method)

    def _closure(self, index: Index) -> set[Scope]:
        """All scopes that run, from the module on."""
        self.is_setup = any(self._sets_up(called) for scope in index.scopes for called in scope.calls)
        found: set[Scope] = set()
        waiting = deque([index.module])
        if self.is_setup:
            waiting.extend(self._commands(index))
        bodies: dict[Scope, list[Scope]] = {}
        decorated: dict[Scope, list[Scope]] = {}
        for scope in index.scopes:
            if scope.parent is not None and scope.is_class:
                bodies.setdefault(scope.parent, []).append(scope)
            if scope.parent is not None and getattr(scope.node, "decorator_list", None):
                decorated.setdefault(scope.parent, []).append(scope)
        while waiting:
            scope = waiting.popleft()
            if scope in found:
                continue
            found.add(scope)
            waiting.extend(bodies.get(scope, ()))
            waiting.extend(of_class(scope))
            waiting.extend(self._put_in(scope, index) if scope.name in FINDING else ())
            for function in decorated.get(scope, ()):
                waiting.extend(self._decorated(function))
            for called in scope.calls:
                if not called.block.never and (self.is_setup or not called.block.main):
                    waiting.extend(self._started(called))
        return found

    def _put_in(self, scope: Scope, index: Index) -> Iterator[Scope]:
        """The functions of the file that a loader puts into the modules that it loads."""
        for _, node, around in index.patched:
            if around is scope:
                yield from self._named(node, around)

    def _sets_up(self, called: Called) -> bool:
        """Whether a call is `setuptools.setup(...)`; the last word is compared first, for there are many calls."""
        func: Any = called.node.func
        kind = func.__class__
        last = func.attr if kind is ast.Attribute else func.id if kind is ast.Name else ""
        return last == "setup" and self._resolver.dotted(func, called.scope) in vocabulary.SETUP

    def _started(self, called: Called) -> Iterator[Scope]:
        """The functions of the file that a call runs."""
        yield from self._targets.get(called, ())
        func = called.node.func
        if isinstance(func, ast.Attribute) and called not in self._targets:
            if func.attr in self._resolver.methods:
                value = self._evaluator.value(func, At(called.scope, called.block))
                if isinstance(value.target, Scope):
                    self._evaluator.callers.setdefault(value.target, []).append(called)
                    yield value.target
            yield from importing(self._resolver, self._evaluator, called)
        elif called not in self._targets and _is_reached(func, called.scope):
            for scope in called_of(self._evaluator, called):
                self._evaluator.callers.setdefault(scope, []).append(called)
                yield scope
        if called.node.args or called.node.keywords:
            yield from self._handed(called)

    def _handed(self, called: Called) -> Iterator[Scope]:
        """The functions that a call is given and runs."""
        starts, targets = self._starts(called), self._targets.get(called)
        parts = called.node.args
        if called.node.keywords:
            parts = [*parts, *(word.value for word in called.node.keywords)]
            for word in called.node.keywords:
                # Whatever a thread is called by.
                if word.arg == "target":
                    yield from self._named(word.value, called.scope)
        for place, part in enumerate(parts):
            if part.__class__ is ast.Lambda:
                scope = self._resolver.by_node.get(id(part))
                if scope is not None and (starts or not _registers(called.node)):
                    yield scope
            elif starts or (targets is not None and _calls_parameter(targets, place)):
                yield from self._named(part, called.scope)

    def _starts(self, called: Called) -> bool:
        """Whether a call runs the functions it is given, by its name."""
        func: Any = called.node.func
        kind = func.__class__
        if kind is ast.Attribute:
            if func.attr in vocabulary.STARTING_METHODS:
                return True
            if func.attr not in _LAST_WORDS:
                return False
        elif kind is not ast.Name:
            return False
        elif func.id not in _STARTING_BUILTINS and func.id not in self._resolver.imported:
            # What `from x import *` gives is none of them.
            return False
        return self._resolver.dotted(func, called.scope) in vocabulary.STARTERS

    def _named(self, node: ast.expr, scope: Scope) -> Iterator[Scope]:
        """The functions of the file that an expression names: `f`, `self.f`."""
        if isinstance(node, ast.Name):
            found = lookup(node.id, scope)
            for bound in found[1] if found else ():
                if bound.how is Binding.LOCAL and bound.target is not None:
                    yield bound.target
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            owner = class_of(scope) if node.value.id in vocabulary.ITSELF else None
            method = method_of(owner, node.attr) if owner is not None else None
            if method is not None:
                yield method

    def _decorated(self, scope: Scope) -> Iterator[Scope]:
        """The decorators of a function or class, and the function itself when one of them runs it."""
        assert isinstance(scope.node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        assert scope.parent is not None
        for node in scope.node.decorator_list:
            plain = node.func if isinstance(node, ast.Call) else node
            if self._resolver.dotted(plain, scope.parent) in vocabulary.STARTERS:
                yield scope
            for target in self._named(plain, scope.parent):
                yield target
                first = target.parameters[0] if target.parameters else ""
                funcs = (one.node.func for one in target.calls)
                if plain is node and any(isinstance(func, ast.Name) and func.id == first for func in funcs):
                    yield scope

    def _commands(self, index: Index) -> Iterator[Scope]:
        """The methods that setuptools calls on the command classes of the file."""
        for attribute, node, around in index.patched:
            if attribute in vocabulary.SETUP_METHODS:
                yield from self._named(node, around)
        named: set[int] = set()
        idle: set[int] = set()
        for asked, node, around in self._given_commands(index):
            (named if asked else idle).update(id(scope) for scope in self._classes_in(node, around))
        idle -= named
        for scope in index.scopes:
            if not isinstance(scope.node, ast.ClassDef) or scope.parent is None or id(scope) in idle:
                continue
            bases = [self._resolver.dotted(base, scope.parent) or "" for base in scope.node.bases]
            if id(scope) in named or any(base.startswith(vocabulary.SETUP_COMMANDS) for base in bases):
                owners = [
                    scope,
                    *(own for base in scope.node.bases for own in self._named(base, scope.parent)),
                ]
                for owner, name in product(owners, vocabulary.SETUP_METHODS):
                    method = method_of(owner, name)
                    if method is not None:
                        yield method

    def _classes_in(self, node: ast.expr, scope: Scope) -> Iterator[Scope]:
        found = lookup(node.id, scope) if isinstance(node, ast.Name) else None
        bound = [one.node for one in found[1][:20] if one.node is not None] if found else []
        for root in (node, *bound):
            for part in islice(ast.walk(root), _MOST_PARTS):
                if isinstance(part, ast.Name):
                    yield from (target for target in self._named(part, scope) if target.is_class)


def _is_reached(func: ast.expr, scope: Scope) -> bool:
    """Whether what is called is had by a name of the file, by a call or out of a container."""
    if isinstance(func, ast.Name):
        return lookup(func.id, scope) is not None
    return isinstance(func, ast.Call | ast.Subscript)


def _registers(node: ast.Call) -> bool:
    """Return True for a call that registers a handler: `button.bind("<Button-1>", f)`, `signal.connect(f)`."""
    first = node.args[0] if node.args else None
    event = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None
    return isinstance(node.func, ast.Attribute) and waits(node.func.attr, event, own=False)


def _calls_parameter(targets: list[Scope], place: int) -> bool:
    """Whether a function of the file that is called calls what it is given there."""
    for target in targets:
        if place < len(target.parameters):
            name = target.parameters[place]
            plain = (one.node.func for one in target.calls)
            if any(isinstance(func, ast.Name) and func.id == name for func in plain):
                return True
    return False


def _commands_in(node: ast.expr, scope: Scope) -> Iterator[tuple[object, ast.expr]]:
    """The parts of a `cmdclass` with the name of each command, None where it is not in plain sight."""
    found = lookup(node.id, scope) if isinstance(node, ast.Name) else None
    bound = [one.node for one in found[1][:_MOST_BOUND] if one.node is not None] if found else []
    for root in bound or [node]:
        if isinstance(root, ast.Dict):
            keys = (key.value if isinstance(key, ast.Constant) else None for key in root.keys)
            yield from zip(keys, root.values, strict=True)
        elif isinstance(root, ast.Call) and not root.args and root.keywords:
            yield from ((word.arg, word.value) for word in root.keywords)
        else:
            yield None, root
