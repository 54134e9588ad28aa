"""The facts of one parsed source: imports, uses of capabilities, flows, addresses, commands."""

import ast
import re
import sys

from pratique.analysis.engine.places import is_host, places_in, says_something
from pratique.analysis.facts import Capability, Command, Language
from pratique.analysis.languages import shell
from pratique.analysis.languages.payload import payload_kind
from pratique.analysis.languages.python import apis, folding, forms, import_paths, sinks, vocabulary
from pratique.analysis.languages.python.asked_by_call import asked_modules
from pratique.analysis.languages.python.asks import ASKING, computed, note_ask, placed
from pratique.analysis.languages.python.behind import asks_with_data, connects
from pratique.analysis.languages.python.calls import opens_literal
from pratique.analysis.languages.python.clipboards import read_swaps
from pratique.analysis.languages.python.decoding import mixes
from pratique.analysis.languages.python.evaluate import At
from pratique.analysis.languages.python.flows import Flows
from pratique.analysis.languages.python.given import DOWNLOADS, TWO_PATHS, most_telling
from pratique.analysis.languages.python.handed_over import handed_over
from pratique.analysis.languages.python.kept import is_kept
from pratique.analysis.languages.python.literals import (
    note_path,
    note_payload,
    note_places,
    note_text,
    read_literals,
)
from pratique.analysis.languages.python.lookups import note_import, note_lookup
from pratique.analysis.languages.python.mail import read_mail
from pratique.analysis.languages.python.members import is_host_of
from pratique.analysis.languages.python.name_server import looked_up
from pratique.analysis.languages.python.origins import reads
from pratique.analysis.languages.python.own_address import NAMES as ADDRESS_CALLS
from pratique.analysis.languages.python.own_address import asks_own_address
from pratique.analysis.languages.python.own_name import looks_up_own_name
from pratique.analysis.languages.python.resolve import lookup, starred
from pratique.analysis.languages.python.scopes import Binding, Called, Seen, function_line
from pratique.analysis.languages.python.source import Source
from pratique.analysis.languages.python.unwatched import NAME as UNWATCHED
from pratique.analysis.languages.python.unwatched import is_unwatched
from pratique.analysis.languages.values import NOTHING, UNKNOWN, Value

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
        "setopt",
        "joinpath",
    }
)
"""Last words of every name in the tables: a method of an unknown object is looked into only when it is one."""
_IMPORTERS = frozenset(("__import__", "importlib.import_module", "importlib.__import__"))
_OPENERS = frozenset(("open", "file"))
_RUNNING = frozenset((Capability.PROCESS, Capability.CODE))
_PIP = frozenset(("pip.main", "pip._internal.main", "pip._internal.cli.main.main"))
"""What is given the words that stand behind `pip`."""
_FILES = frozenset((Capability.FILE_READ, Capability.FILE_WRITE))
_SPECIAL = _IMPORTERS | _OPENERS | {"bytes", "bytearray", "codecs.decode", "codecs.open"}
_PATHS_MADE = frozenset(("os.path.join", "pathlib.Path().joinpath"))
LOOKS_LIKE_CODE = re.compile(
    r"\b(?:import|exec|eval|compile|def|lambda|getattr|open|print)\b\s*[\w(\[]|__\w+__"
)

_ASKS = re.compile(r"(?:^|[;:\n])[ \t]*(?:from|import)[ \t]+([A-Za-z_]\w{0,80})")
_PRINTS = re.compile(r"\bprint\b|\bstdout\b|\bsys\.exit\b")
_READING = frozenset(("check_output", "getoutput", "getstatusoutput", "popen"))
_MOST_GIVEN = 4_000


def read_uses(source: Source) -> None:
    """Find all facts of a source and add them to its `facts`."""
    for asked in source.index.imports:
        note_import(source, asked)
    read_literals(source)
    flows = Flows(source)
    calls = _Calls(source, flows)
    called_names = calls.run()
    for seen in source.index.lookups:
        note_lookup(source, seen, called_names)
    read_mail(source)
    read_swaps(source, calls.named, calls.lines)
    flows.finish()


class _Calls:
    """Every call of a source, each named as cheaply as may be."""

    def __init__(self, source: Source, flows: Flows) -> None:
        self._source = source
        self._flows = flows
        self._plain: set[int] = set()
        self.named: dict[int, str] = {}
        """The resolved names of the calls that were looked at."""
        self.lines: list[tuple[Called, str]] = []
        """The command lines that calls start."""

    def run(self) -> set[int]:
        """Look at every call; give the ids of the plain names that are called."""
        for scope in self._source.index.scopes:
            for called in scope.calls:
                self._handed_over(called)
                if import_paths.puts_into_package(called.node.func):
                    self._path(called, import_paths.PACKAGE)
                function = self._function(called)
                if function is not None and function.name:
                    self._use(called, function)
        return self._plain

    def _handed_over(self, called: Called) -> None:
        """An API that somebody else calls with what it is handed over with: `Thread(target=requests.post, args=(url, data))`."""
        over = handed_over(called) if called.node.keywords or len(called.node.args) > 1 else None
        name = self._source.resolver.dotted(over.node.func, called.scope) if over is not None else None
        if over is not None and name is not None and apis.CAPABILITIES.get(name) is Capability.NETWORK:
            self._use(over, Value(name=name))

    def _function(self, called: Called) -> Value | None:
        func = called.node.func
        if isinstance(func, ast.Name):
            self._plain.add(id(func))
            return self._by_name(func, called)
        if isinstance(func, ast.Attribute):
            name = self._source.resolver.dotted(func, called.scope)
            if name is not None and not name.startswith(("operator.", "functools.")):
                return Value(name=name)
            if func.attr not in _METHODS and not is_kept(func, called.scope):
                return None
        elif isinstance(func, ast.Lambda):
            return None
        return self._source.evaluator.value(func, At(called.scope, called.block))

    def _by_name(self, func: ast.Name, called: Called) -> Value | None:
        found = lookup(func.id, called.scope)
        if found is None:
            if func.id in vocabulary.BUILTINS:
                return Value(name=func.id)
            full = starred(func.id, self._source.index.module) or vocabulary.ASSUMED.get(func.id, "")
            return Value(name=full)
        first = found[1][0]
        if first.how is Binding.LOCAL or (
            first.how is Binding.PARAMETER and func.id not in found[0].defaults
        ):
            return None
        return self._source.evaluator.value(func, At(called.scope, called.block))

    def _use(self, called: Called, function: Value) -> None:
        name = function.name
        self.named[id(called.node)] = name
        if name in ASKING:
            note_ask(self._source, called, name)
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
        if name == "pathlib.Path().open":
            return Capability.FILE_READ if reads(evaluator, node, at, 0) else Capability.FILE_WRITE
        if name in _IMPORTERS:
            self._imported(called, name)
        elif name in {"bytes", "bytearray"}:
            made = node.args[0] if node.args else None
            if isinstance(made, ast.ListComp | ast.GeneratorExp) and mixes(made.elt):
                self._decodes(called, "xor")
        elif name in import_paths.CALLS or name in _PATHS_MADE:
            self._path(called, name if name in _PATHS_MADE else "sys.path")
        elif opens_literal(evaluator, node, at, name):
            return Capability.DECRYPT
        elif name == "codecs.decode":
            encoding = evaluator.argument(node, at, 1, "encoding").const
            if isinstance(encoding, str) and folding.encoding_decoder(encoding):
                self._decodes(called, f"codecs.decode({encoding})")
        return None

    def _path(self, called: Called, name: str) -> None:
        """A path that is put together, or put where modules are looked for."""
        at, source = At(called.scope, called.block), self._source
        if name in _PATHS_MADE:
            parts = [part.value for part in called.node.args if isinstance(part, ast.Constant)]
            # Most paths name none, which their plain parts tell at a small price.
            if says_something("/".join(part for part in parts if isinstance(part, str))):
                note_path(source, source.evaluator.value(called.node, at), _seen(called))
        elif called.node.args:
            for part in import_paths.parts(called.node.args[-1]):
                shown = forms.shown(source.evaluator.value(part, at))
                if shown:
                    source.use(Capability.FILE_READ, name, called, shown)

    def _imported(self, called: Called, name: str) -> None:
        node, at = called.node, At(called.scope, called.block)
        plain = bool(node.args) and isinstance(node.args[0], ast.Constant)
        at_load = self._source.runs(called.scope, called.block)
        for text in asked_modules(self._source.evaluator, node, at, name):
            if text is None:
                computed(self._source, called)
            self._source.facts.add_import(text, node.lineno, at_load=at_load, dynamic=not plain)

    def _decodes(self, called: Called, api: str) -> None:
        self._source.use(Capability.DECODE, api, called)

    def _note(self, called: Called, function: Value, capability: Capability) -> None:
        source = self._source
        first = most_telling(source.evaluator, called, function, capability)
        argument = forms.shown(first)
        if capability is Capability.ENVIRONMENT:
            if isinstance(first.const, str) and vocabulary.is_harmless_variable(first.const):
                return
            for place in places_in(argument if isinstance(argument, str) else "").secrets:
                source.use(Capability.SECRETS, place, called, argument)
        self._tell(called, function, capability, first)

    def _tell(self, called: Called, function: Value, capability: Capability, first: Value) -> None:
        """Note a use by the argument that says most of it."""
        source, argument = self._source, forms.shown(first)
        if capability is Capability.NETWORK:
            argument = forms.endpoint(first)
            self._reached(first, called.node.lineno)
        source.use(capability, self._told_as(function.name, called), called, argument)
        if capability is Capability.PROCESS:
            if is_unwatched(called, function.name, source.resolver):
                source.use(capability, UNWATCHED, called, argument)
            self._started(function.name, first, called)
        elif capability in {Capability.CODE, Capability.DECODE}:
            self._decoded(called, function, capability, first)
        elif capability in _FILES and isinstance(argument, str) and (first.folded or not first.known):
            note_places(source, argument, _seen(called))
        if function.name in TWO_PATHS:
            self._moved(called, function.name)

    def _told_as(self, name: str, called: Called) -> str:
        """The name of a call as facts show it.

        Whoever looks up a host to connect to it, or the machine by its own name, tells the name server nothing by that.
        """
        if name in sinks.LOOK_UPS and called.node.args:
            at, asked = At(called.scope, called.block), called.node.args[0]
            connecting = name.startswith("socket.") and connects(called.scope)
            if connecting and not asks_with_data(self._source.evaluator, asked, at):
                return "look-up-to-connect"
            if isinstance(asked, ast.Attribute) and is_host_of(
                self._source.evaluator.value(asked.value, at), asked.attr
            ):
                return "look-up-to-connect"
        if name in ADDRESS_CALLS and asks_own_address(called):
            return "own-address"
        if looks_up_own_name(self._source, called, name):
            return "own-address"
        return spelt(name)

    def _moved(self, called: Called, name: str) -> None:
        """What a copy reads, or a download reaches."""
        node, at = called.node, At(called.scope, called.block)
        if name in DOWNLOADS:
            target = node.args[1] if len(node.args) > 1 else None
            target = target or next((k.value for k in node.keywords if k.arg in {"filename", "out"}), None)
            path = self._source.evaluator.value(target, at) if target is not None else NOTHING
            self._source.use(Capability.FILE_WRITE, name, called, forms.shown(path))
            return
        source = self._source.evaluator.argument(node, at, 0, "src")
        self._source.use(Capability.FILE_READ, name, called, forms.shown(source))

    def _reached(self, first: Value, line: int) -> None:
        """The address that a network call is given."""
        const = first.const[0] if isinstance(first.const, tuple) and first.const else first.const
        if const is UNKNOWN:
            const = first.items[0].const if first.items else forms.plain_head(first.form) or UNKNOWN
        if isinstance(const, str):
            self._source.facts.add_addresses(const, line)
            if is_host(const):
                self._source.facts.add_address(const, line)

    def _started(self, name: str, first: Value, called: Called) -> None:
        """The program that is started: its facts as a command line, and Python code given to it."""
        line, source = called.node.lineno, self._source
        at_load, scope = source.runs(called.scope, called.block), function_line(called.scope)
        words = forms.words_of(first)
        if name in _PIP and words:
            words = ("pip", *words)
        text = forms.form_of(first) if isinstance(first.const, bytes) else first.form
        text = first.const if isinstance(first.const, str) else text
        self.lines.append((called, text or " ".join(words)))
        if text:
            found = shell.read_command(text)
        elif words:
            found = shell.read_words(words)
        else:
            return
        for use in found.uses:
            if use.capability is not Capability.PROCESS:
                source.use(use.capability, use.api, called, use.argument)
        for command in found.commands:
            self._command(name, command, called)
        for flow in found.flows:
            source.facts.add_known_flow(flow, line, at_load=at_load, scope=scope)
        for payload in found.payloads:
            source.payload(payload.kind, called, payload.size_bytes)
        for address in found.addresses:
            source.facts.add_address(address.value, line)

    def _command(self, name: str, command: Command, called: Called) -> None:
        source = self._source
        command = placed(source, called, command)
        source.facts.add_command(shell.at_line(command, called.node.lineno))
        asked = looked_up(command)
        if asked is not None:
            source.use(Capability.NETWORK, command.program, called, asked)
        if command.inline is not None and command.inline[0] is Language.PYTHON:
            self._inline(name, command.inline[1], called)

    def _inline(self, name: str, code: str, called: Called) -> None:
        """Code that is given to a started Python."""
        self._source.code(code, called, runs=True)
        if starts_another(name, code) and self._source.runs(called.scope, called.block):
            self._source.use(Capability.CODE, "starts-python", called, code)
            self._source.use(Capability.PROCESS, "hidden-start", called, code)

    def _decoded(self, called: Called, function: Value, capability: Capability, first: Value) -> None:
        """Code in the constant that is run, or in what a decoder gives."""
        source = self._source
        if capability is Capability.CODE:
            if function.name in {"exec", "eval", "compile"} and isinstance(first.const, str | bytes):
                source.code(_as_text(first.const), called, runs=True)
            return
        const = source.evaluator.value(called.node, At(called.scope, called.block)).const
        if not isinstance(const, str | bytes):
            return
        seen, kind = _seen(called), payload_kind(const)
        if kind is not None:
            note_payload(source, kind, const, seen)
        text = _as_text(const)
        note_text(source, text, seen)
        if LOOKS_LIKE_CODE.search(text[:200_000]):
            source.code(text, called, runs=False)


def _seen(called: Called) -> Seen:
    return Seen(called.node, called.scope, called.block)


def starts_another(name: str, code: str) -> bool:
    """Whether a started Python does the work of a package that is no part of Python, with nobody reading its output."""
    if name.rpartition(".")[2] in _READING or _PRINTS.search(code[:_MOST_GIVEN]):
        return False
    modules = _ASKS.findall(code[:_MOST_GIVEN])
    return any(module not in sys.stdlib_module_names for module in modules)


def spelt(name: str) -> str:
    """A name as facts show it: `socket.socket().send` is `socket.socket.send`."""
    return name.replace("()", "")


def _as_text(const: str | bytes) -> str:
    return const if isinstance(const, str) else const.decode("utf-8", "replace")
