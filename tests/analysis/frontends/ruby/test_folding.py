"""Methods and functions of constants."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.engine.values import Constant
from pratique.analysis.frontends.ruby.folding import method
from tests.analysis.frontends.ruby.reading import value

WORKED_OUT: list[tuple[str, Constant]] = [
    ("97.chr + 98.ord.chr", "ab"),
    ("233.chr('UTF-8')", "\u00e9"),
    ("255.to_s(16) + -5.to_s(2) + 7.to_s", "ff-1017"),
    ("1.succ + 1.next + 1.pred", 4),
    ("6.^(3)", 5),
    ("'abc'.reverse.upcase", "CBA"),
    ("'cba'.reverse!", "abc"),
    ("[3, 2].reverse!", (2, 3)),
    ("'a'.send(:+, 'b')", "ab"),
    ("format('%s%02d', 'a', 1) + sprintf('%x', 255)", "a01ff"),
    ("File.join('a', '/b/', 'c')", "a/b/c"),
    ("File.expand_path('../b', '/a/c')", "/a/b"),
    ("File.dirname('a/b/') + File.dirname('a')", "a."),
    ("File.basename('a/b.rb', '.rb') + File.basename('c/')", "bc"),
    ("String.new('a') + String('b')", "ab"),
]
"""Expressions and what Ruby gives for them."""


@pytest.mark.parametrize(("source", "expected"), WORKED_OUT)
def test_a_call_on_constants_is_carried_out(source: str, expected: Constant) -> None:
    assert expected == value(source).const


@pytest.mark.parametrize(
    "source",
    [
        "1.to_s(1)",
        "1.to_s('a')",
        "-1.chr",
        "1114112.chr('UTF-8')",
        "nil.reverse",
        "'a'.reverse(1)",
        "'a'.unknown",
        "format('%s')",
        "File.join('a', x)",
        "File.join",
    ],
)
def test_what_is_wrong_or_not_understood_is_unknown(source: str) -> None:
    assert not value(source).known


@given(st.integers(-(1 << 64), 1 << 64), st.integers(2, 36))
def test_a_number_comes_back_from_its_digits(number: int, base: int) -> None:
    assert number == method(method(number, "to_s", (base,)), "to_i", (base,))
