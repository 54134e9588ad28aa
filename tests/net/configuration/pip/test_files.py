"""Where pip's configuration is found, compared with pip itself."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pratique.net.configuration.config_file import Project
from pratique.net.configuration.pip.files import load_pip


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    folder = tmp_path / "etc"
    folder.mkdir()
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


def conf(path: Path, host: str, section: str = "global") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"[{section}]\nindex-url = https://{host}.example/\n")
    return path


def index(machine: Path, **env: str) -> str | None:
    found = load_pip(env, machine=machine)
    return None if found.index is None else found.index.url.value


def test_each_place_is_louder_than_the_one_before(machine: Path, home: Path, tmp_path: Path) -> None:
    env = {"HOME": str(home)}
    assert index(machine, **env) is None
    conf(machine / "xdg/pip/pip.conf", "xdg")
    assert "https://xdg.example/" == index(machine, **env)
    conf(machine / "pip.conf", "etc")
    assert "https://etc.example/" == index(machine, **env)
    conf(home / ".pip/pip.conf", "legacy")
    assert "https://legacy.example/" == index(machine, **env)
    conf(home / ".config/pip/pip.conf", "user")
    assert "https://user.example/" == index(machine, **env)
    env["VIRTUAL_ENV"] = str(conf(tmp_path / "venv/pip.conf", "site").parent)
    assert "https://site.example/" == index(machine, **env)
    env["PIP_CONFIG_FILE"] = str(conf(tmp_path / "named", "named"))
    assert "https://named.example/" == index(machine, **env)
    env["PIP_INDEX_URL"] = "https://variable.example/"
    assert "https://variable.example/" == index(machine, **env)


def test_a_named_file_takes_the_place_of_the_user_s_only_when_it_exists(
    machine: Path, home: Path, tmp_path: Path
) -> None:
    conf(home / ".config/pip/pip.conf", "user")
    named = tmp_path / "named"
    env = {"HOME": str(home), "PIP_CONFIG_FILE": str(named)}

    assert "https://user.example/" == index(machine, **env)
    named.write_text("")
    assert index(machine, **env) is None


def test_the_null_device_switches_all_files_off(machine: Path, home: Path) -> None:
    conf(machine / "pip.conf", "etc")

    assert index(machine, HOME=str(home), PIP_CONFIG_FILE=os.devnull) is None


def test_xdg_variables_move_the_files(machine: Path, home: Path, tmp_path: Path) -> None:
    conf(tmp_path / "one/pip/pip.conf", "one")
    conf(tmp_path / "two/pip/pip.conf", "two", section="install")
    conf(tmp_path / "own/pip/pip.conf", "own")

    assert "https://two.example/" == index(
        machine, HOME=str(home), XDG_CONFIG_DIRS=f"{tmp_path}/two{os.pathsep}{tmp_path}/one"
    )
    assert "https://own.example/" == index(machine, HOME=str(home), XDG_CONFIG_HOME=str(tmp_path / "own"))


def test_a_virtual_environment_inside_the_project_is_the_project_s(
    machine: Path, home: Path, tmp_path: Path
) -> None:
    site = tmp_path / "app/.venv/pip.conf"
    conf(site, "ada:planted@evil")
    site.write_text(
        site.read_text() + "proxy = http://evil.example\ncert = /evil.pem\ntrusted-host = evil.example\n"
    )
    env = {"HOME": str(home), "VIRTUAL_ENV": str(site.parent)}

    plain = load_pip(env, project=Project(folder=tmp_path / "app"), machine=machine)
    trusted = load_pip(env, project=Project(folder=tmp_path / "app", trusted=True), machine=machine)

    assert plain == load_pip({"HOME": str(home)}, machine=machine)
    assert trusted.index is not None
    assert ("https://evil.example/", True, None) == (
        trusted.index.url.value,
        trusted.index.url.from_project,
        trusted.index.authorization,
    )
    assert plain.route == trusted.route


def test_a_file_that_is_not_understood_is_a_problem_and_not_the_end(machine: Path, home: Path) -> None:
    conf(machine / "pip.conf", "etc")
    (home / ".config/pip").mkdir(parents=True)
    (home / ".config/pip/pip.conf").write_text("[global\n")
    (home / ".pip/pip.conf").mkdir(parents=True)

    found = load_pip({"HOME": str(home)}, machine=machine)

    assert found.index is not None
    assert [f"{home}/.pip/pip.conf is not read: the path is not a regular file"] == [
        problem for problem in found.problems if ".pip/" in problem
    ]
    assert f"{home}/.config/pip/pip.conf: not a pip.conf: line 1 is invalid" in found.problems


def test_pip_itself_sees_the_same_index(machine: Path, home: Path, tmp_path: Path) -> None:
    conf(tmp_path / "xdg/pip/pip.conf", "xdg")
    conf(home / ".pip/pip.conf", "legacy", section="install")
    own = conf(home / ".config/pip/pip.conf", "user")
    own.write_text(own.read_text() + "extra_index_url = https://a.example/\n\n   https://b.example/\n")
    env = {"HOME": str(home), "XDG_CONFIG_DIRS": str(tmp_path / "xdg"), "PATH": os.environ["PATH"]}
    program = (
        "from pip._internal.commands import create_command as c;"
        "o = c('install').parser.get_default_values(); print(o.index_url, *o.extra_index_urls)"
    )

    shown = subprocess.run(
        [sys.executable, "-c", program], env=env, capture_output=True, check=True, text=True
    ).stdout
    found = load_pip(env, machine=machine)

    assert found.index is not None
    assert shown.split() == [found.index.url.value, *(extra.url.value for extra in found.extra)]
    assert "https://legacy.example/" == found.index.url.value
