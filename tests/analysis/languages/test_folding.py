"""Constants computed from constants, within bounds."""

import base64
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.languages.folding import (
    MOST_ITEMS,
    MOST_TEXT,
    added,
    bounded,
    from_base64,
    in_base,
    inflated,
    joined,
    parse_base,
    repeated,
    replaced,
)
from pratique.analysis.languages.values import UNKNOWN, Constant

LONG = "a" * MOST_TEXT


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (added("a", "b"), "ab"),
        (added(b"a", b"b"), b"ab"),
        (added((1,), ("b",)), (1, "b")),
        (added("a", 1), UNKNOWN),
        (added(LONG, "b"), UNKNOWN),
        (added(LONG.encode(), b"b"), UNKNOWN),
        (added((0,) * MOST_ITEMS, (0,)), UNKNOWN),
        (repeated("ab", 2), "abab"),
        (repeated((1, 2), 2), (1, 2, 1, 2)),
        (repeated("ab", -1), ""),
        (repeated("ab", MOST_TEXT), UNKNOWN),
        (joined("-", ("a", "b")), "a-b"),
        (joined(b"-", (b"a", b"b")), b"a-b"),
        (joined("-", ("a", b"b")), UNKNOWN),
        (joined("-", "ab"), UNKNOWN),
        (joined(LONG, ("a", "b")), UNKNOWN),
        (replaced("aba", "a", "c"), "cbc"),
        (replaced(b"aba", b"a", b""), b"b"),
        (replaced("aba", b"a", "c"), UNKNOWN),
        (replaced(LONG, "a", "aa"), UNKNOWN),
        (bounded(LONG), LONG),
        (bounded(LONG + "a"), UNKNOWN),
    ],
)
def test_operations_are_carried_out_within_bounds(found: Constant, expected: Constant) -> None:
    assert expected == found


@given(st.integers(), st.integers(2, 36))
def test_digits_of_a_base_are_read_back(number: int, base: int) -> None:
    digits = in_base(number, base)

    assert number == int(digits, base)
    assert abs(number) == parse_base(digits.removeprefix("-") + "!", base)
    assert parse_base("!", base) is None


@given(st.binary(max_size=50))
def test_base64_is_read_in_either_alphabet_with_what_is_foreign_in_it(data: bytes) -> None:
    plain, other = base64.b64encode(data).decode(), base64.urlsafe_b64encode(data).decode().rstrip("=")

    assert data == from_base64(plain) == from_base64(other) == from_base64("\n".join(other))


def test_no_more_is_inflated_than_a_constant_may_have() -> None:
    assert b"data" == inflated(zlib.compress(b"data"), zlib.MAX_WBITS)
    assert MOST_TEXT == len(inflated(zlib.compress(bytes(2 * MOST_TEXT)), zlib.MAX_WBITS))
