"""The rhythm of a package's releases."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.stewardship import State
from pratique.history.chronicle import chronicle_of
from pratique.history.rhythm import Rhythm, chance_of_silence, rhythm_of, silence_words, state_of
from tests.history.telling import listing, release

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def rhythm(*days: int, needs: str = "", version: str = "1.0") -> Rhythm:
    """The rhythm of releases that are so many days old."""
    releases = [
        release(f"{version}.{number}", NOW - timedelta(days=day), needs=needs)
        for number, day in enumerate(days)
    ]
    found = rhythm_of(chronicle_of(listing(releases), NOW), NOW)
    assert found is not None
    return found


def test_releases_of_one_day_are_one() -> None:
    day = timedelta(days=1)
    releases = [
        release(f"1.0.{n}", NOW - timedelta(days=days, hours=n)) for n, days in enumerate((50, 30, 30, 10))
    ]
    found = rhythm_of(chronicle_of(listing(releases), NOW), NOW)
    assert found is not None
    assert (3, 19) == (found.recent, found.usual_gap and found.usual_gap // day)


def test_a_listing_without_times_has_no_rhythm() -> None:
    assert None is rhythm_of(chronicle_of(listing([release("1.0.0", None)]), NOW), NOW)
    assert State.NOT_KNOWN is state_of(None, given_up=False)


@pytest.mark.parametrize(
    ("value", "state"),
    [
        (rhythm(60, 30, 5), State.ACTIVE),
        (rhythm(760, 745, 731, needs="a b"), State.FINISHED),
        (rhythm(760, 745, 731, needs="a b c"), State.SLOWING),
        (rhythm(760, 745, 731, version="0.1"), State.SLOWING),
        (rhythm(1_500, 1_480, 1_461, needs="a b c"), State.ABANDONED),
        (rhythm(4_000, 2_800, 1_600, needs="a b c"), State.FINISHED),
    ],
)
def test_the_state_follows_from_silence_rhythm_and_work_left(value: Rhythm, state: State) -> None:
    assert state is state_of(value, given_up=False)
    assert State.ABANDONED is state_of(value, given_up=True)


def test_a_silence_is_told_with_what_was_usual() -> None:
    assert "no release for 3.0 years, since 2023-11-02; before, one about every 3 months" == silence_words(
        rhythm(1_295, 1_195, 1_095)
    )
    assert "no release for 3.0 years, since 2023-11-02" == silence_words(rhythm(1_095))


@given(st.lists(st.integers(0, 4_000), min_size=2, max_size=6, unique=True))
def test_the_longer_the_silence_the_likelier_it_goes_on(days: list[int]) -> None:
    chances = [chance_of_silence(rhythm(day)) for day in sorted(days)]
    assert all(0 < chance < 1 for chance in chances)
    assert all(earlier <= later for earlier, later in pairwise(chances))
