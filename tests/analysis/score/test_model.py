"""Models: read, asked, explained."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.score.model import Model, Points, Tree, ask, parse_models, point
from pratique.core.score import Point

STUMP = Tree((0, -1, -1), (2.0, 0, 0), (1, 0, 0), (2, 0, 0), (-0.5, -2.0, 3.0))
MODEL = Model(
    format=1,
    name="m",
    features=("a", "b"),
    base_rate=0.002,
    trees=(STUMP, STUMP),
    calibration=((-4.0, 0.001), (0.0, 0.01), (6.0, 0.9)),
    points={"npm": Points(block=5.0, review=0.0, note=-4.0), "pypi": Points(4.0, -1.0, -5.0)},
)


def test_the_odds_are_the_sum_of_the_leaves_and_say_who_moved_them() -> None:
    answer = ask(MODEL, [3.0, 0.0])
    assert (6.0, 0.9, {"a": 7.0}) == (answer.log_odds, answer.probability, answer.weights)


def test_a_value_at_the_threshold_goes_left() -> None:
    assert (-4.0, 0.001) == (ask(MODEL, [2.0, 9.0]).log_odds, ask(MODEL, [2.0, 9.0]).probability)


@pytest.mark.parametrize(
    ("odds", "expected"),
    [(5.0, Point.BLOCK), (4.9, Point.REVIEW), (0.0, Point.REVIEW), (-4.0, Point.NOTE), (-4.1, None)],
)
def test_a_point_is_reached_at_its_odds(odds: float, expected: Point | None) -> None:
    assert expected == point(MODEL, odds, "npm")


def test_an_ecosystem_that_no_point_was_measured_for_is_judged_by_the_highest() -> None:
    assert (None, Point.NOTE) == (point(MODEL, -4.5, "rubygems"), point(MODEL, -4.5, "pypi"))


def document(**changes: object) -> bytes:
    tree = {
        "feature": [0, -1, -1],
        "threshold": [1, 0, 0],
        "left": [1, 0, 0],
        "right": [2, 0, 0],
        "value": [0, -1, 1],
    }
    model: dict[str, Any] = {
        "format": 1,
        "name": "m",
        "features": ["a"],
        "base_rate": 0.002,
        "trees": [tree],
        "calibration": [[0, 0.5]],
        "points": {"npm": {"block": 3, "review": 2, "note": 1}},
    }
    return json.dumps({"alone": {**model, **changes}, "apart": model, "beyond": model}).encode()


def test_a_file_of_models_is_read() -> None:
    models = parse_models(document())
    assert (("a",), 1.0) == (models.alone.features, ask(models.alone, [2.0]).log_odds)


BROKEN: Mapping[str, dict[str, object]] = {
    "another format": {"format": 2},
    "no calibration": {"calibration": []},
    "no points": {"points": {}},
    "a step back": {
        "trees": [{"feature": [0, -1], "threshold": [1, 0], "left": [0, 0], "right": [1, 0], "value": [0, 1]}]
    },
    "a feature that is not there": {
        "trees": [
            {
                "feature": [4, -1, -1],
                "threshold": [1, 0, 0],
                "left": [1, 0, 0],
                "right": [2, 0, 0],
                "value": [0, 1, 1],
            }
        ]
    },
    "arrays of two lengths": {
        "trees": [{"feature": [-1], "threshold": [], "left": [0], "right": [0], "value": [0]}]
    },
}


@pytest.mark.parametrize("changes", BROKEN.values(), ids=BROKEN)
def test_a_model_that_does_not_hold_together_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="model"):
        parse_models(document(**changes))


@pytest.mark.fuzz
@given(st.binary(max_size=200))
def test_any_bytes_are_models_or_a_value_error(data: bytes) -> None:
    with pytest.raises(ValueError, match="model"):
        parse_models(data)
