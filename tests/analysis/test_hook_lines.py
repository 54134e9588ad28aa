"""The command lines that an install runs."""

import json
from collections.abc import Mapping

import pytest

from pratique.analysis.hook_lines import hook_lines, in_folders, is_cut, lines_run_by, packages, programs
from pratique.analysis.languages.shell import parse_command
from pratique.core.manifest import Manifest
from pratique.core.release import Hook
from pratique.core.tree import File, Tree

HOOKED = b'{"name": "dep", "version": "1.0.0", "scripts": {"install": "sh x"}, "bin": {"tool": "t.js"}}'
SUB = b'{"name": "sub", "scripts": {"b": "echo b", "postinstall": "echo p"}}'


def npm(command: str, scripts: Mapping[str, str] | None = None, *, bundled: tuple[str, ...] = ()) -> Manifest:
    hooks = (Hook("postinstall", command),)
    return Manifest(path="package.json", hooks=hooks, scripts=scripts or {}, bundled=bundled)


def tree(**files: bytes) -> Tree:
    return Tree(tuple(File(path, data) for path, data in files.items()))


LINES = [
    ("npm run b", {"b": "echo b"}, [("", "npm run b"), ("", "echo b")]),
    (
        "npm run b",
        {"preb": "1", "b": "2", "postb": "3"},
        [("", "npm run b"), ("", "1"), ("", "2"), ("", "3")],
    ),
    ("npm run b", {"b": "npm run b"}, [("", "npm run b")]),
    ("cd sub && npm run b", {"b": "no"}, [("", "cd sub && npm run b"), ("sub", "echo b")]),
    ("cd lib && npm run b", {"b": "echo"}, [("", "cd lib && npm run b"), ("", "echo")]),
    ("npm --prefix sub run b", {"b": "no"}, [("", "npm --prefix sub run b"), ("sub", "echo b")]),
    ("npm --prefix lib run b", {"b": "no"}, [("", "npm --prefix lib run b")]),
    ("npm --prefix ../x run b", {"b": "no"}, [("", "npm --prefix ../x run b")]),
    ("cd sub && npm i", {}, [("", "cd sub && npm i"), ("sub", "echo p")]),
    ("npm start", {}, [("", "npm start"), ("", "node server.js")]),
    ("npm start", {"start": "echo"}, [("", "npm start"), ("", "echo")]),
    (
        "npm restart",
        {"start": "echo"},
        [("", "npm restart"), ("", "npm stop --if-present && npm start"), ("", "echo")],
    ),
    ("npx -c 'node x'", {}, [("", "npx -c 'node x'"), ("", "node x")]),
    ("npm run absent", {"b": "no"}, [("", "npm run absent")]),
]


@pytest.mark.parametrize(
    ("command", "scripts", "expected"), LINES, ids=[f"{n}-{row[0]}" for n, row in enumerate(LINES)]
)
def test_scripts_are_followed(command: str, scripts: dict[str, str], expected: list[tuple[str, str]]) -> None:
    files = tree(**{"server.js": b"", "sub/package.json": SUB, "lib/x.js": b""})
    found = [(line.folder, line.text) for line in hook_lines(npm(command, scripts), files)]
    assert expected == found


def test_hooks_of_bundled_packages_run_in_their_folder() -> None:
    files = tree(
        **{
            "node_modules/dep/package.json": HOOKED,
            "node_modules/dep/node_modules/@s/in/package.json": HOOKED,
            "lib/node_modules/z/package.json": HOOKED,
            "node_modules/quiet/package.json": b'{"name": "quiet"}',
            "node_modules/built/package.json": b'{"name": "built"}',
            "node_modules/built/binding.gyp": b"{}",
        }
    )
    homes = [package.home for package in packages(npm("x", bundled=("dep",)), files)]
    assert ["node_modules/dep", "node_modules/dep/node_modules/@s/in", "node_modules/built", ""] == homes
    assert [""] == [package.home for package in packages(npm("x"), files)], "npm runs none that no list names"
    first = next(hook_lines(npm("x", bundled=("dep",)), files))
    assert ("node_modules/dep", "sh x", "install") == (first.folder, first.text, first.hook)


def test_programs_of_bundled_packages_are_found_by_name() -> None:
    files = tree(**{"node_modules/dep/package.json": HOOKED, "node_modules/dep/t.js": b""})
    assert ["node_modules/dep/t.js"] == list(programs(npm("x", bundled=("dep",)), files, "tool"))
    assert [] == list(programs(npm("x"), files, "tool"))


def test_scripts_that_an_install_script_has_npm_run() -> None:
    found = lines_run_by(tree(), npm("x", {"b": "echo b"}), parse_command("npm run b; node y"))
    assert ["echo b"] == [line.text for line in found]


def test_a_folder_lasts_until_the_next_one() -> None:
    found = [folder for folder, _ in in_folders(parse_command("cd a && b; cd ../c; d"))]
    assert ["a", "c"] == found


def test_brackets_and_conditions_leave_a_folder() -> None:
    found = [(folder, one.program) for folder, one in in_folders(parse_command("(cd a; b); c; d && cd e; f"))]
    assert [("a", "b"), ("", "c"), ("", "d"), ("e", "f"), ("", "f")] == found


def test_settings_and_values_of_npm_are_lines() -> None:
    files = tree(**{".npmrc": b"script-shell=./e.txt\n", "package.json": b'{"config": {"a": "echo c"}}'})
    found = [
        line.text for line in hook_lines(npm('npm run b; eval "$npm_package_config_a"', {"b": "x"}), files)
    ]
    assert {"./e.txt -c :", "x", "eval 'echo c'"} <= set(found)


def test_a_program_may_be_shipped_where_npm_would_link_it() -> None:
    shipped = tree(**{"node_modules/.bin/setup": b"#!/bin/sh\n"})
    assert ["node_modules/.bin/setup"] == list(programs(Manifest(path="package.json"), shipped, "setup"))
    assert [] == list(programs(Manifest(path="package.json"), shipped, "other"))


def test_lines_that_come_again_push_nothing_out() -> None:
    scripts = {"again": "node a.js", "last": "node last.js"}
    hook = "npm run again; " * 500 + "npm run last"
    assert "node last.js" in [line.text for line in hook_lines(npm(hook, scripts), tree())]


@pytest.mark.parametrize(
    ("config", "line", "cut"),
    [
        ({"a": "echo"}, 'eval "$npm_package_config_a"', False),
        ({"a": "echo " * 5_000}, 'eval "$npm_package_config_a"', True),
        ({"a": "echo"}, "echo " + "$npm_package_config_a " * 60, True),
    ],
)
def test_a_value_that_is_not_put_in_whole_is_told(config: dict[str, str], line: str, cut: bool) -> None:
    files = tree(**{"package.json": json.dumps({"config": config}).encode()})
    assert cut is is_cut(npm("npm run b", {"b": line}), files)
