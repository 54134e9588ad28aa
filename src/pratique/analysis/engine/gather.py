"""Facts as they are found: each once, in bounds, and sorted at the end.

No bound loses a sort of fact. When there are many of one kind, those that differ only in argument or line give
way: the first use of each name in each moment stays, and so does the first flow of each kind, and the first of each
host that is named: a dozen harmless addresses hide no other.
"""

from dataclasses import dataclass, field, replace

from pratique.analysis import hosts
from pratique.analysis.engine.byte_text import printable
from pratique.analysis.engine.marks import taints
from pratique.analysis.engine.places import addresses_in, is_host
from pratique.analysis.engine.shown import Shown, host_of
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

BOT_ADDRESS = "https://api.telegram.org/bot"
"""Where a client of Telegram asks: who uses it names the address nowhere, and hides nothing by that."""
_MOST_IMPORTS = 40_000
"""The index of a set of icons asks for one file for each of 10,000 and more."""
_MOST_ASKS = 400
_MOST_ARGUMENT = 200
_MOST_WRITTEN = 300
"""Paths that are written, above which the calls of one name are told as one whose path is not known."""
_MOST_SCHEME = 20
_OF_HOSTS = ("net.", "tls.", "dgram.", "dns.")
_ANY = 1 << 32


@dataclass(frozen=True, slots=True)
class Room:
    """How many facts of one sort are told."""

    most: int = _ANY
    """Of all kinds; what does not fit is told as cut."""
    alike: int = _ANY
    """Of one kind, with other arguments or at other lines; further ones say nothing new."""
    many: int = _ANY
    """Facts from which one of each kind is told."""
    tells: bool = False
    """Whether further ones of one kind are told as cut too."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a language tells, where languages differ."""

    uses: Room
    flows: Room
    addresses: Room
    """Kinds are those that the source shows and those that it does not."""
    commands: Room
    payloads: Room
    calls: int = 400
    """Calls of what came from other files; what does not fit is left out, for other files alone miss it."""
    again: int = 0
    """Uses that are told of one function after the other; 0 where each counts as one more."""
    hosts: int = 0
    """Hosts that are told of one kind although many like it are."""
    apart: bool = True
    """Whether code in a literal has functions of its own, rather than being one with the function that runs it."""
    by_line: bool = False
    """Whether a command is told at each line."""
    known: frozenset[str] = frozenset()
    """Addresses that are not hidden though no source shows them."""


JAVASCRIPT = Rules(
    uses=Room(alike=12, many=400),
    flows=Room(alike=12, many=400),
    addresses=Room(alike=200),
    commands=Room(alike=200),
    payloads=Room(alike=40),
    calls=1_000,
    hosts=100,
    apart=False,
    by_line=True,
)
PYTHON = Rules(
    # The settings of a server are several hundred variables.
    uses=Room(2_000, alike=1_000, tells=True),
    flows=Room(300),
    addresses=Room(1_500),
    commands=Room(200),
    payloads=Room(100),
    again=300,
    known=frozenset((BOT_ADDRESS,)),
)
RUBY = Rules(
    uses=Room(600, alike=60, many=400),
    flows=Room(300),
    addresses=Room(1_500),
    commands=Room(200),
    payloads=Room(100),
)


@dataclass(slots=True)
class Facts:
    """Facts of one source in the making."""

    rules: Rules
    depth: int = 0
    plain: bytes = b""
    """The source, to tell which addresses it shows."""
    imports: dict[tuple[str | None, bool], Import] = field(default_factory=dict)
    uses: dict[tuple[Capability, str, bool, str | None, int, int], Use] = field(default_factory=dict)
    written: dict[Use, None] = field(default_factory=dict)
    flows: dict[tuple[object, ...], Flow] = field(default_factory=dict)
    addresses: dict[str, Address] = field(default_factory=dict)
    commands: dict[object, Command] = field(default_factory=dict)
    payloads: dict[tuple[PayloadKind, int, int, int], Payload] = field(default_factory=dict)
    asks: dict[tuple[AskKind, str, str, bool], Ask] = field(default_factory=dict)
    calls: dict[tuple[str, int, bool], Call] = field(default_factory=dict)
    definitions: tuple[Definition, ...] = ()
    cut: set[str] = field(default_factory=set)
    _shown: Shown | None = None
    _alike: dict[tuple[object, ...], int] = field(default_factory=dict)
    _again: int = 0
    _told: set[tuple[object, ...]] = field(default_factory=set)
    _ends: set[tuple[str | None, hosts.HostClass]] = field(default_factory=set)
    """The hosts that are told, once there is no room for more addresses."""

    def add_import(
        self, module: str | None, line: int, *, at_load: bool, dynamic: bool = False, scope: int = 0
    ) -> None:
        """Note a module that is asked for; `node:` is left away."""
        name = printable(module).removeprefix("node:")[:_MOST_ARGUMENT] if module is not None else None
        self._import(Import(name, line, at_load, dynamic, scope))

    def _import(self, found: Import) -> None:
        key = (found.module, found.at_load)
        known = self.imports.get(key)
        if known is not None and (known.line, known.dynamic) <= (found.line, found.dynamic):
            return
        if known is None and len(self.imports) >= _MOST_IMPORTS:
            self.cut.add("imports")
            return
        self.imports[key] = found

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
        """Note a use. Alike ones (same name, moment, argument and scope) are told once, at the first line."""
        text = argument.decode("latin-1") if isinstance(argument, bytes) else argument
        shown = printable(text[:_MOST_ARGUMENT]) if isinstance(text, str) else None
        self._use(Use(capability, api, line, at_load, shown, self.depth, scope))

    def add_written(self, api: str, line: int, path: str | None) -> None:
        """Note a path to which a call may write; None for one that is not known."""
        shown = printable(path[:_MOST_ARGUMENT]) if path is not None and len(path) <= _MOST_ARGUMENT else None
        use = Use(Capability.FILE_WRITE, api, line, at_load=True, argument=shown, depth=self.depth)
        full = len(self.written) >= _MOST_WRITTEN and use not in self.written
        self.written[replace(use, line=0, argument=None) if full else use] = None

    def _use(self, use: Use) -> None:
        key = (use.capability, use.api, use.at_load, use.argument, use.depth, use.scope)
        known = self.uses.get(key)
        if known is not None:
            if use.line < known.line:
                self.uses[key] = use
            return
        kind = (use.capability, use.api, use.at_load)
        if (*kind, use.argument) in self._told:
            # It is told of another function already.
            self._again += 1
            if self._again > self.rules.again:
                return
        else:
            told = len(self.uses) - min(self._again, self.rules.again)
            if not (
                self._has_room(self.rules.uses, kind, told, "uses")
                or self._is_new_host(kind, use.capability, use.argument)
            ):
                return
            if self.rules.again:
                self._told.add((*kind, use.argument))
        self.uses[key] = use

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
        """Note data, its marks and the line of its origin, that reaches a sink; nothing when it has been nowhere."""
        found = taints(marks)
        if found:
            shown = target[:_MOST_ARGUMENT] if target else None
            began = origin or line
            self._flow(Flow(sink, api, line, began, found, at_load, self.depth, scope, shown, waits))

    def add_known_flow(self, flow: Flow, line: int, *, at_load: bool, scope: int = 0) -> None:
        """Note a flow of a command line that this source starts."""
        depth = self.depth + self.rules.apart
        self._flow(
            replace(flow, line=line, origin_line=line, at_load=at_load, depth=depth, scope=scope, waits=False)
        )

    def _flow(self, flow: Flow) -> None:
        key = (flow.sink, flow.api, flow.line, flow.taints, flow.at_load, flow.depth, flow.scope, flow.target)
        kind = (flow.sink, flow.api, flow.taints, flow.at_load, flow.depth > 0)
        if key not in self.flows and (
            self._has_room(self.rules.flows, kind, len(self.flows), "flows")
            or self._is_new_host(kind, flow.sink, flow.target)
        ):
            self.flows[key] = flow

    def _has_room(self, room: Room, kind: tuple[object, ...], told: int, what: str) -> bool:
        if told >= room.most:
            self.cut.add(what)
            return False
        alike = self._alike.get(kind, 0)
        if alike >= (room.alike if told < room.many else 1):
            if room.tells:
                self.cut.add(what)
            return False
        self._alike[kind] = alike + 1
        return True

    def _is_new_host(self, kind: tuple[object, ...], does: Capability, address: str | None) -> bool:
        """Whether one that there is no room for names a host that was not met since there was none."""
        if not self.rules.hosts or does is not Capability.NETWORK or address is None:
            return False
        # What sockets and name servers are given has no scheme; elsewhere such a text is a path.
        if "://" not in address[:_MOST_SCHEME] and not (
            str(kind[1]).startswith(_OF_HOSTS) and is_host(address)
        ):
            return False
        host, many = (*kind, "host", host_of(address)), (*kind, "hosts")
        if host in self._alike:
            return False
        if self._alike.get(many, 0) >= self.rules.hosts:
            self.cut.add("hosts")
            return False
        self._alike[host] = 1
        self._alike[many] = self._alike.get(many, 0) + 1
        return True

    def add_addresses(self, text: str, line: int) -> None:
        """Note the addresses in a literal."""
        for value in addresses_in(text):
            self.add_address(value, line)

    def add_address(self, value: str, line: int) -> None:
        """Note one address; it is encoded when the source shows neither it nor its host, nor the domain that this belongs to."""
        value = printable(value)
        known = self.addresses.get(value)
        if known is not None:
            if line < known.line:
                self.addresses[value] = replace(known, line=line)
            return
        room, told = self.rules.addresses, len(self.addresses)
        if told >= room.most and self._is_told(value):
            return
        if self._shown is None:
            self._shown = Shown(self.plain)
        encoded = value not in self.rules.known and not self._shown.names(value)
        if self._shown.cut:
            self.cut.add("addresses")
        if self._has_room(room, ("address", encoded), told, "addresses"):
            self.addresses[value] = Address(value, line, encoded)

    def _is_told(self, value: str) -> bool:
        """Whether one more address is of a host and class that are told: tables of files name thousands."""
        if not self._ends:
            self._ends = {(hosts.host_of(known), hosts.class_of(known)) for known in self.addresses}
        return (hosts.host_of(value), hosts.class_of(value)) in self._ends

    def add_payload(
        self, kind: PayloadKind, size_bytes: int, line: int, *, at_load: bool, scope: int = 0
    ) -> None:
        """Note a literal that decodes to something that can run."""
        self._payload(Payload(kind, line, size_bytes, at_load, self.depth, scope))

    def _payload(self, found: Payload) -> None:
        """Note it once for each line, and at load when it is so anywhere."""
        key = (found.kind, found.size_bytes, found.line, found.depth)
        known = self.payloads.get(key)
        if known is None:
            if self._has_room(self.rules.payloads, ("payload",), len(self.payloads), "payloads"):
                self.payloads[key] = found
        elif found.at_load and not known.at_load:
            self.payloads[key] = found

    def add_command(self, command: Command) -> None:
        """Note a program call."""
        what = (command.program, command.arguments, command.runs, command.piped_from)
        key = command if self.rules.by_line else what
        if key not in self.commands and self._has_room(
            self.rules.commands, ("command",), len(self.commands), "commands"
        ):
            self.commands[key] = command

    def add_ask(self, kind: AskKind, name: str, line: int, *, at_load: bool, becomes: str = "") -> None:
        """Note what is loaded otherwise."""
        self._ask(Ask(kind, name[:_MOST_ARGUMENT], line, at_load, becomes[:_MOST_ARGUMENT]))

    def _ask(self, ask: Ask) -> None:
        key = (ask.kind, ask.name, ask.becomes, ask.at_load)
        if key in self.asks or not ask.name:
            return
        if len(self.asks) >= _MOST_ASKS:
            self.cut.add("asks")
            return
        self.asks[key] = ask

    def add_call(self, call: Call) -> None:
        """Note a call of what came from another file."""
        key = (call.target, call.scope, call.at_load)
        known = self.calls.get(key)
        if known is not None:
            self.calls[key] = replace(known, hands=tuple(sorted({*known.hands, *call.hands})))
        elif len(self.calls) < self.rules.calls:
            self.calls[key] = call

    def absorb(self, inner: "Facts", line: int, *, at_load: bool = True, scope: int = 0) -> None:
        """Take over the facts of code found in a literal at `line`, which runs at load or not.

        They count to the function that runs the literal, at least where the code has no functions of its own.
        """
        apart = self.rules.apart

        def inside(own: int) -> int:
            return line if own and apart else scope

        for item in inner.imports.values():
            dynamic, runs = item.dynamic or not apart, item.at_load and at_load
            self._import(Import(item.module, line, runs, dynamic))
        for use in inner.uses.values():
            self._use(replace(use, line=line, at_load=use.at_load and at_load, scope=inside(use.scope)))
        for flow in inner.flows.values():
            runs, within = flow.at_load and at_load, inside(flow.scope)
            self._flow(replace(flow, line=line, origin_line=line, at_load=runs, scope=within))
        for payload in inner.payloads.values():
            runs = payload.at_load and at_load
            self._payload(replace(payload, line=line, at_load=runs, scope=inside(payload.scope)))
        for address in inner.addresses.values():
            self.add_address(address.value, line)
        for command in inner.commands.values():
            self.add_command(replace(command, line=line))
        for ask in inner.asks.values():
            self._ask(replace(ask, line=line, at_load=ask.at_load and at_load))
        for call in inner.calls.values():
            runs = call.at_load and at_load
            self.add_call(replace(call, line=line, at_load=runs, scope=inside(call.scope), hands=()))
        self.cut |= inner.cut

    def done(self, language: Language, problem: str | None) -> FileFacts:
        """Return the facts, sorted by line."""
        problems = [problem] if problem else []
        if self.cut:
            problems.append("cut: too many " + ", ".join(sorted(self.cut)))
        return FileFacts(
            language=language,
            imports=tuple(sorted(self.imports.values(), key=lambda item: (item.line, item.module or ""))),
            uses=tuple(
                sorted(
                    self.uses.values(),
                    key=lambda use: (
                        *(use.line, use.capability, use.api, use.depth),
                        *(use.argument or "", use.scope),
                    ),
                )
            ),
            flows=tuple(
                sorted(
                    self.flows.values(),
                    key=lambda flow: (
                        *(flow.line, flow.sink, flow.api, flow.depth),
                        *(flow.scope, flow.target or ""),
                    ),
                )
            ),
            addresses=tuple(sorted(self.addresses.values(), key=lambda item: (item.line, item.value))),
            commands=tuple(sorted(self.commands.values(), key=lambda command: command.line)),
            payloads=tuple(sorted(self.payloads.values(), key=lambda item: (item.line, item.kind))),
            asks=tuple(sorted(self.asks.values(), key=lambda item: (item.line, item.kind, item.name))),
            calls=tuple(sorted(self.calls.values(), key=lambda call: (call.line, call.target, call.scope))),
            definitions=self.definitions,
            written=tuple(sorted(self.written, key=lambda use: (use.line, use.api, use.argument or ""))),
            problem="; ".join(problems) or None,
        )
