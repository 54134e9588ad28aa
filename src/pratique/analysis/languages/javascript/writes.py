"""Files that are written with downloaded or decoded data, and then run."""

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from pratique.analysis.engine.marks import HIDING, NETWORK
from pratique.analysis.facts import Capability
from pratique.analysis.languages.javascript.apis import ALL
from pratique.analysis.languages.javascript.called import Called
from pratique.analysis.languages.javascript.escapes import identifier, unescape
from pratique.analysis.languages.javascript.evaluate import Evaluator
from pratique.analysis.languages.javascript.scopes import Call, How, Scope, lookup
from pratique.analysis.languages.values import Value

_BROUGHT = NETWORK | HIDING
_MOST_NOTED = 200
_MOST_NODES = 80
_SHORTEST_NAME = 4
_SHORTEST_PART = 7
"""Characters of a text that is only a part of a path."""
_LONGEST_NAME = 300

Key = tuple[object, bytes]
"""What names a file: a variable of a scope, or a constant text."""


@dataclass(frozen=True, slots=True)
class Ran:
    """A file that was written and is run."""

    sink: Capability
    api: str
    call: Call
    marks: int
    origin: int


@dataclass(frozen=True, slots=True)
class _Written:
    keys: frozenset[Key]
    marks: int
    origin: int
    line: int


class Writes:
    """Written files and started programs of one source, by the variables and texts that name them."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._written: list[_Written] = []
        self._runners: list[tuple[Call, Called, Capability]] = []

    def note(self, call: Call, called: Called, capability: Capability, marks: int, origin: int) -> None:
        """Note a write of such data, or a started program."""
        if capability is Capability.FILE_WRITE:
            self._write(called, marks, origin)
        elif capability is Capability.PROCESS and len(self._runners) < _MOST_NOTED:
            self._runners.append((call, called, capability))

    def piped(self, called: Called, _target: Value, marks: int, origin: int) -> None:
        """Note a stream that was piped into a file."""
        node = called.arguments[-1 if called.key != "pipe" else 0] if called.arguments else None
        if node is None or isinstance(node, Value) or not marks & _BROUGHT:
            return
        self._add(self._keys(*node), marks, origin, called)

    def required(self, call: Call, called: Called) -> None:
        """Note a request of a module whose name is a path made at run time."""
        if len(self._runners) < _MOST_NOTED:
            self._runners.append((call, called, Capability.CODE))

    def loaded(self, call: Call, called: Called) -> None:
        """Note a request for native code, whose file may have been written before."""
        if len(self._runners) < _MOST_NOTED:
            self._runners.append((call, called, Capability.NATIVE))

    def run(self) -> Iterator[Ran]:
        """Give the files that are run after they were written."""
        if not self._written:
            return
        for call, called, sink in self._runners:
            keys = self._of_arguments(called)
            for written in self._written:
                if _meets(keys, written.keys):
                    yield Ran(sink, called.function.name, call, written.marks, written.origin)

    def _write(self, called: Called, marks: int, origin: int) -> None:
        if marks & _BROUGHT and called.arguments:
            if called.key in {"write", "end"} and called.receiver.name == "fs.WriteStream":
                node = called.node.child(0).child(0)
                target = called.arguments[0]
                if not isinstance(target, Value):
                    self._add(self._keys(node, target[1]), marks, origin, called)
                return
            target = called.arguments[0]
            if not isinstance(target, Value):
                self._add(self._keys(*target), marks, origin, called)

    def _add(self, keys: frozenset[Key], marks: int, origin: int, called: Called) -> None:
        if keys and len(self._written) < _MOST_NOTED:
            self._written.append(_Written(keys, marks, origin, self._evaluator.line(called.node)))

    def _of_arguments(self, called: Called) -> frozenset[Key]:
        found: set[Key] = set()
        for given in called.arguments[:2]:
            if not isinstance(given, Value):
                found |= self._keys(*given)
        return frozenset(found)

    def _keys(self, node: Node, scope: Scope, steps: int = 3) -> frozenset[Key]:
        """The variables and constant texts that an expression is made of."""
        found: set[Key] = set()
        const = self._evaluator.value(node, scope).text
        if const is not None and len(const) >= _SHORTEST_NAME:
            found.add((ALL, const.encode("utf-8", "replace")))
        waiting = [node]
        for _ in range(_MOST_NODES):
            if not waiting:
                break
            part = waiting.pop()
            if part.type == "identifier":
                found |= self._variable(part, scope, steps)
            elif part.type == "member_expression":
                waiting.append(part.child(0))
            elif part.type == "string":
                text = unescape(self._evaluator.slice(part)[1:-1][:_LONGEST_NAME])
                if len(text) >= _SHORTEST_PART:
                    found.add((ALL, text.encode("utf-8", "replace")))
            elif part.named_child_count:
                waiting.extend(part.named_children)
        return frozenset(found)

    def _variable(self, node: Node, scope: Scope, steps: int) -> frozenset[Key]:
        """A variable, and what a stream or a handle that it holds was opened with."""
        name = identifier(self._evaluator.slice(node))
        owner = lookup(scope, name)
        if owner is None:
            return frozenset()
        bounds = owner.names[name]
        if any(bound.how in {How.IMPORT, How.LOCAL} for bound in bounds):
            return frozenset()
        value = self._evaluator.value(node, scope)
        if value.name and value.name != "fs.WriteStream":
            return frozenset()
        if value.name == "fs.WriteStream" and steps and bounds and bounds[0].node is not None:
            return self._keys(bounds[0].node, bounds[0].scope, steps - 1)
        return frozenset(((id(owner), name),))


def _meets(keys: frozenset[Key], others: frozenset[Key]) -> bool:
    if keys & others:
        return True
    texts = [text for kind, text in keys if kind == ALL]
    return any(kind == ALL and any(text in command for command in texts) for kind, text in others)
