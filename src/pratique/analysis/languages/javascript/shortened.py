"""Sources that are large because of what they carry: a program for WebAssembly or a source map, in base64 in one piece.

Of a source that is too large to be parsed, each such piece keeps as much as makes it a literal that is too long to be read as code,
which is what the rules are told of it. Lines stay as they are. What is left out must have stood in a text or a comment, where signs of
base64 change nothing: the tree tells, and a source in which it did not is too large.
"""

import re

from tree_sitter import Tree

from pratique.analysis.languages.javascript.grammar import MOST_BYTES, UnparsableError
from pratique.analysis.languages.javascript.literals import MOST_LITERAL

_KEPT = MOST_LITERAL + 1
# The look back keeps it linear: a run is tried at its start alone.
_PIECE = re.compile(rb"(?<![A-Za-z0-9+/=])([A-Za-z0-9+/=]{%d})[A-Za-z0-9+/=]++" % _KEPT)
_CUT = re.compile(rb"(?<![A-Za-z0-9+/=])[A-Za-z0-9+/=]{%d}(?![A-Za-z0-9+/=])" % _KEPT)
_TEXTS = frozenset(("string", "string_fragment", "template_string", "comment"))


def shortened(source: bytes) -> bytes:
    """A source above `MOST_BYTES` with its longest pieces cut; any other as it is."""
    return _PIECE.sub(rb"\1", source) if len(source) > MOST_BYTES else source


def check_cuts(source: bytes, tree: Tree) -> None:
    """Look where the pieces of a source stand that are as long as what `shortened` leaves.

    Raises:
        UnparsableError: one is code, or near an error, and could have been more of it.
    """
    if len(source) <= _KEPT:
        return
    for match in _CUT.finditer(source):
        node = tree.root_node.descendant_for_byte_range(match.end() - 1, match.end())
        if node is None or node.type not in _TEXTS or tree.root_node.has_error:
            raise UnparsableError("too large: a piece without a blank that is no text")
