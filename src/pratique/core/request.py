"""An approval request: one for all held entries of a lockfile. It never changes afterwards."""

from dataclasses import dataclass
from datetime import datetime

from pratique.core.decision import Client
from pratique.core.names import Digest
from pratique.core.policy import Action
from pratique.core.verdict import HoldKind


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldEntry:
    """A file that was held or blocked when it was asked for."""

    purl: str
    """With the version."""
    filename: str
    digest: Digest | None
    """Of its bytes, as this gate met them or as the registry lists them; None: neither is known. Never what a stranger's
    lock promises: who releases the file would release other bytes."""
    action: Action
    kind: HoldKind | None = None
    until: datetime | None = None
    why: str
    """In the words of that day: one line of ASCII."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request."""

    key: str
    """Its name: lower-case letters and digits that cannot be guessed."""
    at: datetime
    """Aware UTC."""
    who: str
    """As whoever asks calls themselves; a claim, and text of a stranger. "" where they do not."""
    reason: str
    client: Client
    about: str = ""
    """The name of the lockfile; "" where releases were named."""
    asked: int
    """How many releases it was about."""
    held: tuple[HeldEntry, ...]
    more: int = 0
    """How many more were held that had no room."""
    unknown: int = 0
    """Of how many it could not be told whether they are held."""
