"""Hosts as features."""

import pytest

from pratique.analysis.context import Context
from pratique.analysis.facts import Address, Capability, FileFacts, Language, Use
from pratique.analysis.features.hosts import FEATURES
from tests.analysis.features.viewing import value, view


def reaching(url: str) -> FileFacts:
    use = Use(Capability.NETWORK, "requests.post", 5, at_load=True, argument=url)
    return FileFacts(language=Language.PYTHON, uses=(use,), addresses=(Address(url, 5),))


@pytest.mark.parametrize(
    ("url", "feature"),
    [
        ("https://discord.com/api/webhooks/1/x", "host-drop"),
        ("http://203.0.114.9/x", "host-bare-ip"),
        ("https://bit.ly/x", "host-free"),
        ("https://api.ipify.org", "host-lookup"),
        ("https://collector.some-firm.com/x", "host-unknown"),
    ],
)
def test_a_host_counts_for_its_class_alone(url: str, feature: str) -> None:
    seen = view({"setup.py": reaching(url)}, {"setup.py": Context.INSTALL})
    hit = [item.id for item in FEATURES if item.measure(seen).value]
    assert [feature] == hit
    assert 4.0 == value(FEATURES, feature, seen).value


def test_an_own_host_is_not_unknown() -> None:
    seen = view({"a.py": reaching("https://collector.some-firm.com/x")}, own=frozenset({"some-firm.com"}))
    assert 0.0 == value(FEATURES, "host-unknown", seen).value


def test_an_address_that_is_only_shown_counts_a_little_less() -> None:
    facts = FileFacts(language=Language.PYTHON, addresses=(Address("http://203.0.114.9/x", 5),))
    assert 2.5 == value(FEATURES, "host-bare-ip", view({"a.py": facts})).value
