"""Ends of a connection that receive nothing: hosts that only serve files, and clients that are made and not yet used."""

from pratique.analysis.facts import Capability, Use

_SERVING = frozenset(
    (
        *("cdn.jsdelivr.net", "codeload.github.com", "gist.githubusercontent.com", "unpkg.com"),
        *(
            "media.githubusercontent.com",
            "raw.githubusercontent.com",
            "raw.githack.com",
            "rawcdn.githack.com",
        ),
    )
)
"""Hosts that give out files and tell nobody who asked for what: anybody's code may come from there, nothing gets to anybody by being
sent there."""
_CLIENTS = frozenset(("requests.Session", "requests.session", "httpx.Client", "httpx.AsyncClient"))


def keeps_nothing(host: str | None) -> bool:
    """Whether what is sent to a host reaches nobody who could read it there."""
    return host in _SERVING


def only_makes_client(use: Use) -> bool:
    """Whether a module makes a client when it is loaded: what that sends is told of its methods."""
    return (
        use.capability is Capability.NETWORK
        and use.api in _CLIENTS
        and use.at_load
        and use.scope == 0
        and use.argument is None
    )
