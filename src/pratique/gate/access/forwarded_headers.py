"""Reads the client address from the proxy headers `X-Forwarded-For`, `-Proto` and `-Host`. This module does no I/O.

Only the proxies in `gate.trusted_proxies` are trusted. Any other client could forge proxy headers.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Self

Address = IPv4Address | IPv6Address
_HOST = re.compile(r"(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?\Z")
_HOP = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]{2,45})\]|(?P<four>[0-9.]{7,15}))(?::[0-9]{1,5})?\Z")
"""An IP address with an optional port."""
_MOST_HOPS = 32
_SCHEMES = frozenset({"http", "https"})


@dataclass(frozen=True, slots=True)
class Trusted:
    """The networks of trusted proxies; none by default."""

    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """Parse IP addresses and networks. Raises ValueError for invalid text."""
        return cls(tuple(ip_network(text) for text in texts))

    def client(self, peer: str | None, headers: Mapping[str, str]) -> str | None:
        """Return the client's IP address: the address of the connection, or the address that trusted proxies report.

        `X-Forwarded-For` is read from right to left, because each proxy appends to the header. The first address that
        is not a trusted proxy is the client. Addresses to the left of the client's address are untrusted. The search
        stops at an invalid address.
        """
        if not self.believes(peer):
            return peer
        found = peer
        hops = headers.get("x-forwarded-for", "").split(",")
        for text in hops[: -_MOST_HOPS - 1 : -1]:
            address = _address(text)
            if address is None:
                break
            found = str(address)
            if not self.believes(found):
                break
        return found

    def root(self, peer: str | None, headers: Mapping[str, str], *, scheme: str = "http") -> str | None:
        """Return the URL at which the client reaches the gate, without a trailing slash; None if unknown.

        `scheme` is that of the connection to the gate.
        """
        host = headers.get("host", "")
        if self.believes(peer):
            told = _last(headers.get("x-forwarded-proto", "")).lower()
            scheme = told if told in _SCHEMES else scheme
            host = _last(headers.get("x-forwarded-host", "")) or host
        return f"{scheme}://{host}" if _HOST.match(host) else None

    def believes(self, peer: str | None) -> bool:
        """Return True if an address is a trusted proxy."""
        if not self.networks or peer is None:
            return False
        address = _address(peer)
        return address is not None and any(address in network for network in self.networks)


def _last(text: str) -> str:
    """Return the last item of a header, which the nearest proxy added."""
    return text.rpartition(",")[2].strip()


@lru_cache(maxsize=1_024)
def _address(text: str) -> Address | None:
    text = text.strip()
    match = _HOP.match(text)
    try:
        found = ip_address((match["six"] or match["four"]) if match else text)
    except ValueError:
        return None
    if isinstance(found, IPv6Address):
        if found.scope_id is not None:
            return None
        return found.ipv4_mapped or found
    return found
