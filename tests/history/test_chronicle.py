from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.release import Dated, Listing, TimeSource
from pratique.history.chronicle import chronicle_of, first_time
from tests.history.telling import DAY, START, listing, release


def versions(found: Listing) -> list[str]:
    return [one.ref.version for one in chronicle_of(found).releases]


def compared(found: Listing, version: str) -> str | None:
    one = chronicle_of(found).compared.get(version)
    return None if one is None else one.ref.version


def test_releases_are_in_the_order_of_their_publication() -> None:
    found = listing(
        [release("2.0.0", START), release("1.0.1", START + 2 * DAY), release("1.0.0", START - DAY)]
    )

    assert ["1.0.0", "2.0.0", "1.0.1"] == versions(found)


def test_releases_of_one_time_are_in_the_order_of_versions() -> None:
    found = listing([release("1.10.0", START), release("1.9.0", START), release("1.0.0", START - DAY)])

    assert ["1.0.0", "1.9.0", "1.10.0"] == versions(found)


def test_the_times_of_a_mirror_tell_no_order_and_the_reason_is_told() -> None:
    found = listing([release("1.0.0", START), release("2.0.0", START + DAY)], times=TimeSource.MIRROR)

    assert ((), "the publish times come from a mirror") == (
        chronicle_of(found).releases,
        chronicle_of(found).why_untimed,
    )


def test_without_times_the_reason_is_told() -> None:
    found = listing([release("1.0.0", None)], times=None)

    assert "the registry does not list publish times" == chronicle_of(found).why_untimed


def test_one_time_for_all_releases_is_not_believed() -> None:
    found = listing([release("1.0.0", START), release("2.0.0", START)])

    assert "every release has the same publish time" == chronicle_of(found).why_untimed


@pytest.mark.parametrize("at", [datetime(1970, 1, 1, tzinfo=UTC), START + 3 * DAY])
def test_a_time_that_cannot_be_is_not_told(at: datetime) -> None:
    found = listing([release("1.0.0", START), release("1.0.1", at)])
    chronicle = chronicle_of(found, now=START + DAY)

    assert (["1.0.0"], 1) == ([one.ref.version for one in chronicle.releases], chronicle.untimed)


def test_a_release_is_compared_with_the_highest_lower_one_of_its_line_that_is_not_younger() -> None:
    found = listing(
        [
            release("1.0.0", START),
            release("2.0.0", START + DAY),
            release("1.0.1", START + 2 * DAY),
            release("1.0.2", START + 9 * DAY),
            release("1.1.0", START + 3 * DAY),
        ]
    )

    assert ["1.0.1", "1.0.1"] == [compared(found, "1.1.0"), compared(found, "1.0.2")]


def test_the_first_release_of_a_line_is_compared_with_the_highest_lower_one() -> None:
    found = listing([release("1.0.0", START), release("2.0.0", START + DAY)])

    assert ["1.0.0", None] == [compared(found, "2.0.0"), compared(found, "1.0.0")]
    assert {} == chronicle_of(found).chains


def test_a_final_release_is_never_compared_with_a_pre_release() -> None:
    found = listing(
        [
            release("1.0.0", START),
            release("1.0.1-rc.1", START + DAY),
            release("1.0.1-rc.2", START + 2 * DAY),
            release("1.0.1", START + 3 * DAY),
        ]
    )

    assert ["1.0.0", "1.0.1-rc.1"] == [compared(found, "1.0.1"), compared(found, "1.0.1-rc.2")]


def test_a_release_without_a_time_is_compared_by_its_version() -> None:
    found = listing([release("1.0.0", START), release("1.0.1", None), release("1.0.2", START + DAY)])

    assert ["1.0.1", 1] == [compared(found, "1.0.2"), chronicle_of(found).untimed]


def test_the_first_time_of_a_package_counts_what_was_removed() -> None:
    found = listing([release("1.0.1", START)], removed={"1.0.0": Dated(START - DAY, TimeSource.REGISTRY)})

    assert START - DAY == first_time(found)


def test_a_mirror_tells_no_first_time() -> None:
    found = listing([release("1.0.1", START)], times=TimeSource.MIRROR)

    assert first_time(replace(found, removed={"1.0.0": Dated(START, TimeSource.MIRROR)})) is None


@given(st.permutations(range(6)))
def test_the_order_of_the_listing_says_nothing(order: list[int]) -> None:
    told = [release(f"{number % 2}.{number}.0", START + number * DAY) for number in range(6)]
    plain, mixed = chronicle_of(listing(told)), chronicle_of(listing(told[number] for number in order))

    assert (plain.releases, plain.compared, plain.published) == (
        mixed.releases,
        mixed.compared,
        mixed.published,
    )
