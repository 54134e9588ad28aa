"""The facts of one parsed source: files asked for, uses of capabilities, flows, addresses, commands."""

from dataclasses import replace

from pratique.analysis.engine.byte_text import printable
from pratique.analysis.engine.evaluate import At, Resolved
from pratique.analysis.engine.flows import Flows
from pratique.analysis.engine.ir import PASSED, Call, Op, Seen
from pratique.analysis.engine.places import is_host
from pratique.analysis.engine.requires import note_file
from pratique.analysis.engine.resolved import argument
from pratique.analysis.engine.source import Source
from pratique.analysis.engine.values import UNKNOWN, Value
from pratique.analysis.facts import Capability
from pratique.analysis.languages import shell

_SHORTEST_CODE = 12
_MOST_SEARCHED = 200_000
_MOST_JOINED = 20_000


def read_uses(source: Source) -> None:
    """Find all facts of a source and add them to its `facts`."""
    for literal in source.unit.literals:
        _literal(source, literal)
    for join in source.unit.joins:
        _join(source, join)
    for scope in source.unit.scopes:
        patched = source.evaluator.model.patched(scope)
        if patched is not None and scope.parent is not None:
            at_load = source.runs(scope.parent, scope.parent.branch)
            line = source.unit.line_at(scope.start)
            source.facts.add_use(Capability.PERSISTENCE, patched, line, at_load=at_load)
    flows = Flows(source)
    calls = _Calls(source, flows)
    for scope in source.unit.scopes:
        for call in scope.calls:
            calls.look(call)
    flows.finish()


def _literal(source: Source, seen: Seen) -> None:
    """Note what a literal names: as a whole, or piece by piece if the whole is unknown."""
    line, at_load = source.line(seen.node), source.runs(seen.scope, seen.branch)
    whole = source.evaluator.value(seen.node, At(seen.scope, seen.branch)).const
    if isinstance(whole, str):
        source.note_text(whole, line, at_load=at_load)
        return
    for part in seen.node.parts:
        if part is not None and part.op is Op.CONST and isinstance(part.value, str):
            source.note_text(part.value, source.line(part), at_load=at_load)


def _join(source: Source, seen: Seen) -> None:
    """Note what a text names that is joined from pieces."""
    value = source.evaluator.value(seen.node, At(seen.scope, seen.branch))
    if isinstance(value.const, str) and len(value.const) <= _MOST_JOINED:
        source.note_text(value.const, source.line(seen.node), at_load=source.runs(seen.scope, seen.branch))


class _Calls:
    """Every call of a source that may matter, told apart by the name of its method first."""

    def __init__(self, source: Source, flows: Flows) -> None:
        self._source = source
        self._flows = flows
        self._model = source.evaluator.model
        environment = self._model.environment
        self._environment_calls = f"{environment}."

    def look(self, call: Call) -> None:
        """Look at a call."""
        wanted = call.method in self._model.wanted or call.method in self._source.unit.aliases
        passes = PASSED in call.keys
        first = call.first
        on_environment = first is not None and first.value == self._model.environment
        if not wanted and not passes and not on_environment:
            return
        at = At(call.scope, call.branch)
        resolved = self._model.resolve(self._source.evaluator, call, at)
        if passes:
            self._passed(call, resolved)
        if resolved.target is not None:
            return
        name = resolved.name
        if note_file(self._source, call, resolved):
            self._flows.look(call, resolved)
            return
        if name.startswith(self._environment_calls):
            self._environment(call, resolved)
            return
        capability = self._model.capability(self._source.evaluator, call, at, resolved)
        if capability is not None:
            self._note(call, resolved, *capability)
        self._flows.look(call, resolved)

    def _environment(self, call: Call, resolved: Resolved) -> None:
        source, line = self._source, self._source.line(call)
        if resolved.method in self._model.words.environment_writes:
            return
        name = argument(source.evaluator, resolved, 0, At(call.scope, call.branch)).const
        if isinstance(name, str) and self._model.is_harmless(name):
            return
        at_load = source.runs(call.scope, call.branch)
        shown = name if isinstance(name, str) else None
        source.facts.add_use(
            Capability.ENVIRONMENT, self._model.environment, line, at_load=at_load, argument=shown
        )
        if shown is not None:
            source.note_text(shown, line, at_load=at_load)

    def _passed(self, call: Call, resolved: Resolved) -> None:
        """Note a method that is passed on to be called: `each(&method(:eval))`."""
        passed = resolved.arguments.passed
        if passed is None:
            return
        source = self._source
        name = source.evaluator.value(passed, At(call.scope, call.branch)).name
        capability = self._model.apis.capabilities.get(name[1:]) if name.startswith("&") else None
        if capability is not None:
            at_load = source.runs(call.scope, call.branch)
            source.facts.add_use(capability, spelt(name[1:]), source.line(call), at_load=at_load)
            self._flows.handed(call, name[1:], resolved)

    def _note(self, call: Call, resolved: Resolved, capability: Capability, api: str) -> None:
        source, at = self._source, At(call.scope, call.branch)
        at_load, line = source.runs(call.scope, call.branch), source.line(call)
        first = argument(source.evaluator, resolved, 0, at)
        shown = first
        if capability is Capability.PROCESS and isinstance(first.const, str):
            shown = Value(
                " ".join(self._words(call, resolved)) or first.const.removeprefix(self._model.apis.pipe)
            )
        elif resolved.method in self._model.transforming and resolved.receiver is not None:
            shown = resolved.receiver
        named = shown.const if isinstance(shown.const, str) else None
        source.facts.add_use(capability, spelt(api), line, at_load=at_load, argument=named)
        if capability is Capability.NETWORK:
            self._reached(first, line)
        elif capability is Capability.PROCESS:
            self._started(call, resolved, first, at_load=at_load)
        elif resolved.name in self._model.apis.evaluates:
            if isinstance(first.const, str):
                source.read_code(first.const, line, at_load)
        elif capability is Capability.DECODE:
            self._decoded(call, line, at_load=at_load)

    def _reached(self, first: Value, line: int) -> None:
        """Note the address that a network call is given."""
        if isinstance(first.const, str):
            self._source.facts.add_addresses(printable(first.const), line)
            if is_host(first.const):
                self._source.facts.add_address(first.const, line)

    def _words(self, call: Call, resolved: Resolved) -> tuple[str, ...]:
        """Return the constant words of a command; an empty tuple if one text is given to a shell."""
        at = At(call.scope, call.branch)
        words: list[str] = []
        for node in resolved.arguments.positional:
            const = self._source.evaluator.value(node, at).const
            parts = const if isinstance(const, tuple) else (const,)
            for part in parts:
                if not isinstance(part, str):
                    return tuple(words) if len(words) > 1 else ()
                words.append(printable(part))
        return tuple(words) if len(words) > 1 else ()

    def _started(self, call: Call, resolved: Resolved, first: Value, *, at_load: bool) -> None:
        """Note the facts of a command line that is started, and the code of the same language in it."""
        line, source = self._source.line(call), self._source
        words = self._words(call, resolved)
        if words:
            found = shell.read_words(words)
        elif isinstance(first.const, str):
            found = shell.read_command(printable(first.const.removeprefix(self._model.apis.pipe)))
        else:
            return
        for use in found.uses:
            if use.capability is not Capability.PROCESS:
                source.facts.add_use(use.capability, use.api, line, at_load=at_load, argument=use.argument)
        for command in found.commands:
            source.facts.add_command(shell.at_line(command, line))
            if command.inline is not None and command.inline[0] is self._model.language:
                source.read_code(command.inline[1], line, at_load)
        for flow in found.flows:
            source.facts.add_known_flow(replace(flow, target=None), line, at_load=at_load)
        for address in found.addresses:
            source.facts.add_address(address.value, line)

    def _decoded(self, call: Call, line: int, *, at_load: bool) -> None:
        """Note the addresses, places and code in decoded data."""
        const = self._source.evaluator.value(call, At(call.scope, call.branch)).const
        whole = const[0] if isinstance(const, tuple) and const else const
        if const is UNKNOWN or not isinstance(whole, str):
            return
        self._source.note_text(whole, line, at_load=at_load)
        if len(whole) >= _SHORTEST_CODE and self._model.looks_like_code.search(whole, 0, _MOST_SEARCHED):
            self._source.read_code(whole, line, False)


def spelt(name: str) -> str:
    """Return a name as facts show it: `OpenSSL::Cipher().decrypt` is `OpenSSL::Cipher.decrypt`."""
    return name.replace("()", "")
