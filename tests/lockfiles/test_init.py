from importlib import import_module
from pkgutil import walk_packages

import pytest

import pratique.lockfiles
from pratique.core.names import Ecosystem
from pratique.lockfiles import LOCKFILES, format_for


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("package-lock.json", "package-lock"),
        ("apps/web/package-lock.json", "package-lock"),
        ("npm-shrinkwrap.json", "package-lock"),
        ("poetry.lock", "poetry.lock"),
        ("uv.lock", "uv.lock"),
        ("pylock.toml", "pylock.toml"),
        ("ci/pylock.dev.toml", "pylock.toml"),
        ("requirements.txt", "requirements.txt"),
        ("requirements-dev.txt", "requirements.txt"),
        ("requirements_test.txt", "requirements.txt"),
        ("requirements.linux.txt", "requirements.txt"),
        ("dev-requirements.txt", "requirements.txt"),
        ("requirements/prod.txt", "requirements.txt"),
        ("services/api/requirements/prod.txt", "requirements.txt"),
        ("constraints.txt", "requirements.txt"),
        ("constraints-3.11.txt", "requirements.txt"),
        ("upper-constraints.txt", "requirements.txt"),
        ("apps/web/yarn.lock", "yarn.lock"),
        ("pnpm-lock.yaml", "pnpm-lock"),
        ("bun.lock", "bun.lock"),
        ("pdm.lock", "pdm.lock"),
        ("Pipfile.lock", "Pipfile.lock"),
        ("Gemfile.lock", "Gemfile.lock"),
        ("gems.locked", "Gemfile.lock"),
        ("gemfiles/rails_8.gemfile.lock", "Gemfile.lock"),
        ("pnpm-lock.main.yaml", "pnpm-lock"),
        ("tools/release.py.lock", "uv.lock"),
        ("bom.json", "CycloneDX"),
        ("dist/app.cdx.json", "CycloneDX"),
        ("app.spdx.json", "SPDX"),
    ],
)
def test_a_lockfile_is_known_by_its_name(path: str, expected: str) -> None:
    found = format_for(path)
    assert found is not None
    assert expected == found.name


@pytest.mark.parametrize(
    "path",
    [
        "notes.txt",
        "requirements.in",
        "requirements.md",
        "myrequirements.txt",
        "requirementsfoo.txt",
        "requirements/dev.in",
        "requirements/sub/dev.txt",
        "prod.txt",
        "package.json",
        "Package-Lock.json",
        "pyproject.toml",
        "",
        "node_modules/.package-lock.json",
    ],
)
def test_other_files_are_not_taken_for_lockfiles(path: str) -> None:
    assert format_for(path) is None


def test_the_table_names_each_format_once() -> None:
    names = [format_.name for format_ in LOCKFILES]
    assert sorted(names) == names
    assert len(set(names)) == len(names)
    assert {None, *Ecosystem} == {format_.ecosystem for format_ in LOCKFILES}


def test_what_no_installer_follows_is_marked_as_an_inventory() -> None:
    assert {"CycloneDX", "SPDX"} == {format_.name for format_ in LOCKFILES if not format_.installs}


def test_the_table_calls_formats_as_their_modules_do() -> None:
    found = walk_packages(pratique.lockfiles.__path__, "pratique.lockfiles.")
    modules = [import_module(module.name) for module in found]
    formats = {module.FORMAT for module in modules if hasattr(module, "FORMAT") and hasattr(module, "parse")}

    assert {format_.name for format_ in LOCKFILES} == formats
