"""`check --resolve` with the real clients: a lockfile in a temporary folder, no script, nothing in the project."""

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

from pratique.cli.project.resolving import resolved
from pratique.errors import Reference, RegistryError
from tests.cli.running import Machine
from tests.loopback import GemPackage, NpmPackage, NpmRelease, PypiProject, gem_file, sdist_file, wheel_file

CLIENTS = Path(os.environ.get("PRATIQUE_CLIENTS", "/nonexistent"))


def client(name: str) -> None:
    """Skip a test where a client is not installed."""
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed")


@pytest.fixture
def project(machine: Machine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Machine:
    """A machine whose own Python and pip come first, and whose other configuration of pip is left out."""
    path = os.pathsep.join((str(Path(sys.executable).parent), str(CLIENTS), os.environ["PATH"]))
    monkeypatch.setenv("PATH", path)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    for name in ("PIP_FIND_LINKS", "PIP_INDEX_URL", "UV_DEFAULT_INDEX"):
        monkeypatch.delenv(name, raising=False)
    return machine


def manifest(**more: object) -> str:
    return json.dumps({"name": "app", "version": "1.0.0", "dependencies": {"calm": "^1.0.0"}, **more})


def test_npm_locks_what_it_would_install_and_all_of_it_is_new(project: Machine) -> None:
    client("npm")
    scripts = {"preinstall": "touch ran", "postinstall": "touch ran", "prepare": "touch ran"}
    project.write("package.json", manifest(scripts=scripts))
    before = sorted(project.folder.iterdir())
    ran = project.run("check", "--resolve", "--format", "json")
    assert 0 == ran.code, ran
    assert ["pkg:npm/calm@1.1.0"] == [package["purl"] for package in ran.json["packages"]]
    assert ["new"] == [package["standing"] for package in ran.json["packages"]]
    assert before == sorted(project.folder.iterdir())
    assert [] == list(Path(tempfile.gettempdir()).glob("pratique-resolve-*"))


@pytest.mark.parametrize("manager", ["pnpm@10.1.0", "bun@1.2.0"])
def test_the_manager_that_the_project_names_locks_it(project: Machine, manager: str) -> None:
    client(manager.partition("@")[0])
    project.write("package.json", manifest(packageManager=manager))
    ran = project.run("check", "--resolve", "--format", "json")
    assert 0 == ran.code, ran
    assert ["pkg:npm/calm@1.1.0"] == [package["purl"] for package in ran.json["packages"]]


def test_workspaces_are_resolved_with_the_project(project: Machine) -> None:
    client("npm")
    project.write("package.json", json.dumps({"name": "app", "private": True, "workspaces": ["parts/*"]}))
    project.write("parts/one/package.json", manifest(name="one"))
    ran = project.run("check", "--resolve", "--format", "json")
    assert ["pkg:npm/calm@1.1.0"] == [package["purl"] for package in ran.json["packages"]]


def test_a_new_install_hook_is_held_before_anything_is_installed(project: Machine) -> None:
    client("npm")
    old = NpmRelease(version="1.0.0", files={"index.js": "1"})
    new = NpmRelease(version="1.0.1", manifest={"scripts": {"postinstall": "touch ran"}}, files={"x.js": "1"})
    project.registry.put_npm(NpmPackage(name="hooked", releases=(old, new)))
    project.write("package.json", manifest(dependencies={"hooked": "1.0.1"}))
    ran = project.run("check", "--resolve")
    assert 1 == ran.code
    assert "postinstall is new" in ran.out


def test_the_clients_failure_is_shown(project: Machine) -> None:
    client("npm")
    project.write("package.json", manifest(dependencies={"nowhere": "1.0.0"}))
    ran = project.run("check", "--resolve")
    assert 3 == ran.code
    assert "resolve-failed: package.json could not be resolved: `npm install --package-lock-only" in ran.err
    assert "404" in ran.err


def test_git_dependencies_are_not_cloned(project: Machine) -> None:
    client("npm")
    project.write("package.json", manifest(dependencies={"far": "git+https://git.invalid/far.git"}))
    ran = project.run("check", "--resolve")
    assert 3 == ran.code
    assert "dependencies from git are not resolved" in ran.err


def test_a_client_that_does_not_end_is_ended(project: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = project.folder.parent / "slow" / "npm"
    slow.parent.mkdir()
    slow.write_text("#!/bin/sh\nsleep 600\n")
    slow.chmod(0o700)
    monkeypatch.setenv("PATH", os.pathsep.join((str(slow.parent), os.environ["PATH"])))
    project.write("package.json", manifest())
    with (
        pytest.raises(RegistryError, match="did not end within 1 s") as told,
        resolved(project.folder, trusted=False, deadline_s=1),
    ):
        pytest.fail("it has no lockfile")
    assert Reference.RESOLVE_FAILED is told.value.reference


def test_pip_locks_wheels_with_their_hashes(project: Machine) -> None:
    project.write("pyproject.toml", '[project]\nname = "app"\nversion = "1"\ndependencies = ["sample"]\n')
    if shutil.which("uv"):
        pytest.skip("uv is installed, and is taken")
    client("pip")
    ran = project.run("check", "--resolve", "--format", "json")
    assert ["pkg:pypi/sample@1.1.0"] == [package["purl"] for package in ran.json["packages"]], ran
    assert 0 == ran.code


def test_uv_locks_a_project(project: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    client("uv")
    monkeypatch.setenv("UV_DEFAULT_INDEX", project.registry.pypi_url)
    project.write(
        "pyproject.toml",
        '[project]\nname = "app"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = ["sample"]\n',
    )
    ran = project.run("check", "--resolve", "--format", "json")
    assert ["pkg:pypi/sample@1.1.0"] == [package["purl"] for package in ran.json["packages"]], ran
    assert 0 == ran.code


def test_a_package_that_would_be_built_is_refused(project: Machine) -> None:
    project.registry.put_pypi(PypiProject(name="built", files=(sdist_file("built", "1.0.0"),)))
    project.write(
        "pyproject.toml",
        '[project]\nname = "app"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = ["built"]\n',
    )
    if shutil.which("uv"):
        pytest.skip("uv is installed, and is taken")
    client("pip")
    ran = project.run("check", "--resolve")
    assert 3 == ran.code
    assert "resolve-failed: pyproject.toml" in ran.err
    assert "built" in ran.err


@pytest.mark.parametrize("kind", ["backend", "setup.py"])
def test_what_an_address_names_is_not_built_by_pip(project: Machine, kind: str) -> None:
    marker = project.folder.parent / "ran"
    code = f"open({str(marker)!r}, 'w')\n"
    backend = '[build-system]\nrequires = []\nbuild-backend = "own"\nbackend-path = ["."]\n'
    files = {"pyproject.toml": backend, "own.py": code} if kind == "backend" else {"setup.py": code}
    built = sdist_file("built", "1.0.0", files)
    project.registry.put_pypi(PypiProject(name="built", files=(built,)))
    address = project.registry.pypi_file_url(built)
    caller = wheel_file("caller", "1.0.0", requires=(f"built @ {address}",))
    project.registry.put_pypi(PypiProject(name="caller", files=(caller,)))
    text = '[project]\nname = "app"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = ["caller"]\n'
    project.write("pyproject.toml", text)
    client("pip")
    ran = project.run("check", "--resolve")
    assert 3 == ran.code
    assert "resolve-failed: pyproject.toml" in ran.err
    assert not marker.exists()


def test_bundler_runs_the_gemfile_only_where_the_project_is_trusted(project: Machine) -> None:
    client("bundle")
    project.registry.put_gem(
        GemPackage(name="kite", files=(gem_file("kite", "1.0.0", {"lib/kite.rb": "1\n"}),))
    )
    (Path(os.environ["HOME"]) / ".gemrc").write_text(f"---\n:sources:\n- {project.registry.gem_url}\n")
    project.write("Gemfile", f'source "{project.registry.gem_url}"\ngem "kite"\n')
    ran = project.run("check", "--resolve")
    assert 2 == ran.code
    assert "resolve-refused: Gemfile is not resolved: bundle runs Gemfile as code" in ran.err
    ran = project.run("check", "--resolve", "--trust-project", "--format", "json")
    assert ["pkg:gem/kite@1.0.0"] == [package["purl"] for package in ran.json["packages"]], ran
    assert not (project.folder / "Gemfile.lock").exists()


@pytest.mark.parametrize(
    ("files", "arguments", "said"),
    [
        ({}, (), "contains no manifest that can be resolved"),
        ({"pyproject.toml": "[tool.poetry]\n"}, (), "poetry may build packages"),
        ({"Pipfile": ""}, (), "run `pipenv lock` in the project"),
        ({"package.json": "{}"}, ("--adopt",), "--resolve and --adopt cannot be combined"),
        ({"package.json": "{}"}, ("--installed",), "--resolve and --installed cannot be combined"),
        ({"package.json": "{}", "requirements.txt": ""}, (), "has a lockfile: requirements.txt"),
    ],
)
def test_what_cannot_be_resolved_is_a_usage_error(
    machine: Machine, files: dict[str, str], arguments: tuple[str, ...], said: str
) -> None:
    for name, text in files.items():
        machine.write(name, text)
    ran = machine.run("check", "--resolve", *arguments)
    assert (2, "") == (ran.code, ran.out)
    assert said in ran.err


@pytest.mark.parametrize(
    ("name", "text", "command"),
    [
        ("package.json", "{}", "npm install --package-lock-only --ignore-scripts"),
        ("pyproject.toml", "[tool.poetry]\n", "poetry lock"),
        ("Gemfile", "", "bundle lock"),
    ],
)
def test_a_manifest_without_a_lockfile_is_answered_with_the_command(
    machine: Machine, name: str, text: str, command: str
) -> None:
    machine.write(name, text)
    ran = machine.run("check")
    assert 3 == ran.code
    assert f"{name} has no lockfile" in ran.out
    assert f"run `{command}` in ." in " ".join(ran.out.split())
    assert ("check --resolve" in ran.out) is (name != "pyproject.toml")
