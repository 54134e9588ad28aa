"""Operators of constants and `format`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.engine.operators import (
    MOST_ELEMENTS,
    MOST_RESULT,
    NotFoldedError,
    binary,
    concatenated,
    formatted,
    joined,
)
from pratique.analysis.engine.values import Constant
from tests.analysis.frontends.ruby.reading import value

WORKED_OUT: list[tuple[str, Constant]] = [
    ("'a' + 'b' << 'c' << 100", "abcd"),
    ("'ab' * 3", "ababab"),
    ("'%s-%d' % ['a', 7]", "a-7"),
    ("'%c%c' % [97, 'b']", "ab"),
    ("'%02x%X%%' % [10, 255]", "0aFF%"),
    ("'%-3s|%3s|' % ['a', 'b']", "a  |  b|"),
    ("'%s%s%s' % [nil, true, 1]", "true1"),
    ("'%p' % [1]", "1"),
    ("[1] + [2] << 3", (1, 2, 3)),
    ("['a', 'b'] * '-'", "a-b"),
    ("['a', [1, nil]].join(',')", "a,1,"),
    ("7 / 2 + 7 % 4 - 2 * 3", 0),
    ("-7 / 2", -4),
    ("(6 ^ 3) | (6 & 3)", 7),
    ("(1 << 4) + (256 >> 4) + 2 ** 5", 64),
]
"""Expressions and what Ruby gives for them."""


@pytest.mark.parametrize(("source", "expected"), WORKED_OUT)
def test_an_operation_on_constants_is_carried_out(source: str, expected: Constant) -> None:
    assert expected == value(source).const


@pytest.mark.parametrize(
    "source",
    [
        "'a' * 1_000_000_000",
        "'a' * -1",
        "'a' + 1",
        "'a' << 1114112",
        "1 << 1_000_000",
        "9 ** 9 ** 9",
        "(1 << 64) * (1 << 64) * 2",
        "1 / 0",
        "1 % 0",
        "'%d' % ['a']",
        "'%s' % []",
        "'%s' % [[1]]",
        "'%999999999d' % [1]",
        "'%*d' % [9, 1]",
        "true + 1",
    ],
)
def test_what_is_too_large_or_wrong_is_unknown(source: str) -> None:
    assert not value(source).known


def test_results_grow_to_a_bound() -> None:
    half = "a" * (MOST_RESULT // 2 + 1)
    with pytest.raises(NotFoldedError):
        binary("+", half, half)
    with pytest.raises(NotFoldedError):
        concatenated([half, half])
    with pytest.raises(NotFoldedError):
        joined((half, half))
    with pytest.raises(NotFoldedError):
        binary("<<", (1,) * MOST_ELEMENTS, 1)


OPERATORS = ("+", "-", "*", "/", "%", "^", "&", "|", "<<", ">>", "**", "==")
NUMBERS = st.integers(-(1 << 70), 1 << 70)


@given(st.sampled_from(OPERATORS), NUMBERS, NUMBERS)
def test_numbers_stay_in_bounds(operator: str, left: int, right: int) -> None:
    try:
        found = binary(operator, left, right)
    except NotFoldedError:
        return
    assert isinstance(found, int)
    assert 1 << 1_100 > abs(found)


@given(st.text("%-+ 05sdcxXpi*.$", max_size=8))
def test_any_template_is_filled_in_or_left(form: str) -> None:
    try:
        assert isinstance(formatted(form, ("a", 1, None)), str)
    except NotFoldedError:
        assert "%" in form
