"""By which host names clients may reach the gate. Pure.

The gate writes the host of a request into listings and refusals. A name that anybody may send would put the addresses of
others there, and let a web page whose name is made to point here (DNS rebinding) read what the gate serves.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import Self

from yarl import URL

from pratique.net.client.address import Address, is_loopback, written_address


@dataclass(frozen=True, slots=True)
class Hosts:
    """Host names beside those of this machine; with or without a port."""

    listed: frozenset[str] = frozenset()

    @classmethod
    def of(cls, listed: Iterable[str], *, bound: str = "") -> Self:
        """Make it of the setting `gate.hosts` and of the host that the gate was made to listen on."""
        return cls(frozenset(name.lower() for name in (*listed, bound) if name))

    def allows(self, root: str, local: str | None) -> bool:
        """Return whether a client may reach the gate at `root` over a connection to the address `local`.

        It may by an address of this machine, by the address that it connected to, and by a listed name.
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
