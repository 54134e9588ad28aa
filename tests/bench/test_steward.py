"""The measurement of turnover."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from bench.steward.__main__ import PAGE, RESULT
from bench.steward.measuring import auc, fitted, rows_at
from bench.steward.page import page
from hypothesis import given
from hypothesis import strategies as st

from pratique.history.rhythm import WEIGHTS, Weights
from tests.history.telling import listing, release

CUT = datetime(2020, 1, 1, tzinfo=UTC)


def ago(days: int) -> datetime:
    return CUT - timedelta(days=days)


def test_the_page_and_the_weights_are_those_of_the_result() -> None:
    result = json.loads(RESULT.read_text())
    assert page(result) == PAGE.read_text()
    assert Weights(**result["weights"]["in use"]) == WEIGHTS


@pytest.mark.parametrize(
    ("scores", "truths", "expected"),
    [
        ([1, 2, 3, 4], [False, False, True, True], 1.0),
        ([4, 3, 2, 1], [False, False, True, True], 0.0),
        ([1, 1, 1, 1], [False, True, False, True], 0.5),
        ([1, 2, 2, 3], [False, True, False, True], 0.875),
    ],
)
def test_the_auc(scores: list[float], truths: list[bool], expected: float) -> None:
    assert expected == auc(scores, truths)


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=30))
def test_the_auc_is_the_share_of_pairs_in_order(rows: list[tuple[int, bool]]) -> None:
    yes = [score for score, truth in rows if truth]
    no = [score for score, truth in rows if not truth]
    if not yes or not no:
        return
    pairs = [1.0 if high > low else 0.5 if high == low else 0.0 for high in yes for low in no]
    assert sum(pairs) / len(pairs) == pytest.approx(
        auc([score for score, _ in rows], [truth for _, truth in rows])
    )


def test_what_comes_after_the_cut_is_only_the_outcome() -> None:
    told = [
        release("1.0.0", ago(300), "ada"),
        release("1.0.1", ago(-200), "eve", needs="a"),
        release("1.0.2", ago(-800), "eve"),
    ]
    (row,) = rows_at([listing(told)], CUT)
    assert (300, 1, False, True) == (row.rhythm.silence.days, row.rhythm.recent, row.ended, row.changed_hands)
    (row,) = rows_at([listing([told[0], told[2]])], CUT)
    assert row.ended
    assert [] == rows_at([listing(told[1:])], CUT)


def test_the_fit_finds_what_made_the_rows() -> None:
    rows = [
        row
        for days in (30, 300, 900, 1_500)
        for row in rows_at(
            [
                listing(
                    [release("1.0.0", ago(days)), *([release("1.0.1", ago(-10))] if n > days / 200 else [])]
                )
                for n in range(10)
            ],
            CUT,
        )
    ]
    model, alone = fitted(rows)
    assert alone.silent_days > 0
    assert alone.releases == 0.0
    assert model.releases < 0 or model.silent_days > 0
