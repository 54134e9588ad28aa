"""Values: constants, marks and their public names."""

from pratique.analysis.engine.marks import DECODED, FILE, LITERAL, NETWORK
from pratique.analysis.languages.values import NOTHING, UNKNOWN, Value, constant, either, joined, uncertain


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


def test_values_that_agree_stay_a_constant() -> None:
    assert "a" == either([Value("a"), Value("a", marks=DECODED, origin=1)]).const


def test_values_that_differ_are_no_constant_but_keep_their_names_and_marks() -> None:
    found = either([Value("a", name="fs"), Value("b", marks=FILE, origin=1)])

    assert (UNKNOWN, "fs", FILE) == (found.const, found.name, found.marks)


def test_one_of_several_values_loses_its_constant_only() -> None:
    assert (UNKNOWN, "fs") == (uncertain(Value("a", name="fs")).const, uncertain(Value("a", name="fs")).name)


def test_a_number_of_many_digits_is_a_long_literal() -> None:
    assert LITERAL == constant(1 << 1600, 3).marks
    assert 0 == constant(1 << 1000, 3).marks


def test_none_is_a_known_constant() -> None:
    assert constant(None, 1).known
    assert not NOTHING.known
