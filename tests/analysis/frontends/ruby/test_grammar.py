"""Grammar: what is parsed, and what is refused before or while it is."""

import random

import pytest

from pratique.analysis.engine.ir import UnparsableError
from pratique.analysis.frontends.ruby.grammar import LIMITS, parse


@pytest.mark.parametrize(
    "source",
    [
        b"h = {:a => 1}; p h if $KCODE",
        b"def half(x) = x / 2\ncase a\nin {b:} then b\nend\n[1].map { it }",
        b"# caf\xe9\n" + b"f()\n" * 100,
        b'program = "\0\1\2"\nf()',
        b"",
    ],
)
def test_old_and_new_sources_are_parsed(source: bytes) -> None:
    shown, tree = parse(source)

    assert not tree.root_node.has_error
    assert len(source) == len(shown)


def test_control_characters_are_shown_to_the_parser_as_something_else() -> None:
    shown, tree = parse(b"x = '\0'\nsystem(1)")

    assert b"x = '?'\nsystem(1)" == shown
    assert ["assignment", "call"] == [node.type for node in tree.root_node.children]


def test_a_file_that_is_too_large_is_not_parsed() -> None:
    with pytest.raises(UnparsableError, match="too large"):
        parse(b" " * (LIMITS.most_bytes + 1))


def test_a_file_of_control_characters_is_not_text() -> None:
    with pytest.raises(UnparsableError, match="not text: 1,000 control characters"):
        parse(b"\1" * 1000)


def test_a_file_that_is_not_utf8_is_not_text() -> None:
    with pytest.raises(UnparsableError, match="no UTF-8"):
        parse(random.Random(1).randbytes(100_000))


def test_literals_that_never_end_are_given_up() -> None:
    with pytest.raises(UnparsableError, match="too many errors"):
        parse(b"%w(" * 20_000)
