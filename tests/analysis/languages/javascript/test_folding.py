"""Operators on constants, as JavaScript carries them out."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.languages.folding import MOST_TEXT
from pratique.analysis.languages.javascript.folding import (
    as_number,
    as_text,
    binary,
    in_base,
    member,
    parse_integer,
    truth,
    unary,
)
from pratique.analysis.languages.values import UNDEFINED, UNKNOWN, Constant


@pytest.mark.parametrize(
    ("sign", "left", "right", "expected"),
    [
        ("+", "a", "b", "ab"),
        ("+", "a", 1, "a1"),
        ("+", 1, 2, 3),
        ("+", (), (), ""),
        ("+", False, (), "false"),
        ("+", (1, (2,)), "x", "1,2x"),
        ("+", {"a": 1}, "", "[object Object]"),
        ("-", "0x1f", 1, 30),
        ("*", 3, 4, 12),
        ("/", 1, 4, 0.25),
        ("%", -5, 3, -2),
        ("**", 2, 10, 1024),
        ("^", 5, 3, 6),
        ("|", 2**32 + 1, 0, 1),
        ("<<", 1, 31, -(2**31)),
        (">>>", -1, 0, 2**32 - 1),
        (">>", -8, 1, -4),
        ("/", 1, 0, UNKNOWN),
        ("**", 9, 9**9, UNKNOWN),
        ("+", "a" * MOST_TEXT, "b", UNKNOWN),
        ("+", UNKNOWN, "b", UNKNOWN),
        ("instanceof", 1, 2, UNKNOWN),
    ],
)
def test_operators_are_carried_out(sign: str, left: Constant, right: Constant, expected: Constant) -> None:
    assert expected == binary(sign, left, right)


@pytest.mark.parametrize(
    ("sign", "value", "expected"),
    [("!", (), False), ("!", "", True), ("+", (), 0), ("-", "3", -3), ("~", 5, -6), ("!", UNKNOWN, UNKNOWN)],
)
def test_signs_are_carried_out(sign: str, value: Constant, expected: Constant) -> None:
    assert expected == unary(sign, value)


@pytest.mark.parametrize(
    ("value", "key", "expected"),
    [
        ("abc", 1, "b"),
        ("abc", "2", "c"),
        ("abc", "length", 3),
        ((7, 8), 1.0, 8),
        ((7, 8), 5, UNDEFINED),
        ((7, 8), "\u00b2", UNKNOWN),
        ({"a": 1}, "a", 1),
        ({"a": 1}, "b", UNDEFINED),
        ("abc", "nothing", UNKNOWN),
        (5, 0, UNKNOWN),
    ],
)
def test_members_of_constants(value: Constant, key: Constant, expected: Constant) -> None:
    assert expected == member(value, key)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "null"),
        (UNDEFINED, "undefined"),
        (True, "true"),
        (1.5, "1.5"),
        (2.0, "2"),
        (math.nan, "NaN"),
        (-math.inf, "-Infinity"),
        (b"\xc3\xa9", "é"),
        (UNKNOWN, None),
    ],
)
def test_values_have_the_text_that_javascript_gives_them(value: Constant, expected: str | None) -> None:
    assert expected == as_text(value)


def test_values_have_the_number_that_javascript_gives_them() -> None:
    assert [0, 1, 31, 12, 0] == [as_number(value) for value in ("", True, "0x1f", (12,), None)]
    assert math.isnan(as_number("x") or 0)


def test_truth() -> None:
    assert [True, True, False, False, False, None] == [
        truth(value) for value in ((), "a", "", math.nan, UNDEFINED, UNKNOWN)
    ]


def test_numbers_in_another_base() -> None:
    assert "1f" == in_base(31, 16)
    assert "-z" == in_base(-35, 36)
    assert UNKNOWN is in_base(5, 99)


def test_integers_are_read_to_their_end() -> None:
    assert [12, 255, 255, -3] == [
        parse_integer("12px", UNDEFINED),
        parse_integer("0xff", UNDEFINED),
        parse_integer("ff", 16),
        parse_integer("-3", 10),
    ]
    assert isinstance(parse_integer("x", 10), float)


_CONSTANTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.binary(max_size=5),
    lambda inner: st.lists(inner, max_size=3).map(tuple),
    max_leaves=4,
)


@pytest.mark.fuzz
@given(st.sampled_from(["+", "-", "*", "/", "%", "**", "^", "<<", ">>>"]), _CONSTANTS, _CONSTANTS)
def test_any_constants_can_be_put_together(sign: str, left: Constant, right: Constant) -> None:
    binary(sign, left, right)
    unary("-", left)
    member(left, right)
