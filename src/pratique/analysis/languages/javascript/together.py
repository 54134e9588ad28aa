"""Files of a package read as one, so that what one takes and another sends is one flow.

Facts know one file. Here each file is the body of a function that is called on the spot, and a variable of its own stands for what it
exports: `exports.go = ...` becomes `__file_1.go = ...`, and `require("./core")` of another file `__file_1`. So bundlers put files together,
too, and the reading of one file does the rest. Lines stay as many as they were, so that each is told in the file it stands in.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from tree_sitter import Node

from pratique.analysis.facts import Language
from pratique.analysis.languages.javascript.escapes import unescape
from pratique.analysis.languages.javascript.extraction import in_utf8
from pratique.analysis.languages.javascript.grammar import UnparsableError, parse

_AROUND = frozenset(("call_expression", "parenthesized_expression", "await_expression"))
_OPENED = b"(async function () {"
_CLOSED = b"\n})();\n"
_MOST_NODES = 200_000
_DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Part:
    """A file: its bytes, and the numbers of the parts that it asks for, by the names under which it does."""

    source: bytes
    asks: Mapping[str, int]


def together(parts: Sequence[Part], language: Language) -> tuple[bytes, tuple[int, ...]]:
    """Put files together. Give the source, and for each part how many lines stand before it.

    The first part is the one that asks for the others; a part that does not parse is left out, its lines stay.
    """
    pieces = [_piece(part, number, language) for number, part in enumerate(parts)]
    names = b", ".join(_name(number) for number in range(len(parts)))
    lines = (0, *accumulate(piece.count(b"\n") for piece in pieces[:-1]))
    return b"".join(pieces) + b"var " + names + b";\n", lines


def _name(number: int) -> bytes:
    return b"__file_%d" % number


def _piece(part: Part, number: int, language: Language) -> bytes:
    source = in_utf8(part.source)
    if source.startswith(b"#!"):
        source = source[source.find(b"\n") if b"\n" in source else len(source) :]
    try:
        root = parse(source, language).root_node
    except UnparsableError:
        return _OPENED + b"\n" * source.count(b"\n") + _CLOSED
    changes, ends = _Changes(source, part, number).found(root)
    pieces: list[bytes] = []
    last = 0
    for start, end, text in sorted(changes):
        if start >= last:
            # What is left out keeps its lines.
            pieces += (source[last:start], text, b"\n" * source.count(b"\n", start, end))
            last = end
    pieces.append(source[last:])
    return _OPENED + b"".join(pieces) + b"".join(b";" + end for end in ends) + _CLOSED


_Change = tuple[int, int, bytes]
"""From which byte to which another text stands."""


class _Changes:
    def __init__(self, source: bytes, part: Part, number: int) -> None:
        self._source = source
        self._asks = part.asks
        self._own = _name(number)

    def found(self, root: Node) -> tuple[list[_Change], list[bytes]]:
        """What is to be changed in a source, and the statements that are added at its end."""
        changes: list[_Change] = []
        ends: list[bytes] = []
        cursor = root.walk()
        left = _MOST_NODES
        more = True
        while more and left:
            left -= 1
            node = cursor.node
            into = node is not None and self._visit(node, changes, ends)
            more = (into and cursor.goto_first_child()) or cursor.goto_next_sibling()
            while not more and cursor.goto_parent():
                more = cursor.goto_next_sibling()
        return changes, ends

    def _visit(self, node: Node, changes: list[_Change], ends: list[bytes]) -> bool:
        """Note what is to be changed at a node; whether to look into it."""
        kind = node.type
        if kind == "identifier":
            if self._text(node) == b"exports":
                changes.append((node.start_byte, node.end_byte, self._own))
            return False
        if kind == "member_expression" and self._text(node) == b"module.exports":
            changes.append((node.start_byte, node.end_byte, self._own))
            return False
        if kind in _AROUND:
            asked = self._asked(node)
            if asked is not None:
                changes.append((node.start_byte, node.end_byte, asked))
            return asked is None
        if kind == "import_statement":
            asked = self._module(node)
            if asked is not None:
                changes.append((node.start_byte, node.end_byte, b" ".join(self._imported(node, asked))))
            return False
        if kind == "export_statement":
            return self._export(node, changes, ends)
        return node.child_count > 0

    def _text(self, node: Node) -> bytes:
        return self._source[node.start_byte : node.end_byte]

    def _asked(self, node: Node) -> bytes | None:
        """The variable of the file that `require("./core")`, `import("./core")` or `(await import("./core"))` asks for."""
        if node.type != "call_expression":
            inner = node.named_child(0) if node.named_child_count == 1 else None
            return self._asked(inner) if inner is not None and inner.type in _AROUND else None
        callee, arguments = node.child(0), node.child(node.child_count - 1)
        if arguments.named_child_count != 1:
            return None
        first = arguments.named_child(0)
        if first.type != "string" or self._text(callee) not in {b"require", b"import"}:
            return None
        number = self._asks.get(unescape(self._text(first)[1:-1]))
        return _name(number) if number is not None else None

    def _module(self, node: Node) -> bytes | None:
        named = node.child_by_field_name("source")
        number = self._asks.get(unescape(self._text(named)[1:-1])) if named is not None else None
        return _name(number) if number is not None else None

    def _imported(self, node: Node, asked: bytes) -> Iterator[bytes]:
        """`import go, {run as r} from "./core"` as declarations."""
        for clause in (child for child in node.named_children if child.type == "import_clause"):
            for child in clause.named_children:
                if child.type == "identifier":
                    # A module in the older way is its own default.
                    yield b"const %s = %s.%s || %s;" % (self._text(child), asked, _DEFAULT.encode(), asked)
                elif child.type == "namespace_import":
                    yield from (
                        b"const %s = %s;" % (self._text(name), asked) for name in child.named_children[-1:]
                    )
                elif child.type == "named_imports":
                    pairs = b", ".join(b"%s: %s" % pair for pair in self._specified(child))
                    yield b"const {%s} = %s;" % (pairs, asked)

    def _specified(self, clause: Node) -> Iterator[tuple[bytes, bytes]]:
        for specifier in clause.named_children:
            name, alias = specifier.child_by_field_name("name"), specifier.child_by_field_name("alias")
            if name is not None:
                yield self._text(name), self._text(alias or name)

    def _export(self, node: Node, changes: list[_Change], ends: list[bytes]) -> bool:
        asked = self._module(node) if node.child_by_field_name("source") is not None else None
        whole = any(child.type == _DEFAULT for child in node.children)
        for child in node.named_children:
            kind = child.type
            if kind == "export_clause":
                owner = asked + b"." if asked is not None else b""
                ends += [self._given(alias, owner + name) for name, alias in self._specified(child)]
            elif kind == "namespace_export" and asked is not None:
                ends += [self._given(self._text(name), asked) for name in child.named_children[-1:]]
            elif kind in {"lexical_declaration", "variable_declaration"}:
                names = (declarator.child_by_field_name("name") for declarator in child.named_children)
                ends += [
                    self._given(self._text(name), self._text(name)) for name in names if name is not None
                ]
            elif kind not in {"comment", "decorator", "string"}:
                named = child.child_by_field_name("name") if kind.endswith("_declaration") else None
                if named is not None:
                    ends.append(
                        self._given(_DEFAULT.encode() if whole else self._text(named), self._text(named))
                    )
                elif whole:
                    changes.append(
                        (node.start_byte, child.start_byte, b"%s.%s = " % (self._own, _DEFAULT.encode()))
                    )
        return True

    def _given(self, name: bytes, held: bytes) -> bytes:
        return b"%s.%s = %s" % (self._own, name, held)
