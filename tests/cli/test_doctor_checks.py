"""What `doctor` looks at without asking anybody."""

import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from pratique.cli import locate
from pratique.cli.doctor_checks import Check, State, clients, locks, secrets
from pratique.cli.reading import Reading
from pratique.cli.session import read_upstreams
from pratique.cli.setup_clients import SETUPS, place_of, target
from pratique.config import Settings
from pratique.core.names import Ecosystem

TO = target("http://127.0.0.1:4873")
PUBLIC = {
    Ecosystem.NPM: "https://public.example/",
    Ecosystem.PYPI: "https://py.example/simple/",
    Ecosystem.RUBYGEMS: "https://gems.example/",
}


def home(name: str, text: str) -> Path:
    file = Path(os.environ["HOME"]) / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


def looked(*installed: str) -> list[Check]:
    return list(clients(read_upstreams(Settings(), None), TO, os.environ, installed))


def states(checks: Iterable[Check]) -> set[tuple[str, str]]:
    return {(check.name, check.state.name) for check in checks}


def test_a_client_that_was_set_up_is_well_and_one_that_was_not_is_told_how() -> None:
    before = looked("npm", "pip", "gem", "uv", "bundle", "yarn", "bun")
    for setup in SETUPS:
        path = place_of(setup, os.environ)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(setup.edit("", TO))
    after = looked("npm", "pip", "gem", "uv", "bundle", "yarn", "bun")

    assert {("npm", "BAD"), ("pip", "BAD"), ("gem", "BAD")} <= states(before)
    assert "pratique setup npm --gate http://127.0.0.1:4873" in {one.step for one in before}
    assert {"OK"} == {state for _, state in states(after)}
    assert {"npm", "pip", "gem", "uv", "bundler", "yarn1", "yarn", "bun"} == {
        name for name, _ in states(after)
    }


def test_a_client_that_is_not_here_and_not_configured_is_not_spoken_of() -> None:
    assert [] == looked()


def test_what_is_asked_beside_the_gate_is_told() -> None:
    home(".npmrc", "registry=http://127.0.0.1:4873/npm/\n@acme:registry=https://acme.example/\n")
    lines = "[global]\nindex-url=http://127.0.0.1:4873/pypi/simple/\nextra-index-url=https://extra.example/\n"
    home(".config/pip/pip.conf", lines)
    found = {(one.name, one.state): one.text for one in looked()}

    assert "@acme is asked of https://acme.example/" in found["npm", State.NOTE]
    assert (
        "pip asks https://extra.example/, too" in found["pip", State.BAD]
        or "pip asks" in found["pip", State.BAD]
    )


LOCK = """{"lockfileVersion": 3, "packages": {
"node_modules/a": {"version": "1.0.0", "resolved": "%s", "integrity": "sha512-AAAA"},
"node_modules/b": {"version": "1.0.0", "resolved": "git+ssh://git@git.example/b.git#%s"}}}
"""


@pytest.mark.parametrize(
    ("address", "state"),
    [
        ("https://other.example/a/-/a-1.0.0.tgz", "BAD"),
        ("https://public.example/a/-/a-1.0.0.tgz", "OK"),
        ("http://127.0.0.1:4873/npm/a/-/a-1.0.0.tgz", "OK"),
    ],
)
def test_a_lock_that_leads_past_the_gate_is_told_with_its_host(
    tmp_path: Path, address: str, state: str
) -> None:
    (tmp_path / "package-lock.json").write_text(LOCK % (address, "a" * 40))
    found = list(locks(Reading.of(tmp_path, locate.find(tmp_path, [])), TO, PUBLIC))

    assert {("locks", state), ("locks", "NOTE")} == states(found)
    assert ("https://other.example" in found[0].text) == (state == "BAD")
    assert "1 entries come from elsewhere (git)" in found[1].text


def test_yarn_1_follows_an_address_as_its_lock_has_it(tmp_path: Path) -> None:
    lines = 'a@^1.0.0:\n  version "1.0.0"\n  resolved "https://public.example/a/-/a-1.0.0.tgz#abc"\n'
    (tmp_path / "yarn.lock").write_text(f"# yarn lockfile v1\n\n{lines}")
    found = list(locks(Reading.of(tmp_path, locate.find(tmp_path, [])), TO, PUBLIC))

    assert {("locks", "BAD")} == states(found)


def test_a_lock_that_cannot_be_read_is_not_called_well(tmp_path: Path) -> None:
    (tmp_path / "package-lock.json").write_text("{")

    assert {("locks", "UNKNOWN")} == states(
        locks(Reading.of(tmp_path, locate.find(tmp_path, [])), TO, PUBLIC)
    )


def test_tokens_that_others_see_are_told_without_being_shown(tmp_path: Path) -> None:
    (tmp_path / ".npmrc").write_text(
        "# x\n//r.example/:_authToken=hidden\n//s.example/:_authToken=${NPM_TOKEN}\n"
    )
    own = home(".npmrc", "//r.example/:_password=hidden\nignore-scripts=true\n")
    own.chmod(0o644)
    found = list(secrets(tmp_path, os.environ))
    own.chmod(0o600)
    (tmp_path / ".npmrc").write_text("; //r.example/:_authToken=hidden\n")

    assert {("tokens", "BAD")} == states(found)
    assert 2 == len(found)
    assert f"{tmp_path / '.npmrc'}:2 holds _authToken" in found[0].text
    assert "others may read it (mode 644)" in found[1].text
    assert "hidden" not in repr(found)
    assert [] == list(secrets(tmp_path, os.environ))


def test_scripts_that_npm_runs_are_told(tmp_path: Path) -> None:
    assert {("scripts", "NOTE")} == states(secrets(tmp_path, os.environ))
