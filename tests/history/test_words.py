from datetime import timedelta

import pytest

from pratique.history.words import listed, span


@pytest.mark.parametrize(
    ("names", "text"),
    [([], ""), (["a", "b", "c"], "a, b, c"), (["a", "b", "c", "d", "e"], "a, b, c and 2 more")],
)
def test_a_long_list_is_cut_and_says_how_much(names: list[str], text: str) -> None:
    assert text == listed(names)


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(seconds=59), "0 min"),
        (timedelta(minutes=119), "119 min"),
        (timedelta(hours=47, minutes=59), "47 h"),
        (timedelta(days=779, hours=23), "779 d"),
    ],
)
def test_a_length_of_time_is_never_rounded_up(length: timedelta, text: str) -> None:
    assert text == span(length)
