"""Who asks, as far as a request tells. Pure."""

from collections.abc import Mapping

from pratique.core.decision import Client

_MOST = 300


def client_of(address: str | None, headers: Mapping[str, str]) -> Client:
    """Read the address of the connection and what the client says of itself; header names are in lower case."""
    return Client(
        address=(address or "unknown")[:_MOST],
        agent=headers.get("user-agent", "")[:_MOST],
        command=headers.get("npm-command", "")[:_MOST],
    )
