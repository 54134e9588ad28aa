"""The client of each manifest, and the command that makes its lockfile."""

import json
from pathlib import Path

import pytest

from pratique.cli.project.manifests import dependencies, manifests_in
from pratique.errors import ParseError, Reference
from pratique.lockfiles import format_for

PROJECT = '[project]\nname = "app"\nversion = "1"\ndependencies = ["kite>=1"]\n'


def package(manager: str) -> str:
    return json.dumps({"name": "app", "packageManager": manager})


@pytest.mark.parametrize(
    ("name", "text", "command", "refused"),
    [
        ("package.json", "{}", "npm install --package-lock-only --ignore-scripts", False),
        ("package.json", "not json", "npm install --package-lock-only --ignore-scripts", False),
        ("package.json", package("npm@11.0.0"), "npm install --package-lock-only --ignore-scripts", False),
        ("package.json", package("pnpm@10.1.0"), "pnpm install --lockfile-only --ignore-scripts", False),
        ("package.json", package("bun@1.2.0"), "bun install --lockfile-only --ignore-scripts", False),
        ("package.json", package("yarn@1.22.22"), "yarn install --ignore-scripts", True),
        ("package.json", package("yarn@4.9.0"), "yarn install --mode=update-lockfile", True),
        ("pyproject.toml", PROJECT, "pip lock .", False),
        ("pyproject.toml", f"{PROJECT}[tool.uv]\n", "uv lock", False),
        ("pyproject.toml", '[project]\nname = "app"\ndynamic = ["dependencies"]\n', "uv lock", True),
        ("pyproject.toml", "[tool.poetry]\n", "poetry lock", True),
        ("pyproject.toml", "[tool.pdm]\n", "pdm lock", True),
        ("Pipfile", "", "pipenv lock", True),
        ("setup.py", "", "uv pip compile --universal --generate-hashes setup.py -o requirements.txt", True),
        ("Gemfile", "", "bundle lock", False),
        ("gems.rb", "", "bundle lock", False),
    ],
)
def test_each_manifest_has_its_client(
    tmp_path: Path, name: str, text: str, command: str, *, refused: bool
) -> None:
    (tmp_path / name).write_text(text)
    (found,) = manifests_in(tmp_path, lambda _: False)
    assert (name, command, refused) == (found.name, found.command, bool(found.refused))
    assert format_for(found.lock) is not None


def test_uv_is_taken_where_it_is_installed(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    assert ["uv"] == [one.client for one in manifests_in(tmp_path, lambda client: client == "uv")]


@pytest.mark.parametrize("text", ["", "[tool.ruff]\n", "not toml", "[project"])
def test_a_pyproject_without_a_project_is_no_manifest(tmp_path: Path, text: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    assert [] == list(manifests_in(tmp_path, lambda _: True))


def test_the_dependencies_are_those_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    assert ("kite>=1",) == dependencies(tmp_path)
    (tmp_path / "pyproject.toml").write_text("[project]\ndependencies = 7\n")
    assert () == dependencies(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "{bad",
        "--index-url=http://other.invalid",
        "-e .",
        "kite\\n-e .",
        "kite @ https://files.invalid/kite.zip",
    ],
)
def test_what_is_no_requirement_of_a_name_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "pyproject.toml").write_text(f'[project]\nname = "app"\ndependencies = ["{text}"]\n')
    with pytest.raises(ParseError) as told:
        dependencies(tmp_path)
    assert Reference.RESOLVE_REFUSED is told.value.reference


def test_a_workspace_of_pnpm_is_for_a_person_to_trust(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text(package("pnpm@10.1.0"))
    (tmp_path / "pnpm-workspace.yaml").write_text("configDependencies: {}\n")
    assert ["pnpm-workspace.yaml can configure code that pnpm runs"] == [
        one.trusts for one in manifests_in(tmp_path, lambda _: True)
    ]
