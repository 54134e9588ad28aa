import pytest

from tests.history.telling import DAY, codes, last, read, release, series, texts

ID = "publisher-after-silence"


def test_a_new_publisher_after_a_year_is_named_with_the_silence() -> None:
    old = series(3)
    reading = read([*old, release("1.1.0", last(old) + 400 * DAY, "eve")])

    assert ["eve published the package for the first time, after 400 d without releases"] == texts(
        reading, ID
    )


@pytest.mark.parametrize(("by", "days"), [("ada", 400), ("eve", 364)])
def test_an_old_hand_or_a_shorter_silence_is_quiet(by: str, days: int) -> None:
    old = series(3)

    assert ID not in codes(read([*old, release("1.1.0", last(old) + days * DAY, by)]))
