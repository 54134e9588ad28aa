"""Where node looks for a file that it is asked for by a path; what is said of node is asked of the real one where it is there."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.tree import File, Tree
from pratique.ecosystems.npm.module_paths import (
    candidates,
    inside,
    is_module,
    main_files,
    package_of,
    spellings,
)
from tests.ecosystems.trees import npm_tree, tree

NODE = shutil.which("node")


def files(*paths: str, **fields: object) -> Tree:
    return npm_tree({"name": "sample", **fields}, dict.fromkeys(paths, ""))


ASKED = [
    ("./lib", ["lib.cjs", "lib.ts", "lib/index.js"], ["lib/index.js"]),
    ("./lib", ["lib.json", "lib/index.js"], ["lib.json"]),
    ("./lib", ["lib", "lib.js"], ["lib"]),
    ("./lib", ["lib/index.json", "lib/index.cjs"], ["lib/index.json"]),
    ("./lib/", ["lib.js", "lib/index.js"], ["lib/index.js"]),
    ("./lib/.", ["lib.js", "lib/index.js"], ["lib/index.js"]),
    ("../sample/test/e", ["test/e.js"], ["test/e.js"]),
    ("../../node_modules/sample/test/e", ["test/e.js"], ["test/e.js"]),
]
"""What is asked for from the root, the files there are, and those that are meant: for node the first."""
OTHERS = [
    ("./lib", ["lib.cjs", "lib/index.mjs"], ["lib.cjs"]),
    ("./a.js", ["a.ts"], ["a.ts"]),
    ("./a.js?v=2", ["a.js"], ["a.js"]),
    ("./a.js#x", ["a.js", "a.js#x"], ["a.js#x", "a.js"]),
    ("./te%73t\\a.js", ["test/a.js"], ["test/a.js"]),
    ("./te\tst/a.js", ["test/a.js"], ["test/a.js"]),
    ("./test%2fa.js", ["test/a.js"], []),
    ("../other/a", ["a.js"], []),
    ("../../sample/a", ["a.js"], []),
    ("/a.js", ["a.js"], []),
]


@pytest.mark.parametrize(("name", "paths", "expected"), ASKED + OTHERS)
def test_a_path_means_the_files_that_node_or_bundlers_take(
    name: str, paths: list[str], expected: list[str]
) -> None:
    assert expected == list(candidates(files(*paths), "", name))


MAINS = [
    ("./lib", ["lib.cjs", "lib/index.js", "index.js"], ["lib/index.js"]),
    ("./x", ["x.mjs", "index.js"], ["index.js", "x.mjs"]),
    ("lib/", ["lib.js", "lib/index.js", "index.js"], ["lib.js", "lib/index.js"]),
    ("/ok.js", ["ok.js", "index.js"], ["ok.js", "index.js"]),
    ("../sample/e.js", ["e.js", "index.js"], ["e.js"]),
    ("e%76il.js", ["evil.js", "index.js"], ["evil.js", "index.js"]),
    ("evil.js?x", ["evil.js", "index.js"], ["evil.js", "index.js"]),
    ("e.py", ["e.py", "index.js"], ["e.py"]),
    (7, ["index.js"], ["index.js"]),
]


@pytest.mark.parametrize(("main", "paths", "expected"), MAINS)
def test_a_main_is_what_require_and_import_make_of_it(
    main: object, paths: list[str], expected: list[str]
) -> None:
    assert set(expected) == set(main_files(files(*paths), "", main))


@pytest.mark.skipif(NODE is None, reason="node is not there")
@pytest.mark.parametrize(("main", "paths", "expected"), MAINS)
def test_so_says_node_of_main(main: object, paths: list[str], expected: list[str], tmp_path: Path) -> None:
    root = _installed(tmp_path, paths, main=main)

    said = {_node(tmp_path, root, "require.resolve('sample')")}
    said.add(_node(tmp_path, root, "import.meta.resolve('sample')", module=True))

    assert said <= {*expected, "nothing"}
    assert said - {"nothing"}


@pytest.mark.skipif(NODE is None, reason="node is not there")
@pytest.mark.parametrize(("name", "paths", "expected"), ASKED)
def test_so_says_node(name: str, paths: list[str], expected: list[str], tmp_path: Path) -> None:
    root = _installed(tmp_path, paths)
    asking = f"require('module').createRequire({json.dumps(str(root) + '/')}).resolve({json.dumps(name)})"

    assert expected[0] == _node(tmp_path, root, asking)


def _installed(folder: Path, paths: list[str], **fields: object) -> Path:
    root = folder.resolve() / "node_modules/sample"
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("")
    (root / "package.json").write_text(json.dumps({"name": "sample", **fields}))
    return root


def _node(folder: Path, root: Path, asking: str, *, module: bool = False) -> str:
    """The path that node resolves, from the root of the package."""
    assert NODE is not None
    kind = ["--input-type=module"] if module else []
    place = f"new URL({asking}).pathname" if module else asking
    source = f"let r; try {{ r = {place} }} catch (e) {{ r = '' }}; console.log(decodeURIComponent(r))"
    ran = subprocess.run(
        [NODE, *kind, "-e", source], cwd=folder, capture_output=True, text=True, check=True, timeout=60
    )
    said = ran.stdout.strip()
    return str(Path(said).relative_to(root)) if said else "nothing"


def test_a_scoped_package_lies_one_folder_deeper() -> None:
    scoped = npm_tree({"name": "@of/sample"}, {"e.js": ""})

    assert "e.js" == inside(scoped, "", "../../@of/sample/e.js")
    assert "e.js" == inside(scoped, "lib", "../../sample/e.js")
    assert None is inside(scoped, "", "../@of/sample/e.js")
    assert None is inside(tree({"e.js": ""}), "", "../sample/e.js")


@pytest.mark.parametrize(
    "source",
    [
        b'{"main": "e.js", "z": %s}' % (b"1" * 5000),
        b'{"main": "e.js", "z": "\xff"}',
        b'\xef\xbb\xbf{"main": "e.js"}',
        b'{"main": "e.js", "z": "%s"}' % (b"z" * 300_000),
    ],
)
def test_a_manifest_that_node_reads_is_read(source: bytes) -> None:
    found = package_of(tree({"lib/package.json": source}), "lib")

    assert found is not None
    assert "e.js" == found.main


@pytest.mark.parametrize("source", [b"[" * 100_000, b'{"main": "e.js"}' + b" " * (4 << 20)])
def test_one_that_is_too_large_or_too_deep_is_told(source: bytes) -> None:
    found = package_of(tree({"package.json": source}), "")

    assert found is not None
    assert found.problem is not None


@pytest.mark.parametrize("source", [b"{", b"[]", b'{"name": 1}'])
def test_one_that_says_nothing_names_nothing(source: bytes) -> None:
    found = package_of(tree({"package.json": source}), "")

    assert found is not None
    assert (None, None, None) == (found.name, found.main, found.problem)


def test_no_manifest_is_none() -> None:
    assert None is package_of(tree({}), "")


def test_a_plain_path_has_one_spelling() -> None:
    assert ("./a.js",) == spellings("./a.js")
    assert ("./a%20b", "./a b") == spellings("./a%20b")


@pytest.mark.fuzz
@given(st.text(alphabet="ab./\\?#%76\t@", max_size=20), st.sampled_from(["", "a", "a/b"]))
def test_any_path_stays_inside(name: str, folder: str) -> None:
    paths = tree(
        {"a.js": "", "a/b.js": "", "a/b/index.js": "", "package.json": '{"name": "@a/b", "main": "a"}'}
    )

    assert set(candidates(paths, folder, name)) <= set(paths.by_path)
    assert set(main_files(paths, folder, name)) <= set(paths.by_path)


def test_a_manifest_is_read_once() -> None:
    file = File("package.json", b'{"name": "sample"}')

    assert package_of(Tree((file,)), "") is package_of(Tree((file,)), "")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.js", True),
        ("deep/b/c.js", True),
        ("old/a.js", False),
        ("old/a.mjs", True),
        ("a.cjs", False),
        ("a.ts", False),
        ("plain/a.js", False),
    ],
)
def test_what_is_a_module_is_said_by_the_next_manifest_above(path: str, expected: bool) -> None:
    files = {
        "package.json": b'{"type": "module"}',
        "old/package.json": b'{"type": "commonjs"}',
        "plain/package.json": b"{}",
        path: b"",
    }
    assert expected is is_module(Tree(tuple(File(name, data) for name, data in files.items())), path)
