"""Blocks: what their parameters are given, and those that are carried out."""

import pytest

from pratique.analysis.engine.evaluate import At
from pratique.analysis.engine.marks import COMPUTED, DECODED
from pratique.analysis.engine.values import Constant
from tests.analysis.frontends.ruby.reading import calls, evaluated, value

CARRIED_OUT: list[tuple[str, Constant]] = [
    ("[1, 2].map { |x| x + 1 }", (2, 3)),
    ("[1, 2].map { it + 1 }", (2, 3)),
    ("[1, 2].map { _1 + 1 }", (2, 3)),
    ("%w[a b].map(&:upcase)", ("A", "B")),
    ("f = ->(x) { x * 2 }\n[1, 2].map(&f)", (2, 4)),
    ("def f(x) = x * 2\n[1, 2].map(&method(:f))", (2, 4)),
    ("[[1, 2], [3, 4]].map { |x, y| x + y }", (3, 7)),
    ("[5, 5].each_with_index.map { |x, place| x + place }", (5, 6)),
    ("[5, 5].map.with_index { |x, place| x + place }", (5, 6)),
    ("'ab'.each_char.map { |x| x.ord }", (97, 98)),
    ("'abc'.bytes.each_slice(2).map { |x| x.first }", (97, 99)),
    ("[1, 2, 3].inject { |x, y| x + y }", 6),
    ("[1, 2, 3].reduce(:+)", 6),
    ("[1, 2].reduce(10) { |x, y| x * y }", 20),
    ("%w[a b].inject(:+)", "ab"),
    ("%w[a b].sum('')", "ab"),
    ("'6162'.scan(/../)", ("61", "62")),
    ("'6162'.scan(/\\h{2}/).map { |x| x.hex.chr }.join", "ab"),
    ("'6162'.gsub(/../) { |x| x.hex.chr }", "ab"),
    ("'a_b'.gsub(/_/, '')", "ab"),
]
"""Expressions and what Ruby gives for them."""


@pytest.mark.parametrize(("source", "expected"), CARRIED_OUT)
def test_a_block_is_carried_out_on_each_element_of_a_constant(source: str, expected: Constant) -> None:
    assert expected == value(source).const


@pytest.mark.parametrize(
    "source",
    [
        "('a' * 60_001).bytes.map { |x| x }",
        "'a'.gsub(/(a+)+b/) { |x| x }",
        "'aa'.gsub(/a/, '\\\\0')",
        "[1, 2].map { |x| y }",
        "[1, 2].map(&y)",
        "[x, 2].inject(:+)",
    ],
)
def test_what_is_too_much_or_not_known_is_unknown(source: str) -> None:
    assert not value(source).known


@pytest.mark.parametrize(
    "source",
    [
        "[d].each { |x| f(x) }",
        "d.each_line { |x| f(x) }",
        "{a: d}.each { |key, x| f(x) }",
        "d.tap { |x| f(x) }",
        "d.then { f(_1) }",
        "def g = yield(1, Base64.decode64(q))\ng { |y, x| f(x) }",
        "def g(&block) = block.call(Base64.decode64(q))\ng { |x| f(x) }",
        "g = proc { |x| f(x) }\ng.call(d)",
        "def g(x) = f(x)\ng(d)",
        "def g(x) = f(x)\nsend(:g, d)",
        "def g(a:, x:) = f(x)\ng(x: d, a: 1)",
        "def g(x = Base64.decode64(q)) = f(x)",
        "Timeout.timeout(1) { d }.then { |x| f(x) }",
    ],
)
def test_a_parameter_is_what_calls_give_it(source: str) -> None:
    unit, evaluator, _ = evaluated(f"d = Base64.decode64(q)\n{source}")
    (called,) = calls(unit, "f")
    given = called.parts[1]

    assert DECODED == evaluator.value(given, At(called.scope, called.branch)).marks


def test_characters_put_together_one_by_one_are_computed() -> None:
    assert COMPUTED == value("'6162'.gsub(/../) { |x| x.hex.chr }").marks
    assert 0 == value("'a_b'.gsub(/_/, '')").marks
