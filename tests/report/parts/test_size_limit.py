"""How much text fits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.report.parts.size_limit import NOTHING, Parts, leading, shares, units


@pytest.mark.parametrize(
    ("text", "count"), [("", 0), ("abc", 3), ("\N{EURO SIGN}", 1), ("\N{NO ENTRY}", 1), ("\U0001f600", 2)]
)
def test_what_lies_beyond_the_first_plane_counts_twice(text: str, count: int) -> None:
    assert count == units(text)


def test_a_part_is_kept_whole_or_not_at_all() -> None:
    assert [0, 1, 1, 2] == [leading(["abc", "de"], room) for room in (3, 4, 6, 7)]


def test_no_more_is_written_than_may_fit() -> None:
    written: list[int] = []

    def write(number: int) -> str:
        written.append(number)
        return "abc"

    parts = Parts.of(range(1_000), write, room=10)
    assert ([0, 1, 2], 1_000) == (written, parts.total)
    assert 2 == leading(parts.first, 10)
    assert (0, ()) == (NOTHING.total, NOTHING.first)


def test_two_lists_share_and_each_may_have_what_the_other_does_not_need() -> None:
    assert (5, 5) == shares(["x"] * 10, ["y"] * 10, 20)
    assert (9, 1) == shares(["x"] * 20, ["y"], 20)
    assert (1, 9) == shares(["x"], ["y"] * 20, 20)


@pytest.mark.fuzz
@given(st.lists(st.text(max_size=9)), st.lists(st.text(max_size=9)), st.integers(0, 200))
def test_what_is_kept_fits(first: list[str], second: list[str], room: int) -> None:
    one, two = shares(first, second, room)
    assert sum(units(part) + 1 for part in (*first[:one], *second[:two])) <= room
