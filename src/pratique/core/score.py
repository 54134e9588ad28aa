"""The score of an inspection: a probability, the operating point that it reaches, and its main contributions."""

from dataclasses import dataclass
from enum import StrEnum

from pratique.core.location import Location

SCORE_RULE = "behaves-like-malware"
"""The rule that reports a score."""


class Point(StrEnum):
    """An operating point: the probability that the score must reach for an action."""

    BLOCK = "block"
    REVIEW = "review"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Contribution:
    """The effect of one feature on a score: `weight` in log odds; positive values mean more malicious."""

    feature: str
    words: str
    weight: float
    places: tuple[Location, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """The similarity of an artifact to known malware.

    `probability` is calibrated at the base rate that the model states; it measures similarity, not intent.
    `point` is the highest operating point reached, or None if none is reached. `contributions` are the features with the
    largest effect, largest first. `model` identifies the model: equal ids give equal scores for equal features.
    """

    probability: float
    point: Point | None
    contributions: tuple[Contribution, ...]
    model: str
    in_baseline: bool = False
    """Whether the baseline alone also reaches this point and the release adds nothing that explains the score."""
