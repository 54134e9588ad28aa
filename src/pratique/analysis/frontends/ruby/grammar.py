"""The grammar of Ruby, and the limits within which it is parsed."""

import tree_sitter_ruby
from tree_sitter import Language as Grammar
from tree_sitter import Tree

from pratique.analysis.frontends import parsing
from pratique.analysis.frontends.parsing import Limits

GRAMMAR = Grammar(tree_sitter_ruby.language())
LIMITS = Limits(most_bytes=12 * 1024 * 1024, allowed=b"\t\n\v\f\r\x1b\x04\x1a")
"""Many bytes may be no UTF-8: sources of Ruby 1.8 came in any encoding."""


def parse(source: bytes) -> tuple[bytes, Tree]:
    """Parse a source. Raises UnparsableError, as `parsing.parse` does."""
    return parsing.parse(GRAMMAR, LIMITS, source)
