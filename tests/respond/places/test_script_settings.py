"""Whether the install scripts of a locked package run, for each client and setting."""

import json
from pathlib import Path

import pytest

from pratique.respond.places.script_settings import script_words

NPM, PNPM, YARN_1, YARN_4, BUN = (
    "package-lock v3",
    "pnpm-lock v9.0",
    "yarn.lock v1",
    "yarn.lock v8",
    "bun.lock v1",
)
PYTHON = (
    "requirements.txt",
    "pylock.toml 1.0",
    "poetry.lock 2.1",
    "uv.lock v1",
    "pdm.lock 4.5",
    "Pipfile.lock v6",
)
APPROVED = "the project approves its install scripts"
OFF = "the project turns install scripts off"


def package(**fields: object) -> str:
    return json.dumps({"name": "web", **fields})


@pytest.mark.parametrize(
    ("lock", "file", "content", "words"),
    [
        (NPM, "", "", "npm 11 and older run its install scripts"),
        (NPM, ".npmrc", "ignore-scripts=true\n", f"{OFF} (.npmrc)"),
        (NPM, ".npmrc", "ignore-scripts=false\n", "npm 11 and older"),
        (NPM, "package.json", package(allowScripts={"axios@1.14.1": True}), f"{APPROVED} (package.json)"),
        (NPM, "package.json", package(allowScripts={"axios": False}), "npm 11 and older"),
        (NPM, "package.json", package(allowScripts={"axios-mock@1.0.0": True}), "npm 11 and older"),
        (NPM, ".npmrc", "dangerously-allow-all-scripts=true\n", "the project runs all install scripts"),
        (PNPM, "", "", "pnpm 9 and older run its install scripts"),
        (PNPM, "pnpm-workspace.yaml", "allowBuilds:\n  axios@1.14.1: true\n", APPROVED),
        (PNPM, "pnpm-workspace.yaml", "onlyBuiltDependencies:\n  - axios\n", APPROVED),
        (PNPM, "pnpm-workspace.yaml", "ignoreScripts: true\n", OFF),
        (
            PNPM,
            "pnpm-workspace.yaml",
            "dangerouslyAllowAllBuilds: true\n",
            "the project runs all install scripts",
        ),
        (PNPM, "package.json", package(pnpm={"onlyBuiltDependencies": ["axios"]}), APPROVED),
        (YARN_1, "", "", "yarn 1 runs its install scripts"),
        (YARN_1, ".yarnrc", "ignore-scripts true\n", OFF),
        (YARN_4, "", "", "yarn 4.18 does not run its install scripts"),
        (YARN_4, ".yarnrc.yml", "enableScripts: true\n", "the project runs all install scripts"),
        (YARN_4, "package.json", package(dependenciesMeta={"axios": {"built": True}}), APPROVED),
        (BUN, "", "", "bun does not run its install scripts"),
        (BUN, "package.json", package(trustedDependencies=["axios"]), APPROVED),
        (BUN, "bunfig.toml", "[install]\nignoreScripts = true\n", OFF),
        *((lock, "", "", "to install its wheel runs no code") for lock in PYTHON),
        ("Gemfile.lock", "", "", "RubyGems and Bundler run the build of its extensions"),
        ("CycloneDX 1.6", "", "", ""),
    ],
)
def test_each_client_and_setting(tmp_path: Path, lock: str, file: str, content: str, words: str) -> None:
    if file:
        (tmp_path / file).write_text(content)
    told = script_words(tmp_path, lock, "axios")
    assert told.startswith(words)
    assert bool(told) is bool(words)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"a: &a [*a]\n"])
def test_a_damaged_file_changes_nothing(tmp_path: Path, content: bytes) -> None:
    for file in (".npmrc", "package.json", "pnpm-workspace.yaml", "bunfig.toml"):
        (tmp_path / file).write_bytes(content)
    assert script_words(tmp_path, NPM, "axios").startswith("npm 11 and older")
