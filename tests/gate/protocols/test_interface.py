import pytest

from pratique.core.policy import Action
from pratique.gate.protocols.interface import Mark


@pytest.mark.parametrize(
    ("action", "stops"), [(Action.ALLOW, False), (Action.HOLD, True), (Action.BLOCK, True)]
)
def test_a_mark_stops_what_it_does_not_allow(action: Action, *, stops: bool) -> None:
    assert stops is Mark(version="1.0.0", words="why", action=action).stops
