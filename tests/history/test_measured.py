from pratique.history import EVERY
from pratique.history.measured import MEASURED, Measured


def test_a_rate_is_a_share() -> None:
    assert 0.25 == Measured(asked=400, shown=100).rate


def test_what_none_shows_counts_as_three_in_all_that_were_asked() -> None:
    assert 0.01 == Measured(asked=300, shown=0).rate
    assert Measured(asked=0, shown=0).rate > 1


def test_every_row_is_of_a_signal_that_there_is() -> None:
    assert MEASURED.keys() <= {one.id for one in EVERY}


def test_the_known_rates_of_recorded_histories_are_met() -> None:
    """As ../shared counted them by other means: 0.07 %, 0.34 %, 0.44 %; the definitions differ a little, and a year of silence counts as ten releases."""
    assert 0.0006 < MEASURED["hook-added"].rate < 0.001
    assert 0.0028 < MEASURED["newcomer-adds-dependency"].rate < 0.0042
    assert 0.0042 < MEASURED["publisher-after-silence"].rate < 0.0048
