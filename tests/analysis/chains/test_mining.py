"""Mining: each template is told by its facts, and not by a twin that lacks what makes it one."""

import pytest

from pratique.analysis.chains.mining import MINING
from tests.analysis.chains.making import Case, fetch, start, told

CASES = (
    Case("miner-started", [start("./xmrig -o pool.invalid")], [start("./prog -o pool.invalid")]),
    Case(
        "miner-fetched", [fetch("https://far.invalid/xmrig.tar.gz")], [fetch("https://far.invalid/x.tar.gz")]
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_facts_are_told(case: Case) -> None:
    assert 1 == len(told(case, case.facts))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_twin_is_not(case: Case) -> None:
    assert [] == told(case, case.quiet)


def test_every_template_of_the_family_has_its_case() -> None:
    assert [template.id for template in MINING] == [case.template for case in CASES]
