"""IP addresses in every spelling."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.hosts.numbers import address_of, is_remote


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.1", "127.0.1", "0o177.1", "[::ffff:127.0.0.1]"])  # fmt: skip
def test_loopback_is_loopback_in_every_spelling(host: str) -> None:
    assert ipaddress.IPv4Address("127.0.0.1") == address_of(host)


@pytest.mark.parametrize(
    "host", ["", "a.b", "1.2.3.4.5", "256.1.1.1", "4294967296", "1.16777216", "0x", "08", "1..2", "::g"]
)
def test_what_is_no_address_is_none(host: str) -> None:
    assert address_of(host) is None


@given(st.ip_addresses(v=4))
def test_each_address_has_one_number(address: ipaddress.IPv4Address) -> None:
    assert address == address_of(str(int(address)))
    assert address == address_of(hex(int(address)))


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_none(text: str) -> None:
    assert isinstance(address_of(text), ipaddress.IPv4Address | ipaddress.IPv6Address | None)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("8.8.4.4", True),
        ("203.0.113.7", True),
        ("2001:db8::1", True),
        ("10.0.0.1", False),
        ("127.1", False),
        ("169.254.169.254", False),
        ("239.255.145.50", False),
        ("ff0e::1", False),
    ],
)
def test_addresses_of_the_public_network_are_told(host: str, *, expected: bool) -> None:
    address = address_of(host)
    assert address is not None
    assert expected == is_remote(address)
