import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.release import ArtifactKind, Hook
from pratique.ecosystems.npm.manifest import read_manifest, script_lines
from tests.ecosystems.trees import npm_tree, tree

GYP = Hook("install", "node-gyp rebuild", implicit=True)


def test_what_a_package_declares_is_read() -> None:
    manifest = read_manifest(
        npm_tree(
            {
                "name": "kite",
                "version": "1.0.0",
                "scripts": {
                    "postinstall": "node x.js",
                    "preinstall": "y",
                    "prepare": "z",
                    "test": 3,
                    "lint": "",
                },
                "dependencies": {"a": "1", "b": "2"},
                "optionalDependencies": {"b": "3"},
                "devDependencies": {"c": "4"},
                "bundledDependencies": ["a", 7],
                "bin": {"kite": "./cli.js"},
                "main": "main.js",
            },
            {"main.js": "", "cli.js": ""},
        ),
        ArtifactKind.NPM_TARBALL,
    )
    assert (manifest.path, manifest.name, manifest.version) == ("package.json", "kite", "1.0.0")
    assert (Hook("preinstall", "y"), Hook("postinstall", "node x.js")) == manifest.hooks
    assert {"postinstall": "node x.js", "preinstall": "y", "prepare": "z", "lint": ""} == manifest.scripts
    assert {"a": "1", "b": "3"} == manifest.dependencies
    assert manifest.bundled == ("a",)
    assert {"kite": "cli.js"} == manifest.commands
    assert manifest.entries == ("main.js",)
    assert manifest.problem is None


def test_a_hook_is_found_on_its_line() -> None:
    manifest = read_manifest(tree({"package.json": '{\n"scripts": {\n"install": "x"}}'}))
    assert {"install": 3} == manifest.hook_lines


def test_a_lone_gyp_file_is_built() -> None:
    manifest = read_manifest(npm_tree({"scripts": {"postinstall": "x"}}, {"binding.gyp": ""}))
    assert (GYP, Hook("postinstall", "x")) == manifest.hooks
    assert manifest.hook_lines == {"postinstall": 1}


@pytest.mark.parametrize(
    ("package", "expected"),
    [
        ({"scripts": {"install": "x"}}, (Hook("install", "x"),)),
        ({"scripts": {"preinstall": "x"}}, (Hook("preinstall", "x"),)),
        ({"gypfile": False}, ()),
        ({"gypfile": 0}, (GYP,)),
        ({"scripts": {"install": ""}}, (GYP,)),
        ({"scripts": {"install": 1}}, (GYP,)),
        ({"scripts": ["install"]}, (GYP,)),
    ],
)
def test_scripts_and_gypfile_decide_about_the_implicit_build(
    package: object, expected: tuple[Hook, ...]
) -> None:
    assert expected == read_manifest(npm_tree(package, {"binding.gyp": ""})).hooks


def test_only_a_gyp_file_at_the_root_counts_in_any_case() -> None:
    assert read_manifest(npm_tree({}, {"deps/binding.gyp": ""})).hooks == ()
    assert read_manifest(npm_tree({}, {"Binding.GYP": ""})).hooks == (GYP,)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "is not JSON"),
        (b"{", "is not JSON"),
        (b"[]", "not a JSON object"),
        (b'"x"', "not a JSON object"),
        (b'{"a":' + b"[" * 200_000, "package.json"),
        (b" " * (4 * 1024 * 1024 + 1), "larger than"),
    ],
)
def test_a_manifest_that_cannot_be_read_is_a_problem_and_its_build_still_a_hook(
    data: bytes, problem: str
) -> None:
    manifest = read_manifest(tree({"package.json": data, "binding.gyp": ""}))
    assert manifest.problem is not None
    assert problem in manifest.problem
    assert (GYP,) == manifest.hooks


def test_a_byte_order_mark_duplicates_and_bad_letters_are_read_as_npm_does() -> None:
    data = b'\xef\xbb\xbf{"name": "a", "name": "k\xff", "description": "\\ud83d", "scripts": {"install": "\\ud83d"}}'
    manifest = read_manifest(tree({"package.json": data}))
    assert manifest.name == "k\ufffd"
    assert (Hook("install", "?"),) == manifest.hooks


@pytest.mark.parametrize(
    ("package", "expected"),
    [
        ({"name": "@scope/kite", "bin": "cli.js"}, {"kite": "cli.js"}),
        ({"bin": "cli.js"}, {}),
        ({"bin": {"../../kite": "../../cli.js"}}, {"kite": "cli.js"}),
        ({"bin": {"a": 7, "b": "", "": "x"}}, {}),
        ({"bin": ["bin/one.js", 2]}, {"one.js": "bin/one.js"}),
        ({"directories": {"bin": "./bin"}}, {"one.js": "bin/one.js", "two": "bin/x/two"}),
        ({"directories": {"bin": 3}}, {}),
        ({"bin": 3}, {}),
    ],
)
def test_commands_have_clean_names_and_paths(package: object, expected: dict[str, str]) -> None:
    files = {"cli.js": "", "bin/one.js": "", "bin/x/two": ""}
    assert expected == read_manifest(npm_tree(package, files)).commands


@pytest.mark.parametrize(
    ("value", "expected"),
    [(True, ("a", "b")), (False, ()), ({"a": 1}, ("a",)), (["b", "b"], ("b",)), ("a", ())],
)
def test_bundled_packages_may_be_written_in_several_ways(value: object, expected: tuple[str, ...]) -> None:
    package = {"dependencies": {"a": "1", "b": "1"}, "bundleDependencies": value}
    assert expected == read_manifest(npm_tree(package)).bundled


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
fields = st.sampled_from(
    [
        *("name", "version", "scripts", "gypfile", "main", "module", "browser", "exports", "imports", "bin"),
        *("directories", "dependencies", "optionalDependencies", "bundleDependencies", "bundledDependencies"),
    ]
)


@pytest.mark.fuzz
@given(st.dictionaries(fields, json_values))
def test_fields_of_any_type_are_read(package: dict[str, object]) -> None:
    manifest = read_manifest(npm_tree(package, {"index.js": "", "binding.gyp": ""}))
    assert manifest.problem is None
    json.dumps([manifest.name, dict(manifest.scripts), manifest.entries]).encode()


@pytest.mark.fuzz
@given(st.binary(max_size=200))
def test_any_bytes_are_a_manifest_or_a_problem(data: bytes) -> None:
    manifest = read_manifest(tree({"package.json": data}))
    assert manifest.path == "package.json"


def test_scripts_are_found_on_their_lines() -> None:
    source = '{\n  "name": "x",\n  "scripts": {\n    "test": "a",\n    "postinstall": "b"\n  }\n}\n'
    assert script_lines(source) == {"test": 4, "postinstall": 5}


def test_a_name_elsewhere_is_not_a_script() -> None:
    source = '{"config": {"scripts": {"install": "x"}}, "install": "y",\n"scripts": {"a": {"install": "z"}}}'
    assert script_lines(source) == {"a": 2}


def test_of_duplicate_objects_and_keys_the_last_counts() -> None:
    source = '{"scripts": {"install": "a"},\n"scripts": {"postinstall": "b",\n"postinstall": "c"}}'
    assert script_lines(source) == {"postinstall": 3}


def test_escaped_names_are_read() -> None:
    assert script_lines('{"scr\\u0069pts": {\n"install\\u0020": "\\"}{:"}}') == {"install ": 2}


def test_a_name_with_a_broken_escape_is_no_name() -> None:
    assert script_lines('{"scripts": {"\\x": 1, "a": 2}}') == {"a": 1}


@pytest.mark.fuzz
@given(st.dictionaries(st.text(max_size=6), st.text(max_size=6), max_size=5), st.sampled_from([None, 1]))
def test_every_script_has_a_line(scripts: dict[str, str], indent: int | None) -> None:
    source = json.dumps({"a": [{"b": "}"}], "scripts": scripts}, indent=indent)
    assert set(scripts) == set(script_lines(source))


@pytest.mark.fuzz
@given(st.text('"{}[]:,\\\n ascript', max_size=60))
def test_any_text_has_lines_within_it(source: str) -> None:
    assert all(1 <= line <= source.count("\n") + 1 for line in script_lines(source).values())
