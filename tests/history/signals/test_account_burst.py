from pratique.core.evidence import Known
from pratique.history.surroundings import Elsewhere, Surroundings
from tests.history.telling import MINUTE, codes, last, read, series, silenced, texts

ID = "account-burst"


def elsewhere(count: int, minutes: int = 5) -> Surroundings:
    at = last(series(3)) + minutes * MINUTE
    others = tuple(Elsewhere(f"other-{number}", "1.0.0", at) for number in range(count))
    return Surroundings(account=Known((*others, Elsewhere("kite", "1.0.1", at)), "feed"))


def test_five_other_packages_within_the_hour_are_counted() -> None:
    reading = read(series(3), about=elsewhere(5))

    assert ["ada published 5 other packages within an hour: other-0, other-1, other-2 and 2 more"] == texts(
        reading, ID
    )


def test_four_of_them_or_five_on_another_day_are_quiet() -> None:
    assert ID not in codes(read(series(3), about=elsewhere(4)))
    assert ID not in codes(read(series(3), about=elsewhere(5, minutes=61)))


def test_without_a_look_at_the_account_it_is_told_as_not_asked() -> None:
    assert ID in silenced(read(series(3)))
