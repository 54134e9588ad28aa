"""Defines combinations of signals.

The rate of a combination is the share of benign releases for which all its signals fired.
"""

from dataclasses import dataclass

from pratique.core.history import Weight
from pratique.history.measured import MEASURED, Measured


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint:
    """A combination of signals that fired together for one release."""

    id: str
    title: str
    parts: tuple[str, ...]
    weight: Weight

    @property
    def measured(self) -> Measured | None:
        """Return how often all signals of the combination fire for benign releases; None if this was not measured."""
        return MEASURED.get(self.id)

    @property
    def base_rate(self) -> float | None:
        """Return the share of benign releases for which all signals fire; None if the share was not measured."""
        return self.measured.rate if self.measured else None


JOINT: tuple[Joint, ...] = (
    Joint(
        id="newcomer-adds-strangers-young-dependency",
        title="a newcomer adds a young dependency of unrelated accounts",
        parts=("newcomer-adds-dependency", "strangers-young-dependency"),
        weight=Weight.HOLDS,
    ),
    Joint(
        id="seldom-publisher-adds-strangers-young-dependency",
        title="a rare publisher adds a young dependency of unrelated accounts",
        parts=("seldom-publisher", "strangers-young-dependency"),
        weight=Weight.HOLDS,
    ),
    Joint(
        id="new-publisher-revives-line",
        title="a new publisher revives a dormant line",
        parts=("new-publisher", "dormant-line-revived"),
        weight=Weight.HOLDS,
    ),
    Joint(
        id="new-publisher-on-several-lines",
        title="a new publisher releases several lines within minutes",
        parts=("new-publisher", "lines-within-minutes"),
        weight=Weight.HOLDS,
    ),
    Joint(
        id="new-publisher-adds-young-dependency",
        title="a new publisher adds a young dependency",
        parts=("new-publisher", "dependency-young"),
        weight=Weight.LENGTHENS,
    ),
    Joint(
        id="new-publisher-beside-removed-version",
        title="a new publisher releases where a version was removed",
        parts=("new-publisher", "removed-versions"),
        weight=Weight.LENGTHENS,
    ),
    Joint(
        id="outside-all-habit",
        title="an account publishes at an unusual hour with an unusual client",
        parts=("outside-hours", "outside-tool"),
        weight=Weight.LENGTHENS,
    ),
)
"""Combinations of signals that have more weight than each of their signals alone.

A combination is not listed if one of its signals alone has the same effect.
"""
