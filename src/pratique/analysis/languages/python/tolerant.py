"""Python that `ast` refuses, read by the tolerant grammar into the same kind of tree.

It serves Python 2, newer syntax than this interpreter's, and broken files. The tree has what facts are made of:
statements, names, calls, attributes, subscripts, literals, operators. What the grammar could not read is left out,
and told when it is a share of the file that matters. The walk is a `TreeCursor`'s, with its own stack: queries can
hang on hostile input, a cursor does not.
"""

import ast
import re

import tree_sitter
import tree_sitter_python

from pratique.analysis.languages.python.rebuild import Node
from pratique.analysis.languages.python.rebuild_statements import Statements

_LANGUAGE = tree_sitter.Language(tree_sitter_python.language())
_MOST_NODES = 1_500_000
_STRANGE = re.compile("[\x01-\x08\x0e-\x1f\x7f\ufffd]")
_EXEC = re.compile(r"((?:^|[;:])[ \t]*exec)[ \t](?=[ \t]*[\w\"'(\[])", re.MULTILINE)
_MOST_STRANGE = 50
_MOST_ERROR_SHARE = 0.05
_FEWEST_ERROR_BYTES = 200
_MOST_BROKEN = 400
_MOST_LINE = 1_000

Line = tuple[int, str]
"""A line of a source: its number, its text."""


def parse_tolerant(text: str) -> tuple[ast.Module | None, str | None, tuple[Line, ...]]:
    """A tree, what is missing from it (None when nothing that matters is), and the lines with errors in them."""
    if _is_noise(text):
        return None, "not text", ()
    # The grammar reads `exec` of Python 2 only before a name or a text; as an assignment it takes any expression.
    source = _EXEC.sub(r"\1=", text).encode("utf-8", "replace")
    root = tree_sitter.Parser(_LANGUAGE).parse(source).root_node
    builder = Statements(source)
    module = ast.Module(body=builder.block(root, 0), type_ignores=[])
    if builder.too_deep:
        return module, "too deep: parts of the file were not read", ()
    errors, numbers = _errors(root)
    rows = source.split(b"\n")
    broken = tuple((row + 1, rows[row][:_MOST_LINE].decode("utf-8", "replace")) for row in sorted(numbers))
    if errors > _FEWEST_ERROR_BYTES and errors > _MOST_ERROR_SHARE * len(source):
        return module, f"does not parse: {100 * errors // len(source)} % of the file in error", broken
    return module, None, broken


def _is_noise(text: str) -> bool:
    """Whether a text has characters that no source has. The parser recovers from noise at seconds a megabyte."""
    strange = len(_STRANGE.findall(text))
    return strange > _MOST_STRANGE and strange * 100 > len(text)


def _errors(root: Node) -> tuple[int, set[int]]:
    """Bytes inside error nodes, and the lines (from 0) that they stand on."""
    total, lines = 0, set[int]()
    if not root.has_error:
        return total, lines
    cursor = root.walk()
    down = True
    for _ in range(_MOST_NODES):
        node = cursor.node
        if down and node is not None and node.is_error:
            total += node.end_byte - node.start_byte
            last = min(node.end_point[0], node.start_point[0] + _MOST_BROKEN - len(lines))
            lines.update(range(node.start_point[0], last + 1))
            down = False
        if down and node is not None and node.has_error and cursor.goto_first_child():
            continue
        if cursor.goto_next_sibling():
            down = True
        elif cursor.goto_parent():
            down = False
        else:
            break
    return total, lines
