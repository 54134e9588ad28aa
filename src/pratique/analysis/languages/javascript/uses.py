"""The calls of a source: which capability each one uses, and what it is given."""

from pratique.analysis.engine.marks import (
    CLIPBOARD,
    DECODED,
    EVERY,
    FILE,
    HIDING,
    OVERSIZED,
    PROCESS,
    SECRETS,
)
from pratique.analysis.engine.places import is_host
from pratique.analysis.engine.shown import host_of
from pratique.analysis.facts import Capability, FileFacts, Language
from pratique.analysis.languages import shell
from pratique.analysis.languages.javascript import (
    addressing,
    asked,
    carried,
    copied,
    copying,
    names,
    paths,
    roots,
    started,
    surroundings,
    targets,
)
from pratique.analysis.languages.javascript.apis import APIS, Api
from pratique.analysis.languages.javascript.builtins import dotted
from pratique.analysis.languages.javascript.called import Called
from pratique.analysis.languages.javascript.candidates import Candidates
from pratique.analysis.languages.javascript.carried import Carried, is_for_wasm
from pratique.analysis.languages.javascript.flows import COMPUTED_CALL, Flows
from pratique.analysis.languages.javascript.manifests import asks_for_manifest
from pratique.analysis.languages.javascript.members import UNNAMED
from pratique.analysis.languages.javascript.scopes import Call, Function, lookup
from pratique.analysis.languages.javascript.source import Source
from pratique.analysis.languages.values import Value, joined

_DECODINGS = frozenset(("hex", "base64", "base64url"))
_MOST_DECODED = 2_000
_RUNNING_CODE = frozenset(("Runtime.evaluate", "Runtime.callFunctionOn", "Runtime.compileScript"))
"""What an inspector is asked for that it runs code; its other commands only look."""
_TOLD_BY_WORDS = FILE | PROCESS | CLIPBOARD | EVERY
"""What private data in the words of a program is; variables of the environment and names are how it is told what to ask for."""


class Calls:
    """Goes through all calls of a source that may be of interest."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._evaluator = source.evaluator
        self.candidates = Candidates(source.index, source.evaluator)
        self._decoders: dict[int, Function] = {}
        """Functions of the file in which something is decoded, by id."""
        self.flows = Flows(source)
        self.carried = Carried(source)
        self._read, self._copies = surroundings.Read(), copied.Copies()
        self.named: set[str] = set()
        """Names of APIs that are called."""

    def run(self) -> None:
        """Look at every call that may be one of an API. Modules are asked for by plain names: these come first."""
        for call in self.candidates.named():
            self._look_at(call)
        for call in self.candidates.members():
            self._look_at(call)
        for call in self._source.index.handing:
            self._evaluator.study()
            self._handed_on(call, self._evaluator.called(call.node, call.scope))
        for function in list(self._decoders.values()):
            self._decoded_by(function)
        self.carried.literals()
        self.flows.finish()
        self._read.finish(self._source.facts)
        self._copies.finish(self._source.facts)

    def _look_at(self, call: Call) -> None:
        self._evaluator.glance()
        self._look(call, self._evaluator.called(call.node, call.scope))

    def _look(self, call: Call, called: Called) -> None:
        name = called.function.name
        if called.hidden.marks & HIDING:
            self._use(Capability.CODE, COMPUTED_CALL, call)
            self.flows.computed(call, called, called.hidden)
        self._evaluator.study()
        if not name:
            self._piped(call, called)
        elif name in names.REQUIRERS:
            self._require(call, called)
        elif name in APIS:
            self._api(call, called, APIS[name])
        elif name in names.TIMERS:
            self._timer(call, called)
        else:
            self._other(call, called, name)

    def _use(self, capability: Capability, api: str, call: Call, argument: str | None = None) -> None:
        self.named.add(api)
        line, at_load = self._evaluator.line(call.node), self._source.load.runs(call.scope)
        scope = self._source.scope_at(call.scope)
        self._evaluator.study()
        self._source.facts.add_use(capability, api, line, at_load=at_load, argument=argument, scope=scope)

    # Modules

    def _require(self, call: Call, called: Called) -> None:
        if called.function.name == "module._load":
            self._use(Capability.CODE, "module._load", call)
        self._evaluator.study()
        for value, plain in asked.asked_for(self._evaluator, called):
            self._required(call, called, value, plain=plain)

    def _required(self, call: Call, called: Called, value: Value, *, plain: bool) -> None:
        source, line = self._source, self._evaluator.line(call.node)
        at_load, scope = source.load.runs(call.scope), source.scope_at(call.scope)
        self._evaluator.study()
        if value.text is not None:
            source.facts.add_import(value.text, line, at_load=at_load, dynamic=not plain, scope=scope)
            self.candidates.asks_for(value.text)
            self._module(call, value.text, called.function.name)
        elif not value.known:
            for path in self._computed(called):
                source.facts.add_import(path, line, at_load=at_load, dynamic=True, scope=scope)
        if value.text is None and asks_for_manifest(self._evaluator, called):
            return
        if value.marks & HIDING:
            self._use(Capability.CODE, COMPUTED_CALL, call)
            self.flows.computed(call, called, value)
        elif value.text is None:
            if asked.is_code(self._evaluator, called):
                self._use(Capability.CODE, called.function.name, call, "data:")
                self.flows.add(Capability.CODE, called.function.name, call, value.marks, value.origin)
                self._run_text(call, asked.code_in_address(self._evaluator, called))
            self.flows.required(call, called)

    def _computed(self, called: Called) -> list[str | None]:
        """Return the modules that a call may ask for by a computed name; None among them for those that nothing tells."""
        heads = asked.heads_of(self._evaluator, called)
        place = asked.place_of(self._evaluator, called)
        if place is None and asks_for_manifest(self._evaluator, called):
            return list(heads)
        return [place, *heads]

    def _module(self, call: Call, module: str, name: str) -> None:
        """A module that is native code, or whose name is an address or holds the code itself."""
        if module.endswith(".node"):
            self._use(Capability.NATIVE, name, call, module)
        if module.startswith(("http://", "https://", "data:")):
            self._use(Capability.CODE, name, call, module)
        if module.startswith("data:"):
            self._of_data(call, module, name)

    def _of_data(self, call: Call, address: str, name: str) -> None:
        """The code that a `data:` address holds; in base64 nobody reads it."""
        code, encoded = carried.in_address(address)
        line, at_load = self._evaluator.line(call.node), self._source.load.runs(call.scope)
        self._source.read_code(code, line, at_load, self._source.scope_at(call.scope))
        if encoded:
            self.flows.add(Capability.CODE, name, call, DECODED, line)

    # APIs

    def _api(self, call: Call, called: Called, api: Api) -> None:
        name = called.function.name
        capability = api.capability
        if capability is not Capability.CODE:
            self._evaluator.glance()
        first = self._evaluator.argument(called, 0)
        if name in {"Buffer.from", "Buffer"}:
            capability = self._buffer(called)
        if name in names.FUNCTION_MAKERS or name == "eval":
            if not called.arguments or self._names_only(first, called):
                return
            first = self._evaluator.argument(called, len(called.arguments) - 1)
        if name == "inspector.Session.post" and first.text not in _RUNNING_CODE:
            return
        if capability is None or (capability is Capability.DECODE and is_for_wasm(self._evaluator, call)):
            return
        self._evaluator.study()
        target = targets.target_of(self._evaluator, called, capability)
        if capability in {Capability.FILE_READ, Capability.FILE_WRITE}:
            target = paths.told_by_elements(self._evaluator, called, target)
            self._evaluator.study()
            self._written(call, called, capability)
            first = self._copied(call, called, first)
            self._copies.note(self._evaluator, called)
        shown = self._shown(called, target if target is not None else first.text)
        self._use(capability, self._told_as(name, called), call, shown)
        self._effects(call, called, capability, first, target)
        self.flows.api(call, called, api, target)

    def _shown(self, called: Called, shown: str | None) -> str | None:
        """Return what facts show of the argument of a call."""
        name = called.function.name
        if shown is None and name in roots.LISTING:
            shown = roots.root_of(self._evaluator, called)
            self._evaluator.study()
        return started.relative(shown) if shown is not None and name in started.LOADING else shown

    def _written(self, call: Call, called: Called, capability: Capability) -> None:
        """Note every path to which a call may write."""
        if capability is not Capability.FILE_WRITE:
            return
        name, line = called.function.name, self._evaluator.line(call.node)
        taken = (0, 1) if name in copying.MOVING else (copying.place_of_path(called),)
        for place in taken:
            for path in paths.all_targets(self._evaluator, called, place) or [None]:
                self._source.facts.add_written(name, line, path)
        self._evaluator.study()

    def _told_as(self, name: str, called: Called) -> str:
        """Return the name of a call as facts show it: who looks up the host of an address tells the name server nothing by that."""
        first = called.arguments[0] if called.arguments else None
        if (
            name.startswith("dns.")
            and isinstance(first, tuple)
            and addressing.is_host(self._evaluator, *first)
        ):
            return "look-up-to-connect"
        return name

    def _copied(self, call: Call, called: Called, first: Value) -> Value:
        """Note what is copied: the places that its path names, and that it is gone where it was moved. Give the path that is written."""
        place = copying.place_of_path(called)
        if not place:
            return first
        path = targets.shown(targets.first_argument(self._evaluator, called))
        path = paths.told_by_elements(self._evaluator, called, path, 0)
        self._evaluator.study()
        if path is not None:
            self._source.note_text(path, self._evaluator.line(call.node), call.scope)
            if called.function.name in copying.MOVING:
                self._use(Capability.FILE_WRITE, called.function.name, call, path)
        return self._evaluator.argument(called, place)

    def _effects(
        self, call: Call, called: Called, capability: Capability, first: Value, target: str | None
    ) -> None:
        """What the arguments of an API say: addresses, commands, code."""
        line = self._evaluator.line(call.node)
        if capability is Capability.CODE:
            inspected = called.function.name == "inspector.Session.post"
            told = self._evaluator.argument(called, 1) if inspected else first
            self._run_text(call, self._evaluator.key_of(told, "expression") if inspected else first)
        elif capability is Capability.DECODE:
            self._decodes(call, called)
        elif capability is Capability.NETWORK:
            self._reached(first, target, line)
        elif capability is Capability.PROCESS:
            self._started(call, called)
        elif called.function.name == "process.binding":
            self._binding(call, first)
        elif capability in {Capability.FILE_READ, Capability.FILE_WRITE} and target is not None:
            self._source.note_text(target, line, call.scope)

    def _names_only(self, first: Value, called: Called) -> bool:
        """`Function('return this')` and `eval('require')` only fetch what a name means."""
        if len(called.arguments) != 1 or first.text is None:
            return False
        return dotted(first.text).name == "globalThis"

    def _buffer(self, called: Called) -> Capability | None:
        encoding = self._evaluator.argument(called, 1)
        if encoding.text is not None:
            return Capability.DECODE if encoding.text.lower() in _DECODINGS else None
        return None

    def _run_text(self, call: Call, value: Value) -> None:
        if value.marks & HIDING:
            self.carried.decoded(value.const, self._evaluator.line(call.node), call.scope)
        if value.text is not None:
            at_load, scope = self._source.load.runs(call.scope), self._source.scope_at(call.scope)
            self._source.read_code(value.text, self._evaluator.line(call.node), at_load, scope)
        elif value.marks & OVERSIZED:
            self._source.facts.cut.add("pieces of code in literals")

    def _reached(self, first: Value, target: str | None, line: int) -> None:
        """The address that a network call is given."""
        text = target if target is not None else first.text
        if text is not None and "://" not in text:
            text = host_of(text)
        if text is not None:
            self._source.facts.add_addresses(text, line)
            if is_host(text):
                self._source.facts.add_address(text, line)

    def _binding(self, call: Call, first: Value) -> None:
        line, at_load = self._evaluator.line(call.node), self._source.load.runs(call.scope)
        name = first.text
        module = f"process.binding/{name}" if name is not None else None
        self._source.facts.add_import(module, line, at_load=at_load, dynamic=True)
        capability = names.BINDINGS.get(name) if name is not None else None
        if capability is not None:
            self._use(capability, "process.binding", call, name)

    def _started(self, call: Call, called: Called) -> None:
        """The program that is started: its facts as a command line, and JavaScript given to it."""
        source, line = self._source, self._evaluator.line(call.node)
        program = started.program_of(self._evaluator, called)
        if started.is_quiet(self._evaluator, called):
            shown = targets.target_of(self._evaluator, called, Capability.PROCESS)
            self._use(Capability.PROCESS, "hidden-start", call, shown)
        self._read.note(self._evaluator, called, line)
        if program is None:
            return
        found = started.read(self._evaluator, called, program)
        at_load, scope = source.load.runs(call.scope), source.scope_at(call.scope)
        for use in found.uses:
            if use.capability is not Capability.PROCESS:
                source.facts.add_use(
                    use.capability, use.api, line, at_load=at_load, argument=use.argument, scope=scope
                )
        if any(use.capability is Capability.NETWORK for use in found.uses):
            self._sent_by(call, called, found, program)
        more = surroundings.more_commands(self._evaluator, called, found.commands)
        for command in (*found.commands, *more):
            source.facts.add_command(shell.at_line(command, line))
            if command.inline is not None and command.inline[0] is Language.JAVASCRIPT:
                source.read_code(command.inline[1], line, at_load, scope)
        for flow in found.flows:
            source.facts.add_known_flow(flow, line, at_load=at_load, scope=scope)
        for address in found.addresses:
            source.facts.add_address(address.value, line)

    def _sent_by(self, call: Call, called: Called, found: FileFacts, program: str) -> None:
        """Private data in the words of a program that talks to the network: `spawn("curl", ["-d", text, address])`."""
        words = [
            value
            for value in (self._evaluator.argument(called, place) for place in (0, 1))
            if value.literal is None or value.literal.node.type == "array"
        ]
        marks, origin = joined(*map(self._evaluator.deep, words))
        if marks & _TOLD_BY_WORDS:
            target = found.addresses[0].value if found.addresses else None
            name = program.partition(" ")[0]
            self.flows.add(Capability.NETWORK, name, call, marks & (_TOLD_BY_WORDS | SECRETS), origin, target)

    # Decoders

    def _decodes(self, call: Call, called: Called) -> None:
        function = call.scope.function
        if function.outer is not None and len(self._decoders) < _MOST_DECODED:
            self._decoders[id(function)] = function
        self._evaluator.study()
        self._decoded(call, self._evaluator.result(called))

    def _decoded(self, call: Call, value: Value) -> None:
        const = value.const
        text = const.decode("utf-8", "replace") if isinstance(const, bytes) else const
        self.carried.decoded(const, self._evaluator.line(call.node), call.scope)
        if isinstance(text, str):
            self._source.note_decoded(text, self._evaluator.line(call.node), call.scope)

    def _decoded_by(self, function: Function) -> None:
        """What a decoder of the file makes of the constants that it is given."""
        for scope, name in function.aliases[:5]:
            for call in self._evaluator.bindings.calls(lookup(scope, name), name)[:_MOST_DECODED]:
                self._evaluator.glance()
                called = self._evaluator.called(call.node, call.scope)
                if not self._evaluator.argument(called, 0).known:
                    continue
                self._evaluator.study()
                self._decoded(call, self._evaluator.value(call.node, call.scope))

    # The rest

    def _timer(self, call: Call, called: Called) -> None:
        self._evaluator.glance()
        first = self._evaluator.argument(called, 0)
        if first.text is not None:
            self._use(Capability.CODE, called.function.name, call, first.text)
            self._run_text(call, first)
        self.flows.timer(call, called)

    def _other(self, call: Call, called: Called, name: str) -> None:
        if name == "Worker":
            self._worker(call, called)
        elif name.endswith(f".{UNNAMED}") and name.removesuffix(f".{UNNAMED}") in names.STARTED_MODULES:
            capability = names.STARTED_MODULES[name.removesuffix(f".{UNNAMED}")]
            self._use(capability, name, call, self._evaluator.argument(called, 0).text)
        elif name in {"stream.pipeline", "stream/promises.pipeline"}:
            self.flows.pipe(call, called)
        else:
            self._piped(call, called)

    def _worker(self, call: Call, called: Called) -> None:
        """A worker made of text: `{eval: true}`, or an address made of a blob."""
        first, options = self._evaluator.argument(called, 0), self._evaluator.argument(called, 1)
        evaluates = self._evaluator.key_of(options, "eval").const is True
        path = started.relative(targets.first_argument(self._evaluator, called))
        if path.startswith("./") and not targets.is_open(path):
            self._source.facts.add_import(
                path,
                self._evaluator.line(call.node),
                at_load=self._source.load.runs(call.scope),
                dynamic=True,
            )
        if first.text is not None and first.text.startswith("data:"):
            self._use(Capability.CODE, "Worker", call)
            self._of_data(call, first.text, "Worker")
        elif evaluates or first.name == "blob:":
            self._use(Capability.CODE, "Worker", call)
            self._run_text(call, first)
            self.flows.add(Capability.CODE, "Worker", call, first.marks, first.origin)
        for command in surroundings.more_commands(self._evaluator, called, ()):
            self._source.facts.add_command(shell.at_line(command, self._evaluator.line(call.node)))

    def _piped(self, call: Call, called: Called) -> None:
        if called.key == "pipe":
            self.flows.pipe(call, called)

    def _handed_on(self, call: Call, called: Called) -> None:
        """`text.then(eval)`, `setTimeout(eval, 0, code)`."""
        for place in range(min(len(called.arguments), 3)):
            name = self._evaluator.argument(called, place).name
            if name in {"eval", "Function"}:
                self._use(Capability.CODE, name, call)
                self.flows.handed(call, called, Capability.CODE, name)
