"""Attacks that hide are stopped when they are judged alone, and what looks like them is not."""

import pytest
from bench.inspect.evasions import GOAL, Evasions, judge_evasions


@pytest.fixture(scope="module")
def evasions() -> Evasions:
    return judge_evasions()


def test_attacks_that_hide_are_stopped(evasions: Evasions) -> None:
    missed = [one.case.id for one in evasions.bad if not one.stopped]
    stopped = len(evasions.bad) - len(missed)

    assert stopped >= GOAL * len(evasions.bad), f"{stopped} of {len(evasions.bad)}; missed: {missed}"


def test_no_benign_twin_is_stopped(evasions: Evasions) -> None:
    assert [] == [one.case.id for one in evasions.twins if one.stopped]
