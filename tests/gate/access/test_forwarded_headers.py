"""Who is believed about who asks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.gate.access.forwarded_headers import Trusted

PROXIES = Trusted.of(["10.0.0.0/8", "fd00::/8", "127.0.0.1"])
NOBODY = Trusted()


def client(peer: str, told: str, trusted: Trusted = PROXIES) -> str | None:
    return trusted.client(peer, {"x-forwarded-for": told})


@pytest.mark.parametrize(
    ("peer", "told", "found"),
    [
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "1.1.1.1, 203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "1.1.1.1, 203.0.113.9, 10.0.0.7", "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9:4711", "203.0.113.9"),
        ("10.0.0.1", "[2001:db8::9]:4711", "2001:db8::9"),
        ("10.0.0.1", "2001:DB8::9", "2001:db8::9"),
        ("::ffff:10.0.0.1", "::ffff:203.0.113.9", "203.0.113.9"),
        ("fd00::1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "unknown", "10.0.0.1"),
        ("10.0.0.1", "203.0.113.9, x, 10.0.0.7", "10.0.0.7"),
        ("10.0.0.1", "fe80::1%eth0", "10.0.0.1"),
        ("10.0.0.1", "10.0.0.2, 10.0.0.3", "10.0.0.2"),
        ("203.0.113.5", "203.0.113.9", "203.0.113.5"),
    ],
)
def test_a_client_is_what_the_nearest_proxies_that_are_named_say(peer: str, told: str, found: str) -> None:
    assert found == client(peer, told)


def test_the_scheme_is_that_of_the_connection_or_what_a_trusted_proxy_says() -> None:
    headers = {"host": "gate.example", "x-forwarded-proto": "http"}

    assert "https://gate.example" == PROXIES.root("203.0.113.9", headers, scheme="https")
    assert "http://gate.example" == PROXIES.root("10.0.0.1", headers, scheme="https")


def test_nobody_is_believed_by_default() -> None:
    assert "127.0.0.1" == client("127.0.0.1", "203.0.113.9", NOBODY)
    assert "http://a.example" == NOBODY.root(
        "127.0.0.1", {"host": "a.example", "x-forwarded-proto": "https", "x-forwarded-host": "b.example"}
    )


def test_a_connection_without_an_address_is_believed_nothing() -> None:
    assert PROXIES.client(None, {"x-forwarded-for": "203.0.113.9"}) is None


@pytest.mark.parametrize(
    ("headers", "root"),
    [
        ({"host": "gate.example:8443"}, "http://gate.example:8443"),
        ({"host": "gate.example", "x-forwarded-proto": "https"}, "https://gate.example"),
        ({"host": "in.example", "x-forwarded-host": "gate.example"}, "http://gate.example"),
        ({"host": "in", "x-forwarded-proto": "http, HTTPS", "x-forwarded-host": "a, b"}, "https://b"),
        ({"host": "gate.example", "x-forwarded-proto": "javascript"}, "http://gate.example"),
        ({"host": "gate.example", "x-forwarded-host": "a/b@c"}, None),
        ({"host": ""}, None),
    ],
)
def test_a_proxy_that_is_named_says_how_it_was_reached(headers: dict[str, str], root: str | None) -> None:
    assert root == PROXIES.root("127.0.0.1", headers)


@pytest.mark.fuzz
@given(st.text("0123456789.:,[] abfx%\t", max_size=300) | st.text(max_size=300))
def test_any_text_gives_an_address_or_the_connection(told: str) -> None:
    found = client("10.0.0.1", told)
    assert found is not None
    assert len(found) <= 45
    assert set(found) <= set("0123456789abcdef.:")
