"""What sort of host an address names: the project's own, widely used, or one of those that attacks prefer.

An unknown host says nothing; a host of a telling class at the end of a chain says much.
"""

from pratique.analysis.hosts.numbers import RESOLVERS, address_of, is_remote, may_be_identifier
from pratique.analysis.hosts.own import own_hosts
from pratique.analysis.hosts.reading import Where, where
from pratique.analysis.hosts.receiver import is_mailbox, names_receiver
from pratique.analysis.hosts.registries import registries
from pratique.analysis.hosts.suffixes import registrable
from pratique.analysis.hosts.table import BY_SUFFIX, PRIVATE_SUFFIXES, HostClass

__all__ = ["HostClass", "class_of", "host_of", "names_receiver", "own_hosts", "registrable"]

_OVERRULED = frozenset(
    {
        HostClass.UNKNOWN,
        HostClass.WIDE,
        HostClass.CODE_HOST_RAW,
        HostClass.FREE_HOSTING,
        HostClass.DYNAMIC_DNS,
    }
)
"""Classes that give way to `own`. The rest stays: a manifest may claim any homepage, a webhook is no homepage."""
_HANDING_ON = frozenset({HostClass.UNKNOWN, HostClass.FREE_HOSTING})
"""Classes of hosts that may stand before the service whose path they are asked for."""


def class_of(host_or_url: str, own: frozenset[str] = frozenset()) -> HostClass:
    """Class a URL, a host or a host with a port; UNKNOWN for what names no host.

    `own` is what `own_hosts` gives: registrable domains, and `host/owner` for what lies on a code host.
    """
    place = where(host_or_url)
    if place is None:
        return HostClass.UNKNOWN
    address = address_of(place.host)
    if address in RESOLVERS:
        return HostClass.WIDE
    if address is not None and may_be_identifier(address) and host_or_url == place.host:
        return HostClass.UNKNOWN
    if address is not None:
        return HostClass.RAW_IP if is_remote(address) else HostClass.PRIVATE
    found = _by_name(place)
    if own and found in _OVERRULED and _is_own(place, own):
        return HostClass.OWN
    return HostClass.WEBHOOK if found in _HANDING_ON and is_mailbox(place.path) else found


def host_of(host_or_url: str) -> str | None:
    """The host that a URL or a host with a port names, lower case; None for what names none."""
    place = where(host_or_url)
    return place.host if place is not None else None


def _by_name(place: Where) -> HostClass:
    labels = place.host.split(".")
    if len(labels) == 1 or labels[-1] in PRIVATE_SUFFIXES or _is_no_top(labels[-1]):
        return HostClass.PRIVATE
    for start in range(len(labels) - 1):
        suffix = ".".join(labels[start:])
        for path, found in BY_SUFFIX.get(suffix, ()):
            if _lies_below(place.path, path):
                return found
        if suffix in registries():
            return HostClass.WIDE
    return HostClass.ONION if labels[-1] == "onion" else HostClass.UNKNOWN


def _is_no_top(label: str) -> bool:
    """Whether no top label of the public network can be this: they have a hyphen only in their encoded form (RFC 3696, section 2)."""
    return "-" in label and not label.startswith("xn--")


def _lies_below(path: str, row: str) -> bool:
    return row[1:] in path if row.startswith("*") else path.startswith(row)


def _is_own(place: Where, own: frozenset[str]) -> bool:
    if registrable(place.host) in own:
        return True
    owner = place.path.removeprefix("/repos").lstrip("/").partition("/")[0].lower()
    return bool(owner) and f"{place.host}/{owner}" in own
