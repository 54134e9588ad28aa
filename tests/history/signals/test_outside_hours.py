import pytest

from pratique.core.release import Release
from tests.history.telling import DAY, START, codes, read, release, texts

ID = "outside-hours"


def daily(count: int, hour: int) -> list[Release]:
    old = [release(f"1.0.{number}", START + number * DAY) for number in range(count)]
    return [*old, release("1.1.0", START.replace(hour=hour) + 200 * DAY)]


def test_an_hour_far_from_all_before_is_named() -> None:
    assert ["ada published the package 20 times before, but never within three hours of 03:00 UTC"] == texts(
        read(daily(20, 3)), ID
    )


@pytest.mark.parametrize(("count", "hour"), [(19, 3), (20, 14), (20, 9)])
def test_few_releases_or_an_hour_near_one_is_quiet(count: int, hour: int) -> None:
    assert ID not in codes(read(daily(count, hour)))


def test_the_day_ends_where_the_next_begins() -> None:
    late = [release(f"1.0.{number}", START.replace(hour=23) + number * DAY) for number in range(20)]

    assert ID not in codes(read([*late, release("1.1.0", START.replace(hour=1) + 200 * DAY)]))
