"""Checks the Host header against the allowed host names. This module does no I/O.

The gate writes the requested host into listings and refusals. Without the check of the Host header, a client could
insert the host of an attacker. A web page could also read the gate's responses through DNS rebinding.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import Self

from yarl import URL

from pratique.net.client.address import Address, is_loopback, written_address


@dataclass(frozen=True, slots=True)
class Hosts:
    """The allowed host names, in addition to the names of this machine. Each name may include a port."""

    listed: frozenset[str] = frozenset()

    @classmethod
    def of(cls, listed: Iterable[str], *, bound: str = "") -> Self:
        """Build the set of allowed host names from the setting `gate.hosts` and the host that the gate listens on."""
        return cls(frozenset(name.lower() for name in (*listed, bound) if name))

    def allows(self, root: str, local: str | None) -> bool:
        """Return True if the host of the URL `root` is allowed for a connection to the IP address `local`.

        Loopback hosts, the IP address of the connection, and the listed names are allowed.
        """
        url = URL(root)
        host = (url.host or "").lower().rstrip(".")
        if is_loopback(url) or not {host, f"{host}:{url.port}"}.isdisjoint(self.listed):
            return True
        written = written_address(url)
        return written is not None and local is not None and written == _plain(local)


def _plain(text: str) -> Address | None:
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found
