"""`--gate URL`: what a person sees who lets a gate judge first."""

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from pratique.cli.run.shared_verdicts import TOKEN, address_of, shared_verdicts
from pratique.core.names import Ecosystem
from pratique.errors import UsageError
from pratique.net.client.authorization import Authorization
from pratique.net.client.http import Http
from pratique.net.client.route import Route
from pratique.net.registries.gate_client import GateClient
from pratique.net.registries.upstreams import Upstreams
from tests.cli.running import Machine
from tests.gate.running import gate
from tests.intake.building import HOOKED, at


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("http://gate.example:4873", "http://gate.example:4873/-/pratique/verdicts"),
        ("http://gate.example:4873/", "http://gate.example:4873/-/pratique/verdicts"),
        ("http://gate.example/npm/", "http://gate.example/-/pratique/verdicts"),
        ("https://gate.example/pypi/simple/", "https://gate.example/-/pratique/verdicts"),
        ("https://gate.example/under/gems/", "https://gate.example/under/-/pratique/verdicts"),
        ("https://ada:secret@gate.example/?x=1", "https://gate.example/-/pratique/verdicts"),
    ],
)
def test_the_gate_or_one_of_its_registries_is_named(given: str, address: str) -> None:
    assert address == address_of(given)


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(UsageError, match="--gate"):
        address_of("gate.example")


def test_a_registry_of_the_project_says_nothing_about_how_the_gate_is_asked() -> None:
    own = Authorization.bearer("own")
    upstream = replace(at("http://gate.example/npm/", Ecosystem.NPM), own=own, from_project=True)
    upstreams = Upstreams(open=MappingProxyType({Ecosystem.NPM: (upstream,)}), public={})
    shared = shared_verdicts(Http(), upstreams, "http://gate.example/")
    assert shared is not None
    client = getattr(shared.post, "__self__", None)
    assert isinstance(client, GateClient)
    assert (None, Route()) == (client.authorization, client.route)


def test_no_setting_and_no_variable_names_a_gate_to_believe(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the option does, which the person gives who runs the command."""
    for name in ("PRATIQUE_GATE", "PRATIQUE_CHECK_GATE", "PRATIQUE_RUN_GATE"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    machine.lock("calm@1.0.1")
    ran = machine.run("check")
    assert (0, False) == (ran.code, "the gate http://127.0.0.1:9" in ran.err)
    for section in ("check", "run"):
        machine.write("pratique.toml", f'[{section}]\ngate = "http://127.0.0.1:9"\n')
        assert 2 == machine.run("check").code


def test_the_token_is_the_variables_else_that_of_the_registry_at_the_gate(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own = Authorization.bearer("own")
    upstream = replace(at("http://gate.example/npm/", Ecosystem.NPM), own=own)
    upstreams = Upstreams(open=MappingProxyType({Ecosystem.NPM: (upstream,)}), public={})

    def token(url: str) -> Authorization | None:
        shared = shared_verdicts(Http(), upstreams, url)
        assert shared is not None
        client = getattr(shared.post, "__self__", None)
        assert isinstance(client, GateClient)
        return client.authorization

    assert own == token("http://gate.example/")
    assert None is token("http://other.example/")
    monkeypatch.setenv(TOKEN, "mine")
    assert Authorization.bearer("mine") == token("http://gate.example/")


def test_check_and_inspect_take_from_a_gate_and_answer_as_they_would_without(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    machine.registry.put_npm(HOOKED)
    machine.lock("hooked@1.0.1")
    home = tmp_path / "gates"
    with gate(tmp_path, variables={"PRATIQUE_HOME": str(home)}) as running:
        assert 403 == running.get("/npm/hooked/-/hooked-1.0.1.tgz").status
        monkeypatch.setenv("PRATIQUE_HOME", str(tmp_path / "first"))
        inspected = machine.run("inspect", "hooked@1.0.1", "--gate", running.url, "--format", "json")
        monkeypatch.setenv("PRATIQUE_HOME", str(tmp_path / "second"))
        checked = machine.run("check", str(machine.folder), "--as", "new", "--gate", running.url)
        monkeypatch.setenv("PRATIQUE_HOME", str(tmp_path / "third"))
        offline = machine.run("check", str(machine.folder), "--offline", "--gate", running.url)
    monkeypatch.setenv("PRATIQUE_HOME", str(tmp_path / "fourth"))
    alone = machine.run("inspect", "hooked@1.0.1", "--format", "json")

    for ran in (inspected, checked):
        assert 1 == ran.code
        assert (
            f"the gate {running.url} provided 1 of the 1 inspections that were not stored locally" in ran.err
        )
    assert "the gate is not queried because of --offline" in offline.err
    assert findings(inspected.json) == findings(alone.json)
    assert findings(alone.json)


def findings(document: object) -> list[object]:
    """All findings of an answer, wherever they stand."""
    if isinstance(document, list):
        return [found for one in document for found in findings(one)]
    if not isinstance(document, dict):
        return []
    below = [found for name, one in document.items() if name != "findings" for found in findings(one)]
    return [*document.get("findings", []), *below]
