from pratique.core.release import Release
from tests.history.telling import DAY, codes, last, read, release, series, texts

ID = "publisher-returns"


def story(*, away: int = 800, between: str | None = "kim", by: str = "ada") -> list[Release]:
    """Two releases by ada, one by somebody else, and one so many days after the second."""
    old = series(2)
    then = last(old)
    return [*old, release("1.1.0", then + 30 * DAY, between), release("1.2.0", then + away * DAY, by)]


def test_an_old_account_that_publishes_again_is_named_with_its_absence() -> None:
    (text,) = texts(read(story()), ID)
    assert text.startswith("ada published the package for the first time in ")
    assert text.endswith("; other accounts published it in between")


def test_who_was_away_for_less_or_alone_or_is_new_is_not() -> None:
    assert ID not in codes(read(story(away=700)))
    assert ID not in codes(read(story(between="ada")))
    assert ID not in codes(read(story(by="eve")))


def test_nobody_is_said_to_have_published_since_where_that_is_not_told() -> None:
    assert ID not in codes(read(story(between=None)))
