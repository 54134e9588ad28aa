"""The facts of one parsed source: imports, uses of capabilities, flows, addresses, commands."""

import ast
import re

from pratique.analysis.facts import Capability, Language
from pratique.analysis.languages import shell
from pratique.analysis.languages.places import addresses_in, is_host, places_in
from pratique.analysis.languages.python import apis, folding, sinks, vocabulary
from pratique.analysis.languages.python.calls import reads
from pratique.analysis.languages.python.decoding import mixes
from pratique.analysis.languages.python.evaluate import At
from pratique.analysis.languages.python.flows import Flows
from pratique.analysis.languages.python.resolve import lookup, starred
from pratique.analysis.languages.python.scopes import Asked, Binding, Called, Seen
from pratique.analysis.languages.python.source import Source
from pratique.analysis.languages.python.values import UNKNOWN, Value

_METHODS: frozenset[str] = frozenset(
    {name.rpartition(".")[2] for name in apis.CAPABILITIES}
    | sinks.SENDER_METHODS
    | {
        "decode",
        "write",
        "join",
        "read_text",
        "write_text",
        "read_bytes",
        "write_bytes",
        "decryptor",
        "import_module",
    }
)
"""Last words of every name in the tables: a method of an unknown object is looked into only when it is one."""
_PATH_METHODS = frozenset(("read_text", "read_bytes", "write_text", "write_bytes"))
_IMPORTERS = frozenset(("__import__", "importlib.import_module", "importlib.__import__"))
_OPENERS = frozenset(("open", "file"))
_SPECIAL = _IMPORTERS | _OPENERS | {"bytes", "bytearray", "codecs.decode", "codecs.open"}
LOOKS_LIKE_CODE = re.compile(
    r"\b(?:import|exec|eval|compile|def|lambda|getattr|open|print)\b\s*[\w(\[]|__\w+__"
)


def read_uses(source: Source) -> None:
    """Find all facts of a source and add them to its `facts`."""
    for asked in source.index.imports:
        _import(source, asked)
    for literal in source.index.literals:
        _literal(source, literal)
    for join in source.index.joins:
        _join(source, join)
    flows = Flows(source)
    called_names = _Calls(source, flows).run()
    for seen in source.index.lookups:
        _lookup(source, seen, called_names)
    flows.finish()


def _import(source: Source, asked: Asked) -> None:
    source.facts.add_import(asked.module, asked.line, at_load=source.runs(asked.scope, asked.block))


def _literal(source: Source, seen: Seen) -> None:
    assert isinstance(seen.node, ast.Constant)
    if isinstance(seen.node.value, str):
        note_text(source, seen.node.value, seen)


def _join(source: Source, seen: Seen) -> None:
    value = source.evaluator.value(seen.node, At(seen.scope, seen.block))
    if isinstance(value.const, str):
        note_text(source, value.const, seen)


def note_text(source: Source, text: str, seen: Seen) -> None:
    """Note the addresses and places that a literal names."""
    line, at_load = seen.node.lineno, source.runs(seen.scope, seen.block)
    source.facts.add_addresses(text, line)
    places = places_in(text)
    for name in places.secrets:
        source.facts.add_use(Capability.SECRETS, name, line, at_load=at_load, argument=text)
    for name in places.persistence:
        source.facts.add_use(Capability.PERSISTENCE, name, line, at_load=at_load, argument=text)


def _lookup(source: Source, seen: Seen, called_names: set[int]) -> None:
    """A read of the environment, or `exec` and its like standing somewhere else than before an argument list."""
    node, at = seen.node, At(seen.scope, seen.block)
    at_load = source.runs(seen.scope, seen.block)
    if isinstance(node, ast.Name) and node.id in apis.CAPABILITIES:
        if id(node) not in called_names and lookup(node.id, seen.scope) is None:
            source.facts.add_use(Capability.CODE, node.id, node.lineno, at_load=at_load)
        return
    environ: ast.expr = node
    key: ast.expr | None = None
    if isinstance(node, ast.Subscript):
        environ, key = node.value, node.slice
    elif isinstance(node, ast.Compare):
        environ, key = node.comparators[-1], node.left
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        environ, key = node.func.value, node.args[0] if node.args else None
    if source.resolver.dotted(environ, seen.scope) != "os.environ":
        return
    name = source.evaluator.value(key, at).const if key is not None else None
    if not isinstance(name, str) or not vocabulary.is_harmless_variable(name):
        source.facts.add_use(
            Capability.ENVIRONMENT, "os.environ", node.lineno, at_load=at_load, argument=name
        )
        if isinstance(name, str):
            for place in places_in(name).secrets:
                source.facts.add_use(Capability.SECRETS, place, node.lineno, at_load=at_load, argument=name)


class _Calls:
    """Every call of a source, each named as cheaply as may be."""

    def __init__(self, source: Source, flows: Flows) -> None:
        self._source = source
        self._flows = flows
        self._named: set[int] = set()

    def run(self) -> set[int]:
        """Look at every call; give the ids of the plain names that are called."""
        for scope in self._source.index.scopes:
            for called in scope.calls:
                function = self._function(called)
                if function is not None and function.name:
                    self._use(called, function)
        return self._named

    def _function(self, called: Called) -> Value | None:
        func = called.node.func
        if isinstance(func, ast.Name):
            self._named.add(id(func))
            return self._by_name(func, called)
        if isinstance(func, ast.Attribute):
            name = self._source.resolver.dotted(func, called.scope)
            if name is not None and not name.startswith(("operator.", "functools.")):
                return Value(name=name)
            if func.attr not in _METHODS:
                return None
        elif isinstance(func, ast.Lambda):
            return None
        return self._source.evaluator.value(func, At(called.scope, called.block))

    def _by_name(self, func: ast.Name, called: Called) -> Value | None:
        found = lookup(func.id, called.scope)
        if found is None:
            if func.id in vocabulary.BUILTINS:
                return Value(name=func.id)
            return Value(name=starred(func.id, self._source.index.module) or "")
        first = found[1][0]
        if first.how is Binding.LOCAL or (
            first.how is Binding.PARAMETER and func.id not in found[0].defaults
        ):
            return None
        return self._source.evaluator.value(func, At(called.scope, called.block))

    def _use(self, called: Called, function: Value) -> None:
        name = function.name
        capability = apis.CAPABILITIES.get(name)
        if capability is None:
            capability = self._special(called, name)
            if name in sinks.SENDERS:
                capability = Capability.NETWORK
        if capability is not None:
            self._note(called, function, capability)
        self._flows.call(called, function)

    def _special(self, called: Called, name: str) -> Capability | None:
        node, at = called.node, At(called.scope, called.block)
        evaluator = self._source.evaluator
        if name in _OPENERS:
            return Capability.FILE_READ if reads(evaluator, node, at) else Capability.FILE_WRITE
        if name in _IMPORTERS:
            self._imported(called)
        elif name in {"bytes", "bytearray"}:
            made = node.args[0] if node.args else None
            if isinstance(made, ast.ListComp | ast.GeneratorExp) and mixes(made.elt):
                self._decodes(called, "xor")
        elif name == "codecs.decode":
            encoding = evaluator.argument(node, at, 1, "encoding").const
            if isinstance(encoding, str) and folding.encoding_decoder(encoding):
                self._decodes(called, f"codecs.decode({encoding})")
        return None

    def _imported(self, called: Called) -> None:
        node, at = called.node, At(called.scope, called.block)
        module = self._source.evaluator.argument(node, at, 0, "name").const
        plain = bool(node.args) and isinstance(node.args[0], ast.Constant)
        at_load = self._source.runs(called.scope, called.block)
        text = module if isinstance(module, str) else None
        self._source.facts.add_import(text, node.lineno, at_load=at_load, dynamic=not plain)

    def _decodes(self, called: Called, api: str) -> None:
        at_load = self._source.runs(called.scope, called.block)
        self._source.facts.add_use(Capability.DECODE, api, called.node.lineno, at_load=at_load)

    def _note(self, called: Called, function: Value, capability: Capability) -> None:
        node, at = called.node, At(called.scope, called.block)
        source = self._source
        at_load = source.runs(called.scope, called.block)
        first = function.given[0] if function.given else source.evaluator.argument(node, at, 0)
        argument = _shown(first)
        if capability is Capability.ENVIRONMENT:
            if isinstance(first.const, str) and vocabulary.is_harmless_variable(first.const):
                return
            for place in places_in(argument if isinstance(argument, str) else "").secrets:
                source.facts.add_use(
                    Capability.SECRETS, place, node.lineno, at_load=at_load, argument=argument
                )
        source.facts.add_use(
            capability, spelt(function.name), node.lineno, at_load=at_load, argument=argument
        )
        if capability is Capability.NETWORK:
            self._reached(first, node.lineno)
        elif capability is Capability.PROCESS:
            self._started(first, called, at_load=at_load)
        elif capability in {Capability.CODE, Capability.DECODE}:
            self._decoded(called, function, capability, first, at_load=at_load)

    def _reached(self, first: Value, line: int) -> None:
        """The address that a network call is given."""
        const = first.const[0] if isinstance(first.const, tuple) and first.const else first.const
        if const is UNKNOWN and first.items:
            const = first.items[0].const
        if isinstance(const, str):
            self._source.facts.add_addresses(const, line)
            if is_host(const):
                self._source.facts.add_address(const, line)

    def _started(self, first: Value, called: Called, *, at_load: bool) -> None:
        """The program that is started: its facts as a command line, and Python code given to it."""
        line, source = called.node.lineno, self._source
        words = _words(first)
        if isinstance(first.const, str):
            found = shell.read_command(first.const)
        elif words:
            found = shell.read_words(words)
        else:
            return
        for use in found.uses:
            if use.capability is not Capability.PROCESS:
                source.facts.add_use(use.capability, use.api, line, at_load=at_load, argument=use.argument)
        for command in found.commands:
            source.facts.add_command(shell.at_line(command, line))
            if command.inline is not None and command.inline[0] is Language.PYTHON:
                source.read_code(command.inline[1], line, at_load)
        for flow in found.flows:
            source.facts.add_known_flow(flow, line, at_load=at_load)
        for address in found.addresses:
            source.facts.add_address(address.value, line)

    def _decoded(
        self, called: Called, function: Value, capability: Capability, first: Value, *, at_load: bool
    ) -> None:
        """Code in the constant that is run, or in what a decoder gives."""
        line, source = called.node.lineno, self._source
        if capability is Capability.CODE:
            if function.name in {"exec", "eval", "compile"} and isinstance(first.const, str | bytes):
                source.read_code(_as_text(first.const), line, at_load)
            return
        const = source.evaluator.value(called.node, At(called.scope, called.block)).const
        if not isinstance(const, str | bytes):
            return
        text = _as_text(const)
        for address in addresses_in(text):
            source.facts.add_address(address, line)
        note_text(source, text, Seen(called.node, called.scope, called.block))
        if LOOKS_LIKE_CODE.search(text[:200_000]):
            source.read_code(text, line, False)


def spelt(name: str) -> str:
    """A name as facts show it: `socket.socket().send` is `socket.socket.send`."""
    return name.replace("()", "")


def _as_text(const: str | bytes) -> str:
    return const if isinstance(const, str) else const.decode("utf-8", "replace")


def _words(first: Value) -> tuple[str, ...]:
    """The words of an argument list that starts with constants; `sys.executable` counts as `python`."""
    parts = first.const if isinstance(first.const, tuple) else [_word(item) for item in first.items]
    words: list[str] = []
    for part in parts:
        if not isinstance(part, str):
            break
        words.append(part)
    return tuple(words)


def _word(item: Value) -> str | None:
    if isinstance(item.const, str):
        return item.const
    return "python" if item.name == "sys.executable" else None


def _shown(first: Value) -> str | bytes | None:
    if isinstance(first.const, str | bytes):
        return first.const
    words = _words(first)
    return " ".join(words) or None
