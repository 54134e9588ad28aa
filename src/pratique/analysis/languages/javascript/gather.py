"""Facts as they are found: each once, in bounds, and sorted at the end.

No bound loses a sort of fact. When there are many of one kind, those that differ only in argument or line give
way: the first use of each name in each moment stays, and so does the first flow of each kind, and the first of each
host that is named: a dozen harmless addresses hide no other.
"""

import re
from dataclasses import dataclass, field, replace

from pratique.analysis.facts import (
    Address,
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
from pratique.analysis.hosts import registrable
from pratique.analysis.languages.javascript.values import taints
from pratique.analysis.languages.places import addresses_in, is_host

MOST_ALIKE = 12
"""Uses of one name at one moment with different arguments, and flows of one kind at different lines."""
_MOST_USES = 400
"""Uses above which only new names are told."""
_MOST_HOSTS = 100
"""Hosts that are told of one name or kind although many like it are."""
_MOST_IMPORTS = 40_000
"""The index of a set of icons asks for one file for each of 10,000 and more."""
_MOST_ADDRESSES = 200
"""Of each sort, plain and encoded."""
_MOST_SEARCHED = 1 << 32
"""Bytes gone through to tell which of the addresses that no literal begins with the source shows all the same."""
_MOST_COMMANDS = 200
_MOST_ARGUMENT = 200
_MOST_SCHEME = 20
_OF_HOSTS = ("net.", "tls.", "dgram.", "dns.")

_MOST_PAYLOADS = 40
MOST_CALLS = 1_000

_NAME = rb"[\w-]{1,63}(?:\.[\w-]{1,63}){1,10}"
_NAMED = re.compile(rb"(?://|[\"'`@])(" + _NAME + rb")")
_WHOLE_NAME = re.compile(_NAME)
_OPENERS = frozenset(b"\"'`@")
_FEW_HOSTS = 10
"""Hosts that are looked for one by one; for more, all that the source names are found together."""
_FEW_PLACES = 100
_HOST = re.compile(r"\A(?:[A-Za-z][\w+.-]{0,30}://)?(?:[^/?#@\s]{0,200}@)?([^/?#:@\s]{1,255}).*\Z", re.DOTALL)

_UseKey = tuple[Capability, str, bool, str | None, int, int]
_FlowKey = tuple[Capability, str, int, int, bool, int, int, str | None]
_PayloadKey = tuple[PayloadKind, int, bool, int]


def host_of(address: str) -> str:
    """The host in an address, as it is written there."""
    return _HOST.sub(r"\1", address, count=1)


def _is_named(source: bytes, host: bytes) -> bool | None:
    """Whether `_NAMED` finds a host in a source; None where it stands in too many places to look at each.

    No match holds what another begins with, so that each place can be looked at by itself.
    """
    if not _WHOLE_NAME.fullmatch(host):
        return False
    place = -1
    for _ in range(_FEW_PLACES):
        place = source.find(host, place + 1)
        if place < 0:
            return False
        if place and (source[place - 1] in _OPENERS or source[max(place - 2, 0) : place] == b"//"):
            match = _WHOLE_NAME.match(source, place)
            if match is not None and match.group() == host:
                return True
    return None


@dataclass(slots=True)
class Facts:
    """Facts of one source in the making."""

    depth: int = 0
    plain: bytes = b""
    """The source, to tell which addresses it shows."""
    imports: dict[tuple[str | None, bool], Import] = field(default_factory=dict)
    uses: dict[_UseKey, Use] = field(default_factory=dict)
    flows: dict[_FlowKey, Flow] = field(default_factory=dict)
    addresses: dict[str, Address] = field(default_factory=dict)
    commands: dict[Command, None] = field(default_factory=dict)
    payloads: dict[_PayloadKey, Payload] = field(default_factory=dict)
    calls: dict[tuple[str, int, bool], Call] = field(default_factory=dict)
    definitions: tuple[Definition, ...] = ()
    cut: set[str] = field(default_factory=set)
    _hosts: frozenset[bytes] | None = None
    _hosts_asked: int = 0
    _searched: int = 0
    _alike: dict[tuple[object, ...], int] = field(default_factory=dict)

    def add_import(
        self, module: str | None, line: int, *, at_load: bool, dynamic: bool = False, scope: int = 0
    ) -> None:
        """Note a module that is asked for; `node:` is left away."""
        name = module.removeprefix("node:")[:_MOST_ARGUMENT] if module is not None else None
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
        argument: str | None = None,
        scope: int = 0,
    ) -> None:
        """Note a use. Alike ones (same name, moment, argument and scope) are told once, at the first line."""
        shown = argument[:_MOST_ARGUMENT] if argument is not None else None
        self._use(Use(capability, api, line, at_load, shown, self.depth, scope))

    def _use(self, use: Use) -> None:
        key = (use.capability, use.api, use.at_load, use.argument, use.depth, use.scope)
        known = self.uses.get(key)
        if known is not None and known.line <= use.line:
            return
        kind = (use.capability, use.api, use.at_load)
        if known is None and not (
            self._has_room(kind, len(self.uses)) or self._is_new_host(kind, use.capability, use.argument)
        ):
            return
        self.uses[key] = use

    def add_flow(  # noqa: PLR0913 - the parts of a fact
        self,
        sink: Capability,
        api: str,
        line: int,
        *,
        data: tuple[int, int],
        at_load: bool,
        scope: int = 0,
        target: str | None = None,
        waits: bool = False,
    ) -> None:
        """Note data, its marks and the line of its origin, that reaches a sink; nothing when it has been nowhere."""
        marks, origin = data
        found = taints(marks)
        if found:
            shown = target[:_MOST_ARGUMENT] if target is not None else None
            began = origin or line
            self._flow(Flow(sink, api, line, began, found, at_load, self.depth, scope, shown, waits))

    def add_known_flow(self, flow: Flow, line: int, *, at_load: bool, scope: int = 0) -> None:
        """Note a flow of a command line that this source starts."""
        known = replace(flow, line=line, origin_line=line, at_load=at_load, depth=self.depth, scope=scope)
        self._flow(known)

    def _flow(self, flow: Flow) -> None:
        key = (
            *(flow.sink, flow.api, flow.line, hash(flow.taints)),
            *(flow.at_load, flow.depth, flow.scope, flow.target),
        )
        kind = (flow.sink, flow.api, flow.taints, flow.at_load, flow.depth > 0)
        if key not in self.flows and (
            self._has_room(kind, len(self.flows)) or self._is_new_host(kind, flow.sink, flow.target)
        ):
            self.flows[key] = flow

    def _has_room(self, kind: tuple[object, ...], told: int) -> bool:
        alike = self._alike.get(kind, 0)
        if alike >= (MOST_ALIKE if told < _MOST_USES else 1):
            return False
        self._alike[kind] = alike + 1
        return True

    def _is_new_host(self, kind: tuple[object, ...], does: Capability, address: str | None) -> bool:
        """Whether one that there is no room for names a host that was not met since there was none."""
        if does is not Capability.NETWORK or address is None:
            return False
        # What sockets and name servers are given has no scheme; elsewhere such a text is a path.
        if "://" not in address[:_MOST_SCHEME] and not (
            str(kind[1]).startswith(_OF_HOSTS) and is_host(address)
        ):
            return False
        host, hosts = (*kind, "host", host_of(address)), (*kind, "hosts")
        if host in self._alike:
            return False
        if self._alike.get(hosts, 0) >= _MOST_HOSTS:
            self.cut.add("hosts")
            return False
        self._alike[host] = 1
        self._alike[hosts] = self._alike.get(hosts, 0) + 1
        return True

    def add_addresses(self, text: str, line: int) -> None:
        """Note the addresses in a literal."""
        for value in addresses_in(text):
            self.add_address(value, line)

    def add_address(self, value: str, line: int) -> None:
        """Note one address; it is encoded when the source shows neither it nor its host, nor the domain that this belongs to."""
        known = self.addresses.get(value)
        if known is not None:
            if line < known.line:
                self.addresses[value] = replace(known, line=line)
            return
        host = host_of(value)
        named = (value, host, registrable(host))
        encoded = not (self._names(host) or any(map(self._shows, named)))
        if self._has_place(encoded=encoded):
            self.addresses[value] = Address(value, line, encoded)

    def _names(self, host: str) -> bool:
        """Whether a literal of the source begins with a host, or names it behind `//`: found once for all of them."""
        raw = host.encode("utf-8", "replace")
        if self._hosts is None and self._hosts_asked < _FEW_HOSTS:
            self._hosts_asked += 1
            found = _is_named(self.plain, raw)
            if found is not None:
                return found
        if self._hosts is None:
            self._hosts = frozenset(_NAMED.findall(self.plain))
        return raw in self._hosts

    def _shows(self, text: str) -> bool:
        self._searched += len(self.plain)
        if self._searched > _MOST_SEARCHED:
            self.cut.add("addresses")
            return True
        return bool(text) and text.encode("utf-8", "replace") in self.plain

    def _has_place(self, *, encoded: bool) -> bool:
        told = self._alike.get((encoded,), 0)
        if told >= _MOST_ADDRESSES:
            return False
        self._alike[(encoded,)] = told + 1
        return True

    def add_payload(
        self, kind: PayloadKind, size_bytes: int, line: int, *, at_load: bool, scope: int
    ) -> None:
        """Note a literal that decodes to something that can run."""
        self._payload(Payload(kind, line, size_bytes, at_load, self.depth, scope))

    def _payload(self, found: Payload) -> None:
        key = (found.kind, found.size_bytes, found.at_load, found.depth)
        known = self.payloads.get(key)
        if (known is None and len(self.payloads) < _MOST_PAYLOADS) or (known and known.line > found.line):
            self.payloads[key] = found

    def add_command(self, command: Command) -> None:
        """Note a program call."""
        if len(self.commands) < _MOST_COMMANDS:
            self.commands[command] = None

    def add_call(self, call: Call) -> None:
        """Note a call of what came from another file; what does not fit is left out, for other files alone miss it."""
        key = (call.target, call.scope, call.at_load)
        known = self.calls.get(key)
        if known is not None:
            self.calls[key] = replace(known, hands=tuple(sorted({*known.hands, *call.hands})))
        elif len(self.calls) < MOST_CALLS:
            self.calls[key] = call

    def absorb(self, inner: "Facts", line: int, *, at_load: bool, scope: int) -> None:
        """Take over the facts of code found in a literal at `line`, which runs at load or not.

        All of it counts to the function that runs the literal.
        """
        for imported in inner.imports.values():
            self._import(replace(imported, line=line, at_load=imported.at_load and at_load, dynamic=True))
        for use in inner.uses.values():
            self._use(replace(use, line=line, at_load=use.at_load and at_load, scope=scope))
        for flow in inner.flows.values():
            runs = flow.at_load and at_load
            self._flow(replace(flow, line=line, origin_line=line, at_load=runs, scope=scope))
        for payload in inner.payloads.values():
            self._payload(replace(payload, line=line, at_load=payload.at_load and at_load, scope=scope))
        for address in inner.addresses.values():
            self.add_address(address.value, line)
        for command in inner.commands:
            self.add_command(replace(command, line=line))
        for call in inner.calls.values():
            self.add_call(replace(call, line=line, at_load=call.at_load and at_load, scope=scope, hands=()))
        self.cut |= inner.cut

    def done(self, language: Language, problem: str | None) -> FileFacts:
        """The facts, sorted by line."""
        problems = [problem] if problem else []
        if self.cut:
            problems.append("cut: too much " + ", ".join(sorted(self.cut)))
        return FileFacts(
            language=language,
            imports=tuple(sorted(self.imports.values(), key=lambda item: (item.line, item.module or ""))),
            uses=tuple(
                sorted(
                    self.uses.values(),
                    key=lambda use: (
                        use.line,
                        use.capability,
                        use.api,
                        use.depth,
                        use.argument or "",
                        use.scope,
                    ),
                )
            ),
            flows=tuple(
                sorted(
                    self.flows.values(),
                    key=lambda flow: (
                        flow.line,
                        flow.sink,
                        flow.api,
                        flow.depth,
                        flow.scope,
                        flow.target or "",
                    ),
                )
            ),
            addresses=tuple(sorted(self.addresses.values(), key=lambda item: (item.line, item.value))),
            commands=tuple(sorted(self.commands, key=lambda command: command.line)),
            payloads=tuple(sorted(self.payloads.values(), key=lambda item: (item.line, item.kind))),
            calls=tuple(sorted(self.calls.values(), key=lambda call: (call.line, call.target, call.scope))),
            definitions=self.definitions,
            problem="; ".join(problems) or None,
        )
