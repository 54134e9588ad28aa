"""Operators of Ruby on constants."""

import pytest

from pratique.analysis.engine.operators import MOST_RESULT, NotFoldedError
from pratique.analysis.engine.values import Constant
from pratique.analysis.frontends.ruby.operating import binary


@pytest.mark.parametrize(
    ("left", "operator", "right", "expected"),
    [
        ("a", "<<", "b", "ab"),
        ("a", "<<", 98, "ab"),
        ("%s-%d", "%", ("a", 1), "a-1"),
        ("%s", "%", "a", "a"),
        (("a",), "<<", "b", ("a", "b")),
        (("a", "b"), "*", "-", "a-b"),
        ("a", "+", "b", "ab"),
        (1, "<<", 4, 16),
        (7, "%", 4, 3),
    ],
)
def test_operators_have_the_meaning_of_ruby(
    left: Constant, operator: str, right: Constant, expected: Constant
) -> None:
    assert expected == binary(operator, left, right)


@pytest.mark.parametrize(
    ("left", "right"), [("a" * MOST_RESULT, "b"), ("a", -1), ("a", None), ("a", 0x110000)]
)
def test_what_ruby_does_not_append_or_what_is_too_long_is_not_carried_out(
    left: Constant, right: Constant
) -> None:
    with pytest.raises(NotFoldedError):
        binary("<<", left, right)
