"""Hosts of the registries."""

from pratique.analysis.hosts.registries import registries
from pratique.core.names import Ecosystem


def test_each_ecosystem_has_a_registry_with_its_domain() -> None:
    assert len(Ecosystem) <= len({".".join(host.split(".")[-2:]) for host in registries()} & registries())
