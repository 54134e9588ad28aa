"""Texts and numbers as Ruby writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.engine.values import Constant
from pratique.analysis.frontends.ruby.literals import mended, number, unescape
from tests.analysis.frontends.ruby.reading import value

WRITTEN: list[tuple[str, Constant]] = [
    (r'"\n\t\s\e\0\a\q"', "\n\t \x1b\0\aq"),
    (r'"\x61\142\u0063\u{64 65}"', "abcde"),
    (r'"\xc3\xa9"', "\u00e9"),
    ('"a\\\nb"', "ab"),
    (r"'a\n\'\\'", "a\\n'\\"),
    (r"%q(a(b)\n)", r"a(b)\n"),
    (r"%Q(a\x62)", "ab"),
    (r"%(a\x62)", "ab"),
    (r"%w[a\x62 c\ d]", ("a\\x62", "c d")),
    (r"%W[a\x62 c]", ("ab", "c")),
    ("%i[a b]", ("a", "b")),
    (r":'a\n'", "a\\n"),
    (r':"a\n"', "a\n"),
    ("'a' 'b' \"c\"", "abc"),
    ('"a#{1}b#{:c}"', "a1bc"),
    ("?a + ?\\n", "a\n"),
    ("x = <<~A\n  a\n    b\n\n  c\nA\nx", "a\n  b\n\nc\n"),
    ("x = <<A\n  a\\x62\nA\nx", "  ab\n"),
    ("x = <<'A'\na\\x62\nA\nx", "a\\x62\n"),
    ("x = <<-A\n  a\nA\nx", "  a\n"),
    ("0x1f + 0b11 + 0o17 + 017 + 1_000", 1064),
    ("0d10", 10),
    ("1.5", 1.5),
    ("-3", -3),
]
"""Literals and what Ruby reads."""


@pytest.mark.parametrize(("source", "expected"), WRITTEN)
def test_a_literal_is_read_as_by_ruby(source: str, expected: Constant) -> None:
    assert expected == value(source).const


@pytest.mark.parametrize("text", ["1" * 61, "1r", "2i", ""])
def test_a_number_that_is_none_is_unknown(text: str) -> None:
    assert number(text) is None


def test_a_character_beyond_the_last_is_left_out() -> None:
    assert "a" == unescape(r"\u{61 ffffff}")


@given(st.text(max_size=4))
def test_bytes_written_one_by_one_are_the_characters_they_form(text: str) -> None:
    written = "".join(unescape(f"\\x{byte:02x}") for byte in text.encode())

    assert text == mended(written)
