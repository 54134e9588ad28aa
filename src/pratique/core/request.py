"""Approval requests.

One approval request covers all held entries of a lockfile. Stored approval requests are never changed.
"""

from dataclasses import dataclass, field
from datetime import datetime

from pratique.core.decision import Client
from pratique.core.names import Digest
from pratique.core.policy import Action
from pratique.core.verdict import HoldKind


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldEntry:
    """A file that was held or blocked when a user made the approval request."""

    purl: str
    """The package URL with the version."""
    filename: str
    digest: Digest | None
    """The digest of the file's bytes, as received by this gate or as listed by the registry; None if unknown.

    The digest never comes from an untrusted lockfile, because an approval would then apply to other bytes.
    """
    action: Action
    kind: HoldKind | None = None
    until: datetime | None = None
    why: str
    """The reason at the time of the request: one line of ASCII."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One approval request."""

    key: str
    """The id of the request. The id consists of lower-case letters and digits and cannot be guessed."""
    at: datetime
    """The timezone-aware time of the request in UTC."""
    who: str
    """The name that the requester specified, unverified and untrusted; "" if no name was specified."""
    reason: str
    client: Client
    about: str = ""
    """The name of the lockfile; "" if the user listed releases instead of a lockfile."""
    asked: int
    """The number of releases in the request."""
    held: tuple[HeldEntry, ...]
    more: int = 0
    """The number of further held entries, which exceed the limit of one request."""
    unknown: int = 0
    """The number of releases whose hold state is unknown."""
    number: int = field(default=0, compare=False)
    """The position of the request among all requests, from 1; 0 before the request is stored."""

    @property
    def requester(self) -> str:
        """Return the verified identity of the requester."""
        return requester_of(self.client)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRequest:
    """One file of an approval request, with its requester and the reason."""

    purl: str
    filename: str
    digest: Digest | None
    key: str
    """The id of the approval request."""
    at: datetime
    who: str
    """The name that the requester specified, unverified and untrusted."""
    reason: str
    client: Client
    number: int
    """The position of the approval request among all requests."""

    @property
    def requester(self) -> str:
        """Return the verified identity of the requester."""
        return requester_of(self.client)


def requester_of(client: Client) -> str:
    """Return the verified identity of a requester: the name of the token, or the network address."""
    return client.who or client.address
