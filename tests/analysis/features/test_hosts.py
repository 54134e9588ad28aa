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
        ("https://discord.com/api/webhooks/1/x", "host-webhook"),
        ("https://transfer.sh/", "host-drop"),
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


def showing(url: str, *, talks_at_load: bool | None) -> FileFacts:
    uses = (
        () if talks_at_load is None else (Use(Capability.NETWORK, "requests.get", 9, at_load=talks_at_load),)
    )
    return FileFacts(language=Language.PYTHON, uses=uses, addresses=(Address(url, 5),))


@pytest.mark.parametrize(("talks_at_load", "expected"), [(True, 2.5), (False, 0.5), (None, 0.0)])
def test_an_address_that_is_only_shown_counts_less_and_only_where_the_file_talks(
    talks_at_load: bool | None, expected: float
) -> None:
    facts = showing("http://203.0.114.9/x", talks_at_load=talks_at_load)
    assert expected == value(FEATURES, "host-bare-ip", view({"a.py": facts})).value


def test_the_address_of_a_receiver_counts_wherever_it_stands() -> None:
    address = "https://discord.com/api/webhooks/104500028970868839/0bR-kK3n8Qz_inert_token"
    facts = showing(address, talks_at_load=None)
    assert 2.5 == value(FEATURES, "host-receiver", view({"a.py": facts})).value
    assert 3.0 == value(FEATURES, "host-receiver", view({"a.py": reaching(address)})).value


def test_the_template_of_an_address_is_no_receiver() -> None:
    facts = reaching("https://discord.com/api/webhooks/{}/{}")
    assert 0.0 == value(FEATURES, "host-receiver", view({"a.py": facts})).value
