"""One way through an expression that chooses between others."""

from pratique.analysis.languages.javascript.ways import Ways


def test_without_steps_the_first_of_each_choice_is_taken() -> None:
    ways = Ways()
    assert [0, 0] == [ways.take(2), ways.take(3)]
    assert [(0, 2), (0, 3)] == ways.taken


def test_steps_are_taken_in_order_and_stay_below_the_count() -> None:
    ways = Ways((1, 5))
    assert [1, 2, 0] == [ways.take(2), ways.take(3), ways.take(4)]
    assert [(1, 2), (2, 3), (0, 4)] == ways.taken
