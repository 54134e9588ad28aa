"""Methods of constant arrays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.engine.values import Constant
from pratique.analysis.frontends.ruby.lists import Items, method
from tests.analysis.frontends.ruby.reading import value

WORKED_OUT: list[tuple[str, Constant]] = [
    ("[104, 105].pack('C*')", "hi"),
    ("['a', ['b', nil]].join", "ab"),
    ("['a', 'b'].join('-')", "a-b"),
    ("[1, 2, 3].first", 1),
    ("[1, 2, 3].last", 3),
    ("[].first", None),
    ("[1, 2, 3].first(2) + [1, 2, 3].last(2)", (1, 2, 2, 3)),
    ("[1, 2].last(0)", ()),
    ("[1, 2, 3].reverse", (3, 2, 1)),
    ("[1, 2, 3].rotate + [1, 2, 3].rotate(-1)", (2, 3, 1, 3, 1, 2)),
    ("[].rotate(3)", ()),
    ("[1, nil, false].compact", (1, False)),
    ("[1, 1, '1', 1.0].uniq", (1, "1", 1.0)),
    ("[1, [2, [3]]].flatten", (1, 2, 3)),
    ("[[1, 2], [3, 4]].transpose", ((1, 3), (2, 4))),
    ("['a', 'b'].each_with_index.to_a", (("a", 0), ("b", 1))),
    ("[1, 2, 3].each_slice(2).to_a", ((1, 2), (3,))),
    ("[1].push(2).append(3) << 4", (1, 2, 3, 4)),
    ("[1, 2, 3][0] + [1, 2, 3].at(-1) + [1, 2, 3].fetch(1)", 6),
    ("[1, 2, 3][1..2] + [1, 2, 3].slice(0, 1)", (2, 3, 1)),
    ("%w[e v a l].join", "eval"),
]
"""Expressions and what Ruby gives for them."""


@pytest.mark.parametrize(("source", "expected"), WORKED_OUT)
def test_a_method_of_a_constant_is_carried_out(source: str, expected: Constant) -> None:
    assert expected == value(source).const


@pytest.mark.parametrize(
    "source",
    [
        "[1, 2].first(-1)",
        "[1, 2].each_slice(0)",
        "[1].rotate('a')",
        "[[1], 2].transpose",
        "[[1], [2, 3]].transpose",
        "[1].pack(1)",
        "[1].fetch(9)",
        "[x].join",
        "[1].shuffle",
    ],
)
def test_what_is_wrong_or_not_understood_is_unknown(source: str) -> None:
    assert not value(source).known


@given(st.binary(max_size=5).map(tuple), st.integers(-9, 9))
def test_what_is_rotated_can_be_rotated_back(items: Items, turn: int) -> None:
    rotated = method(items, "rotate", (turn,))

    assert isinstance(rotated, tuple)
    assert items == method(rotated, "rotate", (-turn,))
