"""Slips of a finger."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.history.names.edits import NEIGHBOURS, slip, within
from pratique.history.names.kinds import Kind

NAMES = st.text("abcdeors1", min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (Kind.DOUBLED, "exppress"),
        (Kind.DOUBLED, "expres"),
        (Kind.SWAPPED, "exrpess"),
        (Kind.LEFT_OUT, "epress"),
        (Kind.PUT_IN, "exprkess"),
        (Kind.NEXT_KEY, "ecpress"),
        (Kind.OTHER_LETTER, "exbress"),
        (Kind.OTHER_START, "axpress"),
        (Kind.NUMBER, "express2"),
        (Kind.ALIKE, "expre5s"),
        (None, "express"),
        (None, "exrpesss"),
        (None, "ex"),
        (None, "pressex"),
    ],
)
def test_a_slip_is_told_by_what_it_did(kind: Kind | None, name: str) -> None:
    assert kind is slip(name, "express")


@pytest.mark.parametrize(("name", "target"), [("request", "requests"), ("requests", "request")])
def test_an_s_at_the_end_makes_a_plural(name: str, target: str) -> None:
    assert Kind.PLURAL is slip(name, target)


def test_keys_touch_beside_and_below() -> None:
    assert {frozenset("qw"), frozenset("qa"), frozenset("ws"), frozenset("wa")} <= NEIGHBOURS
    assert frozenset("qs") not in NEIGHBOURS


@given(NAMES, NAMES)
def test_one_slip_is_within_one_and_two(name: str, target: str) -> None:
    one = slip(name, target)

    assert (one is not None) == (name != target and within(name, target, 1))
    assert one is None or within(name, target, 2)


@given(NAMES, NAMES)
def test_the_distance_is_that_of_the_textbook(name: str, target: str) -> None:
    assert (distance(name, target) <= 2) == within(name, target, 2)


def distance(left: str, right: str) -> int:
    """Optimal string alignment: letters put in, left out, changed or swapped with the next."""
    rows = [list(range(len(right) + 1))]
    for i, one in enumerate(left, 1):
        row = [i]
        for j, other in enumerate(right, 1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (one != other))
            if i > 1 and j > 1 and one == right[j - 2] and left[i - 2] == other:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]
