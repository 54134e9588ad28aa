"""The tree that the other modules read: named nodes, their fields and operators, heredocs beside where they begin.

It is built in one walk of a `TreeCursor`, without recursion: queries can hang on hostile input, a cursor does not.
"""

import re
from bisect import bisect_right
from collections import deque
from dataclasses import dataclass, field

from tree_sitter import Tree
from tree_sitter import TreeCursor as Cursor

from pratique.analysis.engine.byte_text import to_text
from pratique.analysis.frontends.ruby.grammar import GRAMMAR

MOST_NODES = 1_500_000
"""At about 300 bytes for each, the memory of a worker."""
_NEWLINE = re.compile(rb"\n")
_KINDS: tuple[str, ...] = tuple(
    GRAMMAR.node_kind_for_id(number) or "" for number in range(GRAMMAR.node_kind_count)
)
_NAMED: tuple[bool, ...] = tuple(
    GRAMMAR.node_kind_is_named(number) for number in range(GRAMMAR.node_kind_count)
)
_FIELDS: tuple[str, ...] = tuple(
    GRAMMAR.field_name_for_id(number) or "" for number in range(GRAMMAR.field_count + 1)
)
_ERROR = 0xFFFF
_HARMLESS = re.compile(rb":[$\x80-\xff]\Z|&\s\Z")
"""Errors, with the byte behind, that are none: the grammar knows neither `:$,` nor `& block`."""
_FILE_IS_MAIN = frozenset(("$0", "$PROGRAM_NAME"))
_NO_PARTS: dict[str, "Node"] = {}


@dataclass(slots=True, eq=False)
class Node:
    """A named node. `children` are all named ones in order, `parts` those with a field name (the first of each)."""

    kind: str
    start: int
    end: int
    children: list["Node"] = field(default_factory=list)
    parts: dict[str, "Node"] = field(default_factory=lambda: _NO_PARTS)
    operator: str = ""
    body: "Node | None" = None
    """Of a heredoc's beginning: its body."""

    def part(self, name: str) -> "Node | None":
        """Return the child in a field."""
        return self.parts.get(name)


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment; the other modules see only those that Ruby may read otherwise."""

    start: int
    end: int
    in_heredoc: bool


@dataclass(slots=True, eq=False)
class Program:
    """A source with its tree."""

    source: bytes
    root: Node
    broken_bytes: int = 0
    """Bytes inside syntax errors; all of them when the file as a whole is one. What could be read in them is read."""
    broken_at: int = 0
    """Where the first of them is."""
    cut: bool = False
    """Whether the tree has more nodes than are read."""
    comments: list[Comment] = field(default_factory=list)
    """Comments between `=begin` and `=end`, and those that the grammar finds inside heredocs."""
    misread: dict[int, bytes] = field(default_factory=dict)
    """Places at which the grammar reads text where Ruby reads code, with what mends each when it is put in there."""
    _lines: list[int] = field(default_factory=list)

    def text(self, node: Node) -> str:
        """Return the source of a node."""
        return self.text_between(node.start, node.end)

    def text_between(self, start: int, end: int) -> str:
        """Return the source between two bytes."""
        return to_text(self.source[start:end])

    def line_at(self, place: int) -> int:
        """Return the line of a byte, from 1."""
        if not self._lines:
            self._lines = [0, *(match.end() for match in _NEWLINE.finditer(self.source))]
        return bisect_right(self._lines, place)

    def line(self, node: Node) -> int:
        """Return the line of a node, from 1."""
        return self.line_at(node.start)


def build(source: bytes, tree: Tree) -> Program:
    """Read the tree of a source."""
    return _Builder(source, tree.walk()).run()


class _Builder:
    def __init__(self, source: bytes, cursor: Cursor) -> None:
        self._cursor = cursor
        self._program = Program(source, Node("program", 0, len(source)))
        self._heredocs: deque[Node] = deque()
        self._broken_to = 0
        top = cursor.node
        self._faulty = top is not None and top.has_error
        if top is not None and top.is_error:
            self._error(0, len(source))

    def run(self) -> Program:
        cursor, stack = self._cursor, [self._program.root]
        if not cursor.goto_first_child():
            return self._program
        for _ in range(MOST_NODES):
            node = self._visit(stack[-1])
            if node is not None and cursor.goto_first_child():
                stack.append(node)
                continue
            while not cursor.goto_next_sibling():
                if len(stack) == 1 or not cursor.goto_parent():
                    return self._program
                stack.pop()
        self._program.cut = True
        return self._program

    def _visit(self, parent: Node) -> Node | None:
        """Take over the node under the cursor; None when nothing below it is of interest."""
        cursor = self._cursor
        found = cursor.node
        assert found is not None
        number = found.kind_id
        if self._faulty and (number == _ERROR or found.is_missing):
            self._error(found.start_byte, found.end_byte)
        if number == _ERROR:
            kind = "ERROR"
        elif not _NAMED[number]:
            if cursor.field_id is not None and _FIELDS[cursor.field_id] == "operator":
                parent.operator = _KINDS[number]
            return None
        else:
            kind = _KINDS[number]
            if kind == "comment":
                self._comment(found.start_byte, found.end_byte, parent)
                return None
        node = Node(kind, found.start_byte, found.end_byte)
        parent.children.append(node)
        place = cursor.field_id
        if place:
            if parent.parts is _NO_PARTS:
                parent.parts = {}
            parent.parts.setdefault(_FIELDS[place], node)
        if kind == "heredoc_beginning":
            self._heredocs.append(node)
        elif kind == "heredoc_body" and self._heredocs:
            self._heredocs.popleft().body = node
        return node

    def _comment(self, start: int, end: int, parent: Node) -> None:
        in_heredoc = parent.kind == "heredoc_body"
        if in_heredoc or self._program.source.startswith(b"=", start):
            self._program.comments.append(Comment(start, end, in_heredoc))

    def _error(self, start: int, end: int) -> None:
        """Count the bytes of an error, those of errors inside it only once; what is missing counts as one."""
        program = self._program
        start, end = max(start, self._broken_to), max(end, start + 1)
        if end <= start or _HARMLESS.match(program.source, start, end + 1):
            return
        program.broken_at = program.broken_at if program.broken_bytes else start
        program.broken_bytes += end - start
        self._broken_to = end


def present(*nodes: Node | None) -> list[Node]:
    """Return the nodes that are there."""
    return [node for node in nodes if node is not None]


def value_of(pair: Node) -> Node:
    """Return the value of a pair; `name:` alone is `name: name`."""
    value, key = pair.part("value"), pair.part("key")
    if value is not None:
        return value
    return Node("identifier", key.start, key.end) if key is not None else Node("nil", pair.start, pair.end)


def is_main(program: Program, condition: Node) -> bool:
    """Return True for the test that the file is started as a program: `__FILE__ == $0`."""
    left, right = condition.part("left"), condition.part("right")
    if condition.operator != "==" or left is None or right is None:
        return False
    sides = {program.text(left), program.text(right)}
    return "__FILE__" in sides and bool(sides & _FILE_IS_MAIN)
