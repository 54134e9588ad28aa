"""Gated logic: each template is told by its facts, and not by a twin that lacks what makes it one."""

import pytest

from pratique.analysis.chains.gated import GATED
from pratique.analysis.facts import Capability, Taint
from tests.analysis.chains.making import (
    FAR,
    LOOKUP,
    Case,
    fetch,
    runs,
    told,
    use,
    write,
)

CASES = (
    Case(
        "environment-keyed-code", [runs(Taint.KEY_FROM_ENVIRONMENT, Taint.DECRYPTED)], [runs(Taint.DECRYPTED)]
    ),
    Case(
        "country-asked-then-harm",
        [fetch(LOOKUP), use(Capability.FILE_READ, "os.walk"), write()],
        [fetch(FAR), use(Capability.FILE_READ, "os.walk"), write()],
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_facts_are_told(case: Case) -> None:
    assert 1 == len(told(case, case.facts))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_twin_is_not(case: Case) -> None:
    assert [] == told(case, case.quiet)


def test_every_template_of_the_family_has_its_case() -> None:
    assert [template.id for template in GATED] == [case.template for case in CASES]
