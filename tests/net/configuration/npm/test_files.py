"""Where npm's configuration is found, compared with npm itself where it is installed."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from pratique.net.client.address import parse
from pratique.net.configuration.config_file import Project
from pratique.net.configuration.npm.files import load_npm
from pratique.net.configuration.npm.npmrc import NpmConfig


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def app(tmp_path: Path) -> Path:
    folder = tmp_path / "app"
    folder.mkdir()
    (folder / "package.json").write_text("{}")
    return folder


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def program(path: Path) -> Path:
    write(path, "#!/bin/sh\n").chmod(0o755)
    return path


def registry(found: NpmConfig) -> str | None:
    return None if found.registry is None else found.registry.value


def test_the_user_s_file_is_in_the_home_folder(home: Path) -> None:
    write(home / ".npmrc", "registry=https://user.example/\n")

    found = load_npm({"HOME": str(home)})

    assert found.registry is not None
    assert ("https://user.example/", str(home / ".npmrc")) == (found.registry.value, found.registry.origin)


def test_a_variable_moves_the_user_s_file_in_any_case(home: Path) -> None:
    other = write(home / "other", "registry=https://other.example/\n")

    assert "https://other.example/" == registry(
        load_npm({"HOME": str(home), "NPM_CONFIG_USERCONFIG": str(other)})
    )
    assert "https://other.example/" == registry(
        load_npm({"HOME": str(home), "npm_config_userconfig": "~/other"})
    )


def test_the_global_file_is_above_the_folder_of_node_and_the_built_in_one_beside_npm(
    home: Path, tmp_path: Path
) -> None:
    machine = tmp_path / "machine"
    program(machine / "bin/node")
    cli = program(machine / "lib/node_modules/npm/bin/npm-cli.js")
    (machine / "bin/npm").symlink_to(cli)
    write(machine / "etc/npmrc", "@g:registry=https://global.example/\nregistry=https://global.example/\n")
    write(
        machine / "lib/node_modules/npm/npmrc",
        "registry=https://builtin.example/\n@b:registry=https://builtin.example/\n",
    )
    links = tmp_path / "links"
    links.mkdir()
    for name in ("node", "npm"):
        (links / name).symlink_to(machine / "bin" / name)

    found = load_npm({"HOME": str(home), "PATH": str(links)})

    assert "https://global.example/" == registry(found)
    assert {"@g", "@b"} == found.scopes.keys()


def test_prefix_and_globalconfig_move_the_global_file(home: Path, tmp_path: Path) -> None:
    write(tmp_path / "p/etc/npmrc", "registry=https://prefix.example/\n")
    elsewhere = write(tmp_path / "g", "registry=https://named.example/\n")
    write(home / ".npmrc", f"prefix={tmp_path}/p\n")

    assert "https://prefix.example/" == registry(load_npm({"HOME": str(home)}))
    assert "https://prefix.example/" == registry(
        load_npm({"HOME": "/nonexistent", "PREFIX": str(tmp_path / "p")})
    )
    assert "https://named.example/" == registry(
        load_npm({"HOME": str(home), "npm_config_globalconfig": str(elsewhere)})
    )


def test_a_project_counts_only_when_trusted_and_wins_over_the_user(home: Path, app: Path) -> None:
    write(home / ".npmrc", "registry=https://user.example/\n")
    write(app / ".npmrc", "registry=https://project.example/\n//project.example/:_authToken=planted\n")
    env = {"HOME": str(home)}

    trusted = load_npm(env, project=Project(folder=app, trusted=True))

    assert "https://user.example/" == registry(load_npm(env, project=Project(folder=app)))
    assert "https://project.example/" == registry(trusted)
    assert trusted.registry is not None
    assert trusted.registry.from_project
    assert trusted.credentials.find(parse("https://project.example/")) is None


@pytest.mark.parametrize("key", ["npm_config_userconfig", "npm_config_globalconfig"])
def test_a_file_inside_the_project_is_the_project_s_whoever_names_it(home: Path, app: Path, key: str) -> None:
    planted = write(
        app / "sub/npmrc", "@x:registry=https://evil.example/${HOME}\n//evil.example/:_authToken=${T}\n"
    )
    env = {"HOME": str(home), key: str(planted), "T": "t0ken"}

    for trusted in (False, True):
        found = load_npm(env, project=Project(folder=app, trusted=trusted))
        assert not found.scopes
        assert found.credentials.find(parse("https://evil.example/")) is None


def test_programs_that_a_project_or_a_dependency_brings_are_not_looked_at(
    home: Path, app: Path, tmp_path: Path
) -> None:
    for folder in (app / "bin", app / "node_modules/.bin", tmp_path / "elsewhere/node_modules/.bin"):
        program(folder / "node")
        write(folder.parent / "etc/npmrc", "registry=https://evil.example/\n")
    path = os.pathsep.join([str(app / "bin"), "bin", "", str(tmp_path / "elsewhere/node_modules/.bin")])

    found = load_npm({"HOME": str(home), "PATH": path}, project=Project(folder=app))

    assert registry(found) is None


def test_a_link_that_leads_into_the_project_is_not_followed(home: Path, app: Path, tmp_path: Path) -> None:
    program(app / "bin/node")
    write(app / "etc/npmrc", "registry=https://evil.example/\n")
    links = tmp_path / "links"
    links.mkdir()
    (links / "node").symlink_to(app / "bin/node")

    assert registry(load_npm({"HOME": str(home), "PATH": str(links)}, project=Project(folder=app))) is None


def test_the_user_s_own_file_counts_when_the_home_folder_is_the_project(home: Path) -> None:
    write(home / ".npmrc", "registry=https://user.example/\n//user.example/:_authToken=mine\n")

    found = load_npm({"HOME": str(home)}, project=Project(folder=home))

    assert "https://user.example/" == registry(found)
    assert found.credentials.find(parse("https://user.example/")) is not None


def test_a_file_that_cannot_be_read_is_a_problem_and_not_the_end(home: Path) -> None:
    (home / ".npmrc").mkdir()
    os.mkfifo(home / "pipe")
    big = home / "big"
    big.write_bytes(b"a" * ((1 << 20) + 1))

    for env in ({}, {"npm_config_userconfig": str(home / "pipe")}, {"npm_config_userconfig": str(big)}):
        found = load_npm({"HOME": str(home), **env})
        assert 1 == len(found.problems), env
    assert not load_npm({"HOME": str(home), "npm_config_userconfig": str(home / "none/such")}).problems


def test_npm_itself_sees_the_same_registries(home: Path, app: Path, tmp_path: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed here")
    write(
        home / ".npmrc",
        "registry=https://user.example/${PART}\n@a:registry=https://a.example\nprefix=${HOME}/p\n",
    )
    write(home / "p/etc/npmrc", "@g:registry=https://g.example/\n@a:registry=https://no.example/\n")
    write(app / ".npmrc", "@p:registry=https://p.example/\n")
    env = {
        "HOME": str(home),
        "PATH": os.environ["PATH"],
        "PART": "npm/",
        "NPM_CONFIG_@E:registry": "https://e.example/",
    }

    shown = json.loads(
        subprocess.run(
            [npm, "config", "ls", "--json"], cwd=app, env=env, capture_output=True, check=True, timeout=60
        ).stdout
    )
    found = load_npm(env, project=Project(folder=app, trusted=True))

    theirs = {k.partition(":")[0]: v.rstrip("/") for k, v in shown.items() if k.endswith(":registry")}
    assert theirs == {scope: stated.value.rstrip("/") for scope, stated in found.scopes.items()}
    assert {"@a", "@g", "@p", "@e"} == theirs.keys()
    assert shown["registry"] == registry(found) == "https://user.example/npm/"
