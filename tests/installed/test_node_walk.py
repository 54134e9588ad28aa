"""Where packages lie in the layouts of npm, Yarn, pnpm and Bun, and what belongs to none."""

from collections.abc import Mapping
from typing import Any

import pytest

from pratique.installed.node_walk import NodeWalk
from pratique.lockfiles.reading.problem_list import ProblemList
from tests.installed.memory import CLOSED, PIPE, Link, MemoryFiles, package


def walked(modules: Mapping[str, Any], **beside: Any) -> NodeWalk:
    walk = NodeWalk(MemoryFiles({"node_modules": modules, **beside}), ProblemList())
    walk.run("node_modules")
    return walk


def test_flat_and_nested_and_scoped_packages_are_found() -> None:
    walk = walked(
        {
            "a": {**package("a"), "node_modules": {"b": package("b"), ".bin": {"b": Link("../b/x.js")}}},
            "@s": {"c": package("@s/c")},
            "empty": {"folder": {}},
            "README": "text",
        }
    )

    assert ["node_modules/@s/c", "node_modules/a", "node_modules/a/node_modules/b"] == list(walk.places)
    assert {"package.json", "index.js"} == set(walk.places["node_modules/a"].files)
    assert [] == walk.loose


@pytest.mark.parametrize("store", [".pnpm", ".bun", ".store"])
def test_what_lies_in_a_store_is_found_there_and_links_are_noted(store: str) -> None:
    walk = walked(
        {
            store: {
                "a@1.0.0": {"node_modules": {"a": package("a"), "b": Link("../../b@1.0.0/node_modules/b")}},
                "b@1.0.0": {"node_modules": {"b": package("b")}},
                "node_modules": {"b": Link("../b@1.0.0/node_modules/b")},
                "lock.yaml": "x",
            },
            "a": Link(f"{store}/a@1.0.0/node_modules/a"),
        }
    )
    a, b = (f"node_modules/{store}/{name}@1.0.0/node_modules/{name}" for name in "ab")

    assert {a, b} == set(walk.places)
    assert a == walk.links["node_modules/a"]
    assert b == walk.links[f"node_modules/{store}/node_modules/b"]


def test_yarns_linker_keeps_a_package_in_a_folder_of_that_name() -> None:
    walk = walked({".store": {"a-npm-1.0.0-0123": {"package": package("a")}}})

    assert ["node_modules/.store/a-npm-1.0.0-0123/package"] == list(walk.places)


@pytest.mark.parametrize(
    ("modules", "path"),
    [
        ({"lodash.js": "1", "lodash": package("lodash")}, "node_modules/lodash.js"),
        ({"a.node": b"\x7fELF"}, "node_modules/a.node"),
        ({"a": {"index.js": "1"}}, "node_modules/a/index.js"),
        ({"a": {**package("a"), "node_modules": {"b": {"lib": {"x.cjs": "1"}}}}}, "node_modules/a/node_modules/b/lib/x.cjs"),
    ],
)  # fmt: skip
def test_code_of_no_package_that_may_be_loaded_as_one_is_told(modules: dict[str, Any], path: str) -> None:
    assert [(path, True)] == [(loose.path, loose.runs) for loose in walked(modules).loose]


def test_folders_that_tools_make_are_set_aside() -> None:
    walk = walked({".cache": {"x.js": "1"}, ".bin": {"a": "1"}, ".package-lock.json": "{}"})

    assert ["node_modules/.cache"] == walk.aside
    assert {} == walk.places


def test_links_and_pipes_inside_a_package_are_no_regular_files() -> None:
    walk = walked({"a": {**package("a"), "index.js": Link("/etc/passwd"), "pipe": PIPE}})

    assert {"index.js": None, "pipe": None} == {
        path: size for path, size in walk.places["node_modules/a"].files.items() if size is None
    }


def test_what_cannot_be_looked_into_is_a_problem_and_the_rest_stands() -> None:
    walk = walked({"a": CLOSED, "b": package("b"), "c": PIPE})

    assert ["node_modules/b"] == list(walk.places)
    assert ["node_modules/a", "node_modules/c"] == sorted(p.what for p in walk.problems.listed())


def test_a_package_json_that_cannot_be_read_is_a_trouble_of_its_place() -> None:
    walk = walked({"a": {"package.json": "{"}, "b": {"package.json": b"x" * (5 << 20)}})

    assert "the package.json is not JSON" == walk.places["node_modules/a"].trouble
    assert "cannot be read" in (walk.places["node_modules/b"].trouble or "")


def test_a_tree_that_goes_on_for_ever_ends() -> None:
    deep: dict[str, Any] = package("a")
    for _ in range(300):
        deep = {**package("a"), "node_modules": {"a": deep}}
    walk = walked({"a": deep})

    assert 100 <= len(walk.places) < 200
    assert ["the folder is nested deeper than 200 folders"] == [
        problem.why for problem in walk.problems.listed()
    ]


def test_a_tree_with_too_much_in_it_ends() -> None:
    walk = NodeWalk(
        MemoryFiles({"node_modules": {f"p{n}": package(f"p{n}") for n in range(9)}}), ProblemList(), _left=12
    )
    walk.run("node_modules")

    assert 2 == len(walk.places)
    assert {"the tree contains too many files"} == {problem.why for problem in walk.problems.listed()}


def test_a_hundred_thousand_files_are_walked() -> None:
    many = {f"{n}.js": "" for n in range(100_000)}
    walk = walked({"a": {**package("a"), "lib": many}})

    assert 100_002 == len(walk.places["node_modules/a"].files)
    assert () == walk.problems.listed()
