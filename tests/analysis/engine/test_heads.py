"""The beginning of texts that are not constant as a whole."""

import pytest

from pratique.analysis.engine.evaluate import At
from pratique.analysis.engine.heads import head
from tests.analysis.frontends.ruby.reading import evaluated, last


@pytest.mark.parametrize(
    ("source", "start"),
    [
        ("'a'", "a"),
        ("'a' + x", "a"),
        ("'a' + x + 'b'", "a"),
        ("'a%s' % x", "a%s"),
        ('"a#{x}b"', "a"),
        ('b = "a"\n"#{b}#{x}"', "a"),
        ('"#{x}a"', None),
        ("x + 'a'", None),
        ("x", None),
        ("'a' * x", None),
    ],
)
def test_the_constant_beginning_is_found(source: str, start: str | None) -> None:
    unit, evaluator, _ = evaluated(source)

    assert start == head(evaluator, last(unit), At(unit.scope, unit.scope.branch))
