"""What a source asks for and looks up."""

import pytest

from pratique.analysis.facts import Capability
from tests.analysis.languages.python.reading import facts


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("import os\nos.environ['NPM_TOKEN']", "NPM_TOKEN"),
        ("import os\n'NPM_TOKEN' in os.environ", "NPM_TOKEN"),
        ("from os import environ as e\ne.get('NPM_TOKEN')", "NPM_TOKEN"),
        ("import os\nos.environ[x]", None),
    ],
)
def test_a_read_of_the_environment_is_told_by_its_variable(source: str, name: str | None) -> None:
    uses = facts(source).uses

    assert name in [use.argument for use in uses if use.capability is Capability.ENVIRONMENT]
    assert (name is not None) == any(use.capability is Capability.SECRETS for use in uses)


def test_a_harmless_variable_is_not_told() -> None:
    assert () == facts("import os\nos.environ['LANG']").uses


def test_a_module_is_told_with_its_moment() -> None:
    found = facts("import a\ndef f():\n  from b import c\n").imports

    assert {("a", 1, True), ("b.c", 3, False)} <= {(item.module, item.line, item.at_load) for item in found}


def test_exec_that_is_not_called_is_a_use() -> None:
    assert ["exec"] == [use.api for use in facts("x = {'a': exec}").uses]
