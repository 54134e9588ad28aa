"""A model as a value, and how it is read, asked and made to explain itself.

Gradient-boosted trees whose every rising feature is held monotone, then a calibration. The file is JSON with a version, made by
`python -m bench.inspect.train` from the committed feature tables; nothing in it runs.
"""

import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from pratique.core.score import Point

FORMAT = 1


class Tree(msgspec.Struct, frozen=True):
    """One tree in arrays. A leaf has feature -1; any other node goes left where the value is at most its threshold."""

    feature: tuple[int, ...]
    threshold: tuple[float, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]
    value: tuple[float, ...]
    """Log odds of the samples that came to a node, leaves and others."""


class Points(msgspec.Struct, frozen=True):
    """The fewest log odds of each operating point."""

    block: float
    review: float
    note: float


class Model(msgspec.Struct, frozen=True):
    """One model. `calibration` holds (log odds, probability) pairs, both rising; between two the line counts."""

    format: Literal[1]
    name: str
    features: tuple[str, ...]
    base_rate: float
    """Share of malicious releases among all at which the probabilities are calibrated."""
    trees: tuple[Tree, ...]
    calibration: tuple[tuple[float, float], ...]
    points: dict[str, Points]
    """By ecosystem, since what is ordinary differs: npm packages fetch programs at install, Python packages do not. An ecosystem
    that is not named is judged by the strictest evidence: the highest of all."""


class Models(msgspec.Struct, frozen=True):
    """What the file holds.

    `alone` speaks of an artifact as a whole, `apart` of each of its files by itself, `beyond` of what it does beyond its baseline.
    """

    alone: Model
    apart: Model
    beyond: Model


@dataclass(frozen=True, slots=True)
class Answer:
    """Log odds, the probability they stand for, and how each feature moved them."""

    log_odds: float
    probability: float
    weights: Mapping[str, float]


def parse_models(data: bytes) -> Models:
    """Read a file of models. Raises ValueError for another format, or trees that do not hold together."""
    try:
        models = msgspec.json.decode(data, type=Models)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"not a file of models: {error}") from error
    for model in (models.alone, models.apart, models.beyond):
        if (
            not model.calibration
            or not model.points
            or not all(_holds(tree, len(model.features)) for tree in model.trees)
        ):
            raise ValueError(f"the model {model.name} does not hold together")
    return models


def ask(model: Model, values: Sequence[float]) -> Answer:
    """Ask a model about the values of its features, in its order."""
    weights = [0.0] * len(model.features)
    total = 0.0
    for tree in model.trees:
        node = 0
        total += tree.value[0]
        while (feature := tree.feature[node]) >= 0:
            after = tree.left[node] if values[feature] <= tree.threshold[node] else tree.right[node]
            step = tree.value[after] - tree.value[node]
            weights[feature] += step
            total += step
            node = after
    moved = {name: weight for name, weight in zip(model.features, weights, strict=True) if weight}
    return Answer(total, _probability(model, total), moved)


def point(model: Model, log_odds: float, ecosystem: str) -> Point | None:
    """The gravest operating point that these log odds reach in an ecosystem."""
    points = model.points.get(ecosystem) or max(model.points.values(), key=lambda each: each.review)
    for name, least in (
        (Point.BLOCK, points.block),
        (Point.REVIEW, points.review),
        (Point.NOTE, points.note),
    ):
        if log_odds >= least:
            return name
    return None


def _probability(model: Model, log_odds: float) -> float:
    curve = model.calibration
    at = bisect.bisect_right(curve, log_odds, key=lambda pair: pair[0])
    if at == 0:
        return curve[0][1]
    if at == len(curve):
        return curve[-1][1]
    (low, below), (high, above) = curve[at - 1], curve[at]
    return below + (above - below) * (log_odds - low) / (high - low) if high > low else above


def _holds(tree: Tree, features: int) -> bool:
    """Whether all arrays have one length and every step leads to a later node: then every walk ends."""
    count = len(tree.feature)
    arrays = (tree.threshold, tree.left, tree.right, tree.value)
    if not count or any(len(array) != count for array in arrays):
        return False
    return all(
        feature < features
        and (feature < 0 or (node < tree.left[node] < count and node < tree.right[node] < count))
        for node, feature in enumerate(tree.feature)
    )
