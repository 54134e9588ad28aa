"""Values: constants, marks and their public names."""

from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.engine.byte_text import printable, to_bytes, to_text
from pratique.analysis.engine.marks import (
    DECODED,
    FILE,
    LITERAL,
    NETWORK,
)
from pratique.analysis.engine.values import NOTHING, UNKNOWN, Value, constant, either, joined


def test_a_long_text_or_list_of_numbers_is_a_long_literal() -> None:
    assert (LITERAL, 3) == joined(constant("a" * 200, 3))
    assert (LITERAL, 3) == joined(constant(tuple(range(50)), 3))


def test_short_constants_and_lists_of_words_are_not() -> None:
    assert (0, 0) == joined(constant("a" * 199, 3), constant(tuple("ab" * 50), 3), constant(None, 3))


def test_nil_is_a_known_constant() -> None:
    assert constant(None, 1).known
    assert not NOTHING.known


def test_marks_are_joined_and_the_first_line_is_kept() -> None:
    assert (DECODED | NETWORK, 2) == joined(
        Value(marks=DECODED, origin=5), NOTHING, Value(marks=NETWORK, origin=2)
    )


def test_values_that_agree_stay_a_constant() -> None:
    assert "a" == either(Value("a"), Value("a", marks=DECODED, origin=1)).const


def test_values_that_differ_are_no_constant_but_keep_their_names_and_marks() -> None:
    found = either(Value("a", name="Net::HTTP"), Value("b", marks=FILE, origin=1))

    assert (UNKNOWN, "Net::HTTP", FILE) == (found.const, found.name, found.marks)


@given(st.binary(max_size=30))
def test_bytes_come_back_from_texts_and_can_always_be_shown(data: bytes) -> None:
    text = to_text(data)

    assert data == to_bytes(text)
    assert data.decode("utf-8", "replace") == printable(text)


def test_a_lone_surrogate_that_is_no_byte_can_be_shown() -> None:
    assert "?" == printable("\ud800")
