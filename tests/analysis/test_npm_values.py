"""Values that npm hands to what it runs."""

import pytest

from pratique.analysis.languages.shell import parse_command
from pratique.analysis.npm_values import settings_lines, with_values
from pratique.core.tree import File, Tree

MANIFEST = File("package.json", b'{"name": "n", "version": "1", "config": {"a": "echo b", "n": 1}}')
VALUES = [
    ('sh -c "$npm_package_config_a"', ["sh -c 'echo b'"]),
    ('eval "${npm_package_config_a}"', ["eval 'echo b'"]),
    ("$npm_package_config_a c", ["echo b c"]),
    ("node s/$npm_lifecycle_event.js", ["node s/install.js"]),
    ("node $npm_package_config_other", []),
    ("node $HOME", []),
]
SETTINGS = [
    ("npm run b", "script-shell = ./e.txt\n", ["./e.txt -c :"]),
    ("npm run b", "node-options=--require ./e.js\n", ["NODE_OPTIONS='--require ./e.js' node -v"]),
    ("npm run b", "; script-shell=no\nregistry=https://registry.example\n", []),
    ("npm run b --script-shell ./e.txt", "", ["./e.txt -c :"]),
]


@pytest.mark.parametrize(("line", "expected"), VALUES)
def test_variables_of_npm_are_put_in(line: str, expected: list[str]) -> None:
    command = parse_command(line)[-1]

    assert expected == list(with_values(Tree((MANIFEST,)), "", command, "install"))


def test_a_manifest_that_is_none_has_no_values() -> None:
    (command,) = parse_command("node $npm_package_config_a")

    for data in (b"[1]", b"{", b"{}"):
        assert [] == list(with_values(Tree((File("package.json", data),)), "", command, "install"))


@pytest.mark.parametrize(("line", "settings", "expected"), SETTINGS)
def test_settings_beside_the_package_count(line: str, settings: str, expected: list[str]) -> None:
    (command,) = parse_command(line)
    tree = Tree((MANIFEST, File(".npmrc", settings.encode())))

    assert expected == list(settings_lines(tree, "", "", command))


def test_yarn_runs_the_file_that_its_settings_name() -> None:
    (command,) = parse_command("yarn b")
    tree = Tree(
        (MANIFEST, File(".yarnrc", b'yarn-path "./e.js"\n'), File(".yarnrc.yml", b"yarnPath: d/e.cjs\n"))
    )

    assert ["node ./e.js", "node d/e.cjs"] == list(settings_lines(tree, "", "", command))
