import pytest

from pratique.core.names import Ecosystem
from pratique.gate.decision.nearest_allowed import Ladder


@pytest.mark.parametrize(
    ("version", "nearest"),
    [("1.10.1", "1.10.0"), ("1.9.5", "1.9.0"), ("9.0.0", "2.0.0"), ("1.0.0", "1.9.0"), ("2.0.0", "1.10.0")],
)
def test_the_nearest_is_the_highest_below_else_the_lowest_above(version: str, nearest: str) -> None:
    ladder = Ladder.of(Ecosystem.NPM, ["2.0.0", "1.10.0", "1.9.0", "3.0.0-rc.1"])

    assert nearest == ladder.nearest(version)


def test_where_nothing_is_free_there_is_no_nearest() -> None:
    assert Ladder.of(Ecosystem.NPM, ["1.0.0-rc.1"]).nearest("1.0.0") is None
