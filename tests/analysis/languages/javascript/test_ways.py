"""One way through the choices of an expression."""

from pratique.analysis.languages.javascript.ways import Ways


def test_the_first_of_each_choice_is_taken_where_no_step_says_another() -> None:
    way = Ways((1,))
    assert [1, 0] == [way.take(2), way.take(3)]
    assert [(1, 2), (0, 3)] == way.taken


def test_a_step_beyond_the_choice_takes_the_last() -> None:
    assert 1 == Ways((5,)).take(2)
