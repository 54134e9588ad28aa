import pytest

from pratique.core.release import Release
from tests.history.telling import DAY, MINUTE, START, codes, read, release, texts

ID = "lines-within-minutes"


def burst(*minutes: int) -> list[Release]:
    """The next release of as many lines, these minutes apart from the first."""
    old = [release(f"{line}.0.0", START + line * DAY) for line in range(1, 5)]
    return [
        *old,
        *(release(f"{line}.0.1", START + 90 * DAY + at * MINUTE) for line, at in enumerate(minutes, 1)),
    ]


@pytest.mark.parametrize("version", ["1.0.1", "2.0.1", "3.0.1"])
def test_each_of_three_lines_within_minutes_is_marked(version: str) -> None:
    reading = read(burst(0, 1, 2), version)

    assert ["3 lines (1.x, 2.x, 3.x) were released within 2 min"] == texts(reading, ID)


def test_two_lines_or_three_within_hours_are_quiet() -> None:
    assert ID not in codes(read(burst(0, 1), "2.0.1"))
    assert ID not in codes(read(burst(0, 1, 100), "1.0.1"))
