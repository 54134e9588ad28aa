"""Shares with their uncertainty, against known values."""

import pytest
from bench.inspect.printing import percent, share
from bench.inspect.rates import below, wilson
from bench.inspect.summary import Count


def test_the_interval_of_nothing_is_everything() -> None:
    assert (0.0, 1.0) == wilson(0, 0)


def test_the_interval_is_that_of_wilson() -> None:
    """By hand: (1/3 + 3.8416/60 -+ 1.96 * 0.092057) / (1 + 3.8416/30)."""
    low, high = wilson(10, 30)
    assert (0.1923, 0.5122) == (round(low, 4), round(high, 4))


def test_the_bound_of_no_hit_is_about_three_in_n() -> None:
    assert pytest.approx(3 / 1000, rel=0.01) == below(0, 1000)


def test_a_share_is_told_with_what_it_may_be() -> None:
    assert "0 of 1,000 = 0.00 % (0.00 to 0.38), below 0.30 %" == share(Count(0, 1000), bounded=True)
    assert ("5.00 %", "92.0 %") == (percent(0.05), percent(0.92))
