"""Which parts of a file run when the file is loaded.

The program's own level and the bodies of classes run; so does every method that what runs calls, and every block that
is given to what runs it (`each`, `Thread.new`, `at_exit`). A block that waits (`define_method`, `lambda`, the
DSL of another library) does not, nor what stands below `if __FILE__ == $0`. A method that is put into a class of
somebody else (`Rack::Sendfile.send(:define_method, :call)`) counts as running: others call it without knowing.
"""

from collections import deque
from collections.abc import Iterator

from pratique.analysis.languages.handlers import waits
from pratique.analysis.languages.ruby import vocabulary
from pratique.analysis.languages.ruby.arguments import arguments_of, receiver_of
from pratique.analysis.languages.ruby.evaluate import At, Evaluator
from pratique.analysis.languages.ruby.nodes import Node
from pratique.analysis.languages.ruby.resolve import Resolved, method_of, resolve
from pratique.analysis.languages.ruby.scopes import Branch, Called, Index, Scope, ScopeKind

_CONSTANTS = frozenset(("constant", "scope_resolution"))
_OPENING = frozenset(("class_eval", "module_eval", "class_exec", "module_exec", "instance_eval"))
_CLIENTS = (
    "Net::",
    "TCPSocket",
    "Socket",
    "UNIXSocket",
    "IO",
    "File",
    "OpenURI",
    "OpenSSL",
    "Faraday",
    "HTTP",
)
"""What speaks since the file made it: a request, a socket, a file."""
_STARTED = frozenset(("call", "()", "yield", "new", *vocabulary.SENDS))


class Load:
    """The scopes of a file that run at load."""

    def __init__(self, index: Index, evaluator: Evaluator) -> None:
        self._index = index
        self._evaluator = evaluator
        self._targets: dict[Called, tuple[Scope, ...]] = {}
        self._link()
        self._scopes = self._closure()

    def at_load(self, scope: Scope, branch: Branch) -> bool:
        """Whether code of that scope and branch runs when the file is loaded."""
        return scope in self._scopes and not branch.main

    def _link(self) -> None:
        """Find the methods of the file that each call calls, and tell the evaluator who calls whom."""
        callers = self._evaluator.callers
        index = self._index
        for scope in index.scopes:
            for called in scope.calls:
                if (
                    called.method in index.methods
                    or called.method in _STARTED
                    or called.method in index.aliases
                ):
                    targets = tuple(self._called(called))
                    if targets:
                        self._targets[called] = targets
                    for target in targets:
                        callers.setdefault(target, []).append(called)

    def _called(self, called: Called) -> Iterator[Scope]:
        if called.method == "yield":
            return
        resolved = resolve(self._evaluator, called.node, At(called.scope, called.branch))
        target = resolved.target
        if target is None:
            yield from self._by_name(called, resolved)
        elif target.kind is not ScopeKind.BODY:
            yield target
        else:
            made = method_of(self._evaluator, target, "initialize", singleton=False)
            if made is not None:
                yield made

    def _by_name(self, called: Called, resolved: Resolved) -> Iterator[Scope]:
        """The only method of that name in the file, when nothing is known of what it is called on."""
        found = self._index.methods.get(called.method, ())
        unknown = resolved.receiver is not None and not resolved.receiver.name and not resolved.receiver.known
        if unknown and len(found) == 1 and called.method not in vocabulary.CALLERS:
            yield found[0]

    def _closure(self) -> set[Scope]:
        found: set[Scope] = set()
        waiting = deque([self._index.scope])
        while waiting:
            scope = waiting.popleft()
            if scope in found:
                continue
            found.add(scope)
            patches = scope.kind is ScopeKind.BLOCK and scope.call is not None and self._patches(scope.call)
            for inner in scope.inner:
                if not inner.branch.main and (self._runs(inner) or patches):
                    waiting.append(inner)
            for called in scope.calls:
                if not called.branch.main:
                    waiting.extend(self._targets.get(called, ()))
        return found

    def _runs(self, inner: Scope) -> bool:
        """Whether a scope runs when the scope around it does."""
        if inner.kind is ScopeKind.BODY:
            return True
        return inner.kind is ScopeKind.BLOCK and inner.call is not None and self._runs_block(inner.call)

    def _runs_block(self, called: Called) -> bool:
        method = called.method
        if method in vocabulary.SENDS:
            return self._defines(called)
        if method in vocabulary.DEFINERS:
            return self._is_foreign(called)
        if method in vocabulary.DEFERRED_BLOCKS:
            return False
        holder = receiver_of(called.node)
        if holder is not None:
            created = method == "new" and self._text(holder) in {"Proc", "Hash"}
            return not created and not self._waits(called, holder)
        if method in vocabulary.RUN_BLOCKS or method in self._index.methods:
            return True
        return method == vocabulary.TASK and self._is_default(called)

    def _waits(self, called: Called, holder: Node) -> bool:
        """Return True for a block that is a handler of what is no client that the file made: `app.get("/x") { }`."""
        first = arguments_of(called.node, self._index.program).at(0)
        event = self._text(first).strip(":\"'") if first is not None else None
        if not waits(called.method, event, own=False):
            return False
        made = self._evaluator.value(holder, At(called.scope, called.branch))
        return waits(called.method, event, own=bool(made.marks) or made.name.startswith(_CLIENTS))

    def _is_default(self, called: Called) -> bool:
        """Whether a Rake task is the one that runs when none is named, as in the build of an extension."""
        arguments = arguments_of(called.node, self._index.program)
        first = arguments.at(0)
        return "default" in arguments.pairs or (
            first is not None and self._text(first).strip(":\"'") == "default"
        )

    def _defines(self, called: Called) -> bool:
        """Whether `X.send(:define_method, ...) { }` puts a method into a class of somebody else."""
        first = arguments_of(called.node, self._index.program).at(0)
        name = self._text(first).strip(":\"'") if first is not None else ""
        return name in _OPENING or (name in vocabulary.DEFINERS and self._is_foreign(called))

    def _patches(self, called: Called) -> bool:
        """Whether methods defined in the block of a call go into a class of somebody else."""
        return called.method in _OPENING and self._is_foreign(called)

    def _is_foreign(self, called: Called) -> bool:
        """Whether a call is made on a class that the file does not define, by its name or through `tap`."""
        holder = receiver_of(called.node)
        scope: Scope | None = called.scope
        while scope is not None and holder is not None and holder.kind == "identifier":
            call = scope.call
            if call is not None and self._text(holder) in scope.parameters[:1]:
                holder = receiver_of(call.node) if call.method in vocabulary.RECEIVER_BLOCKS else None
            scope = scope.parent
        if holder is None or holder.kind not in _CONSTANTS:
            return False
        return self._text(holder).rpartition("::")[2] not in self._index.bodies

    def _text(self, node: Node) -> str:
        return self._index.program.text(node)
