"""IP addresses in every spelling that the programs of an attack accept."""

import ipaddress
import re

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address

_DOCUMENTATION = tuple(
    map(ipaddress.ip_network, ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32"))
)
"""RFC 5737, RFC 3849."""
RESOLVERS = frozenset(
    map(
        ipaddress.ip_address,
        (
            *("1.0.0.1", "1.1.1.1", "8.8.4.4", "8.8.8.8", "9.9.9.9", "149.112.112.112", "208.67.220.220"),
            *("208.67.222.222", "2001:4860:4860::8844", "2001:4860:4860::8888", "2606:4700:4700::1111"),
        ),
    )
)
"""Public name servers that everybody names, often only to learn which address of one's own leads out."""
_IDENTIFIERS = tuple(
    map(ipaddress.ip_network, ("1.3.101.110/31", "1.3.101.112/31", "2.5.4.0/24", "2.5.29.0/24"))
)
"""Object identifiers of four parts that read as addresses: curves of RFC 8410, attributes and extensions of X.509 (RFC 5280)."""
_PART = re.compile(r"0[xX][0-9a-fA-F]{1,16}|0[oO]?[0-7]{1,22}|[0-9]{1,20}")


def address_of(host: str) -> Ip | None:
    """The IP address that a host name is: dotted, or as inet_aton reads it (one to four parts, decimal, hex or octal).

    An IPv6 address that carries an IPv4 address (mapped) is given as that.
    """
    try:
        found = ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return _numbers(host)
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        return found.ipv4_mapped
    return found


def is_remote(address: Ip) -> bool:
    """Whether an address is one of the public network, which no group is (RFC 5771).

    Those of documentation count: inert fixtures use them.
    """
    return (address.is_global and not address.is_multicast) or any(
        address in network for network in _DOCUMENTATION
    )


def may_be_identifier(address: Ip) -> bool:
    """Whether four numbers are an object identifier as well, where nothing around them says that they are an address."""
    return any(address in network for network in _IDENTIFIERS)


def _numbers(host: str) -> ipaddress.IPv4Address | None:
    parts = host.split(".")
    if len(parts) > 4 or not all(_PART.fullmatch(part) for part in parts):
        return None
    values = [_value(part) for part in parts]
    if None in values:
        return None
    *heads, last = (value for value in values if value is not None)
    room = 4 - len(heads)
    if any(head > 255 for head in heads) or last >= 256**room:
        return None
    number = last
    for place, head in enumerate(heads):
        number |= head << (8 * (3 - place))
    return ipaddress.IPv4Address(number)


def _value(part: str) -> int | None:
    lower = part.lower()
    try:
        if lower.startswith("0x"):
            return int(lower, 16)
        if lower.startswith("0") and len(lower) > 1:
            return int(lower.removeprefix("0o"), 8)
        return int(lower)
    except ValueError:  # an octal spelling with an 8 or 9
        return None
