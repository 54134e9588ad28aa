"""Parses URLs, compares their origins, and formats them without secrets."""

import socket
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from yarl import URL

from pratique.errors import ParseError, Reference

MAX_LENGTH = 8_000
"""Maximum number of characters in a URL. Longer URLs are rejected."""
Address = IPv4Address | IPv6Address
_THIS_MACHINE = IPv4Address("127.0.0.1")
_NAT64 = IPv6Network("64:ff9b::/96")
_PROTOCOLS = IPv4Network("192.0.0.0/24")
"""IPv6 networks for protocol assignments (RFC 6890)."""


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """The scheme, host and port of a URL (RFC 6454). A credential belongs to one origin."""

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = {"http": 80, "https": 443}[self.scheme]
        return f"{self.scheme}://{host}" + ("" if self.port == usual else f":{self.port}")


def parse(text: str) -> URL:
    """Parse an absolute http or https URL.

    The fragment is removed, and the percent-encoding is normalized. Raises ParseError if the text is not an absolute
    http or https URL; the message contains no secrets.
    """
    if len(text) > MAX_LENGTH or not text.isprintable():
        raise _bad("the URL has more than 8,000 characters or contains control characters")
    try:
        url = URL(text.strip())
        host, port = url.host, url.port
        if url.raw_host and url.raw_host != url.raw_host.lower():
            # yarl leaves capitals in some names that are not ASCII.
            url = url.with_host(url.raw_host.lower())
    except (ValueError, TypeError):
        raise _bad("not a valid URL") from None
    if url.scheme not in {"http", "https"} or not host or port is None:
        raise _bad("not an absolute http or https URL")
    return url.with_fragment(None)


def join(url: URL, reference: str) -> URL:
    """Resolve a `Location` header against the URL of its response. Raises ParseError for the same reasons as `parse`."""
    if len(reference) > MAX_LENGTH or not reference.isprintable():
        raise _bad("the URL has more than 8,000 characters or contains control characters")
    try:
        joined = str(url.join(URL(reference.strip())))
    except (ValueError, TypeError):
        raise _bad("not a valid URL") from None
    return parse(joined)


def bare(url: URL) -> URL:
    """Return the URL without user and password."""
    return url.with_user(None)


def origin(url: URL) -> Origin:
    """Return the origin of a URL from `parse`."""
    assert url.raw_host is not None
    assert url.port is not None
    return Origin(url.scheme, url.raw_host.lower(), url.port)


def shown(url: URL) -> str:
    """Return the URL for display: no user, password or query (it may be a signature), at most 200 characters."""
    text = str(bare(url).with_query(None))
    more = "?..." if url.query_string else ""
    return f"{text[:200]}{'...' if len(text) > 200 else ''}{more}"


def registry_url(url: URL) -> str:
    """Return the URL of a registry, without credentials, query and fragment, with a trailing slash."""
    text = str(bare(url).with_query(None))
    return text if text.endswith("/") else f"{text}/"


def is_loopback(url: URL) -> bool:
    """Return True if the host of a URL is a loopback address or `localhost`."""
    address = written_address(url)
    return address is not None and (address.is_loopback or address.is_unspecified)


def written_address(url: URL) -> Address | None:
    """Return the IP address in the host of a URL, or None for a host name that must be resolved.

    `localhost` is 127.0.0.1.
    """
    host = (url.host or "").lower().rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return _THIS_MACHINE
    return _ip_address(host)


def is_public(address: Address) -> bool:
    """Return True if an IP address is globally reachable.

    Returns False for private, loopback, link-local, carrier-grade NAT, unique-local, multicast, unspecified and
    reserved addresses, and for IPv6 addresses that embed such an IPv4 address. The link-local address 169.254.169.254
    serves the secrets of a cloud machine.
    """
    if isinstance(address, IPv6Address):
        carried = _carried(address)
        if carried is not None:
            return is_public(carried)
        if address.is_site_local:
            return False
    elif address in _PROTOCOLS:
        # Older Pythons call parts of it global.
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _carried(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address embedded in an IPv6 address: mapped, NAT64 (RFC 6052), 6to4, Teredo."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)


@lru_cache(maxsize=256)  # a listing has thousands of addresses, and all of one or two hosts
def _ip_address(host: str) -> Address | None:
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        pass
    else:
        return getattr(address, "ipv4_mapped", None) or address
    try:
        # What a resolver takes for IPv4 as well: `127.1`, `0x7f000001`, `2130706433`.
        return IPv4Address(socket.inet_aton(host))
    except (OSError, ValueError):
        return None


def _bad(why: str) -> ParseError:
    return ParseError(
        Reference.CONFIG_INVALID,
        f"not an http or https URL: {why}",
        hint="write a URL such as https://registry.example/",
    )
