"""The registrable domain of a host: the name that somebody registered, with all below it.

A small table in place of the Public Suffix List (docs/reference/dependencies.md): what it leaves out makes a domain too narrow
or, under an unlisted private suffix, too wide, which is why every free host of the table counts as a suffix.
"""

from pratique.analysis.hosts.numbers import address_of
from pratique.analysis.hosts.reading import where
from pratique.analysis.hosts.table import BY_SUFFIX, SHARED_SUFFIXES, HostClass

_SECOND_LEVEL = frozenset(
    (
        *("ac", "ad", "art", "asn", "co", "com", "ed", "edu", "fin", "firm", "gen", "go", "gob", "gouv", "gov"),
        *("gr", "gub", "gv", "id", "idv", "in", "ind", "inf", "info", "int", "k12", "lg", "ltd", "me", "mil"),
        *("mod", "muni", "ne", "net", "nhs", "nic", "nom", "nsw", "nt", "or", "org", "plc", "police", "priv"),
        *("pro", "res", "sc", "sch", "school", "store", "tm", "vic", "web"),
    )
)  # fmt: skip
"""Second labels under which names are registered in the domains of countries (`co.uk`, `com.br`, `ne.jp`)."""
_SHARED = frozenset(
    {
        HostClass.FREE_HOSTING,
        HostClass.DYNAMIC_DNS,
        HostClass.TUNNEL,
        HostClass.CALLBACK,
    }
)
"""Classes whose names are given to anybody one label further down."""


def registrable(host: str) -> str:
    """The registrable domain of a host or URL; the host itself when it is an address or has one label, "" for none.

    `docs.example.co.uk` is `example.co.uk`, `a.b.github.io` is `b.github.io`.
    """
    place = where(host)
    if place is None:
        return ""
    name = place.host
    labels = name.split(".")
    if len(labels) < 2 or address_of(name) is not None:
        return name
    for start in range(1, len(labels) - 1):
        suffix = ".".join(labels[start:])
        shared = any(not path and found in _SHARED for path, found in BY_SUFFIX.get(suffix, ()))
        if shared or suffix in SHARED_SUFFIXES:
            return ".".join(labels[start - 1 :])
    country = len(labels[-1]) == 2
    if country and len(labels) > 2 and labels[-2] in _SECOND_LEVEL:
        return ".".join(labels[-3:])
    return ".".join(labels[-2:])
