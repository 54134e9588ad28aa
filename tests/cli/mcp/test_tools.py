"""The schemas of the tools, and the check of arguments."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from pratique.cli.mcp.tools import ECOSYSTEMS, TOOLS, definitions, problem_of
from pratique.core.names import Ecosystem

_ANY = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=3)


@pytest.mark.parametrize("tool", list(TOOLS))
@pytest.mark.parametrize("kind", ["inputSchema", "outputSchema"])
def test_a_schema_is_valid_and_plain_enough_for_every_agent(tool: str, kind: str) -> None:
    schema = TOOLS[tool][kind]
    Draft202012Validator.check_schema(schema)
    assert "object" == schema["type"]
    assert "Of'" not in repr(schema)
    assert "'type': [" not in repr(schema)


def test_the_ecosystems_are_those_of_pratique() -> None:
    assert {one.value for one in Ecosystem} == set(ECOSYSTEMS.values())


def test_the_definitions_keep_their_order() -> None:
    assert list(TOOLS) == [one["name"] for one in definitions()]


NPM = {"ecosystem": "npm", "name": "x"}


@pytest.mark.parametrize(
    ("tool", "arguments", "problem"),
    [
        ("judge", NPM, ""),
        ("judge", {**NPM, "version": "^1"}, ""),
        ("judge", {"lockfile": "uv.lock", "since": "main"}, ""),
        ("judge", {}, "`ecosystem` is missing"),
        ("judge", {"ecosystem": "npm"}, "`name` is missing"),
        ("judge", {"ecosystem": "cargo", "name": "x"}, "`ecosystem` is one of npm, pypi, rubygems"),
        ("judge", {"since": "main"}, "`since` needs `lockfile`"),
        ("judge", {**NPM, "lockfile": "uv.lock"}, "give either a package or a lockfile"),
        ("judge", {**NPM, "name": 7}, "`name` is not a text of printable characters"),
        ("judge", {**NPM, "name": "a\nb"}, "`name` is not a text of printable characters"),
        ("judge", {**NPM, "name": " "}, "`name` is not a text of printable characters"),
        ("judge", {**NPM, "name": "a" * 1_000_000}, "`name` is longer than 214 characters"),
        ("why", {"lockfile": "uv.lock"}, "there are unknown arguments; known are ecosystem, name, version"),
    ],
)
def test_unusable_arguments_have_a_reason(tool: str, arguments: dict[str, Any], problem: str) -> None:
    assert problem == problem_of(tool, arguments)


@given(st.dictionaries(st.sampled_from([*NPM, "version", "lockfile", "since", "evil words"]), _ANY))
def test_a_reason_has_no_text_of_the_arguments(arguments: dict[str, Any]) -> None:
    problem = problem_of("judge", arguments)
    assert "evil" not in problem
    if not problem:
        Draft202012Validator(TOOLS["judge"]["inputSchema"]).validate(arguments)
