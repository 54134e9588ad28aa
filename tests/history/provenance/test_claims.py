"""Steps as small makers."""

import pytest

from pratique.core.provenance import Outcome, Step, StepName
from pratique.history.provenance import claims


@pytest.mark.parametrize(
    ("maker", "outcome"),
    [("verified", "verified"), ("read", "read"), ("refused", "refused"), ("unverified", "not-verified")],
)
def test_a_maker_gives_the_step_that_it_is_named_after(maker: str, outcome: str) -> None:
    assert Step(StepName.KEY, Outcome(outcome), "why") == getattr(claims, maker)(StepName.KEY, "why")
