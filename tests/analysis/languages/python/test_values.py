"""Values: constants, marks and their public names."""

from pratique.analysis.engine.marks import DECODED, LITERAL, NETWORK
from pratique.analysis.languages.python.values import NOTHING, Value, constant, joined


def test_a_long_text_or_list_of_numbers_is_a_long_literal() -> None:
    assert LITERAL == constant("a" * 200, 3).marks
    assert LITERAL == constant(b"a" * 200, 3).marks
    assert LITERAL == constant(tuple(range(50)), 3).marks
    assert 3 == constant("a" * 200, 3).origin


def test_short_constants_and_lists_of_words_are_not() -> None:
    assert 0 == constant("a" * 199, 3).marks
    assert 0 == constant(tuple("ab" * 50), 3).marks
    assert 0 == constant(None, 3).marks


def test_marks_are_joined_and_the_first_line_is_kept() -> None:
    assert (DECODED | NETWORK, 2) == joined(
        Value(marks=DECODED, origin=5), NOTHING, Value(marks=NETWORK, origin=2)
    )
    assert (0, 0) == joined()


def test_none_is_a_known_constant() -> None:
    assert constant(None, 1).known
    assert not NOTHING.known
