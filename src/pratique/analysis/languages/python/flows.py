"""Data that reaches a sink: code, started programs, the network, written files."""

import ast

from pratique.analysis.facts import Capability
from pratique.analysis.languages.python import apis, sinks, vocabulary
from pratique.analysis.languages.python.evaluate import At, Evaluator
from pratique.analysis.languages.python.resolve import lookup
from pratique.analysis.languages.python.scopes import Binding, Called
from pratique.analysis.languages.python.source import Source
from pratique.analysis.languages.python.values import (
    COMPUTED,
    DECODED,
    DECRYPTED,
    ENVIRONMENT,
    FILE,
    IDENTITY,
    LITERAL,
    NETWORK,
    NOTHING,
    Value,
    joined,
)
from pratique.analysis.languages.python.writes import Written, keys_within, path_keys

_EXECUTABLE = (
    *(
        ".exe",
        ".dll",
        ".scr",
        ".msi",
        ".bat",
        ".cmd",
        ".ps1",
        ".vbs",
        ".hta",
        ".lnk",
        ".com",
        ".sh",
        ".py",
        ".pyw",
    ),
    *(".pyd", ".so", ".dylib", ".js", ".jar", ".elf", ".bin", ".service", ".desktop", ".plist", ".pth"),
)
_MAGIC = (b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"#!")
_SETTINGS = frozenset(
    ("timeout", "verify", "proxies", "cert", "stream", "allow_redirects", "cwd", "shell", "env", "context")
)
_STANDARD = frozenset(
    ("stdin", "stdout", "stderr", "capture_output", "check", "text", "encoding", "errors", "bufsize")
)
_WITH_ENVIRONMENT = (
    "execle",
    "execlpe",
    "execve",
    "execvpe",
    "spawnle",
    "spawnlpe",
    "spawnve",
    "spawnvpe",
    "spawn",
    "spawnp",
)
"""Calls whose last argument is the environment that they pass on."""
_VERBS = frozenset(("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"))
_PRIVATE = ENVIRONMENT | FILE | IDENTITY
_HIDING = DECODED | DECRYPTED | COMPUTED
_WRITERS = frozenset(("write", "writelines", "write_bytes", "write_text", "writestr"))
_COPIERS = frozenset(("shutil.copyfileobj",))
_DOWNLOADERS = frozenset(("urllib.request.urlretrieve", "urllib.urlretrieve", "wget.download"))


class Flows:
    """The sinks of one source. Programs are looked at last, when all writes are known."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._evaluator: Evaluator = source.evaluator
        self._writes: list[Written] = []
        self._runners: list[tuple[Called, Value]] = []

    def call(self, called: Called, function: Value) -> None:
        """Look at a call whose name is known."""
        name = function.name
        if name in sinks.CODE_SINKS:
            self._code(called, function)
        elif name in sinks.SENDERS:
            self._send(called, name)
        elif name == "computed-call":
            self._computed(called, function)
        elif name in {"pickle.loads", "dill.loads", "cloudpickle.loads", "cPickle.loads"}:
            self._pickle(called, name)
        elif name in {"map", "filter"} | vocabulary.STARTERS:
            self._handed(called)
        if name in sinks.FILE_RUNNERS or name in {"exec", "eval"}:
            self._runners.append((called, function))
        last = name.rpartition(".")[2]
        if (last in _WRITERS and not name.startswith("io.")) or name in _DOWNLOADERS or name in _COPIERS:
            self._write(called, name, last)

    def finish(self) -> None:
        """Look at the programs and files that are run."""
        for called, function in self._runners:
            self._run(called, function)

    def _at(self, called: Called) -> At:
        return At(called.scope, called.block)

    def _runs(self, called: Called) -> bool:
        return self._source.runs(called.scope, called.block)

    def _add(self, sink: Capability, name: str, called: Called, marks: int, origin: int) -> None:
        api = name.replace("()", "")
        line = called.node.lineno
        at_load = self._runs(called)
        self._source.facts.add_flow(sink, api, line, marks=marks, origin=origin, at_load=at_load)

    def _code(self, called: Called, function: Value) -> None:
        at = self._at(called)
        places = sinks.CODE_SINKS[function.name]
        values = [*function.given, *(self._evaluator.argument(called.node, at, place) for place in places)]
        marks, origin = joined(*values)
        self._add(Capability.CODE, function.name, called, marks, origin)

    def _computed(self, called: Called, function: Value) -> None:
        marks, origin = joined(function, *self._evaluator.arguments(called.node, self._at(called)))
        self._add(Capability.CODE, "computed-call", called, marks | (COMPUTED if marks else 0), origin)

    def _pickle(self, called: Called, name: str) -> None:
        """Unpickling is told only when the source itself holds the data: else every cache would be told."""
        value = self._evaluator.argument(called.node, self._at(called), 0)
        if value.marks & LITERAL:
            self._add(Capability.CODE, name, called, value.marks, value.origin)

    def _handed(self, called: Called) -> None:
        """`map(exec, [code])`, `Thread(target=os.system, args=(command,))`."""
        at = self._at(called)
        values = self._evaluator.arguments(called.node, at)
        for value in values:
            sink = apis.CAPABILITIES.get(value.name)
            if sink in {Capability.CODE, Capability.PROCESS} and sink is not None:
                line, at_load = called.node.lineno, self._runs(called)
                self._source.facts.add_use(sink, value.name, line, at_load=at_load)
                marks, origin = joined(*(other for other in values if other is not value), *value.given)
                self._add(sink, value.name, called, marks, origin)

    # The network

    def _send(self, called: Called, name: str) -> None:
        at, node = self._at(called), called.node
        values = []
        positional = list(node.args)
        if positional and isinstance(positional[0], ast.Constant) and positional[0].value in _VERBS:
            positional = positional[1:]
        last = name.rpartition(".")[2]
        if last in {"send", "sendall", "sendto", "sendmail", "send_message", "storbinary", "storlines"}:
            values = [self._evaluator.value(part, at) for part in positional]
        elif positional:
            if self._carries_data(positional[0], at):
                values.append(self._evaluator.value(positional[0], at))
            values += [self._evaluator.value(part, at) for part in positional[1:]]
        for keyword in node.keywords:
            if keyword.arg == "url":
                if self._carries_data(keyword.value, at):
                    values.append(self._evaluator.value(keyword.value, at))
            elif keyword.arg not in _SETTINGS:
                values.append(self._evaluator.value(keyword.value, at))
        marks, origin = joined(*(value for value in values if value.marks & _PRIVATE))
        if marks:
            self._add(Capability.NETWORK, name, called, marks, origin)

    def _carries_data(self, node: ast.expr, at: At) -> bool:
        """Whether an address carries data behind a constant host, or before a constant domain; not a setting."""
        if isinstance(node, ast.Name):
            found = lookup(node.id, at.scope)
            bounds = [bound for bound in found[1] if bound.how is Binding.ASSIGN] if found else []
            if len(bounds) != 1 or bounds[0].node is None or isinstance(bounds[0].node, ast.Name):
                return False
            return self._carries_data(bounds[0].node, At(bounds[0].scope, bounds[0].block))
        first, last = _ends(node)
        head = self._evaluator.value(first, at).const if first is not None else None
        tail = self._evaluator.value(last, at).const if last is not None else None
        if isinstance(head, str) and "://" in head:
            rest = head.partition("://")[2]
            return "/" in rest or "?" in rest
        return isinstance(tail, str) and tail.startswith(".") and tail.count(".") > 1

    # Files

    def _write(self, called: Called, name: str, last: str) -> None:
        at, node = self._at(called), called.node
        target, data = self._written(called, name, last)
        if target is None:
            return
        keys = frozenset(path_keys(self._evaluator, target, at))
        value = self._evaluator.value(data, at) if data is not None else NOTHING
        marks, origin = value.marks, value.origin
        if name in _DOWNLOADERS:
            marks, origin = marks | NETWORK, node.lineno
        const = value.const if isinstance(value.const, str | bytes) else None
        self._writes.append(Written(keys, marks, origin, node.lineno, const))
        executable = any(str(key[2]).lower().endswith(_EXECUTABLE) for key in keys if key[0] == "constant")
        starts = isinstance(const, bytes) and const.startswith(_MAGIC)
        if marks & (DECODED | DECRYPTED) or ((executable or starts) and marks & (_HIDING | NETWORK)):
            self._add(Capability.FILE_WRITE, name, called, marks, origin)

    def _written(self, called: Called, name: str, last: str) -> tuple[ast.expr | None, ast.expr | None]:
        """The expression that names or holds the written file, and the data."""
        node = called.node
        if name in _DOWNLOADERS:
            target = node.args[1] if len(node.args) > 1 else None
            named = next((k.value for k in node.keywords if k.arg in {"filename", "out"}), None)
            return target or named, None
        if name in _COPIERS:
            return (node.args[1], node.args[0]) if len(node.args) > 1 else (None, None)
        if not isinstance(node.func, ast.Attribute) or not node.args:
            return None, None
        data = node.args[1] if last == "writestr" and len(node.args) > 1 else node.args[0]
        return node.func.value, data

    # Programs

    def _run(self, called: Called, function: Value) -> None:
        at, node, name = self._at(called), called.node, function.name
        skipped = _SETTINGS | _STANDARD
        parts = [*node.args, *(k.value for k in node.keywords if k.arg not in skipped)]
        if name.startswith("subprocess.") and len(node.args) > 1:
            parts = [node.args[0], *(k.value for k in node.keywords if k.arg not in skipped)]
        elif name.endswith(_WITH_ENVIRONMENT) and len(node.args) > 1:
            parts = node.args[:-1]
        elif name == "win32process.CreateProcess":
            parts = node.args[:2]
        sink = sinks.FILE_RUNNERS.get(name, Capability.CODE)
        marks, origin = 0, 0
        if name in sinks.PROCESS_SINKS:
            marks, origin = joined(*function.given, *(self._evaluator.value(part, at) for part in parts))
        if self._writes:
            keys = keys_within(self._evaluator, parts, at)
            for written in self._writes:
                if keys & written.keys and written.line != node.lineno:
                    marks |= written.marks
                    origin = origin or written.origin
                    self._loaded(written, called)
        self._add(sink, name, called, marks, origin)

    def _loaded(self, written: Written, called: Called) -> None:
        """Code that was written to the file that is now run."""
        if isinstance(written.text, str | bytes):
            text = written.text if isinstance(written.text, str) else written.text.decode("utf-8", "replace")
            self._source.read_code(text, written.line, self._runs(called))


def _ends(node: ast.expr) -> tuple[ast.expr | None, ast.expr | None]:
    """The first and last piece of a text that is put together."""
    if isinstance(node, ast.JoinedStr) and node.values:
        return node.values[0], node.values[-1]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        return node.left, None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        first: ast.expr = node
        while isinstance(first, ast.BinOp):
            first = first.left
        return first, node.right
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        return node.func.value, None
    return None, None
