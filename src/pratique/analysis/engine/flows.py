"""Data that reaches a sink: code, started programs, the network, written files."""

from collections.abc import Iterator

from pratique.analysis.engine.evaluate import At, Resolved
from pratique.analysis.engine.heads import head
from pratique.analysis.engine.ir import Call, Node, Op, visible
from pratique.analysis.engine.marks import (
    COMPUTED,
    DECODED,
    DECRYPTED,
    ENVIRONMENT,
    FILE,
    HIDING,
    LITERAL,
    NETWORK,
    PROCESS,
)
from pratique.analysis.engine.resolved import argument
from pratique.analysis.engine.source import Source
from pratique.analysis.engine.tables import Names
from pratique.analysis.engine.values import Value, joined
from pratique.analysis.engine.writes import Written, keys_of, keys_within
from pratique.analysis.facts import Capability

_EXECUTABLE = (
    *(".exe", ".dll", ".scr", ".msi", ".bat", ".cmd", ".ps1", ".vbs", ".hta", ".lnk", ".com", ".sh", ".rb"),
    *(".py", ".so", ".dylib", ".bundle", ".js", ".jar", ".elf", ".bin", ".service", ".desktop", ".plist"),
)
"""Endings of files that run, or from which programs are started."""
_MAGIC = ("MZ", "\x7fELF", "#!")
_MOST_DEEP = 6
_MOST_BOUNDS = 4
_PRIVATE = ENVIRONMENT | FILE | PROCESS


class Flows:
    """The sinks of one source. Programs are looked at last, when all writes are known."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._evaluator = source.evaluator
        self._apis = source.evaluator.model.apis
        self._writes: list[Written] = []
        self._runners: list[tuple[Call, Resolved]] = []

    def look(self, call: Call, resolved: Resolved) -> None:
        """Look at a call whose name is known."""
        name = resolved.name
        if name in self._apis.code:
            self._code(call, resolved)
        elif name == "computed-call":
            self._computed(call, resolved)
        elif name in self._apis.objects:
            value = argument(self._evaluator, resolved, 0, self._at(call))
            if value.marks & LITERAL:
                self._add(Capability.CODE, name, call, value.marks, value.origin)
        elif name in self._apis.sends:
            self._send(call, resolved)
        if name in self._apis.runs:
            self._runners.append((call, resolved))
        if name in self._apis.writes or name in self._apis.puts:
            self._write(call, resolved)

    def handed(self, call: Call, name: str, resolved: Resolved) -> None:
        """Look at a call that hands a sink to something that calls it: `[code].each(&method(:eval))`."""
        from_receiver = [resolved.receiver] if resolved.receiver is not None else []
        at = self._at(call)
        marks, origin = joined(*from_receiver, *self._evaluator.values(resolved.arguments.positional, at))
        sink = Capability.CODE if name in self._apis.code else Capability.PROCESS
        if name in self._apis.code or name in self._apis.starts:
            self._add(sink, name, call, marks, origin)

    def finish(self) -> None:
        """Look at the programs and files that are run."""
        for call, resolved in self._runners:
            self._run(call, resolved)

    def _at(self, call: Call) -> At:
        return At(call.scope, call.branch)

    def _add(self, sink: Capability, name: str, call: Call, marks: int, origin: int) -> None:
        if sink is not Capability.NETWORK:
            marks &= ~PROCESS  # builds run and load what programs such as pkg-config print
        self._source.facts.add_flow(
            sink,
            name.replace("()", ""),
            self._source.line(call),
            marks=marks,
            origin=origin,
            at_load=self._source.runs(call.scope, call.branch),
        )

    def _code(self, call: Call, resolved: Resolved) -> None:
        value = argument(self._evaluator, resolved, 0, self._at(call))
        self._add(Capability.CODE, resolved.name, call, value.marks, value.origin)

    def _computed(self, call: Call, resolved: Resolved) -> None:
        name = Value(marks=resolved.marks, origin=resolved.origin)
        values = self._evaluator.values(resolved.arguments.positional, self._at(call))
        marks, origin = joined(name, *values)
        hiding = COMPUTED if marks & ~PROCESS else 0
        self._add(Capability.CODE, "computed-call", call, marks | hiding, origin)

    # The network

    def _send(self, call: Call, resolved: Resolved) -> None:
        at, arguments = self._at(call), resolved.arguments
        values: list[Value] = []
        for place, node in enumerate(arguments.positional):
            if place or self._carries_data(node, at):
                values.append(self._evaluator.value(node, at))
        values += [
            self._evaluator.value(node, at)
            for key, node in arguments.pairs.items()
            if key not in self._apis.headers
        ]
        if resolved.receiver is not None and resolved.receiver.name in self._apis.addresses:
            values.append(resolved.receiver)
        marks, origin = joined(*(value for value in values if value.marks & _PRIVATE))
        if marks:
            self._add(Capability.NETWORK, resolved.name, call, marks, origin)

    def _carries_data(self, node: Node | None, at: At, deep: int = 0) -> bool:
        """Return True if an address carries data after a constant host, or if the argument is a request with data."""
        if node is None:
            return False
        if node.op is Op.NAME and deep < _MOST_DEEP:
            bounds = visible(str(node.value), at.scope) or ()
            given = [(bound.node, At(bound.scope, bound.branch)) for bound in bounds[-_MOST_BOUNDS:]]
            if any(
                inner is not None and self._carries_data(inner, there, deep + 1) for inner, there in given
            ):
                return True
        if isinstance(node, Call) and node.keys and deep < _MOST_DEEP:
            return self._carries_data(node.parts[1], at, deep + 1)
        start = head(self._evaluator, node, at)
        rest = start.partition("://")[2] if start is not None else ""
        request = self._evaluator.value(node, at).name.startswith(self._apis.requests)
        return request or "/" in rest or "?" in rest or node.op is Op.MAP

    # Files

    def _write(self, call: Call, resolved: Resolved) -> None:
        at, line = self._at(call), self._source.line(call)
        places = self._apis.writes.get(resolved.name)
        if places is not None:
            target, data = resolved.arguments.at(places[0]), resolved.arguments.at(places[1])
        else:
            target, data = call.first, resolved.arguments.at(0)
        if target is None or data is None:
            return
        keys = frozenset(keys_of(self._evaluator, target, at))
        value = self._evaluator.value(data, at)
        text = value.const if isinstance(value.const, str) else None
        self._writes.append(Written(keys, value.marks, value.origin, line, text))
        executable = any(key.lower().endswith(_EXECUTABLE) for kind, key in keys if kind == "constant")
        starts = text is not None and text.startswith(_MAGIC)
        hidden = value.marks & (DECODED | DECRYPTED)
        if hidden or ((executable or starts) and value.marks & (HIDING | NETWORK)):
            self._add(Capability.FILE_WRITE, resolved.name, call, value.marks, value.origin)

    # Programs

    def _run(self, call: Call, resolved: Resolved) -> None:
        at, name = self._at(call), resolved.name
        parts = _command(resolved, self._apis.settings)
        sink = self._apis.runs[name]
        given: list[Value] = []
        if name in self._apis.starts:
            given = self._evaluator.values(parts, at)
        elif name in self._apis.pipes:
            start = head(self._evaluator, parts[0], at) if parts else None
            if start is None or not start.startswith(self._apis.pipe):
                return
            sink = Capability.PROCESS
            given = self._evaluator.values(parts[:1], at)
        marks, origin = joined(*given)
        for written in self._written(call, parts, at):
            # Text put together of characters is what every editor writes; hidden is what a long literal becomes.
            marks |= written.marks if written.marks & LITERAL else written.marks & ~COMPUTED
            origin = origin or written.origin
            if written.text is not None:
                runs = self._source.runs(call.scope, call.branch)
                self._source.read_code(written.text, written.line, runs)
        if marks & ~(LITERAL | PROCESS) or name in self._apis.starts:
            self._add(sink, name, call, marks, origin)

    def _written(self, call: Call, parts: list[Node | None], at: At) -> Iterator[Written]:
        """Yield the files that the source writes, of those that a call may run."""
        keys = keys_within(self._evaluator, parts, at) if self._writes else set()
        line = self._source.line(call)
        for written in self._writes:
            if keys & written.keys and written.line != line:
                yield written


def _command(resolved: Resolved, settings: Names) -> list[Node | None]:
    """Return the arguments that make the command, without an environment before it and settings after it."""
    parts = [*resolved.arguments.positional]
    parts += [node for key, node in resolved.arguments.pairs.items() if key not in settings]
    return parts[1:] if len(parts) > 1 and parts[0] is not None and parts[0].op is Op.MAP else parts
