from dataclasses import replace

import pytest

from pratique.core.history import Weight
from pratique.history.signals import SIGNALS
from pratique.history.weighing import weight_of

HOLDING = next(rule for rule in SIGNALS if rule.id == "hook-added")


def test_a_rare_signal_holds() -> None:
    assert Weight.HOLDS is weight_of(HOLDING)


def test_a_signal_without_a_measured_rate_lengthens_at_most() -> None:
    assert Weight.LENGTHENS is weight_of(replace(HOLDING, id="never-measured"))


def test_a_frequent_signal_lengthens_at_most() -> None:
    assert Weight.LENGTHENS is weight_of(replace(HOLDING, id="new-publisher"))


@pytest.mark.parametrize("weight", [Weight.RANKS, Weight.LENGTHENS])
def test_what_does_not_ask_to_hold_is_left_as_it_is(weight: Weight) -> None:
    assert weight is weight_of(replace(HOLDING, weight=weight))
