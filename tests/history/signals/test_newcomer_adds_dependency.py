import pytest

from pratique.core.release import Release
from tests.history.telling import DAY, MINUTE, codes, last, read, release, series, texts

ID = "newcomer-adds-dependency"


def story(*, days: int = 4, needs: str = "flat", before: int = 12, own: int = 1) -> list[Release]:
    """A newcomer's first releases, and `days` after the first one another with these dependencies."""
    old = series(before)
    first = last(old) + 50 * DAY
    minutes = [release(f"1.1.{number}", first + number * MINUTE, "eve") for number in range(own)]
    return [*old, *minutes, release("1.2.0", first + days * DAY, "eve", needs=needs)]


def test_a_dependency_that_a_newcomer_adds_is_named() -> None:
    assert ["eve first published the package 4 d earlier, and adds flat"] == texts(read(story()), ID)


def test_the_first_release_of_a_newcomer_counts_too() -> None:
    assert ["eve published the package for the first time, and adds flat"] == texts(
        read(story(days=0, own=0)), ID
    )


@pytest.mark.parametrize(
    "quiet",
    [story(needs=""), story(days=31), story(before=5), story(own=5)],
    ids=["none", "late", "few", "many"],
)
def test_without_dependency_or_later_or_in_a_new_package_or_after_many_releases_it_is_quiet(
    quiet: list[Release],
) -> None:
    assert ID not in codes(read(quiet))


def test_a_year_of_silence_before_the_newcomer_makes_up_for_few_releases() -> None:
    old = series(3)
    first = last(old) + 400 * DAY
    new = [release("1.1.0", first, "eve"), release("1.2.0", first + 4 * DAY, "eve", needs="flat")]

    assert ["eve first published the package 4 d earlier, and adds flat"] == texts(read([*old, *new]), ID)


def test_an_old_hand_may_add_dependencies() -> None:
    old = series(12)

    assert ID not in codes(read([*old, release("1.1.0", last(old) + DAY, "ada", needs="flat")]))
