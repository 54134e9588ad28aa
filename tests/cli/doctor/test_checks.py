"""What `doctor` looks at without asking anybody."""

import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from pratique.cli.doctor.checks import Check, key_of_gate, locks, secrets
from pratique.cli.project import locate
from pratique.cli.project.read_lockfiles import Reading
from pratique.cli.setup.clients import target
from pratique.config.settings import GateSettings
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


def states(checks: Iterable[Check]) -> set[tuple[str, str]]:
    return {(check.name, check.state.name) for check in checks}


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
    assert "1 entry from other sources (git)" in found[1].text


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
    assert f"{tmp_path / '.npmrc'}:2 contains a literal _authToken" in found[0].text
    assert "is readable by other users (mode 644)" in found[1].text
    assert "hidden" not in repr(found)
    assert [] == list(secrets(tmp_path, os.environ))


def test_scripts_that_npm_runs_are_told(tmp_path: Path) -> None:
    assert {("scripts", "NOTE")} == states(secrets(tmp_path, os.environ))


def test_a_key_of_the_gate_that_all_users_can_read_is_bad(tmp_path: Path) -> None:
    key = tmp_path / "gate.key"
    key.write_text("")
    settings = GateSettings(tls_key=str(key))
    key.chmod(0o600)
    assert [] == [*key_of_gate(settings), *key_of_gate(GateSettings())]
    key.chmod(0o604)
    assert {("key", "BAD")} == states(key_of_gate(settings))
