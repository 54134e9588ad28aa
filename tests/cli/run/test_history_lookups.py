"""Whom a run may ask for signals of history, by its settings."""

import json

import pytest

from pratique.cli.run.history_lookups import lookups_of, resolvers
from pratique.config import Settings
from pratique.config.settings import HistorySettings, RunSettings
from pratique.net.dns.domain_existence import Server
from tests.cli.running import Machine
from tests.loopback import NpmPackage, NpmRelease
from tests.net.name_server import name_server


def test_by_default_neither_resolvers_nor_the_public_registry_are_asked() -> None:
    found = lookups_of(Settings(), http=None, registry=None, upstreams=None, platform=None)  # type: ignore[arg-type]  # not asked
    assert (None, None) == (found.domains, found.public)
    asked = Settings(history=HistorySettings(email_domains=True), run=RunSettings(offline=True))
    found = lookups_of(asked, http=None, registry=None, upstreams=None, platform=None)  # type: ignore[arg-type]
    assert found.domains is None


def test_the_resolvers_that_the_settings_name_are_asked() -> None:
    named = Settings(history=HistorySettings(resolvers=("192.0.2.53", "[::1]:5353", "1.1")))
    assert (Server("192.0.2.53"), Server("::1", 5353)) == resolvers(named)


def test_a_maintainer_whose_domain_is_gone_is_told(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    people = ("ada@gone.boats", "bob")
    package = NpmPackage(
        name="kite",
        releases=(NpmRelease(version="1.0.0", publisher="ada", maintainers=people),),
        maintainers=people,
    )
    machine.registry.put_npm(package)
    with name_server({}) as (port, names):
        assert 0 == machine.run("history", "kite").out.count("gone.boats")
        assert [] == names
        monkeypatch.setenv("PRATIQUE_HISTORY_EMAIL_DOMAINS", "true")
        monkeypatch.setenv("PRATIQUE_HISTORY_RESOLVERS", f"127.0.0.1:{port}")
        told = json.loads(machine.run("history", "kite", "--format", "json").out)
    assert ["gone.boats"] == names
    assert "the e-mail domain gone.boats of ada does not exist" in json.dumps(told["releases"])
