"""From what code asks for to files of the tree."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.resolving import node_files, program_files, python_files, resolve_node, ruby_files
from pratique.core.tree import File, Tree


def tree(*paths: str, **contents: str) -> Tree:
    named = {path.replace("__", "/") + ".json": text for path, text in contents.items()}
    return Tree(tuple(File(path, named.get(path, path).encode()) for path in (*paths, *named)))


@pytest.mark.parametrize(
    ("expected", "name"),
    [
        ("a.js", "./a"),
        ("lib/index.js", "./lib"),
        ("lib/index.js", "./lib/"),
        ("data", "./data"),
        ("b.ts", "./b.js"),
        ("c.node", "./c"),
        (None, "../a"),
        (None, "./none"),
    ],
)
def test_names_resolve_as_in_node(expected: str | None, name: str) -> None:
    assert expected == resolve_node(tree("a.js", "lib/index.js", "data", "b.ts", "c.node"), "", name)


def test_a_folder_is_its_main() -> None:
    files = tree(
        "lib/go.js",
        "lib/index.js",
        "x.js",
        lib__package=json.dumps({"main": "./go"}),
        package='{"main": "x"}',
    )

    assert "lib/go.js" == resolve_node(files, "", "./lib")
    assert "x.js" == resolve_node(files, "", ".")


@pytest.mark.parametrize("main", ["{", "[]", '{"main": 1}', '{"main": "../../x"}', '{"main": "./none"}'])
def test_a_folder_whose_manifest_says_nothing_is_its_index(main: str) -> None:
    found = resolve_node(tree("lib/index.js", lib__package=main), "", "./lib")

    assert found == "lib/index.js" or (found is None and ".." in main)


def test_packages_ask_for_themselves_and_for_what_they_bundle() -> None:
    files = tree("index.js", "lib/a.js", "node_modules/dep/index.js", "lib/node_modules/near/index.js")

    assert ["lib/a.js"] == list(node_files(files, "x", "own/lib/a", "own"))
    assert ["index.js"] == list(node_files(files, "x", "own", "own"))
    assert ["node_modules/dep/index.js"] == list(node_files(files, "lib", "dep", "own", bundles=True))
    assert ["lib/node_modules/near/index.js"] == list(node_files(files, "lib", "near", "own", bundles=True))
    assert [] == list(node_files(files, "lib", "dep", "own"))
    assert [] == list(node_files(files, "", "owner", "own"))


def test_what_is_computed_under_a_head_is_every_file_there() -> None:
    files = tree("lib/a.js", "lib/b.js", "other.js")

    assert ["lib/a.js", "lib/b.js"] == list(node_files(files, "", "./lib/*", None))
    assert [] == list(node_files(files, "", "../*", None))


def test_python_modules_run_the_packages_above_them() -> None:
    files = tree("a/__init__.py", "a/b/__init__.py", "a/b/c.py", "src/d.py", "a/__main__.py")

    assert ["a/__init__.py", "a/b/__init__.py", "a/b/c.py"] == list(python_files(files, "", "a.b.c"))
    assert ["a/b/__init__.py", "a/b/c.py"] == list(python_files(files, "a/b", ".c"))
    assert ["src/d.py"] == list(python_files(files, "", "d"))
    assert ["a/__init__.py", "a/__main__.py"] == list(program_files(files, "", "a"))


def test_ruby_looks_in_its_roots() -> None:
    assert ["lib/a.rb"] == list(ruby_files(tree("lib/a.rb", "a.py"), ("x", "lib"), "a"))
    assert [] == list(ruby_files(tree("lib/a.rb"), ("x", "lib"), "./a"))


@pytest.mark.fuzz
@given(st.text(alphabet="ab./\\*@", max_size=20), st.sampled_from(["", "a", "a/b"]))
def test_any_name_resolves_inside_the_tree(name: str, folder: str) -> None:
    files = tree("a.js", "a/b.js", "a/b/index.js", "b.py")
    found = [*node_files(files, folder, name, "a", bundles=True), *python_files(files, folder, name)]

    assert all(path in files.by_path for path in found)
