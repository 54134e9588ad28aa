"""Whom the clients of a machine ask in a folder."""

import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from pratique.cli.doctor.checks import Check, State
from pratique.cli.doctor.clients import clients
from pratique.cli.run.session import read_upstreams
from pratique.cli.setup.clients import SETUPS, place_of, target
from pratique.config import Settings
from pratique.net.configuration.config_file import Project

TO = target("http://127.0.0.1:4873")
ALL = ("npm", "pip", "gem", "uv", "bundle", "yarn", "bun")


def home(name: str, text: str) -> Path:
    file = Path(os.environ["HOME"]) / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project that is not the home folder."""
    made = tmp_path / "project"
    made.mkdir()
    return made


def looked(folder: Path, *installed: str) -> list[Check]:
    project = Project(folder=folder, trusted=True)
    return list(clients(read_upstreams(Settings(), project), TO, os.environ, installed, project))


def states(checks: Iterable[Check]) -> set[tuple[str, str]]:
    return {(check.name, check.state.name) for check in checks}


def test_a_client_that_was_set_up_is_well_and_one_that_was_not_is_told_how(folder: Path) -> None:
    before = looked(folder, *ALL)
    for setup in SETUPS:
        path = place_of(setup, os.environ)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(setup.edit("", TO))
    after = looked(folder, *ALL)

    assert {("npm", "BAD"), ("pip", "BAD"), ("gem", "BAD")} <= states(before)
    assert "pratique setup npm --gate http://127.0.0.1:4873" in {one.step for one in before}
    assert {"OK"} == {state for _, state in states(after)}
    assert {"npm", "pip", "gem", "uv", "bundler", "yarn1", "yarn", "bun"} == {
        name for name, _ in states(after)
    }


def test_a_client_that_the_project_has_no_use_for_is_only_noted(folder: Path) -> None:
    (folder / "package.json").write_text("{}")
    assert {("npm", "BAD"), ("pip", "NOTE"), ("gem", "NOTE")} <= states(looked(folder, "npm", "pip", "gem"))
    (folder / "requirements-dev.txt").write_text("")
    assert {("npm", "BAD"), ("pip", "BAD"), ("gem", "NOTE")} <= states(looked(folder, "npm", "pip", "gem"))


def test_a_client_that_is_not_here_and_not_configured_is_not_spoken_of(folder: Path) -> None:
    assert [] == looked(folder)


def test_what_is_asked_beside_the_gate_is_told(folder: Path) -> None:
    home(".npmrc", "registry=http://127.0.0.1:4873/npm/\n@acme:registry=https://acme.example/\n")
    lines = "[global]\nindex-url=http://127.0.0.1:4873/pypi/simple/\nextra-index-url=https://extra.example/\n"
    home(".config/pip/pip.conf", lines)
    found = {(one.name, one.state): one.text for one in looked(folder)}

    assert "@acme uses https://acme.example/" in found["npm", State.NOTE]
    assert (
        "pip also uses https://extra.example/" in found["pip", State.BAD]
        or "pip uses" in found["pip", State.BAD]
    )


FILES = {
    ".npmrc": "registry=http://127.0.0.1:4873/npm/\n",
    ".yarnrc": 'registry "http://127.0.0.1:4873/npm/"\n',
    ".yarnrc.yml": 'npmRegistryServer: "http://127.0.0.1:4873/npm"\n',
    "uv.toml": 'index-url = "http://127.0.0.1:4873/pypi/simple/"\n',
    ".bundle/config": 'BUNDLE_MIRROR__ALL: "http://127.0.0.1:4873/gems/"\n',
}


def test_a_project_that_names_the_gate_goes_through_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    monkeypatch.setenv("PIP_INDEX_URL", TO.at("/pypi/simple/"))
    found = looked(folder, *ALL)

    well = {(name, "OK") for name in ("npm", "pip", "uv", "bundler", "yarn1", "yarn", "bun")}
    # gem itself heeds no mirror of Bundler.
    assert well | {("gem", "BAD")} == states(found)
    assert f"npm uses the gate (registry in {folder / '.npmrc'})" == found[0].text


def test_variables_that_name_the_gate_count(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_DEFAULT_INDEX", TO.at("/pypi/simple/"))
    monkeypatch.setenv("BUNDLE_MIRROR__ALL", TO.at("/gems/"))

    assert {("uv", "OK"), ("bundler", "OK")} <= states(looked(folder, "uv", "bundle"))


@pytest.mark.parametrize(
    ("client", "program", "variable", "value"),
    [
        ("npm", "npm", "npm_config_userconfig", "bare"),
        ("pip", "pip", "PIP_CONFIG_FILE", "bare"),
        ("gem", "gem", "GEMRC", "bare"),
        ("uv", "uv", "UV_CONFIG_FILE", "bare"),
        ("uv", "uv", "UV_NO_CONFIG", "1"),
        ("yarn", "yarn", "YARN_RC_FILENAME", "bare"),
        ("bundler", "bundle", "BUNDLE_USER_CONFIG", "bare"),
        ("bundler", "bundle", "BUNDLE_IGNORE_CONFIG", "1"),
    ],
)
def test_a_file_that_the_client_does_not_read_is_not_counted(
    folder: Path, client: str, program: str, variable: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    setup = next(one for one in SETUPS if one.name == client)
    path = place_of(setup, os.environ)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(setup.edit("", TO))
    assert (client, "OK") in states(looked(folder, program))
    bare = variable != "YARN_RC_FILENAME" and value == "bare"
    monkeypatch.setenv(variable, str(home("bare", "")) if bare else value)

    assert (client, "OK") not in states(looked(folder, program))


def test_bun_heeds_the_file_of_npm(folder: Path) -> None:
    before = looked(folder, "bun")
    home(".npmrc", FILES[".npmrc"])

    assert {("bun", "NOTE"), ("bun", "OK")} <= states([*before, *looked(folder, "bun")])


def test_a_project_that_leads_past_the_gate_is_told_where_its_user_is_set_up(folder: Path) -> None:
    home(".npmrc", FILES[".npmrc"])
    (folder / ".npmrc").write_text("registry=https://elsewhere.example/\n")
    (npm,) = looked(folder, "npm")[:1]

    assert ("npm", State.BAD) == (npm.name, npm.state)
    assert f"npm uses https://elsewhere.example/ ({folder / '.npmrc'})" == npm.text
    assert "replace the registry with http://127.0.0.1:4873/npm/, or remove the setting" == npm.step
