"""package.json and pnpm-workspace.yaml."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.errors import ParseError
from pratique.intake.audit.fix.node_manifest import read_package_json, read_workspace_file
from pratique.intake.audit.fix.request import Manifest, Override
from tests.lockfiles.locks import shapes


def read(value: object) -> Manifest:
    return read_package_json(json.dumps(value).encode(), "package.json")


def overrides(value: object) -> list[Override]:
    return list(read(value).overrides)


def test_a_request_is_told_with_its_section() -> None:
    (request,) = read({"devDependencies": {"lodash": "^3.0.0"}}).requests["lodash"]
    assert ("^3.0.0", "devDependencies", "package.json") == (request.range, request.section, request.file)


def test_a_project_without_workspaces_is_alone() -> None:
    assert read({}).alone
    assert not read({"workspaces": ["a/*"]}).alone


@pytest.mark.parametrize(
    ("value", "name", "wanted", "within"),
    [
        ({"overrides": {"minimist": "1.2.6"}}, "minimist", "1.2.6", set()),
        ({"overrides": {"minimist@<1": "1.2.6"}}, "minimist", "1.2.6", set()),
        ({"overrides": {"mkdirp": {"minimist": "1.2.6"}}}, "minimist", "1.2.6", {"mkdirp"}),
        ({"overrides": {"@a/b": {".": "1.0.0"}}}, "@a/b", "1.0.0", set()),
        ({"overrides": {"@a/b@1": {"@c/d@2": "2.0.0"}}}, "@c/d", "2.0.0", {"@a/b", "1"}),
        ({"resolutions": {"**/minimist": "1.2.6"}}, "minimist", "1.2.6", set()),
        ({"resolutions": {"mkdirp/minimist": "1.2.6"}}, "minimist", "1.2.6", {"mkdirp"}),
        ({"resolutions": {"@a/b/@c/d": "1.2.6"}}, "@c/d", "1.2.6", {"@a/b"}),
        ({"resolutions": {"minimist@npm:0.0.8": "1.2.6"}}, "minimist", "1.2.6", set()),
        ({"pnpm": {"overrides": {"mkdirp@1>minimist@<1": "1.2.6"}}}, "minimist", "1.2.6", {"mkdirp", "1"}),
        ({"pnpm": {"overrides": {"minimist@>=1 <1.2.6": "1.2.6"}}}, "minimist", "1.2.6", set()),
    ],
)
def test_an_override_is_told_with_what_it_is_for(
    value: object, name: str, wanted: str, within: set[str]
) -> None:
    (found,) = overrides(value)
    assert (name, wanted, within) == (found.name, found.range, set(found.within))


def test_a_reference_stands_for_what_the_project_asks_for() -> None:
    value = {"dependencies": {"lodash": "^4.17.21"}, "overrides": {"lodash": "$lodash", "a": "$b"}}
    assert {"lodash": "^4.17.21", "a": None} == {one.name: one.range for one in overrides(value)}


def test_a_removal_replaces_nothing() -> None:
    assert [] == overrides({"pnpm": {"overrides": {"a>b": "-"}}})


def test_the_package_manager_is_told() -> None:
    assert "pnpm@9.1.0" == read({"packageManager": "pnpm@9.1.0"}).manager


def test_the_workspace_file_of_pnpm_has_overrides_with_their_selectors() -> None:
    text = b"packages:\n  - .\noverrides:\n  'mkdirp>minimist': 0.2.4\n  lodash: $lodash\n"
    root = read({"dependencies": {"lodash": "4.17.21"}})
    found = read_workspace_file(text, "pnpm-workspace.yaml", root).overrides
    assert [("minimist", "0.2.4"), ("lodash", "4.17.21")] == [(one.name, one.range) for one in found]


def test_what_is_no_text_is_refused_and_what_is_no_object_asks_for_nothing() -> None:
    with pytest.raises(ParseError):
        read_package_json(b"\xff\xfe\x00", "package.json")
    assert {} == read_package_json(b"[1]", "package.json").requests
    assert {} == read_package_json(b"{", "package.json").requests


def test_a_forest_of_overrides_is_read_in_bounded_time() -> None:
    deep: dict[str, Any] = {"z": "1"}
    for _ in range(200):
        deep = {"a": deep}
    assert 0 == len(overrides({"overrides": deep}))
    wide = {f"p{number}": "1.0.0" for number in range(10_000)}
    assert 2_000 >= len(overrides({"overrides": wide}))


sections = st.sampled_from(
    ["dependencies", "overrides", "resolutions", "pnpm", "packageManager", "workspaces"]
)
keys = st.sampled_from(["a", "@a/b", "a/b", "a>b", "a@1", "**/a", ".", "$", "", ">", "@", "overrides"])
leaves = st.none() | st.integers() | st.sampled_from(["1.0.0", "$a", "-", "npm:b@1", ""])


@given(st.dictionaries(sections, shapes(leaves, keys), max_size=4))
def test_any_object_is_read(value: dict[str, Any]) -> None:
    manifest = read(value)
    assert all(override.name for override in manifest.overrides)
