"""Which functions of a file run when the file is loaded.

The module's own level and its class bodies run; so does every function that what runs calls or hands to something
that calls it (`threading.Thread(target=f)`, `atexit.register(f)`). The block below `if __name__ == "__main__"` does
not, nor one below `TYPE_CHECKING`. A file that calls `setuptools.setup` is run as a program by the build: there the
main block counts, and so do the methods that setuptools calls on the command classes of the file (`run` of an
`install` subclass and its like).
"""

import ast
from collections import deque
from collections.abc import Iterator

from pratique.analysis.languages.python import vocabulary
from pratique.analysis.languages.python.evaluate import At, Evaluator
from pratique.analysis.languages.python.resolve import Resolver, lookup, method_of
from pratique.analysis.languages.python.scopes import Binding, Block, Called, Index, Scope

_CONSTRUCTING = ("__init__", "__new__", "__post_init__", "__enter__", "__init_subclass__")


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

    def _link(self, index: Index) -> None:
        callers = self._evaluator.callers
        for scope in index.scopes:
            for called in scope.calls:
                target = self._resolver.target(called)
                if target is None:
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

    def _closure(self, index: Index) -> set[Scope]:
        """All scopes that run, from the module on."""
        self.is_setup = any(self._sets_up(called) for scope in index.scopes for called in scope.calls)
        found: set[Scope] = set()
        waiting = deque([index.module])
        if self.is_setup:
            waiting.extend(self._commands(index))
        bodies: dict[Scope, list[Scope]] = {}
        for scope in index.scopes:
            if scope.parent is not None and scope.is_class:
                bodies.setdefault(scope.parent, []).append(scope)
        while waiting:
            scope = waiting.popleft()
            if scope in found:
                continue
            found.add(scope)
            waiting.extend(bodies.get(scope, ()))
            for called in scope.calls:
                if not called.block.never and (self.is_setup or not called.block.main):
                    waiting.extend(self._started(called))
        return found

    def _sets_up(self, called: Called) -> bool:
        """Whether a call is `setuptools.setup(...)`; the last word is compared first, for there are many calls."""
        func = called.node.func
        last = func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""
        return last == "setup" and self._resolver.dotted(func, called.scope) in vocabulary.SETUP

    def _started(self, called: Called) -> Iterator[Scope]:
        """The functions of the file that a call runs."""
        yield from self._targets.get(called, ())
        func = called.node.func
        if isinstance(func, ast.Attribute) and called not in self._targets:
            if func.attr in self._resolver.methods:
                value = self._evaluator.value(func, At(called.scope, called.block))
                if value.target is not None:
                    self._evaluator.callers.setdefault(value.target, []).append(called)
                    yield value.target
        elif isinstance(func, ast.Name) and called not in self._targets:
            value = self._evaluator.value(func, At(called.scope, called.block))
            if value.target is not None:
                yield value.target
        if self._resolver.dotted(func, called.scope) in vocabulary.STARTERS or isinstance(
            func, ast.Attribute
        ):
            yield from self._handed(called)

    def _handed(self, called: Called) -> Iterator[Scope]:
        for part in (*called.node.args, *(keyword.value for keyword in called.node.keywords)):
            if isinstance(part, ast.Lambda):
                scope = self._resolver.by_node.get(id(part))
                if scope is not None:
                    yield scope
            elif (
                isinstance(part, ast.Name)
                and self._resolver.dotted(called.node.func, called.scope) in vocabulary.STARTERS
            ):
                found = lookup(part.id, called.scope)
                for bound in found[1] if found else ():
                    if bound.how is Binding.LOCAL and bound.target is not None:
                        yield bound.target

    def _commands(self, index: Index) -> Iterator[Scope]:
        for scope in index.scopes:
            if not isinstance(scope.node, ast.ClassDef) or scope.parent is None:
                continue
            bases = [self._resolver.dotted(base, scope.parent) or "" for base in scope.node.bases]
            if any(base.startswith(vocabulary.SETUP_COMMANDS) for base in bases):
                for name in vocabulary.SETUP_METHODS:
                    method = method_of(scope, name)
                    if method is not None:
                        yield method
