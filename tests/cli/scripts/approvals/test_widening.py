"""Settings that run scripts without an approval. Tried with real clients: test_real_settings."""

import pytest

from pratique.cli.scripts.approvals.widening import widenings
from pratique.errors import ParseError

LIST = '{"trustedDependencies": []}'


@pytest.mark.parametrize(
    ("client", "major", "path", "text"),
    [
        ("npm", 12, ".npmrc", "dangerously-allow-all-scripts=false\n"),
        ("npm", 12, ".npmrc", "registry=https://registry.example/\n"),
        ("npm", 12, "pnpm-workspace.yaml", "dangerouslyAllowAllBuilds: true\n"),
        ("yarn", 4, ".yarnrc.yml", "enableScripts: false\n"),
        ("yarn", 4, ".npmrc", "dangerously-allow-all-scripts=true\n"),
        ("pnpm", 11, ".npmrc", "dangerously-allow-all-builds=true\n"),
        ("pnpm", 10, "pnpm-workspace.yaml", "dangerouslyAllowAllBuilds: false\nonlyBuiltDependencies: []\n"),
        ("bun", 1, "package.json", LIST),
    ],
)
def test_other_settings_run_nothing(client: str, major: int, path: str, text: str) -> None:
    assert () == widenings(client, major, {path: text})


def test_a_setting_is_found_with_its_line() -> None:
    [found] = widenings("yarn", 4, {".yarnrc.yml": "nodeLinker: node-modules\nenableScripts: true\n"})

    assert (".yarnrc.yml", 2, "enableScripts") == (found.path, found.line, found.name)
    assert found.runs("x", denied=False)
    assert not found.runs("x", denied=True)


def test_names_are_read_from_lists_texts_and_mappings() -> None:
    files = {
        ".npmrc": "only-built-dependencies[]=a\nonly-built-dependencies[]=@acme/b@1.0.0\n",
        "package.json": '{"pnpm": {"allowBuilds": {"c": true, "d": false, "e": "?"}}}',
        "pnpm-workspace.yaml": "onlyBuiltDependencies: f\n",
    }

    assert [("a", "@acme/b"), ("c",), ("f",)] == [one.packages for one in widenings("pnpm", 10, files)]


def test_a_list_of_another_kind_and_a_file_that_cannot_be_read_run_everything() -> None:
    assert [None] == [
        one.packages
        for one in widenings("pnpm", 10, {"pnpm-workspace.yaml": "onlyBuiltDependencies: {a: [}\n"})
    ]
    [found] = widenings("yarn", 4, {".yarnrc.yml": "enableScripts: [\n"})
    assert found.runs("x", denied=False)
    [found] = widenings("npm", 12, {".npmrc": "dangerously-allow-all-scripts=${SWITCH}\n"})
    assert found.runs("x", denied=True)


def test_a_package_json_that_cannot_be_read_is_an_error() -> None:
    for client in ("npm", "bun"):
        with pytest.raises(ParseError):
            widenings(client, 12, {"package.json": "{"})


def test_the_names_of_npmrc_count_only_without_approvals() -> None:
    names = {".npmrc": "allow-scripts=a,b\n"}

    assert [("a", "b")] == [one.packages for one in widenings("npm", 12, names)]
    assert () == widenings("npm", 12, {**names, "package.json": '{"allowScripts": {"c": false}}'})


def test_without_a_list_bun_runs_its_own_one() -> None:
    for files in ({}, {"package.json": None}, {"package.json": "{}"}):
        [found] = widenings("bun", 1, files)
        assert "bun's own list" in found.why
