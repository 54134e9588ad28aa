"""From a parsed source to its index, in one walk."""

from functools import cache

from tree_sitter import Tree

from pratique.analysis.facts import Language
from pratique.analysis.languages.javascript import expressions, statements
from pratique.analysis.languages.javascript.grammar import kinds
from pratique.analysis.languages.javascript.scopes import Index
from pratique.analysis.languages.javascript.walker import Visits, Walker, visits


@cache
def _visits(language: Language) -> Visits:
    return visits(kinds(language), {**expressions.HANDLERS, **statements.HANDLERS})


def collect(source: bytes, tree: Tree, language: Language) -> Index:
    """Walk a tree once and note its scopes, bindings, calls and texts."""
    root = tree.root_node
    index = Walker(source, root, _visits(language)).run(tree.root_node)
    if root.is_error:
        index.broken_bytes = len(source)
    return index
