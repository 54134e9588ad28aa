"""Advice that asks the registries."""

from pratique.core.advisory import Product, Span
from tests.advisories.made import about, advisory
from tests.cli.auditing import with_index
from tests.cli.running import Machine

CALM = Product("npm", "calm")


def test_a_version_that_the_registry_has_and_the_policy_lets_in_is_advised(machine: Machine) -> None:
    with_index([advisory("GHSA-1", about(CALM, Span(high="1.0.1")))])
    machine.lock("calm@1.0.0")
    machine.write("package.json", '{"dependencies": {"calm": "^1.0.0"}}')

    ran = machine.run("audit", "--fix", "--format", "json")

    (finding,) = ran.json["findings"]
    assert ran.code == 1
    assert (finding["fix"]["remedy"], finding["fix"]["version"]) == ("in-range", "1.0.1")
    assert finding["fix"]["judged"]


def test_offline_advice_says_that_nobody_was_asked(machine: Machine) -> None:
    with_index([advisory("GHSA-1", about(CALM, Span(high="1.0.1")))])
    machine.lock("calm@1.0.0")
    machine.write("package.json", '{"dependencies": {"calm": "^1.0.0"}}')

    ran = machine.run("audit", "--fix", "--offline", "--format", "json")

    (finding,) = ran.json["findings"]
    assert finding["fix"]["version"] == "1.0.1"
    assert not finding["fix"]["judged"]
    assert "could not be queried" in finding["fix"]["text"]
    assert machine.registry.requests == []
