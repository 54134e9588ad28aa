"""Escapes in texts and names, and the ways to write a number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.languages.javascript.escapes import identifier, number, unescape
from pratique.analysis.languages.values import UNKNOWN, Constant


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (rb"plain", "plain"),
        (rb"\x65val", "eval"),
        (rb"\u0065val", "eval"),
        (rb"\u{65}val", "eval"),
        (rb"\145val", "eval"),
        (rb"a\nb\t\"", 'a\nb\t"'),
        (b"a\\\nb", "ab"),
        (rb"\ud83d\ude00", "\U0001f600"),
        (rb"\q", "q"),
        (rb"\u{FFFFFF}", "\ufffd"),
    ],
)
def test_escapes_are_carried_out(written: bytes, expected: str) -> None:
    assert expected == unescape(written)


def test_a_name_may_be_written_with_escapes() -> None:
    assert b"eval" == identifier(rb"\u0065val")
    assert b"eval" == identifier(b"eval")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (b"12", 12),
        (b"0x1f", 31),
        (b"0b11", 3),
        (b"0o17", 15),
        (b"017", 15),
        (b"089", 89),
        (b"1_000", 1000),
        (b"1.5", 1.5),
        (b"1e3", 1000),
        (b"10n", 10),
        (b"1" * 400, UNKNOWN),
        (b"1e", UNKNOWN),
    ],
)
def test_numbers_are_read_as_javascript_does(written: bytes, expected: Constant) -> None:
    assert expected == number(written)


@pytest.mark.fuzz
@given(st.binary(max_size=60))
def test_any_bytes_can_be_unescaped_and_read_as_a_number(written: bytes) -> None:
    unescape(written)
    number(written)
