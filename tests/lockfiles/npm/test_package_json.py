"""package.json of a project."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.lock import Problem
from pratique.errors import ParseError
from pratique.lockfiles.asked import ProjectManifest
from pratique.lockfiles.npm.package_json import MOST_BYTES, MOST_DEPENDENCIES, read_package_json


def read(value: dict[str, Any], *overrides: str) -> ProjectManifest:
    return read_package_json(json.dumps(value).encode(), overrides=overrides)


def test_all_that_is_installed_is_asked_for_and_peers_are_not() -> None:
    manifest = read(
        {
            "dependencies": {"a": "1"},
            "devDependencies": {"b": "2"},
            "optionalDependencies": {"c": "3"},
            "peerDependencies": {"d": "4"},
        }
    )
    assert [("a", "1"), ("b", "2"), ("c", "3")] == [(one.name, one.versions) for one in manifest.asked]


def test_peers_stand_apart_and_optional_ones_are_left_out() -> None:
    manifest = read(
        {
            "optionalDependencies": {"a": "1"},
            "peerDependencies": {"b": "2", "c": "3", "d": "4"},
            "peerDependenciesMeta": {"c": {"optional": True}, "d": {"optional": False}, "e": 1},
        }
    )
    assert (["a"], [("b", "2"), ("d", "4")]) == (
        [one.name for one in manifest.asked],
        [(one.name, one.text) for one in manifest.peers],
    )


def test_name_version_and_workspace_are_told() -> None:
    told = {"name": "app", "version": "1.0.0", "private": True, "workspaces": {"packages": ["a/*", 1]}}
    manifest = read(told)
    assert ("app", "1.0.0", True, ("a/*",)) == (
        manifest.name,
        manifest.version,
        manifest.private,
        manifest.members,
    )
    assert ("b",) == read({"workspaces": ["b"]}).members


def test_only_the_sections_of_the_tool_override_and_names_of_all_are_replaced() -> None:
    sections = {"overrides": {"a": "1"}, "resolutions": {"b": "2"}, "pnpm": {"overrides": {"c": "3"}}}
    manifest = read({**sections, "acceptDependencies": {"d": "*"}}, "pnpm.overrides")
    assert {"c": "3"} == manifest.overrides
    assert {"a", "b", "c", "d"} == manifest.replaced


def test_a_part_that_makes_no_sense_is_told_and_the_rest_stands() -> None:
    manifest = read(
        {"dependencies": {"a": 1, "b": "1"}, "devDependencies": ["c"], "optionalDependencies": []}
    )
    assert ["b"] == [one.name for one in manifest.asked]
    assert (
        Problem("a", None, "package.json declares a version range that is not text"),
        Problem("devDependencies", None, "the section is not an object in package.json"),
    ) == manifest.problems


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"{", "is not JSON"),
        (b"[]", "not a JSON object"),
        (b"\xff", "not UTF-8"),
        (b"<<<<<<< ours\n{}\n", "merge conflict"),
        (b"[" * 100_000, "nested too deeply"),
        (b" " * (MOST_BYTES + 1), "bytes"),
    ],
)
def test_what_is_no_manifest_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(ParseError, match=why):
        read_package_json(data)


def test_more_dependencies_than_any_project_has_are_refused() -> None:
    with pytest.raises(ParseError, match="more than"):
        read({"dependencies": {f"a{number}": "1" for number in range(MOST_DEPENDENCIES + 1)}})


def test_a_byte_order_mark_is_no_fault() -> None:
    assert "app" == read_package_json(b'\xef\xbb\xbf{"name": "app"}').name


VALUES = st.recursive(
    st.none() | st.booleans() | st.sampled_from(["^1", "", "npm:a@1", "x/y"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["a", "packages", "optional"]), inner, max_size=2)
    ),
    max_leaves=4,
)
SECTIONS = [
    *("dependencies", "devDependencies", "optionalDependencies", "overrides", "resolutions", "pnpm"),
    *("workspaces", "name", "version", "dependenciesMeta", "acceptDependencies"),
]


@pytest.mark.fuzz
@given(st.dictionaries(st.sampled_from(SECTIONS), VALUES, max_size=2))
def test_any_object_is_read_and_each_request_stands_in_it(value: dict[str, Any]) -> None:
    manifest = read(value, "overrides", "resolutions")
    told = json.dumps(value)
    assert all(json.dumps(one.name) in told for one in manifest.asked)
