"""The client that a proxy reports: `X-Forwarded-For`, `-Proto` and `-Host`. Pure.

Only proxies that the operator names (`gate.trusted_proxies`) are believed; any other client could write any
address into the log.
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
"""An address with a port, as some proxies write it."""
_MOST_HOPS = 32
_SCHEMES = frozenset({"http", "https"})


@dataclass(frozen=True, slots=True)
class Trusted:
    """Proxies that are believed; none by default."""

    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """Read addresses and networks, as the setting checked them. Raises ValueError."""
        return cls(tuple(ip_network(text) for text in texts))

    def client(self, peer: str | None, headers: Mapping[str, str]) -> str | None:
        """Return the client's address: that of the connection, or the one that trusted proxies report.

        `X-Forwarded-For` is read from its end, where the nearest proxy wrote: the first address that is no
        trusted proxy is the client, and everything before it is the client's own claim. Reading ends at an
        invalid address.
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

    def root(self, peer: str | None, headers: Mapping[str, str]) -> str | None:
        """Return the URL under which the client reaches the gate, without a trailing slash; None if unknown."""
        scheme, host = "http", headers.get("host", "")
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
    """Return what the nearest proxy wrote."""
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
