"""Concealment: each template is told by its facts, and not by a twin that lacks what makes it one."""

import pytest

from pratique.analysis.chains.concealment import CONCEALMENT
from pratique.analysis.facts import Capability
from tests.analysis.chains.making import FAR, WEBHOOK, Case, send, told, use

CASES = (
    Case("asked-in-anothers-name", [use(Capability.NETWORK, "fronted-host", "far.invalid")], [send()]),
    Case("address-from-hidden-answer", [use(Capability.NETWORK, "answered-address", FAR)], [send(FAR)]),
    Case("own-mailbox-written-to", [use(Capability.NETWORK, "own-mailbox", WEBHOOK)], [send(WEBHOOK)]),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_facts_are_told(case: Case) -> None:
    assert 1 == len(told(case, case.facts))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_twin_is_not(case: Case) -> None:
    assert [] == told(case, case.quiet)


def test_every_template_of_the_family_has_its_case() -> None:
    assert [template.id for template in CONCEALMENT] == [case.template for case in CASES]
