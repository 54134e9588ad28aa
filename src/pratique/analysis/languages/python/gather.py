"""Facts as they are found: each once, in bounds, and sorted at the end."""

from dataclasses import dataclass, field

from pratique.analysis.facts import (
    Address,
    Ask,
    AskKind,
    Call,
    Capability,
    Command,
    Definition,
    FileFacts,
    Flow,
    Import,
    Language,
    Payload,
    PayloadKind,
    Use,
)
from pratique.analysis.hosts import HostClass, class_of, host_of, registrable
from pratique.analysis.languages.places import addresses_in
from pratique.analysis.languages.python.values import taints

BOT_ADDRESS = "https://api.telegram.org/bot"
"""Where a client of Telegram asks: who uses it names the address nowhere, and hides nothing by that."""
_MOST_USES = 2_000
_MOST_ALIKE = 1_000
"""Uses of one name with different arguments: the settings of a server are several hundred variables."""
_MOST_AGAIN = 300
"""Uses told again of other functions."""
_MOST_IMPORTS = 20_000
_MOST_FLOWS = 300
_MOST_ADDRESSES = 1_500
_MOST_COMMANDS = 200
_MOST_PAYLOADS = 100
_MOST_CALLS = 400
_MOST_ASKS = 400
_MOST_ARGUMENT = 200


@dataclass(slots=True)
class Facts:
    """Facts of one source in the making. `depth` is that of the source itself; `line` replaces lines when set."""

    depth: int = 0
    line: int = 0
    scope: int = 0
    """The function in which the literal stands that a source was found in."""
    plain: str = ""
    """The source, to tell which addresses it shows."""
    imports: dict[tuple[str | None, bool], Import] = field(default_factory=dict)
    uses: dict[tuple[Capability, str, bool, str | None, int, int], Use] = field(default_factory=dict)
    flows: dict[tuple[Capability, str, int, int, bool, int], Flow] = field(default_factory=dict)
    addresses: dict[str, Address] = field(default_factory=dict)
    commands: dict[tuple[object, ...], Command] = field(default_factory=dict)
    payloads: dict[tuple[PayloadKind, int, int, int], Payload] = field(default_factory=dict)
    asks: dict[tuple[AskKind, str, str, bool], Ask] = field(default_factory=dict)
    calls: dict[tuple[str, int, bool], Call] = field(default_factory=dict)
    definitions: tuple[Definition, ...] = ()
    cut: set[str] = field(default_factory=set)
    _alike: dict[tuple[Capability, str, bool], int] = field(default_factory=dict)
    _again: int = 0
    _ends: set[tuple[str | None, HostClass]] = field(default_factory=set)
    """The hosts that are told, once there is no room for more addresses."""
    _told: set[tuple[Capability, str, bool, str | None]] = field(default_factory=set)

    def add_import(self, module: str | None, line: int, *, at_load: bool, dynamic: bool = False) -> None:
        """Note a module that is asked for."""
        key = (module, at_load)
        if key in self.imports:
            return
        if len(self.imports) >= _MOST_IMPORTS:
            self.cut.add("imports")
            return
        self.imports[key] = Import(module, self.line or line, at_load, dynamic)

    def add_use(
        self,
        capability: Capability,
        api: str,
        line: int,
        *,
        at_load: bool,
        argument: object = None,
        scope: int = 0,
    ) -> None:
        """Note a use. Alike ones (name, moment, function and argument) are told once, at the first line.

        What is told already elsewhere in the file is told of other functions only while there is room.
        """
        text = argument.decode("latin-1") if isinstance(argument, bytes) else argument
        shown = text[:_MOST_ARGUMENT] if isinstance(text, str) else None
        place = self._scope(scope)
        key = (capability, api, at_load, shown, self.depth, place)
        known = self.uses.get(key)
        if known is not None and known.line <= (self.line or line):
            return
        if known is None and not self._has_room((capability, api, at_load), shown):
            return
        self.uses[key] = Use(capability, api, self.line or line, at_load, shown, self.depth, place)

    def _has_room(self, kind: tuple[Capability, str, bool], shown: str | None) -> bool:
        """Whether one more use is told. One that is told of another function already is no loss."""
        if (*kind, shown) in self._told:
            self._again += 1
            return self._again <= _MOST_AGAIN
        if len(self._told) >= _MOST_USES or self._alike.get(kind, 0) >= _MOST_ALIKE:
            self.cut.add("uses")
            return False
        self._alike[kind] = self._alike.get(kind, 0) + 1
        self._told.add((*kind, shown))
        return True

    def _scope(self, scope: int) -> int:
        """The function a fact is told of; in a source told at one line, its functions begin on that line."""
        if not self.line:
            return scope
        return self.line if scope else self.scope

    def add_flow(  # noqa: PLR0913 - the parts of a fact
        self,
        sink: Capability,
        api: str,
        line: int,
        *,
        marks: int,
        origin: int,
        at_load: bool,
        scope: int = 0,
        target: str | None = None,
        waits: bool = False,
    ) -> None:
        """Note data that reaches a sink; nothing when it has been nowhere worth telling."""
        found = taints(marks)
        if not found:
            return
        place = self.line or line
        key = (sink, api, place, marks, at_load, self.depth)
        if key in self.flows:
            return
        if len(self.flows) >= _MOST_FLOWS:
            self.cut.add("flows")
            return
        start = self.line or origin or line
        shown = target[:_MOST_ARGUMENT] if target else None
        inside = self._scope(scope)
        self.flows[key] = Flow(sink, api, place, start, found, at_load, self.depth, inside, shown, waits)

    def add_known_flow(self, flow: Flow, line: int, *, at_load: bool, scope: int = 0) -> None:
        """Note a flow inside a command line that this source starts."""
        place = self.line or line
        depth = self.depth + 1
        key = (flow.sink, flow.api, place, -1, at_load, depth)
        if len(self.flows) < _MOST_FLOWS:
            inside = self._scope(scope)
            known = Flow(flow.sink, flow.api, place, place, flow.taints, at_load, depth, inside, flow.target)
            self.flows.setdefault(key, known)

    def add_payload(self, kind: PayloadKind, line: int, size: int, *, at_load: bool, scope: int = 0) -> None:
        """Note a literal that decodes to something that runs: once, and at load when it is so anywhere."""
        place = self.line or line
        key = (kind, place, size, self.depth)
        known = self.payloads.get(key)
        if known is not None and (known.at_load or not at_load):
            return
        if known is None and len(self.payloads) >= _MOST_PAYLOADS:
            self.cut.add("payloads")
            return
        self.payloads[key] = Payload(kind, place, size, at_load, self.depth, self._scope(scope))

    def add_addresses(self, text: str, line: int) -> None:
        """Note the addresses in a literal."""
        for value in addresses_in(text):
            self.add_address(value, line)

    def add_address(self, value: str, line: int) -> None:
        """Note one address; it is encoded when the source shows neither it nor its host, nor the domain that this belongs to."""
        if value in self.addresses:
            return
        if len(self.addresses) >= _MOST_ADDRESSES:
            # One more of a host and class that are told is no loss: tables of files name thousands.
            if not self._ends:
                self._ends = {(host_of(known), class_of(known)) for known in self.addresses}
            if (host_of(value), class_of(value)) not in self._ends:
                self.cut.add("addresses")
            return
        named = (value, registrable(value) or value)
        shown = value == BOT_ADDRESS or any(name in self.plain for name in named)
        encoded = self.depth == 0 and not shown
        self.addresses[value] = Address(value, self.line or line, encoded)

    def add_command(self, command: Command) -> None:
        """Note a program call."""
        key = (command.program, command.arguments, command.runs, command.piped_from)
        if key in self.commands:
            return
        if len(self.commands) >= _MOST_COMMANDS:
            self.cut.add("commands")
            return
        self.commands[key] = command

    def add_ask(self, kind: AskKind, name: str, line: int, *, at_load: bool, becomes: str = "") -> None:
        """Note what is loaded otherwise."""
        key = (kind, name[:_MOST_ARGUMENT], becomes[:_MOST_ARGUMENT], at_load)
        if key in self.asks or not name:
            return
        if len(self.asks) >= _MOST_ASKS:
            self.cut.add("asks")
            return
        self.asks[key] = Ask(kind, key[1], self.line or line, at_load, key[2])

    def add_call(self, target: str, line: int, *, at_load: bool, scope: int = 0) -> None:
        """Note a call of what came from another file; what does not fit is left out, for other files alone miss it."""
        key = (target, self._scope(scope), at_load)
        if key not in self.calls and len(self.calls) < _MOST_CALLS:
            self.calls[key] = Call(target, self.line or line, at_load, self._scope(scope))

    def absorb(self, inner: "Facts") -> None:
        """Take over the facts of a source that was found inside this one."""
        for imported in inner.imports.values():
            self.imports.setdefault((imported.module, imported.at_load), imported)
        for key, use in inner.uses.items():
            self.uses.setdefault(key, use)
        for name, ask in inner.asks.items():
            self.asks.setdefault(name, ask)
        for place, flow in inner.flows.items():
            self.flows.setdefault(place, flow)
        for address in inner.addresses.values():
            hidden = address.value not in self.plain
            self.addresses.setdefault(address.value, Address(address.value, address.line, hidden))
        for command in inner.commands.values():
            self.add_command(command)
        for what, payload in inner.payloads.items():
            self.payloads.setdefault(what, payload)
        for call in inner.calls.values():
            self.calls.setdefault((call.target, call.scope, call.at_load), call)

    def done(self, language: Language, problem: str | None) -> FileFacts:
        """The facts, sorted by line."""
        problems = [problem] if problem else []
        if self.cut:
            problems.append("cut: too many " + ", ".join(sorted(self.cut)))
        return FileFacts(
            language=language,
            imports=tuple(sorted(self.imports.values(), key=lambda item: (item.line, item.module or ""))),
            uses=tuple(
                sorted(self.uses.values(), key=lambda use: (use.line, use.capability, use.api, use.depth))
            ),
            flows=tuple(
                sorted(self.flows.values(), key=lambda flow: (flow.line, flow.sink, flow.api, flow.depth))
            ),
            addresses=tuple(sorted(self.addresses.values(), key=lambda item: (item.line, item.value))),
            commands=tuple(sorted(self.commands.values(), key=lambda command: command.line)),
            payloads=tuple(sorted(self.payloads.values(), key=lambda item: (item.line, item.kind))),
            asks=tuple(sorted(self.asks.values(), key=lambda item: (item.line, item.kind, item.name))),
            calls=tuple(sorted(self.calls.values(), key=lambda call: (call.line, call.target))),
            definitions=self.definitions,
            problem="; ".join(problems) or None,
        )
