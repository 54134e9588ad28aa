"""Plain attacks in every combination of their parts: what is taken or fetched, what is done to it, where it ends.

Nobody hides anything here. Each part is written in the ways in which people write it, and the ways are multiplied: a reader that knows
each part by itself may still lose it on the way from one to the other. All is inert: hosts are `*.invalid`, nothing runs.
`python -m tests.combinations` judges every combination; the tests take each pair of what begins and what ends.
"""

from collections.abc import Iterator

from tests.combinations import (
    npm_fetched,
    npm_hooks,
    npm_split,
    npm_taken,
    python_fetched,
    python_split,
    python_taken,
)
from tests.combinations.parts import Plan
from tests.evasions.case import Case

PLANS: tuple[Plan, ...] = (
    npm_taken.PLAN,
    npm_fetched.PLAN,
    python_taken.PLAN,
    python_fetched.PLAN,
    npm_hooks.PLAN,
    npm_split.PLAN,
    python_split.PLAN,
)


def pairs() -> Iterator[Case]:
    """Each beginning with each end, and of all else one after the other."""
    for plan in PLANS:
        yield from plan.pairs()


def every() -> Iterator[Case]:
    """All combinations."""
    for plan in PLANS:
        yield from plan.every()


__all__ = ["PLANS", "Case", "Plan", "every", "pairs"]
