"""Data in addresses."""

import ast

import pytest

from pratique.analysis.languages.python.behind import carries_data
from pratique.analysis.languages.python.evaluate import At
from tests.analysis.languages.python.reading import evaluated

CARRIES = [
    "'https://far.invalid/?d=' + x",
    "f'https://far.invalid/{x}'",
    "'https://far.invalid/%s' % x",
    "'https://far.invalid/{}'.format(x)",
    "x + '.sink.far.invalid'",
    "f'{x}.sink.far.invalid'",
    "'http://' + x + 'zke.far.invalid/?1=' + y",
    "f'http://{x}.far.invalid'",
    "url = 'https://far.invalid/?d=' + x\nurl",
]
CARRIES_NOT = [
    "'https://far.invalid/'",
    "'https://' + x",
    "f'https://{host}/login'",
    "base + '/login'",
    "url = x\nurl",
]


@pytest.mark.parametrize("source", CARRIES)
def test_data_behind_a_host_or_before_a_domain_is_carried(source: str) -> None:
    assert carried(source)


@pytest.mark.parametrize("source", CARRIES_NOT)
def test_a_computed_host_is_a_setting(source: str) -> None:
    assert not carried(source)


def carried(source: str) -> bool:
    tree, index, evaluator = evaluated(source)
    last = tree.body[-1]
    assert isinstance(last, ast.Expr)
    return carries_data(evaluator, last.value, At(index.module, index.block))
