import pytest

from pratique.core.release import Dated, TimeSource
from tests.history.telling import DAY, codes, last, read, series, texts

ID = "removed-versions"


def gone(days: int) -> dict[str, Dated]:
    return {"1.0.7": Dated(last(series(3)) + days * DAY, TimeSource.REGISTRY)}


@pytest.mark.parametrize("days", [-30, 30])
def test_a_version_near_it_that_is_gone_is_named(days: int) -> None:
    reading = read(series(3), removed=gone(days))

    assert ["published within 30 days of this release and removed since: 1.0.7"] == texts(reading, ID)


@pytest.mark.parametrize("days", [-31, 31])
def test_one_that_is_far_away_is_quiet(days: int) -> None:
    assert ID not in codes(read(series(3), removed=gone(days)))
