"""From what code asks for to files of the tree."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.resolving import (
    node_files,
    program_files,
    python_below,
    python_files,
    python_folder,
    python_member,
    resolve_node,
    ruby_files,
    started_files,
)
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


def test_what_is_asked_for_by_a_computed_path_may_lie_in_a_folder_of_any_name() -> None:
    files = tree("a.js", "test/e.js", "lib/test/f.js", "lib/g.js")

    assert ["a.js", "lib/g.js", "lib/test/f.js", "test/e.js"] == list(node_files(files, "", "./*", None))
    assert ["lib/g.js", "lib/test/f.js"] == list(node_files(files, "", "./lib/*", None))
    assert ["test/e.js"] == list(node_files(files, "", "./test/*", None))
    assert ["a.js"] == list(node_files(files, "", "./a.js?*", None))


def test_keys_of_imports_are_those_of_the_nearest_manifest() -> None:
    files = tree(
        "test/e.js",
        "lib/test/e.js",
        "node_modules/dep/index.js",
        package=json.dumps({"imports": {"#*": "./*", "#dep": "dep"}}),
        lib__package=json.dumps({"imports": {"#x": "./test/e.js"}}),
    )

    assert ["test/e.js"] == list(node_files(files, "", "#test/e.js", None))
    assert ["lib/test/e.js"] == list(node_files(files, "lib", "#x", None))
    assert [] == list(node_files(files, "lib", "#test/e.js", None))
    assert ["node_modules/dep/index.js"] == list(node_files(files, "", "#dep", None, bundles=True))
    assert [] == list(node_files(files, "node_modules/dep", "#dep", None, bundles=True))


def test_a_package_asks_for_its_own_exports() -> None:
    files = tree(
        "test/e.js",
        "lib/test/f.js",
        package=json.dumps({"name": "own", "exports": {"./x/*": "./test/*"}}),
        lib__package=json.dumps({"name": "inner", "exports": "./test/f.js"}),
    )

    assert ["test/e.js"] == list(node_files(files, "", "own/x/e.js", "own"))
    assert ["lib/test/f.js"] == list(node_files(files, "lib", "inner", "own"))
    assert [] == list(node_files(files, "", "inner", "own"))


def test_a_bundled_package_is_its_exports_and_its_main() -> None:
    files = tree(
        "node_modules/dep/e.js",
        "node_modules/dep/data.txt",
        "node_modules/dep/sub.js",
        node_modules__dep__package=json.dumps({"main": "data.txt", "exports": {".": "./e.js"}}),
    )
    found = list(node_files(files, "", "dep", "own", bundles=True))

    assert ["node_modules/dep/e.js", "node_modules/dep/data.txt"] == found
    assert ["node_modules/dep/sub.js"] == list(node_files(files, "", "dep/sub", "own", bundles=True))


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
@given(st.text(alphabet="ab./\\*@#?%", max_size=20), st.sampled_from(["", "a", "a/b"]))
def test_any_name_resolves_inside_the_tree(name: str, folder: str) -> None:
    files = tree("a.js", "a/b.js", "a/b/index.js", "b.py")
    found = [*node_files(files, folder, name, "a", bundles=True), *python_files(files, folder, name)]

    assert all(path in files.by_path for path in found)


SPLIT = Tree(
    tuple(
        File(path, b"")
        for path in (
            *("kite/__init__.py", "kite/core.py", "a-1.data/purelib/kite/more.py"),
            *("a-1.data/platlib/kite/sub/__init__.py", "a-1.data/platlib/top.py"),
        )
    )
)


@pytest.mark.parametrize(
    ("folder", "module", "path"),
    [
        ("kite", "kite.more", "a-1.data/purelib/kite/more.py"),
        ("kite", ".more", "a-1.data/purelib/kite/more.py"),
        ("kite", ".sub", "a-1.data/platlib/kite/sub/__init__.py"),
        ("a-1.data/purelib/kite", ".core", "kite/core.py"),
        ("a-1.data/purelib/kite", ".sub", "a-1.data/platlib/kite/sub/__init__.py"),
        ("a-1.data/platlib/kite/sub", "..core", "kite/core.py"),
        ("a-1.data/purelib/kite", "top", "a-1.data/platlib/top.py"),
        ("", ".top", "a-1.data/platlib/top.py"),
    ],
)
def test_what_a_wheel_keeps_apart_lies_together_once_it_is_installed(
    folder: str, module: str, path: str
) -> None:
    assert path in list(python_files(SPLIT, folder, module))
    assert (path, "") in list(python_member(SPLIT, folder, module))


def test_a_module_is_looked_for_in_one_folder_alone() -> None:
    assert ["kite/__init__.py", "kite/core.py"] == list(python_below(SPLIT, "", "kite.core"))
    assert ["kite/core.py"] == list(python_below(SPLIT, "kite", ".core"))
    assert [] == list(python_below(SPLIT, "other", "kite.core"))


def test_a_template_beside_computed_modules_is_none() -> None:
    files = {"lib/a.js": b"module.exports = 1;\n", "lib/b.js": b"import $b from $DEPENDENCY;\n\n$OUTPUT;\n"}
    found = node_files(Tree(tuple(File(path, data) for path, data in files.items())), "", "./lib/*", None)
    assert ["lib/a.js"] == list(found)


@pytest.mark.parametrize(
    ("module", "expected"),
    [
        ("./m/*/index.js", ["m/a/index.js"]),
        ("./m/*.js", ["m/a/index.js", "m/b.JS", "m/c.js/index.cjs", "m/d.js.mjs"]),
        ("./m/*/none.js", []),
        ("./m/*/b.js", ["m/b.JS"]),
        ("./m/*/../e.ts", ["m/a/index.js", "m/b.JS", "m/c.js/index.cjs", "m/d.js.mjs", "m/e.ts"]),
        ("./m/*\\x2ejs", ["m/a/index.js", "m/b.JS", "m/c.js/index.cjs", "m/d.js.mjs", "m/e.ts"]),
        ("./l/*/pkg", ["l/a/evil.js", "l/a/pkg/package.json"]),
    ],
)
def test_a_computed_path_that_shows_its_end_stands_for_what_has_it(module: str, expected: list[str]) -> None:
    files = tree(
        *("m/a/index.js", "m/b.JS", "m/c.js/index.cjs", "m/d.js.mjs", "m/e.ts", "n/index.js"),
        *("l/a/evil.js", "l/a/pkg/package.json"),
    )
    assert expected == list(node_files(files, "", module, None))


def test_a_module_without_source_is_its_byte_code() -> None:
    known = tree("p/__init__.py", "p/k.pyc", "p/a.py", "p/a.pyc")

    assert ["p/__init__.py", "p/k.pyc"] == list(python_below(known, "", "p.k"))
    assert ["p/__init__.py", "p/a.py"] == list(python_below(known, "", "p.a"))


def test_the_modules_of_a_folder_are_those_right_in_it() -> None:
    known = tree("p/a.py", "p/b/__init__.py", "p/b/c.py", "p/tests/__init__.py", "p/test_x.py", "p/v.txt")

    expected = ["p/a.py", "p/b/__init__.py", "p/test_x.py", "p/tests/__init__.py"]
    assert expected == list(python_folder(known, "p"))
    assert ["p/tests/__init__.py"] == list(python_folder(known, "p/tests"))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("lib/*", ["lib/a.sh", "lib/b"]),
        ("lib/*.sh", ["lib/a.sh"]),
        ("*/a.sh", ["lib/a.sh"]),
        ("d", ["d/__main__.py"]),
        ("lib/b", ["lib/b"]),
        ("none/*", []),
    ],
)
def test_a_path_on_a_command_line_is_files(path: str, expected: list[str]) -> None:
    held = Tree(tuple(File(name, b"1") for name in ("lib/a.sh", "lib/b", "lib/c/d.sh", "d/__main__.py")))

    assert expected == list(started_files(held, "", path, python=True))


@pytest.mark.parametrize(
    ("field", "wanted", "module", "expected"),
    [
        ("dependencies", "file:vendor/dep", "dep", ["vendor/dep/e.txt"]),
        ("dependencies", "link:./vendor/dep/", "dep", ["vendor/dep/e.txt"]),
        ("optionalDependencies", "file:vendor/dep", "dep/x", ["vendor/dep/x.js"]),
        ("dependencies", "file:../dep", "dep", []),
        ("dependencies", "^1.0.0", "dep", []),
        ("devDependencies", "file:vendor/dep", "dep", []),
    ],
)
def test_a_dependency_may_be_a_folder_of_the_package(
    field: str, wanted: str, module: str, expected: list[str]
) -> None:
    files = tree(
        "vendor/dep/e.txt",
        "vendor/dep/x.js",
        package=json.dumps({"name": "sample", field: {"dep": wanted}}),
        vendor__dep__package=json.dumps({"name": "dep", "main": "e.txt"}),
    )
    assert expected == list(node_files(files, "lib", module, "sample"))
