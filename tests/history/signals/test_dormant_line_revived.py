import pytest

from pratique.core.release import Release
from tests.history.telling import DAY, codes, last, read, release, series, texts

ID = "dormant-line-revived"


def after(version: str, days: int) -> list[Release]:
    old = series(3)
    other = release("2.0.0", last(old) + DAY)
    return [*old, other, release(version, last(old) + days * DAY)]


def test_a_line_that_others_left_behind_is_named_when_it_comes_back() -> None:
    assert ["the line 1.x had no release for 400 d, since 1.0.2"] == texts(read(after("1.0.9", 400)), ID)


@pytest.mark.parametrize(("version", "days"), [("1.0.9", 364), ("2.0.1", 400), ("3.0.0", 400)])
def test_a_fresh_line_the_newest_line_and_a_new_line_are_quiet(version: str, days: int) -> None:
    assert ID not in codes(read(after(version, days)))


def test_a_package_that_was_silent_as_a_whole_has_no_dead_line() -> None:
    old = series(3)

    assert ID not in codes(read([*old, release("1.0.9", last(old) + 900 * DAY)]))
