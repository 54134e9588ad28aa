"""Fits and measures the estimate of `pratique.history.rhythm` on recorded histories, cut at past days.

At a cut, only releases before the cut are known. A package ended if it has no release in the two years after the cut.
A package changed hands if, in these two years, an account published that no release before the cut names.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from math import exp, log1p
from typing import Any

from pratique.core.release import Listing
from pratique.history.chronicle import chronicle_of
from pratique.history.rhythm import ENDED, Rhythm, Weights, chance_of_silence, rhythm_of

FIT_AT = ("2013-07-01", "2014-01-01")
"""The cuts of the fit. What followed them was known on 2016-01-01, the first cut that is measured."""
MEASURED_AT = ("2016-01-01", "2016-07-01", "2017-01-01", "2017-07-01", "2018-01-01", "2018-07-01")
AFTER = timedelta(days=2 * 365)
SILENCES = ((0, 1), (1, 2), (2, 4), (4, 20))
_DRAWS = 400
_STEPS = 50

Values = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A package at a cut, and what happened in the two years after."""

    scope: str
    """The npm scope of the package, or an empty text."""
    rhythm: Rhythm
    people: int
    """The accounts that the newest release lists as maintainers."""
    ended: bool
    changed_hands: bool


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def rows_at(listings: Sequence[Listing], cut: datetime) -> list[Row]:
    """Return the packages that had a release at the cut."""
    return [row for listing in listings if (row := _row(listing, cut)) is not None]


def _row(listing: Listing, cut: datetime) -> Row | None:
    whole = chronicle_of(listing)
    pairs = list(zip(whole.times, whole.releases, strict=True))
    past = [release for at, release in pairs if at <= cut]
    if not past:
        return None
    later = [release for at, release in pairs if cut < at <= cut + AFTER]
    known = replace(listing, releases={release.ref.version: release for release in past}, removed={})
    rhythm = rhythm_of(chronicle_of(known, cut), cut)
    assert rhythm is not None
    named = {account.name for release in past for account in release.maintainers or ()}
    named |= {release.publisher.name for release in past if release.publisher}
    scope, slash, _ = listing.package.name.partition("/")
    return Row(
        scope=scope if slash else "",
        rhythm=rhythm,
        people=len(past[-1].maintainers or ()),
        ended=not later,
        changed_hands=any(release.publisher and release.publisher.name not in named for release in later),
    )


def fitted(rows: Sequence[Row]) -> tuple[Weights, Weights]:
    """Return the weights of the model with both inputs, and of silence alone."""
    told = [float(row.ended) for row in rows]
    every = [(1.0, log1p(row.rhythm.silence.days), log1p(row.rhythm.recent)) for row in rows]
    constant, silent, recent = (round(value, 3) for value in _logistic(every, told))
    alone = [round(value, 3) for value in _logistic([row[:2] for row in every], told)]
    return (
        Weights(constant=constant, silent_days=silent, releases=recent),
        Weights(constant=alone[0], silent_days=alone[1]),
    )


def _logistic(inputs: Sequence[Values], told: Sequence[float]) -> list[float]:
    """Return the weights of greatest likelihood, by Newton's method."""
    size = len(inputs[0])
    weights = [0.0] * size
    for _ in range(_STEPS):
        slope = [0.0] * size
        bend = [[0.0] * size for _ in range(size)]
        for row, truth in zip(inputs, told, strict=True):
            chance = 1 / (1 + exp(-sum(w * x for w, x in zip(weights, row, strict=True))))
            for i in range(size):
                slope[i] += (truth - chance) * row[i]
                for j in range(size):
                    bend[i][j] += chance * (1 - chance) * row[i] * row[j]
        weights = [w + step for w, step in zip(weights, _solved(bend, slope), strict=True)]
    return weights


def _solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Return the solution of a small symmetric system, by elimination."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for i in range(size):
        for j in range(i + 1, size):
            factor = rows[j][i] / rows[i][i]
            rows[j] = [a - factor * b for a, b in zip(rows[j], rows[i], strict=True)]
    found = [0.0] * size
    for i in reversed(range(size)):
        rest = sum(rows[i][j] * found[j] for j in range(i + 1, size))
        found[i] = (rows[i][size] - rest) / rows[i][i]
    return found


def auc(scores: Sequence[float], truths: Sequence[bool]) -> float:
    """Return the probability that a package with the event scores higher than one without; ties count half."""
    order = sorted(range(len(scores)), key=scores.__getitem__)
    ranks = [0.0] * len(scores)
    start = 0
    while start < len(order):
        end = start
        while end + 1 < len(order) and scores[order[end + 1]] == scores[order[start]]:
            end += 1
        for place in range(start, end + 1):
            ranks[order[place]] = (start + end) / 2 + 1
        start = end + 1
    yes = sum(truths)
    total = sum(rank for rank, truth in zip(ranks, truths, strict=True) if truth)
    return (total - yes * (yes + 1) / 2) / (yes * (len(truths) - yes))


def measured(listings: Sequence[Listing]) -> dict[str, Any]:
    """Return the fit, and the AUC of each score at each cut with its 95 % interval (bootstrap over packages)."""
    training = [row for cut in FIT_AT for row in rows_at(listings, day(cut))]
    model, alone = fitted(training)
    every = [row for cut in MEASURED_AT for row in rows_at(listings, day(cut))]
    in_use, _ = fitted(every)
    ended: Mapping[str, Callable[[Row], float]] = {
        "model": lambda row: chance_of_silence(row.rhythm, model),
        "silence": lambda row: row.rhythm.silence / ENDED,
    }
    hands: Mapping[str, Callable[[Row], float]] = {
        "silence": lambda row: row.rhythm.silence / ENDED,
        "recent releases": lambda row: row.rhythm.recent,
        "maintainers": lambda row: row.people,
    }
    cuts = []
    for cut in MEASURED_AT:
        rows = rows_at(listings, day(cut))
        cuts.append(
            {
                "cut": cut,
                "packages": len(rows),
                "ended": sum(row.ended for row in rows),
                "changed_hands": sum(row.changed_hands for row in rows),
                "changed_hands_in_one_scope": _most(row.scope for row in rows if row.changed_hands),
                "auc_ended": dict(_each(rows, ended, [row.ended for row in rows])),
                "auc_changed_hands": dict(_each(rows, hands, [row.changed_hands for row in rows])),
                "lead": _lead(rows, ended),
            }
        )
    return {
        "fit_at": FIT_AT,
        "fitted_rows": len(training),
        "weights": {
            name: {key: getattr(weights, key) for key in Weights.__slots__}
            for name, weights in (("model", model), ("silence", alone), ("in use", in_use))
        },
        "cuts": cuts,
        "by_silence": [_after(every, *years) for years in SILENCES],
    }


def _most(scopes: Iterator[str]) -> tuple[str, int]:
    """Return the scope that occurs most, and how often it occurs."""
    counts = Counter(scope for scope in scopes if scope)
    return max(counts.items(), key=lambda item: (item[1], item[0]), default=("", 0))


def _after(rows: Sequence[Row], low: int, high: int) -> dict[str, Any]:
    """Return how many packages with so many years of silence ended, over all measured cuts."""
    inside = [row.ended for row in rows if low * 365 <= row.rhythm.silence.days < high * 365]
    return {"years": [low, high], "rows": len(inside), "ended": sum(inside)}


def _each(
    rows: Sequence[Row], scores: Mapping[str, Callable[[Row], float]], truths: Sequence[bool]
) -> Iterator[tuple[str, list[float]]]:
    for name, score in scores.items():
        values = [score(row) for row in rows]
        draws = sorted(
            auc([values[i] for i in drawn], [truths[i] for i in drawn]) for drawn in _draws(len(rows))
        )
        yield name, [round(value, 3) for value in (auc(values, truths), *_middle(draws))]


def _lead(rows: Sequence[Row], scores: Mapping[str, Callable[[Row], float]]) -> list[float]:
    """Return by how much the model's AUC is above that of silence, with its interval over the same draws."""
    truths = [row.ended for row in rows]
    values = {name: [score(row) for row in rows] for name, score in scores.items()}

    def lead(drawn: Sequence[int]) -> float:
        told = [truths[i] for i in drawn]
        return auc([values["model"][i] for i in drawn], told) - auc(
            [values["silence"][i] for i in drawn], told
        )

    draws = sorted(map(lead, _draws(len(rows))))
    return [round(value, 3) for value in (lead(range(len(rows))), *_middle(draws))]


def _draws(size: int) -> Iterator[list[int]]:
    chooser = random.Random(0)  # a bootstrap, the same every time
    return (chooser.choices(range(size), k=size) for _ in range(_DRAWS))


def _middle(draws: Sequence[float]) -> tuple[float, float]:
    return draws[int(0.025 * len(draws))], draws[int(0.975 * len(draws))]
