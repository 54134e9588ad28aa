"""Where releases stand."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.history import Entry
from pratique.report.history.axis import axis_of
from tests.report.history import told

GAPS = st.lists(st.none() | st.integers(-10, 40_000), min_size=1, max_size=80)


def entries(*gaps: int | None) -> list[Entry]:
    return [
        Entry(version=str(number), line="1.x", published=None, silence_days=gap)
        for number, gap in enumerate(gaps)
    ]


@pytest.mark.fuzz
@given(GAPS, st.sets(st.integers(0, 79), max_size=12))
def test_every_release_has_a_place_inside_in_order(gaps: list[int | None], dated: set[int]) -> None:
    axis = axis_of(entries(*gaps), by_time=True, left=100, right=1100, dated=frozenset(map(str, dated)))
    assert len(gaps) == len(axis.places)
    assert list(axis.places) == sorted(axis.places)
    assert all(100 <= x <= 1100 for x in axis.places)


def test_a_long_silence_is_wider_than_a_short_one_and_not_to_scale() -> None:
    first, second, third = axis_of(entries(None, 4, 779), by_time=True, left=0, right=1000).places
    assert 2 < (third - second) / (second - first) < 10


def test_releases_that_are_told_of_have_room() -> None:
    value = told.stream()
    axis = axis_of(value.entries, by_time=True, left=132, right=1172, dated=frozenset({"3.3.5", "3.3.6"}))
    places = {entry.version: x for entry, x in zip(value.entries, axis.places, strict=True)}
    assert places["3.3.6"] - places["3.3.5"] > 50


def test_the_days_that_are_told_of_come_before_years_and_none_run_into_each_other() -> None:
    value = told.stream()
    ticks = axis_of(value.entries, by_time=True, left=132, right=1172, dated=frozenset({"3.3.6"})).ticks
    assert "2018-09-09" in [tick.words for tick in ticks]
    assert all(b.x - a.x >= 72 for a, b in pairwise(ticks))


def test_without_times_lines_are_told() -> None:
    ticks = axis_of(told.stream().entries, by_time=False, left=132, right=1172).ticks
    assert "0.9.0" == ticks[0].words


def test_no_release_has_no_place() -> None:
    assert () == axis_of([], by_time=True, left=0, right=1).places
