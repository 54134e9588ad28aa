"""Facts that weigh a resemblance."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.history.names.facts import LONG_LIVED, MANY_DOWNLOADS_A_MONTH, YOUNG, NameFacts
from pratique.history.names.kinds import Grade

NAMES = st.none() | st.frozensets(st.sampled_from(["ann", "bob", "GitHub Actions"]))


@pytest.mark.parametrize(
    ("young", "age"),
    [(None, None), (True, timedelta()), (True, YOUNG - timedelta(1)), (False, YOUNG), (True, timedelta(-1))],
)
def test_youth_is_told_only_when_the_age_is(young: bool | None, age: timedelta | None) -> None:
    assert young is NameFacts(age=age).young


@pytest.mark.parametrize(
    "facts",
    [
        NameFacts(age=LONG_LIVED),
        NameFacts(age=YOUNG, downloads_a_month=MANY_DOWNLOADS_A_MONTH),
        NameFacts(publishers=frozenset({"ann", "bob"}), popular_publishers=frozenset({"bob"})),
    ],
)
def test_long_life_wide_use_and_a_shared_publisher_clear_a_name(facts: NameFacts) -> None:
    assert facts.established


@pytest.mark.parametrize(
    "facts",
    [
        NameFacts(),
        NameFacts(age=YOUNG, downloads_a_month=MANY_DOWNLOADS_A_MONTH - 1),
        NameFacts(age=timedelta(3), downloads_a_month=10 * MANY_DOWNLOADS_A_MONTH),
        NameFacts(downloads_a_month=10 * MANY_DOWNLOADS_A_MONTH),
        NameFacts(publishers=frozenset({"ann"}), popular_publishers=frozenset({"bob"})),
        NameFacts(publishers=frozenset({"GitHub Actions"}), popular_publishers=frozenset({"GitHub Actions"})),
    ],
)
def test_what_is_not_told_or_easily_made_clears_nothing(facts: NameFacts) -> None:
    assert not facts.established


@given(st.none() | st.timedeltas(), NAMES, NAMES)
def test_a_weak_grade_is_never_made_strong(
    age: timedelta | None, own: frozenset[str] | None, other: frozenset[str] | None
) -> None:
    facts = NameFacts(age=age, publishers=own, popular_publishers=other)

    assert Grade.WEAK is facts.weighed(Grade.WEAK)
    assert (Grade.WEAK if facts.young is False else Grade.STRONG) is facts.weighed(Grade.STRONG)
