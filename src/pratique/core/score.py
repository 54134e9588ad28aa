"""The malware score of an inspection: a probability, the operating point reached, and the main contributions."""

from dataclasses import dataclass
from enum import StrEnum

from pratique.core.location import Location

SCORE_RULE = "behaves-like-malware"
"""The id of the rule that reports a score."""


class Point(StrEnum):
    """An operating point: the minimum probability for an action."""

    BLOCK = "block"
    REVIEW = "review"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Contribution:
    """The effect of one feature on a score.

    `weight` is in log odds. A positive weight means that the feature makes the artifact more suspicious.
    """

    feature: str
    words: str
    weight: float
    places: tuple[Location, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """The similarity of an artifact to known malware.

    `probability` is calibrated at the base rate of the model. The probability measures similarity, not intent. `point`
    is the highest operating point reached, or None. `contributions` contains the features with the largest effect,
    largest first. `model` identifies the model: equal ids give equal scores for equal features.
    """

    probability: float
    point: Point | None
    contributions: tuple[Contribution, ...]
    model: str
    in_baseline: bool = False
    """Whether the baseline reaches the same operating point, and the release adds no behaviour that explains the score."""
