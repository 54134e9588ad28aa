"""Which parts of a file run when the file is loaded.

The program's own level and the bodies of classes run; so does every method that what runs calls, and every block that
is given to what runs it (an iterator, a thread, a handler of the program's end). A block that waits (of a function
object, a method that is defined, the DSL of another library) does not, nor what stands below the test that the file is
started as a program. A method that is put into a class of somebody else counts as running: others call it without
knowing.
"""

from collections import deque
from collections.abc import Iterator

from pratique.analysis.engine.evaluate import At, Evaluator, Resolved
from pratique.analysis.engine.ir import Branch, Call, Node, Op, Scope, ScopeKind, Unit
from pratique.analysis.languages.handlers import waits


class Load:
    """The scopes of a file that run at load."""

    def __init__(self, unit: Unit, evaluator: Evaluator) -> None:
        self._unit = unit
        self._words = evaluator.model.words
        self._evaluator = evaluator
        self._targets: dict[Call, tuple[Scope, ...]] = {}
        self._link()
        self._scopes = self._closure()

    def at_load(self, scope: Scope, branch: Branch) -> bool:
        """Return True if code of that scope and branch runs when the file is loaded."""
        return scope in self._scopes and not branch.main

    def _link(self) -> None:
        """Find the methods of the file that each call calls, and tell the evaluator who calls whom."""
        callers = self._evaluator.callers
        unit = self._unit
        for scope in unit.scopes:
            for call in scope.calls:
                if (
                    call.method in unit.methods
                    or call.method in self._words.started
                    or call.method in self._words.sends
                    or call.method in unit.aliases
                ):
                    targets = tuple(self._callees(call))
                    if targets:
                        self._targets[call] = targets
                    for target in targets:
                        callers.setdefault(target, []).append(call)

    def _callees(self, call: Call) -> Iterator[Scope]:
        if call.method in self._words.yields:
            return
        model = self._evaluator.model
        resolved = model.resolve(self._evaluator, call, At(call.scope, call.branch))
        target = resolved.target
        if target is None:
            yield from self._by_name(call, resolved)
        elif target.kind is not ScopeKind.BODY:
            yield target
        else:
            made = model.constructor(self._evaluator, target)
            if made is not None:
                yield made

    def _by_name(self, call: Call, resolved: Resolved) -> Iterator[Scope]:
        """Yield the only method of that name in the file, if nothing is known of its receiver."""
        found = self._unit.methods.get(call.method, ())
        unknown = resolved.receiver is not None and not resolved.receiver.name and not resolved.receiver.known
        if unknown and len(found) == 1 and call.method not in self._words.callers:
            yield found[0]

    def _closure(self) -> set[Scope]:
        found: set[Scope] = set()
        waiting = deque([self._unit.scope])
        while waiting:
            scope = waiting.popleft()
            if scope in found:
                continue
            found.add(scope)
            patches = scope.kind is ScopeKind.BLOCK and scope.call is not None and self._patches(scope.call)
            for inner in scope.inner:
                if not inner.branch.main and (self._runs(inner) or patches):
                    waiting.append(inner)
            for call in scope.calls:
                if not call.branch.main:
                    waiting.extend(self._targets.get(call, ()))
        return found

    def _runs(self, inner: Scope) -> bool:
        """Return True if a scope runs when the scope around it does."""
        if inner.kind is ScopeKind.BODY:
            return True
        return inner.kind is ScopeKind.BLOCK and inner.call is not None and self._runs_block(inner.call)

    def _runs_block(self, call: Call) -> bool:
        method = call.method
        if method in self._words.sends:
            return self._defines(call)
        if method in self._words.definers:
            return self._is_foreign(call)
        if method in self._words.deferred:
            return False
        holder = call.first
        if holder is not None:
            created = method in self._words.makers and holder.value in self._words.holders
            return not created and not self._waits(call, holder)
        if method in self._words.run_blocks or method in self._unit.methods:
            return True
        return method in self._words.tasks and self._is_default(call)

    def _waits(self, call: Call, holder: Node) -> bool:
        """Return True for a block that is a handler of what is no client that the file made: `app.get("/x") { }`."""
        event = self._word(call)
        if not waits(call.method, event, own=False):
            return False
        made = self._evaluator.value(holder, At(call.scope, call.branch))
        return waits(call.method, event, own=bool(made.marks) or made.name.startswith(self._words.clients))

    def _is_default(self, call: Call) -> bool:
        """Return True if a task is the one that runs when none is named, as in the build of an extension."""
        default = self._words.default_task
        return default in call.keys or self._word(call) == default

    def _defines(self, call: Call) -> bool:
        """Return True if `X.send(:define_method, ...) { }` puts a method into a class of somebody else."""
        name = self._word(call)
        return name in self._words.opens or (name in self._words.definers and self._is_foreign(call))

    def _word(self, call: Call) -> str | None:
        """Return the constant text that a call is given first."""
        first = call.parts[1] if len(call.parts) > 1 and not call.keys[0] else None
        if first is None:
            return None
        const = self._evaluator.value(first, At(call.scope, call.branch)).const
        return const if isinstance(const, str) else ""

    def _patches(self, call: Call) -> bool:
        """Return True if methods defined in the block of a call go into a class of another package."""
        return call.method in self._words.opens and self._is_foreign(call)

    def _is_foreign(self, call: Call) -> bool:
        """Return True if the receiver is a class that the file does not define, by its name or through `tap`."""
        holder = call.first
        scope: Scope | None = call.scope
        while scope is not None and holder is not None and holder.op is Op.NAME:
            given = scope.call
            if given is not None and holder.value in scope.parameters[:1]:
                holder = given.first if given.method in self._words.receiver_blocks else None
            scope = scope.parent
        if holder is None or holder.op is not Op.PATH:
            return False
        return str(holder.value).rpartition(self._words.separator)[2] not in self._unit.bodies
