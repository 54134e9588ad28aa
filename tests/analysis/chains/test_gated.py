"""Gated logic: each template is told by its facts, and not by a twin that lacks what makes it one."""

import pytest

from pratique.analysis.chains.gated import GATED
from pratique.analysis.facts import Capability, Taint
from tests.analysis.chains.making import (
    FAR,
    LOOKUP,
    Case,
    code,
    elsewhere,
    fetch,
    gate,
    load,
    read,
    runs,
    send,
    start,
    told,
    use,
    who,
    write,
)

CASES = (
    Case(
        "environment-keyed-code", [runs(Taint.KEY_FROM_ENVIRONMENT, Taint.DECRYPTED)], [runs(Taint.DECRYPTED)]
    ),
    Case("time-gated", [gate("time"), code()], [code(), gate("time")]),
    Case("host-gated", [gate("host"), send()], [gate("host"), elsewhere(send())]),
    Case("user-gated", [gate("user"), start()], [gate("user")]),
    Case(
        "country-gated",
        [gate("timezone"), use(Capability.FILE_WRITE, "os.remove")],
        [gate("timezone"), read()],
    ),
    Case(
        "country-asked-then-harm",
        [fetch(LOOKUP), use(Capability.FILE_READ, "os.walk"), write()],
        [fetch(FAR), use(Capability.FILE_READ, "os.walk"), write()],
    ),
    Case("package-gated", [gate("package"), code()], [gate("package"), elsewhere(code())]),
    Case("ci-gated", [load(gate("environment")), load(send())], [gate("environment"), send()]),
    Case("observer-gated", [gate("debugger"), start()], [who(), start()]),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_facts_are_told(case: Case) -> None:
    assert 1 == len(told(case, case.facts))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_twin_is_not(case: Case) -> None:
    assert [] == told(case, case.quiet)


def test_every_template_of_the_family_has_its_case() -> None:
    assert [template.id for template in GATED] == [case.template for case in CASES]
