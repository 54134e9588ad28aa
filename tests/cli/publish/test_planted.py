"""Every planted mistake and tampering stops its release, by the rule that is meant."""

from collections.abc import Callable

import pytest

from pratique.publishing.rules import RULES
from tests.cli.publish.planted import CASES, Case
from tests.cli.publish.releasing import Project


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_planted_mistake_stops_the_release(project_of: Callable[[str], Project], case: Case) -> None:
    project = project_of(case.ecosystem)
    case.change(project)
    rules = project.rules(*case.arguments)

    assert (rules - set(RULES)) if case.rule == "*" else case.rule in rules, rules
