"""What the score of an inspection is: a probability, the point it reaches, and why."""

from dataclasses import dataclass
from enum import StrEnum

from pratique.core.location import Location

SCORE_RULE = "behaves-like-malware"
"""The rule that reports a score."""


class Point(StrEnum):
    """An operating point: how sure the score has to be for what follows from it."""

    BLOCK = "block"
    REVIEW = "review"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Contribution:
    """How one feature moved a score: `weight` in log odds, positive towards malicious."""

    feature: str
    words: str
    weight: float
    places: tuple[Location, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """How much an artifact behaves like known malware.

    `probability` is calibrated at the base rate that the model names; it measures similarity, not intent.
    `point` is the highest operating point reached, None below all. `contributions` are the features with the
    largest effect, largest first. `model` names the model: equal names give equal scores for equal features.
    """

    probability: float
    point: Point | None
    contributions: tuple[Contribution, ...]
    model: str
    in_baseline: bool = False
    """Whether the baseline by itself reaches this point too, and the release gains nothing beyond it that explains a score."""
