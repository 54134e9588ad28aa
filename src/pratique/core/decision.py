"""What the gate answered about an artifact: to whom, when and why. Never changed afterwards."""

from dataclasses import dataclass
from datetime import datetime

from pratique.core.names import ReleaseRef
from pratique.core.policy import Action
from pratique.core.verdict import HoldKind, Standing

ALARM = "corruption alarm"
"""The note of a decision that nobody asked for: a listing names another digest than that of the bytes met here."""


@dataclass(frozen=True, slots=True)
class Client:
    """The client of a request. Everything but the address is the client's claim."""

    address: str
    agent: str = ""
    """Its user agent; package managers name themselves and some the CI system in it."""
    command: str = ""
    """What npm says that it does, such as `ci` or `install`."""
    who: str = ""
    """The name of the token that was shown; "" where the gate asks for none. The gate knows it: it is no claim."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A reason of a decision, in the words of that day."""

    code: str
    text: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One answer of the gate about one artifact."""

    at: datetime
    """Aware UTC."""
    ref: ReleaseRef
    filename: str
    sha256: str | None
    """Of the bytes that were judged; None where there were none."""
    action: Action
    kind: HoldKind | None = None
    until: datetime | None = None
    """When a hold that waits frees itself."""
    grounds: tuple[Ground, ...] = ()
    """What stopped it, gravest first; in observe mode what would have stopped it; of what was let in against a reason,
    that reason and who lifted it. Empty when nothing spoke against it."""
    standing: Standing
    epoch: str
    """What it was decided by: rules, policy and advisories, as one short digest."""
    client: Client
    note: str = ""
    """What else happened, such as that the registry has it no more."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of a log there is: the number of decisions, and the times of the first and the last."""

    count: int
    first: datetime | None = None
    last: datetime | None = None
