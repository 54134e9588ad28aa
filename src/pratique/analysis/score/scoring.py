"""From what an artifact does to its score."""

from collections.abc import Mapping
from dataclasses import replace

from pratique.analysis.features import FEATURES, measure
from pratique.analysis.features.apart import apart
from pratique.analysis.features.beyond import beyond
from pratique.analysis.features.feature import ABSENT, Measured
from pratique.analysis.features.view import View
from pratique.analysis.score.gained import gains
from pratique.analysis.score.model import Model, Models, ask, point
from pratique.core.names import Ecosystem
from pratique.core.score import Contribution, Point, Score

_MOST_TOLD = 6
_WORDS = {feature.id: feature.words for feature in FEATURES}
_RANK = {Point.BLOCK: 3, Point.REVIEW: 2, Point.NOTE: 1, None: 0}


def score(models: Models, view: View, baseline: View | None) -> Score:
    """Score an artifact as a whole, each of its files, and what it does beyond its baseline when there is one; the gravest counts.

    A baseline may be malicious itself, so that having one never makes an artifact look better.
    """
    mine = _by_itself(models, view)
    if baseline is None:
        return mine
    more = _score(models.beyond, measure(beyond(view, baseline)), view.ecosystem)
    if _gravity(more) > _gravity(mine):
        return more
    is_known = more.point is None and _shows(models, baseline, mine.point) and not gains(view, baseline)
    return replace(mine, in_baseline=is_known)


def _by_itself(models: Models, view: View) -> Score:
    found = [_score(models.alone, measure(view), view.ecosystem)]
    found += [_score(models.apart, measure(file), view.ecosystem) for file in apart(view)]
    return max(found, key=_gravity)


def _gravity(score: Score) -> tuple[int, float]:
    return _RANK[score.point], score.probability


def _shows(models: Models, baseline: View, point: Point | None) -> bool:
    """Return whether an earlier release reaches the point that holds, too; nothing speaks for what blocks."""
    return point is Point.REVIEW and _RANK[_by_itself(models, baseline).point] >= _RANK[point]


def _score(model: Model, measured: Mapping[str, Measured], ecosystem: Ecosystem) -> Score:
    answer = ask(model, [measured.get(name, ABSENT).value for name in model.features])
    # What is not there tells a reader nothing, though it moves the odds.
    told = sorted(
        (item for item in answer.weights.items() if measured.get(item[0], ABSENT).value),
        key=lambda item: -item[1],
    )
    contributions = tuple(
        Contribution(name, _WORDS.get(name, name), round(weight, 2), measured[name].places)
        for name, weight in told[:_MOST_TOLD]
        if weight > 0
    )
    return Score(
        round(answer.probability, 5),
        point(model, answer.log_odds, ecosystem.value),
        contributions,
        model.name,
    )
