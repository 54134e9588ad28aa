"""The facts of one parsed source: files asked for, uses of capabilities, flows, addresses, commands."""

import re

from pratique.analysis.facts import Capability, Language
from pratique.analysis.languages import shell
from pratique.analysis.languages.places import is_host
from pratique.analysis.languages.ruby import apis, decoding, packing, sinks, vocabulary
from pratique.analysis.languages.ruby.evaluate import At
from pratique.analysis.languages.ruby.expressions import text
from pratique.analysis.languages.ruby.flows import Flows
from pratique.analysis.languages.ruby.nodes import Node
from pratique.analysis.languages.ruby.openings import head, opens_address, reads
from pratique.analysis.languages.ruby.requires import Requires
from pratique.analysis.languages.ruby.resolve import Resolved, argument, resolve
from pratique.analysis.languages.ruby.scopes import Called, ScopeKind, Seen
from pratique.analysis.languages.ruby.source import Source
from pratique.analysis.languages.ruby.values import UNKNOWN, Value, printable

_OPENERS = frozenset(("Kernel.open", "File.open", "File.new", "IO.open", "Pathname().open"))
_TRANSFORMING = frozenset(("unpack", "unpack1", "pack", "tr", "tr!", "chr"))
_SPECIAL = frozenset(("require", "require_relative", "load", "autoload", "open", *_TRANSFORMING))
_METHODS: frozenset[str] = frozenset(
    apis.LAST_WORDS
    | {name.rpartition(".")[2] for name in (*sinks.SENDERS, *sinks.WRITERS, *sinks.HANDLE_WRITERS)}
    | vocabulary.SENDS
    | vocabulary.METHOD_OBJECTS
    | {"call", "()", "popen", "decrypt_and_verify", "super"}
    | _SPECIAL
)
"""Last words of every name in the tables: other calls are not looked into."""
_ENVIRONMENT_WRITES = frozenset(
    ("[]=", "update", "replace", "store", "clear", "delete", "merge!", "key?", "include?")
)
_EVALUATED = frozenset(
    ("Kernel.eval", "Binding().eval", *(f"Object.{name}" for name in vocabulary.EVALUATORS))
)
_DEFINED_AGAIN = frozenset(
    ("require", "require_relative", "load", "system", "exec", "spawn", "eval", "open", "`", "fork")
)
_INSTALLER = frozenset(("Gem::Installer", "Gem::RemoteFetcher", "Gem::Specification", "Gem::Package"))
LOOKS_LIKE_CODE = re.compile(
    r"\b(?:require|eval|system|exec|spawn|def|class|module|puts|instance_eval|Thread\.new|loop|begin|ENV)\b\s*[\w(\[\"'{:;]"
    r"|\b(?:Net::HTTP|Kernel|File|IO|Open3|URI|TCPSocket)\b\s*[.(:]"
)
_SHORTEST_CODE = 12
_MOST_SEARCHED = 200_000
_MOST_JOINED = 20_000


def read_uses(source: Source) -> None:
    """Find all facts of a source and add them to its `facts`."""
    for literal in source.index.literals:
        _literal(source, literal)
    for join in source.index.joins:
        _join(source, join)
    _patches(source)
    flows = Flows(source)
    calls = _Calls(source, flows)
    for scope in source.index.scopes:
        for called in scope.calls:
            calls.look(called)
    flows.finish()


def _literal(source: Source, seen: Seen) -> None:
    """A literal that may name an address or a place: as a whole, else piece by piece."""
    line, at_load = source.line(seen.node), source.runs(seen.scope, seen.branch)
    whole = source.evaluator.value(seen.node, At(seen.scope, seen.branch)).const
    if isinstance(whole, str):
        source.note_text(whole, line, at_load=at_load)
        return
    body = seen.node.body if seen.node.body is not None else seen.node
    for child in body.children:
        if child.kind in {"string_content", "heredoc_content"}:
            source.note_text(source.index.program.text(child), source.line(child), at_load=at_load)


def _join(source: Source, seen: Seen) -> None:
    """A text put together of pieces."""
    value = source.evaluator.value(seen.node, At(seen.scope, seen.branch))
    if isinstance(value.const, str) and len(value.const) <= _MOST_JOINED:
        source.note_text(value.const, source.line(seen.node), at_load=source.runs(seen.scope, seen.branch))


def _patches(source: Source) -> None:
    """Methods of Kernel and of RubyGems itself that the file defines again: they run in everybody's code."""
    for scope in source.index.scopes:
        owner = scope.parent
        if scope.kind is not ScopeKind.METHOD or owner is None or owner.kind is not ScopeKind.BODY:
            continue
        outer = (
            owner.parent.owner.name
            if owner.node.kind == "singleton_class" and owner.parent is not None
            else owner.name
        )
        outer, at_load = outer.removeprefix("::"), source.runs(owner, owner.branch)
        if outer in {"Kernel", "Object", "BasicObject"} and scope.name in _DEFINED_AGAIN:
            source.facts.add_use(
                Capability.PERSISTENCE,
                f"Kernel.{scope.name} redefined",
                source.line(scope.node),
                at_load=at_load,
            )
        elif outer in _INSTALLER:
            source.facts.add_use(
                Capability.PERSISTENCE, f"{outer} redefined", source.line(scope.node), at_load=at_load
            )


class _Calls:
    """Every call of a source that may matter, told apart by the name of its method first."""

    def __init__(self, source: Source, flows: Flows) -> None:
        self._source = source
        self._flows = flows
        self._requires = Requires(source)

    def look(self, called: Called) -> None:
        """Look at a call."""
        wanted = called.method in _METHODS or called.method in self._source.index.aliases
        passes = _passes(called.node)
        if not wanted and not passes and not self._on_environment(called.node):
            return
        at = At(called.scope, called.branch)
        resolved = resolve(self._source.evaluator, called.node, at)
        if passes:
            self._passed(called, resolved)
        if resolved.target is not None:
            return
        name = resolved.name
        if self._requires.note(called, resolved):
            self._flows.call(called, resolved)
            return
        if name.startswith("ENV."):
            self._environment(called, resolved)
            return
        capability = self._capability(called, resolved)
        if capability is not None:
            self._note(called, resolved, *capability)
        self._flows.call(called, resolved)

    def _on_environment(self, node: Node) -> bool:
        holder = node.part("receiver") or node.part("object")
        program = self._source.index.program
        return (
            holder is not None
            and holder.kind == "constant"
            and program.source[holder.start : holder.end] == b"ENV"
        )

    def _capability(self, called: Called, resolved: Resolved) -> tuple[Capability, str] | None:
        """What a call can do, and the name to tell it by."""
        name = resolved.name
        if name in _OPENERS:
            return self._opened(called, resolved)
        if resolved.method in vocabulary.METHOD_OBJECTS:
            at = At(called.scope, called.branch)
            name = self._source.evaluator.value(called.node, at).name.removeprefix("&")
        elif resolved.method in _TRANSFORMING:
            return self._transforms(called, resolved)
        elif name in _EVALUATED and not resolved.arguments.positional:
            return None
        capability = apis.CAPABILITIES.get(name)
        if capability is None and name in sinks.SENDERS:
            capability = Capability.NETWORK
        return (capability, name) if capability is not None else None

    def _opened(self, called: Called, resolved: Resolved) -> tuple[Capability, str]:
        evaluator, at = self._source.evaluator, At(called.scope, called.branch)
        first = resolved.arguments.at(0)
        start = head(evaluator, first, at) if first is not None else None
        if resolved.name == "Kernel.open" and start is not None and start.startswith("|"):
            return Capability.PROCESS, "Kernel.open"
        if resolved.name == "Kernel.open" and opens_address(evaluator, resolved, at):
            return Capability.NETWORK, "URI.open"
        writes = not reads(evaluator, resolved, at)
        return (Capability.FILE_WRITE if writes else Capability.FILE_READ), resolved.name

    def _transforms(self, called: Called, resolved: Resolved) -> tuple[Capability, str] | None:
        """`unpack`, `pack`, `tr` and `chr` where they decode."""
        evaluator, at = self._source.evaluator, At(called.scope, called.branch)
        if resolved.method in {"tr", "tr!"}:
            return (Capability.DECODE, "String.tr") if decoding.rotates(evaluator, at, resolved) else None
        if resolved.method == "chr":
            value = resolved.receiver
            return (Capability.DECODE, "xor") if value is not None and value.name == "xor" else None
        form = argument(evaluator, resolved, 0, at).const
        if not isinstance(form, str):
            return None
        decodes = packing.pack_decodes(form) if resolved.method == "pack" else packing.unpack_decodes(form)
        owner = "Array" if resolved.method == "pack" else "String"
        return (Capability.DECODE, f"{owner}.{resolved.method}({form[:8]})") if decodes else None

    def _environment(self, called: Called, resolved: Resolved) -> None:
        source, line = self._source, self._source.line(called.node)
        if resolved.method in _ENVIRONMENT_WRITES:
            return
        name = argument(source.evaluator, resolved, 0, At(called.scope, called.branch)).const
        if isinstance(name, str) and vocabulary.is_harmless_variable(name):
            return
        at_load = source.runs(called.scope, called.branch)
        shown = name if isinstance(name, str) else None
        source.facts.add_use(Capability.ENVIRONMENT, "ENV", line, at_load=at_load, argument=shown)
        if shown is not None:
            source.note_text(shown, line, at_load=at_load)

    def _passed(self, called: Called, resolved: Resolved) -> None:
        """`each(&method(:eval))`: a method that is handed on to be called."""
        passed = resolved.arguments.passed
        if passed is None:
            return
        source = self._source
        name = source.evaluator.value(passed, At(called.scope, called.branch)).name
        capability = apis.CAPABILITIES.get(name[1:]) if name.startswith("&") else None
        if capability is not None:
            at_load = source.runs(called.scope, called.branch)
            source.facts.add_use(capability, spelt(name[1:]), source.line(called.node), at_load=at_load)
            self._flows.handed(called, name[1:], resolved)

    def _note(self, called: Called, resolved: Resolved, capability: Capability, api: str) -> None:
        source, node, at = self._source, called.node, At(called.scope, called.branch)
        at_load, line = source.runs(called.scope, called.branch), source.line(node)
        first = argument(source.evaluator, resolved, 0, at)
        if resolved.name == "Kernel.`":
            first = text(source.evaluator, node, at)
        shown = first
        if capability is Capability.PROCESS and isinstance(first.const, str):
            shown = Value(" ".join(self._words(called, resolved)) or first.const.removeprefix("|"))
        elif resolved.method in {"unpack", "unpack1", "pack", "tr", "tr!"} and resolved.receiver is not None:
            shown = resolved.receiver
        named = shown.const if isinstance(shown.const, str) else None
        source.facts.add_use(capability, spelt(api), line, at_load=at_load, argument=named)
        if capability is Capability.NETWORK:
            self._reached(first, line)
        elif capability is Capability.PROCESS:
            self._started(called, resolved, first, at_load=at_load)
        elif resolved.name in _EVALUATED:
            if isinstance(first.const, str):
                source.read_code(first.const, line, at_load)
        elif capability is Capability.DECODE:
            self._decoded(called, line, at_load=at_load)

    def _reached(self, first: Value, line: int) -> None:
        """The address that a network call is given."""
        if isinstance(first.const, str):
            self._source.facts.add_addresses(printable(first.const), line)
            if is_host(first.const):
                self._source.facts.add_address(first.const, line)

    def _words(self, called: Called, resolved: Resolved) -> tuple[str, ...]:
        """The constant words that the program is given one by one; empty when one text is given to a shell."""
        at = At(called.scope, called.branch)
        words: list[str] = []
        for node in resolved.arguments.positional:
            const = self._source.evaluator.value(node, at).const
            parts = const if isinstance(const, tuple) else (const,)
            for part in parts:
                if not isinstance(part, str):
                    return tuple(words) if len(words) > 1 else ()
                words.append(printable(part))
        return tuple(words) if len(words) > 1 else ()

    def _started(self, called: Called, resolved: Resolved, first: Value, *, at_load: bool) -> None:
        """The program that is started: its facts as a command line, and Ruby code given to it."""
        line, source = self._source.line(called.node), self._source
        words = self._words(called, resolved)
        if words:
            found = shell.read_words(words)
        elif isinstance(first.const, str):
            found = shell.read_command(printable(first.const.removeprefix("|")))
        else:
            return
        for use in found.uses:
            if use.capability is not Capability.PROCESS:
                source.facts.add_use(use.capability, use.api, line, at_load=at_load, argument=use.argument)
        for command in found.commands:
            source.facts.add_command(shell.at_line(command, line))
            if command.inline is not None and command.inline[0] is Language.RUBY:
                source.read_code(command.inline[1], line, at_load)
        for flow in found.flows:
            source.facts.add_known_flow(flow, line, at_load=at_load)
        for address in found.addresses:
            source.facts.add_address(address.value, line)

    def _decoded(self, called: Called, line: int, *, at_load: bool) -> None:
        """What a decoder gives: its addresses and places, and the code in it."""
        const = self._source.evaluator.value(called.node, At(called.scope, called.branch)).const
        whole = const[0] if isinstance(const, tuple) and const else const
        if const is UNKNOWN or not isinstance(whole, str):
            return
        self._source.note_text(whole, line, at_load=at_load)
        if len(whole) >= _SHORTEST_CODE and LOOKS_LIKE_CODE.search(whole, 0, _MOST_SEARCHED):
            self._source.read_code(whole, line, False)


def _passes(node: Node) -> bool:
    """Whether a call ends its arguments with `&` and something else than a symbol."""
    listed = node.part("arguments")
    if listed is None or not listed.children:
        return False
    last = listed.children[-1]
    return last.kind == "block_argument" and bool(last.children) and last.children[0].kind != "simple_symbol"


def spelt(name: str) -> str:
    """A name as facts show it: `OpenSSL::Cipher().decrypt` is `OpenSSL::Cipher.decrypt`."""
    return name.replace("()", "")
