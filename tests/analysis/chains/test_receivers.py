"""Ends of a connection that receive nothing."""

from dataclasses import replace

import pytest

from pratique.analysis.chains.receivers import keeps_nothing, only_makes_client
from pratique.analysis.facts import Capability, Taint, Use
from tests.analysis.chains.making import chains, sends

FILES = "https://raw.githubusercontent.com/far/x/main/{}.json"


def test_what_is_put_into_the_address_of_a_file_reaches_nobody() -> None:
    asked = chains([sends(Taint.FILE, target=FILES)])
    told = chains([sends(Taint.FILE, target="https://far.invalid/{}.json")])

    assert "files-sent" not in {chain.template for chain in asked}
    assert "files-sent" in {chain.template for chain in told}


@pytest.mark.parametrize(
    "host",
    [None, "api.github.com", "gist.github.com", "far.invalid", "raw.githubusercontent.com.far.invalid"],
)
def test_other_hosts_keep_what_they_are_sent(host: str | None) -> None:
    assert not keeps_nothing(host)


MADE = Use(Capability.NETWORK, "requests.Session", 1, at_load=True)


def test_a_module_that_makes_a_client_sends_nothing_by_that() -> None:
    assert only_makes_client(MADE)


@pytest.mark.parametrize(
    "use",
    [
        replace(MADE, scope=3),
        replace(MADE, at_load=False),
        replace(MADE, argument="https://far.invalid"),
        replace(MADE, api="requests.Session.post"),
        replace(MADE, api="requests.post"),
    ],
)
def test_what_a_client_does_is_told(use: Use) -> None:
    assert not only_makes_client(use)
