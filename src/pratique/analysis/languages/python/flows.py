"""Data that reaches a sink: code, started programs, the network, written files."""

import ast
import re
from collections.abc import Iterator

from pratique.analysis.engine.marks import (
    CLIPBOARD,
    COMPUTED,
    DECODED,
    DECRYPTED,
    ENVIRONMENT,
    EVERY,
    FILE,
    HIDING,
    IDENTITY,
    LITERAL,
    NETWORK,
    PLATFORM,
    PROCESS,
    SECRETS,
    SPELT,
)
from pratique.analysis.facts import Capability
from pratique.analysis.languages.payload import payload_kind
from pratique.analysis.languages.python import apis, forms, import_paths, sinks, vocabulary
from pratique.analysis.languages.python.answered import answered_address
from pratique.analysis.languages.python.behind import asks_with_data, tells
from pratique.analysis.languages.python.credentials import holds_token, opens_mailbox, sent_credential
from pratique.analysis.languages.python.deliveries import Deliveries
from pratique.analysis.languages.python.evaluate import At, Evaluator
from pratique.analysis.languages.python.fetched import CLONERS, Fetched
from pratique.analysis.languages.python.fronted import fronted_host
from pratique.analysis.languages.python.given import (
    VERBS,
    address_of,
    code_of,
    command_of,
    parts_run,
    texts_in,
    wrapped_socket,
)
from pratique.analysis.languages.python.members import CONSTANT_METHOD
from pratique.analysis.languages.python.memory import searched
from pratique.analysis.languages.python.objects import makes_objects
from pratique.analysis.languages.python.resolve import lookup
from pratique.analysis.languages.python.scopes import Called, Scope, function_line
from pratique.analysis.languages.python.source import Source
from pratique.analysis.languages.python.wallet_keys import wallet_keys
from pratique.analysis.languages.python.writes import (
    COPIERS,
    DOWNLOADERS,
    EXECUTABLE,
    MAGIC,
    STARTING,
    WRITERS,
    Written,
    imported,
    keys_within,
    path_keys,
    written_by,
)
from pratique.analysis.languages.values import NOTHING, Value, joined

_SETTINGS = frozenset(
    ("timeout", "verify", "proxies", "cert", "stream", "allow_redirects", "cwd", "shell", "env", "context")
)
_WHOLE = frozenset(("send", "sendall", "sendto", "sendmail", "send_message", "storbinary", "storlines"))
"""Calls whose first argument is data rather than an address."""
_FEWEST_WRITTEN = 40
_SENDING = re.compile(
    r"\A\W{0,3}(?:curl|wget|nslookup|dig|host|ping|nc|ncat|ssh|scp|ftp|tftp|powershell|Invoke-\w+)\b",
    re.IGNORECASE,
)
"""Programs that carry their arguments to another machine."""
_EXTENSION = re.compile(r"\A\s*\{(?=[^\0]*\"manifest_version\")[^\0]*\"clipboard(?:Read|Write)\"")
"""The manifest of a browser extension that may use the clipboard."""
_MOST_MANIFEST = 4_000
_STANDARD = frozenset(
    ("stdin", "stdout", "stderr", "capture_output", "check", "text", "encoding", "errors", "bufsize")
)
_PRIVATE = ENVIRONMENT | EVERY | FILE | IDENTITY | PLATFORM | SECRETS | PROCESS | CLIPBOARD
_COMMON = PROCESS | PLATFORM
"""What alone is not worth telling of a started program: builds start what another program printed."""
_NAMELESS = frozenset((CONSTANT_METHOD, "computed-call"))
_SOCKETS = ("socket.socket()", "ssl.wrap_socket()")


class Flows:
    """The sinks of one source. Programs are looked at last, when all writes are known."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._evaluator: Evaluator = source.evaluator
        self._writes: list[Written] = []
        self._runners: list[tuple[Called, Value]] = []
        self._connected: dict[tuple[Scope, str], str] = {}
        self._sent: list[tuple[Called, str, int, int]] = []
        self._fetched = Fetched()
        self._deliveries = Deliveries(source)

    def call(self, called: Called, function: Value) -> None:
        """Look at a call whose name is known."""
        name = function.name
        self._named_in_hiding(called, function)
        self._deliveries.call(called, name)
        if name in sinks.CODE_SINKS:
            self._code(called, function)
        elif name in sinks.SENDERS and name not in sinks.BY_PATH:
            self._send(called, name)
        elif name == "computed-call":
            self._computed(called, function)
        elif (told := makes_objects(self._evaluator, called.node, self._at(called), name)) is not None:
            self._pickle(called, told)
        elif name in vocabulary.STARTERS:
            self._handed(called)
        if name in sinks.RUNNERS:
            self._runners.append((called, function))
        if name in CLONERS:
            self._fetched.clone(called.scope, called.node.lineno)
        elif name in sinks.PROCESS_SINKS:
            self._fetched.command(self._command(called, function) or "", called.scope, called.node.lineno)
        last = name.rpartition(".")[2]
        if (last in WRITERS and not name.startswith("io.")) or name in DOWNLOADERS or name in COPIERS:
            self._write(called, name, last)

    def finish(self) -> None:
        """Look at the programs and files that are run."""
        for called, function in self._runners:
            self._run(called, function)
        for asked, written in imported(self._source.index.imports, self._writes):
            self._source.facts.add_flow(
                Capability.CODE,
                "import",
                asked.line,
                marks=written.marks,
                origin=written.origin,
                at_load=self._source.runs(asked.scope, asked.block),
                scope=function_line(asked.scope),
            )
        for called, name, marks, origin in self._sent:
            self._add(Capability.NETWORK, name, called, marks, origin, self._peer(called))
        self._deliveries.finish(self._delivered)

    def _at(self, called: Called) -> At:
        return At(called.scope, called.block)

    def _runs(self, called: Called) -> bool:
        return self._source.runs(called.scope, called.block)

    def _add(
        self,
        sink: Capability,
        name: str,
        called: Called,
        marks: int,
        origin: int,
        target: str | None = None,
    ) -> None:
        self._source.facts.add_flow(
            sink,
            name.replace("()", ""),
            called.node.lineno,
            marks=marks,
            origin=origin,
            at_load=self._runs(called),
            scope=function_line(called.scope),
            target=target,
            waits=isinstance(called.scope.node, ast.Lambda),
        )

    def _delivered(self, called: Called, name: str, marks: int, origin: int, address: str | None) -> None:
        self._add(Capability.NETWORK, name, called, marks & _PRIVATE, origin, address)

    def _peer(self, called: Called) -> str | None:
        """The address that a socket was connected to, in this function or around it."""
        func = called.node.func
        if not isinstance(func, ast.Attribute) or not isinstance(func.value, ast.Name):
            return None
        found = lookup(func.value.id, called.scope)
        if found is None:
            return None
        known = self._connected.get((found[0], func.value.id))
        inside = wrapped_socket(found[1][-1].node)
        if known is None and inside is not None:
            known = self._connected.get((found[0], inside.id))
        return known or self._evaluator.value(func.value, self._at(called)).form or None

    def _code(self, called: Called, function: Value) -> None:
        at = self._at(called)
        places = sinks.CODE_SINKS[function.name]
        values = [*function.given, *(self._evaluator.argument(called.node, at, place) for place in places)]
        marks, origin = joined(function, *values)
        first = values[0] if values else NOTHING
        if not marks & HIDING and self._source.spelt(first):
            marks, origin = marks | COMPUTED, origin or called.node.lineno
        self._add(Capability.CODE, function.name, called, marks, origin)

    def _computed(self, called: Called, function: Value) -> None:
        marks, origin = joined(function, *self._evaluator.arguments(called.node, self._at(called)))
        self._add(Capability.CODE, "computed-call", called, marks | (COMPUTED if marks else 0), origin)

    def _named_in_hiding(self, called: Called, function: Value) -> None:
        """A function is reached by a name that the source decodes or computes, and the name is known by now."""
        name = function.name
        # What a call gave (`getattr(...)().strip`) has methods that bear their own names.
        if not function.marks & SPELT or not name or "()" in name or name in _NAMELESS:
            return
        values = self._evaluator.arguments(called.node, self._at(called))
        marks, origin = joined(function, *(value for value in values if value.marks & LITERAL))
        self._add(Capability.CODE, "computed-call", called, marks & (HIDING | LITERAL), origin)

    def _pickle(self, called: Called, name: str) -> None:
        """Unpickling is told when the source itself holds the data, or fetches it: else every cache would be told."""
        value = self._evaluator.argument(called.node, self._at(called), 0)
        if value.marks & (LITERAL | NETWORK):
            self._add(Capability.CODE, name, called, value.marks, value.origin)

    def _handed(self, called: Called) -> None:
        """`map(exec, [code])`, `Thread(target=os.system, args=(command,))`."""
        at = self._at(called)
        values = self._evaluator.arguments(called.node, at)
        for value in values:
            self._named_in_hiding(called, value)
            sink = apis.CAPABILITIES.get(value.name)
            if sink in {Capability.CODE, Capability.PROCESS} and sink is not None:
                others = [*value.given, *(other for other in values if other is not value)]
                shown = next(filter(None, (forms.shown(other) for other in others)), None)
                self._source.use(sink, value.name, called, shown)
                marks, origin = joined(*others)
                self._add(sink, value.name, called, marks, origin)
                for text in texts_in(others) if sink is Capability.CODE else ():
                    self._source.code(text, called, runs=True)

    # The network

    def _send(self, called: Called, name: str) -> None:
        sent = [value for value in self._leaving(called, name) if value.marks & _PRIVATE]
        address = self._address(called, name)
        marks, origin = joined(*sent)
        node, at = called.node, self._at(called)
        fronted = fronted_host(self._evaluator, node, at, address)
        if fronted is not None:
            self._source.use(Capability.NETWORK, "fronted-host", called, fronted)
            address = f"https://{fronted}/"
        given = address_of(self._evaluator, node, at)
        told = answered_address(self._evaluator, node, at) if given.marks & NETWORK else None
        if told is not None:
            self._source.use(Capability.NETWORK, "answered-address", called, told)
        if opens_mailbox(address) or holds_token(self._evaluator, node, at):
            self._source.use(Capability.NETWORK, "own-mailbox", called, address)
        place = Value(form=address or "", marks=given.marks)
        socket = name.startswith(_SOCKETS)
        others = self._source.facts.addresses
        keys = wallet_keys(self._source)
        credential = None if socket else sent_credential(self._evaluator, node, at, place, others, keys)
        if credential is not None:
            self._source.use(Capability.SECRETS, "credential-parameter", called, credential)
            marks, origin = marks | SECRETS, origin or node.lineno
        if searched(self._leaving(called, name), marks):
            self._source.use(Capability.NETWORK, "memory-searched", called, address)
            marks, origin = marks | SECRETS, origin or node.lineno
        if marks and socket:
            self._sent.append((called, name, marks, origin))
        elif marks:
            self._add(Capability.NETWORK, name, called, marks, origin, address)

    def _leaving(self, called: Called, name: str) -> Iterator[Value]:
        """What a network call is given that leaves the machine: no settings, no constant address."""
        at, positional = self._at(called), list(called.node.args)
        if positional and isinstance(positional[0], ast.Constant) and positional[0].value in VERBS:
            positional = positional[1:]
        if name in sinks.LOOK_UPS:
            # A look-up tells a name server the name and nothing else of its arguments.
            if positional and asks_with_data(self._evaluator, positional[0], at):
                yield self._evaluator.value(positional[0], at)
            return
        whole = name in sinks.DELIVERERS or name.rpartition(".")[2] in _WHOLE
        if positional and not whole:
            if tells(self._evaluator, positional[0], at):
                yield self._evaluator.value(positional[0], at)
            positional = positional[1:]
        for part in positional:
            yield self._evaluator.value(part, at)
        for keyword in called.node.keywords:
            if keyword.arg in _SETTINGS or (
                keyword.arg == "url" and not tells(self._evaluator, keyword.value, at)
            ):
                continue
            value = self._evaluator.value(keyword.value, at)
            # What system a client runs on is in the header of many.
            if keyword.arg != "headers" or value.marks & (_PRIVATE & ~PLATFORM):
                yield value

    def _address(self, called: Called, name: str) -> str | None:
        """The constant address that a network call is given, or that its connection has."""
        at, node = self._at(called), called.node
        func = node.func
        receiver = self._evaluator.value(func.value, at) if isinstance(func, ast.Attribute) else NOTHING
        if name.startswith(tuple(f"{socket}.connect" for socket in _SOCKETS)) and node.args:
            address = forms.endpoint(self._evaluator.value(node.args[0], at))
            if address and isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name):
                found = lookup(func.value.id, called.scope)
                if found:
                    self._connected[found[0], func.value.id] = address
            return address
        given = NOTHING if name in sinks.DELIVERERS else address_of(self._evaluator, node, at)
        return receiver.form or forms.endpoint(given)

    # Files

    def _write(self, called: Called, function: str, last: str) -> None:
        at, node = self._at(called), called.node
        target, data = written_by(called.node, function, last)
        if target is None:
            return
        keys = frozenset(path_keys(self._evaluator, target, at))
        value = self._evaluator.value(data, at) if data is not None else NOTHING
        marks, origin = value.marks, value.origin
        if function in DOWNLOADERS:
            marks, origin = marks | NETWORK, node.lineno
        const = value.const if isinstance(value.const, str | bytes) else None
        if isinstance(const, str) and _EXTENSION.search(const[:_MOST_MANIFEST]):
            self._source.use(Capability.PERSISTENCE, "browser extension", called, const)
        path = forms.shown(self._evaluator.value(target, at))
        shown = path if isinstance(path, str) else ""
        name = re.split(r"[/\\]", shown)[-1]
        self._writes.append(Written(keys, marks, origin, node.lineno, const, name))
        kind = payload_kind(const) if const is not None and len(const) >= _FEWEST_WRITTEN else None
        if kind is not None and const is not None:
            self._source.payload(kind, called, len(const))
        paths = (shown, *(str(key[2]) for key in keys if key[0] == "constant"))
        if isinstance(const, str) and any(map(STARTING.search, paths)):
            self._source.code(const, called, runs=True)  # an interpreter that starts runs it
        executable = any(str(key[2]).lower().endswith(EXECUTABLE) for key in keys if key[0] == "constant")
        starts = isinstance(const, bytes) and const.startswith(MAGIC)
        if marks & (DECODED | DECRYPTED) or ((executable or starts) and marks & (HIDING | NETWORK)):
            self._add(Capability.FILE_WRITE, function, called, marks, origin, shown or None)

    # Programs

    def _run(self, called: Called, function: Value) -> None:
        at, node, name = self._at(called), called.node, function.name
        parts = parts_run(node, name, _SETTINGS | _STANDARD)
        sink = sinks.FILE_RUNNERS.get(name, Capability.CODE)
        marks, origin = 0, 0
        if name in sinks.PROCESS_SINKS:
            self._run_as_code(called, name)
            marks, origin = joined(
                function, *function.given, *(self._evaluator.value(part, at) for part in parts)
            )
        elif name in sinks.FILE_RUNNERS:
            # Such a path is what a downloader gives (`path, _ = urlretrieve(...)`): paths that are joined carry no marks.
            marks, origin = joined(*(self._evaluator.value(part, at) for part in parts[:2]))
            marks &= NETWORK
        if self._writes:
            keys = keys_within(self._evaluator, parts, at)
            for written in self._writes:
                if keys & written.keys and written.line != node.lineno:
                    marks |= written.marks
                    origin = origin or written.origin
                    self._loaded(written, called)
        command = self._command(called, function)
        fetched = self._fetched.origin(command or "", called.scope, node.lineno)
        if fetched:
            marks, origin = marks | NETWORK, origin or fetched
        if sink is Capability.PROCESS and not marks & ~_COMMON and not _SENDING.search(command or ""):
            return
        if name not in import_paths.CALLS or marks & (HIDING | NETWORK):
            self._add(sink, name, called, marks, origin, command)

    def _run_as_code(self, called: Called, name: str) -> None:
        """What the network answers is all that an interpreter or shell is given to carry out."""
        code = code_of(self._evaluator, called.node, self._at(called))
        if code.marks & NETWORK and not code.marks & FILE:
            self._add(Capability.CODE, name, called, code.marks, code.origin)

    def _command(self, called: Called, function: Value) -> str | None:
        """The command that a call starts, as far as it is known."""
        value = (
            function.given[0]
            if function.given
            else command_of(self._evaluator, called.node, self._at(called))
        )
        shown = forms.shown(value)
        return shown if isinstance(shown, str) else None

    def _loaded(self, written: Written, called: Called) -> None:
        """Code that was written to the file that is now run."""
        if isinstance(written.text, str | bytes):
            text = written.text if isinstance(written.text, str) else written.text.decode("utf-8", "replace")
            scope = function_line(called.scope)
            self._source.read_code(text, written.line, self._runs(called), scope)
