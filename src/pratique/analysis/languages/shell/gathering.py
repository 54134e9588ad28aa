"""The facts of a script in the making: bounded, on its own lines or all on the line of the literal it was found in."""

from dataclasses import dataclass, field, replace

from pratique.analysis.engine.places import addresses_in, places_in
from pratique.analysis.facts import (
    Address,
    Capability,
    Command,
    FileFacts,
    Flow,
    Language,
    Payload,
    PayloadKind,
    Taint,
    Use,
)
from pratique.analysis.languages.shell.functions import Functions

_MOST_FACTS = 2_000
_MOST_DECODED = 2_000_000
_LEAST_SPENT = 1_000
"""What reading any text costs: so that neither many short ones nor few long ones take long. A configure script evaluates some 500."""


@dataclass(slots=True)
class Gathering:
    """The facts. `depth` counts the literals that the script was found inside."""

    language: Language = Language.SHELL
    depth: int = 0
    functions: Functions = field(default_factory=Functions)
    at: int | None = None
    """The line on which all is told: that of the literal the script was found in."""
    uses: dict[tuple[Capability, str, str | None], Use] = field(default_factory=dict)
    flows: dict[tuple[Capability, str, int, int], Flow] = field(default_factory=dict)
    addresses: dict[str, Address] = field(default_factory=dict)
    commands: dict[Command, None] = field(default_factory=dict)
    payloads: dict[Payload, None] = field(default_factory=dict)
    scripts: list[tuple[str, int, bool]] = field(default_factory=list)
    """Scripts of PowerShell on command lines, with their lines and whether they were encoded."""
    budget: list[int] = field(default_factory=lambda: [_MOST_DECODED])
    """Characters of put-together text that may still be read, shared with what is found inside."""
    starts: int = 0
    """The line on which the pipeline begins that is looked at."""
    cut: bool = False

    def affords(self, size: int) -> bool:
        """Whether a text that was put together may still be read; what it costs is spent."""
        if self.budget[0] <= 0:
            self.cut = True
            return False
        self.budget[0] -= max(size, _LEAST_SPENT)
        return True

    def payload(self, kind: PayloadKind, line: int, size: int) -> None:
        """Note a literal that can run."""
        told = self.told_at(line)
        scope = self.functions.scope(line) if self.at is None else 0
        self.payloads[Payload(kind, told, size, at_load=True, depth=self.depth, scope=scope)] = None

    def absorb(self, child: "Gathering") -> None:
        """Take over what was found in a literal."""
        for key, use in child.uses.items():
            self.uses.setdefault((*key[:2], f"{key[2]} @{use.line}"), use)
        for (sink, api, line, depth), flow in child.flows.items():
            self.flows.setdefault((sink, api, line, depth), flow)
        for value, address in child.addresses.items():
            self.addresses.setdefault(value, replace(address, encoded=True))
        self.commands.update(child.commands)
        self.payloads.update(child.payloads)
        self.scripts += child.scripts
        self.cut |= child.cut

    def text(self, text: str, line: int, *, encoded: bool = False) -> None:
        """Addresses and places that a line names."""
        for value in addresses_in(text):
            self.note(value, line, encoded=encoded)
        places = places_in(text)
        for name in places.secrets:
            self.add(Capability.SECRETS, name, line, text.strip())
        for name in places.persistence:
            self.add(Capability.PERSISTENCE, name, line, text.strip())

    def note_addresses(self, word: str, line: int) -> None:
        """Note the addresses in a word."""
        for value in addresses_in(word):
            self.note(value, line, encoded=False)

    def note(self, value: str, line: int, *, encoded: bool) -> None:
        """Note an address."""
        if len(self.addresses) < _MOST_FACTS:
            hidden = encoded or self.depth > 0
            self.addresses.setdefault(value, Address(value, self.told_at(line), encoded=hidden))

    def told_at(self, line: int) -> int:
        """The line at which something on a line is told."""
        return line if self.at is None else self.at

    def add(self, capability: Capability, api: str, line: int, argument: str) -> None:
        """Note a use."""
        key = (capability, api, argument[:200])
        if key in self.uses:
            return
        if len(self.uses) >= _MOST_FACTS:
            self.cut = True
            return
        scope = self.functions.scope(line) if self.at is None else 0
        self.uses[key] = Use(
            capability,
            api,
            self.told_at(line),
            at_load=True,
            argument=argument[:200],
            depth=self.depth,
            scope=scope,
        )

    def flow(
        self, sink: Capability, api: str, line: int, taints: frozenset[Taint], target: str | None = None
    ) -> None:
        """Note data that reaches a sink."""
        if not taints:
            return
        if len(self.flows) >= _MOST_FACTS:
            self.cut = True
            return
        told = self.told_at(line)
        origin = told if self.at is not None else min(self.starts or line, line)
        scope = self.functions.scope(line) if self.at is None else 0
        found = Flow(
            sink, api, told, origin, tuple(sorted(taints)), at_load=True, depth=self.depth, scope=scope
        )
        self.flows.setdefault(
            (sink, api, told, self.depth), replace(found, target=target[:200] if target else None)
        )

    def done(self) -> FileFacts:
        """The facts, by line."""
        return FileFacts(
            language=self.language,
            uses=tuple(sorted(self.uses.values(), key=lambda use: (use.line, use.capability, use.api))),
            flows=tuple(sorted(self.flows.values(), key=lambda flow: (flow.line, flow.sink, flow.api))),
            addresses=tuple(sorted(self.addresses.values(), key=lambda item: (item.line, item.value))),
            commands=tuple(sorted(self.commands, key=lambda command: command.line)),
            payloads=tuple(sorted(self.payloads, key=lambda item: (item.line, item.kind, item.size_bytes))),
            problem="cut: too many commands" if self.cut else None,
        )
