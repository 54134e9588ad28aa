"""Sources as parsers ask for them."""

import gc
import sys
import tracemalloc

import pytest
from tree_sitter import Point

from pratique.analysis.facts import Language
from pratique.analysis.frontends.ruby import grammar as ruby
from pratique.analysis.languages.javascript import grammar as javascript
from pratique.analysis.languages.pieces import pieces

START = Point(0, 0)


def test_a_source_is_given_piece_by_piece() -> None:
    with pieces(b"abcdefg", 3) as read:
        assert [b"abc", b"fg", b""] == [bytes(read(offset, START)) for offset in (0, 5, 7)]


def test_nothing_is_given_behind_the_end() -> None:
    with pieces(b"abc", 3) as read:
        piece = read(0, START)
    assert read(0, START) is None
    with pytest.raises(ValueError, match="released"):
        bytes(piece)


def test_the_text_of_a_node_is_gone_with_the_source() -> None:
    root = javascript.parse(b"f(1)", Language.JAVASCRIPT).root_node
    with pytest.raises(TypeError):
        _ = root.text


def test_a_piece_that_is_still_looked_into_stays() -> None:
    with pieces(b"abc", 3) as read:
        held = memoryview(read(0, START))
    assert b"abc" == bytes(held)


@pytest.mark.parametrize("size", [100, 1_500_000])
@pytest.mark.parametrize("language", [Language.JAVASCRIPT, Language.RUBY])
def test_no_parser_keeps_a_source(language: Language, size: int) -> None:
    source = (b"f(1);\n" if language is Language.JAVASCRIPT else b"f(1)\n") + b" " * size
    parsed(source, language)
    before = sys.getrefcount(source)
    tracemalloc.start()
    try:
        parsed(source, language)
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert before == sys.getrefcount(source)
    assert kept < 100_000


def parsed(source: bytes, language: Language) -> None:
    """Parse a source, and let go of its tree."""
    tree = javascript.parse(source, language) if language is Language.JAVASCRIPT else ruby.parse(source)[1]
    assert not tree.root_node.has_error
    del tree
    gc.collect()
