"""What an installed package.json says, whatever is in it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.installed.package_json import read_package_json

FIELDS = (
    "name",
    "version",
    "dependencies",
    "peerDependencies",
    "bundleDependencies",
    "_resolved",
    "_integrity",
)
VALUES: tuple[object, ...] = (
    None,
    True,
    3,
    1e999,
    "",
    "a",
    "\ud800",
    [],
    ["a", 3, None],
    {},
    {"a": "1"},
    {"": "1", "b": 2, "\ud800": "x"},
)


def test_what_is_installed_beside_it_is_wanted_and_the_project_s_own_tools_apart() -> None:
    found = read_package_json(
        json.dumps(
            {
                "name": "@a/b",
                "version": "1.2.3",
                "dependencies": {"c": "^1", "d": "1"},
                "optionalDependencies": {"d": "2"},
                "peerDependencies": {"c": "*", "e": "*"},
                "devDependencies": {"f": "*"},
                "bundledDependencies": ["c", 3],
                "_resolved": "https://registry.example/b.tgz",
            }
        ).encode()
    )

    assert found is not None
    assert ("@a/b", "1.2.3") == (found.name, found.version)
    assert {"c": "^1", "d": "2", "e": "*"} == found.wants
    assert {"c": "^1", "d": "2", "e": "*", "f": "*"} == found.wants_own
    assert ("c",) == found.bundled
    assert "https://registry.example/b.tgz" == found.resolved


def test_all_dependencies_are_bundled_when_it_says_so() -> None:
    found = read_package_json(b'{"dependencies": {"a": "1"}, "bundleDependencies": true}')

    assert found is not None
    assert ("a",) == found.bundled


@pytest.mark.parametrize("name", ["../x", "a/b/c", "a b", "", "x" * 300, "a\u202e", 7])
def test_a_name_that_no_registry_could_have_is_none(name: object) -> None:
    found = read_package_json(json.dumps({"name": name, "version": "../1"}).encode())

    assert found is not None
    assert (None, None) == (found.name, found.version)


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b'"x"', b"\xff", b"[" * 100_000])
def test_bytes_that_are_no_object_give_none(data: bytes) -> None:
    assert read_package_json(data) is None


@given(st.binary(max_size=7))
def test_fields_of_any_type_are_read_or_left_out(plan: bytes) -> None:
    value = {name: VALUES[step % len(VALUES)] for name, step in zip(FIELDS, plan, strict=False)}
    found = read_package_json(json.dumps(value).encode())

    assert found is not None
    assert all(isinstance(item, str) for item in (*found.wants.values(), *found.bundled))
