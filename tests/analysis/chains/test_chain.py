"""Chains as values."""

from pratique.analysis.chains.chain import Link


def test_a_flow_is_the_strongest_link() -> None:
    assert [Link.FLOW, Link.SCOPE, Link.FILE] == sorted(Link, key=lambda link: link.rank)
