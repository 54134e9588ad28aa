"""Which addresses a client may connect to."""

import asyncio
import socket
from collections.abc import Iterable
from typing import Any

import pytest

from pratique.errors import Reference, RegistryError
from pratique.net.client.address import Origin, origin, parse
from pratique.net.dns.resolver import Lookup, Resolver, system_lookup

INSIDE = ["10.0.0.1", "127.0.0.1", "169.254.169.254", "100.64.0.1", "192.168.0.1", "0.0.0.0", "224.0.0.1"]


def knowing(*addresses: str) -> Lookup:
    """A resolver that knows these addresses for every name."""

    def lookup(_: str, port: int, __: int) -> Any:
        return [
            (socket.AF_INET6, 1, 6, "", (one, port, 0, 0))
            if ":" in one
            else (socket.AF_INET, 1, 6, "", (one, port))
            for one in addresses
        ]

    return lookup


def resolved(host: str, port: int, lookup: Lookup, *configured: Origin) -> list[str]:
    made = Resolver(configured, lookup=lookup)
    return [one["host"] for one in asyncio.run(made.resolve(host, port))]


def refused(work: Any) -> RegistryError:
    with pytest.raises(RegistryError) as caught:
        work()
    assert Reference.REGISTRY_NOT_CONFIGURED is caught.value.reference
    return caught.value


def test_public_addresses_are_given_as_they_are() -> None:
    assert ["1.1.1.1", "2606:4700::1"] == resolved("a.example", 443, knowing("1.1.1.1", "2606:4700::1"))


@pytest.mark.parametrize(
    "address", [*INSIDE, "::1", "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1"]
)
def test_one_address_inside_is_enough_to_refuse_a_name(address: str) -> None:
    error = refused(lambda: resolved("a.example", 443, knowing("1.1.1.1", address)))

    assert "Pratique does not connect to a.example:443" in error.message


@pytest.mark.parametrize(
    ("configured", "asked", "allowed"),
    [
        ("https://a.example/", ("a.example", 443), True),
        ("https://a.example/", ("a.example", 8443), False),
        ("https://a.example/", ("a.example", 80), False),
        ("https://a.example:8443/", ("a.example", 8443), True),
        ("http://a.example/", ("a.example", 80), True),
        ("http://a.example/", ("a.example", 443), True),
        ("http://a.example:8081/", ("a.example", 443), False),
        ("https://a.example/", ("b.example", 8443), False),
    ],
)
def test_an_origin_that_is_configured_may_be_inside(
    configured: str, asked: tuple[str, int], *, allowed: bool
) -> None:
    def ask() -> Iterable[str]:
        return resolved(*asked, knowing("10.0.0.1"), origin(parse(configured)))

    if allowed:
        assert ["10.0.0.1"] == ask()
    else:
        refused(ask)


@pytest.mark.parametrize(
    ("address", "port", "allowed"),
    [("10.0.0.1", 443, True), ("10.0.0.2", 443, False), ("10.0.0.1", 8443, False), ("127.0.0.1", 443, False)],
)
def test_another_name_for_the_server_of_a_configured_registry_reaches_nothing_new(
    address: str, port: int, *, allowed: bool
) -> None:
    """A network that answers for the public registries itself has one server for all their names."""
    hosts = {"index.example": "10.0.0.1", "files.example": address}

    def lookup(host: str, at: int, _: int) -> Any:
        if host not in hosts:
            raise OSError("unknown")
        return [(socket.AF_INET, 1, 6, "", (hosts[host], at))]

    def ask() -> Iterable[str]:
        configured = [origin(parse(f"https://{name}.example/")) for name in ("index", "gone")]
        return resolved("files.example", port, lookup, *configured)

    if allowed:
        assert [address] == ask()
    else:
        refused(ask)


@pytest.mark.parametrize(
    "url",
    [
        f"http://{one}/"
        for one in (*INSIDE, "localhost", "127.1", "0x7f000001", "a.localhost", "localhost.", "[::1]")
    ],
)
def test_an_address_that_is_written_out_is_refused_without_asking_anybody(url: str) -> None:
    asked: list[str] = []

    def lookup(host: str, _: int, __: int) -> Any:
        asked.append(host)
        return []

    refused(lambda: Resolver(lookup=lookup).check(parse(url)))
    Resolver([origin(parse(url))]).check(parse(url))
    assert [] == asked


def test_a_proxy_may_be_inside() -> None:
    made = Resolver(lookup=knowing("10.0.0.1"))
    made.configure(origin(parse("http://proxy.example:3128")))

    assert ["10.0.0.1"] == [one["host"] for one in asyncio.run(made.resolve("proxy.example", 3128))]


def test_what_the_system_says_is_raised() -> None:
    def unknown(_: str, __: int, ___: int) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    with pytest.raises(OSError, match="no such name"):
        resolved("a.example", 443, unknown)
    with pytest.raises(ValueError, match="label"):
        resolved("a" * 70 + ".example", 443, system_lookup)


def test_the_system_knows_this_machine() -> None:
    assert "127.0.0.1" in resolved("localhost", 80, system_lookup, Origin("http", "localhost", 80))
