import pytest

from pratique.respond.reporting.table import RECEIVERS
from tests.respond.reporting.samples import CASE


@pytest.mark.parametrize("name", RECEIVERS)
def test_each_receiver_has_a_writer_and_a_way_by_hand(name: str) -> None:
    assert "sample" in RECEIVERS[name].write(CASE)
    assert RECEIVERS[name].by_hand
