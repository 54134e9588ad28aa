"""Facts as they are found: each once, in bounds, and sorted at the end."""

from dataclasses import dataclass, field, replace

from pratique.analysis.engine.values import printable, taints
from pratique.analysis.facts import Address, Capability, Command, FileFacts, Flow, Import, Language, Use
from pratique.analysis.languages.places import addresses_in

_MOST_USES = 600
_MANY_USES = 400
"""Uses above which only new names are told."""
MOST_ALIKE = 60
"""Uses of one name at one moment with different arguments; further ones say nothing new."""
_MOST_IMPORTS = 1_000
_MOST_FLOWS = 300
_MOST_ADDRESSES = 1_500
_MOST_COMMANDS = 200
_MOST_ARGUMENT = 200
_MOST_MODULE = 300


@dataclass(slots=True)
class Facts:
    """Facts of one source in the making. `depth` is that of the source itself; `line` replaces lines when set."""

    depth: int = 0
    line: int = 0
    plain: bytes = b""
    """The source, to tell which addresses it shows."""
    cut: set[str] = field(default_factory=set)
    imports: dict[tuple[str | None, bool], Import] = field(default_factory=dict)
    uses: dict[tuple[Capability, str, bool, str | None, int], Use] = field(default_factory=dict)
    flows: dict[tuple[object, ...], Flow] = field(default_factory=dict)
    addresses: dict[str, Address] = field(default_factory=dict)
    commands: dict[tuple[object, ...], Command] = field(default_factory=dict)
    _alike: dict[tuple[Capability, str, bool], int] = field(default_factory=dict)

    def add_import(self, module: str | None, line: int, *, at_load: bool, dynamic: bool = False) -> None:
        """Note a file that is asked for."""
        shown = printable(module)[:_MOST_MODULE] if module is not None else None
        key = (shown, at_load)
        if key in self.imports:
            return
        if len(self.imports) >= _MOST_IMPORTS:
            self.cut.add("imports")
            return
        self.imports[key] = Import(shown, self.line or line, at_load, dynamic)

    def add_use(
        self, capability: Capability, api: str, line: int, *, at_load: bool, argument: str | None = None
    ) -> None:
        """Note a use. Alike ones (same name, moment and argument) are told once, at the first line."""
        shown = printable(argument[:_MOST_ARGUMENT]) if argument is not None else None
        key = (capability, api, at_load, shown, self.depth)
        known = self.uses.get(key)
        if known is not None and known.line <= (self.line or line):
            return
        if known is None and not self._has_room((capability, api, at_load)):
            return
        self.uses[key] = Use(capability, api, self.line or line, at_load, shown, self.depth)

    def _has_room(self, kind: tuple[Capability, str, bool]) -> bool:
        if len(self.uses) >= _MOST_USES:
            self.cut.add("uses")
            return False
        alike = self._alike.get(kind, 0)
        self._alike[kind] = alike + 1
        return alike < (MOST_ALIKE if len(self.uses) < _MANY_USES else 1)

    def add_flow(
        self, sink: Capability, api: str, line: int, *, marks: int, origin: int, at_load: bool
    ) -> None:
        """Note data that reaches a sink; nothing when it has been nowhere worth telling."""
        found = taints(marks)
        if found:
            place = self.line or line
            self._flow(Flow(sink, api, place, self.line or origin or line, found, at_load, self.depth), marks)

    def add_known_flow(self, flow: Flow, line: int, *, at_load: bool) -> None:
        """Note a flow inside a command line that this source starts."""
        place = self.line or line
        self._flow(Flow(flow.sink, flow.api, place, place, flow.taints, at_load, self.depth + 1), -1)

    def _flow(self, flow: Flow, marks: int) -> None:
        key = (flow.sink, flow.api, flow.line, marks, flow.at_load, flow.depth)
        if key in self.flows:
            return
        if len(self.flows) >= _MOST_FLOWS:
            self.cut.add("flows")
            return
        self.flows[key] = flow

    def add_addresses(self, text: str, line: int) -> None:
        """Note the addresses in a literal."""
        for value in addresses_in(text):
            self.add_address(value, line)

    def add_address(self, value: str, line: int) -> None:
        """Note one address; it is encoded when the source does not show it."""
        value = printable(value)
        if value in self.addresses:
            return
        if len(self.addresses) >= _MOST_ADDRESSES:
            self.cut.add("addresses")
            return
        encoded = self.depth == 0 and value.encode() not in self.plain
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

    def absorb(self, inner: "Facts") -> None:
        """Take over the facts of a source that was found inside this one."""
        for imported in inner.imports.values():
            self.imports.setdefault((imported.module, imported.at_load), imported)
        for key, use in inner.uses.items():
            self.uses.setdefault(key, use)
        for place, flow in inner.flows.items():
            self.flows.setdefault(place, flow)
        for address in inner.addresses.values():
            hidden = address.value.encode() not in self.plain
            self.addresses.setdefault(address.value, replace(address, encoded=hidden))
        for command in inner.commands.values():
            self.add_command(command)
        self.cut |= inner.cut

    def done(self, problem: str | None) -> FileFacts:
        """Return the facts, sorted by line."""
        problems = [problem] if problem else []
        if self.cut:
            problems.append("cut: too many " + ", ".join(sorted(self.cut)))
        return FileFacts(
            language=Language.RUBY,
            imports=tuple(sorted(self.imports.values(), key=lambda item: (item.line, item.module or ""))),
            uses=tuple(
                sorted(self.uses.values(), key=lambda use: (use.line, use.capability, use.api, use.depth))
            ),
            flows=tuple(
                sorted(self.flows.values(), key=lambda flow: (flow.line, flow.sink, flow.api, flow.depth))
            ),
            addresses=tuple(sorted(self.addresses.values(), key=lambda item: (item.line, item.value))),
            commands=tuple(sorted(self.commands.values(), key=lambda command: command.line)),
            problem="; ".join(problems) or None,
        )
