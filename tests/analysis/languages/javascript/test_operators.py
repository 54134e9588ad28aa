"""Operators on values that need not be constants."""

import pytest

from pratique.analysis.engine.marks import ENVIRONMENT, MIXED
from pratique.analysis.languages.values import UNDEFINED, UNKNOWN, Constant
from tests.analysis.languages.javascript.reading import const, value


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("'a' + 'b' + 1", "ab1"),
        ("![] + []", "false"),
        ("(![]+[])[+[]]", "f"),
        ("void 0", UNDEFINED),
        ("!x", UNKNOWN),
        ("(1, 'b')", "b"),
        ("x || 'b'", "b"),
        ("x && 'b'", "b"),
        ("x ? 'a' : 'a'", "a"),
        ("x ? 'a' : 'b'", UNKNOWN),
        ("(await 'a')", "a"),
        ("x = 'a'", "a"),
        ("'a' === 'a'", UNKNOWN),
        ("-'3'", -3),
    ],
)
def test_expressions_fold(source: str, expected: Constant) -> None:
    assert expected == const(source)


def test_a_sum_of_thousands_of_pieces_folds() -> None:
    assert "a" * 3000 == const("+".join(["'a'"] * 3000))


def test_marks_pass_through_sums_and_choices_but_not_through_tests() -> None:
    secret = "process.env.SETTING"

    assert ENVIRONMENT == value(f"probe('a' + {secret})").marks
    assert ENVIRONMENT == value(f"probe(x ? {secret} : 'b')").marks
    assert 0 == value(f"probe({secret} ? 'a' : 'b')").marks
    assert 0 == value(f"probe({secret} === 'a')").marks


def test_exclusive_or_is_remembered() -> None:
    assert MIXED == value("probe(x ^ 5)").marks
    assert 0 == value("probe(x + 5)").marks
