"""The decisions of the gate about artifacts: client, time and reasons. A stored decision is never changed."""

from dataclasses import dataclass, field
from datetime import datetime

from pratique.core.ci_claim import CiClaim
from pratique.core.names import ReleaseRef
from pratique.core.policy import Action
from pratique.core.verdict import HoldKind, Standing

ALARM = "corruption alarm"
"""The note of a decision without a client request: the digest in a listing differs from that of the received bytes."""


@dataclass(frozen=True, slots=True)
class Client:
    """The client of a request.

    The client itself supplies all fields except its network address, its token, and a proven CI job.
    """

    address: str
    agent: str = ""
    """The user agent of the client: the package manager, sometimes with the CI system."""
    command: str = ""
    """The client's command as reported by npm, such as `ci` or `install`."""
    who: str = ""
    """The name of the token that the gate verified; "" if the gate requires no token."""
    ci: CiClaim | None = None
    """The CI job of the client; None if the client states none. An ID token proved the job only if `proven` is set."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A reason for a decision, in the wording at the time of the decision."""

    code: str
    text: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision of the gate about one artifact."""

    at: datetime
    """The timezone-aware time of the decision in UTC."""
    ref: ReleaseRef
    filename: str
    sha256: str | None
    """The SHA-256 of the judged bytes; None if no bytes were received."""
    action: Action
    kind: HoldKind | None = None
    until: datetime | None = None
    """When a cooldown hold ends."""
    grounds: tuple[Ground, ...] = ()
    """The reasons that stopped the artifact, most severe first.

    In observe mode, `grounds` contains the reasons that would have stopped the artifact. If the artifact was allowed
    despite a reason, `grounds` contains that reason and the approver. `grounds` is empty if there was no reason against
    the artifact.
    """
    standing: Standing
    epoch: str
    """A short digest of the rules, policy and advisories on which the decision is based."""
    client: Client
    note: str = ""
    """Additional information about the decision, such as that the registry no longer has the file."""
    number: int = field(default=0, compare=False)
    """The position of the decision among all decisions, from 1; 0 before the decision is stored."""


@dataclass(frozen=True, slots=True)
class Extent:
    """The size of a decision log: the number of decisions, and the times of the first and the last decision."""

    count: int
    first: datetime | None = None
    last: datetime | None = None

    def __add__(self, other: "Extent") -> "Extent":
        """Return the size of two logs together."""
        first = [one for one in (self.first, other.first) if one is not None]
        last = [one for one in (self.last, other.last) if one is not None]
        return Extent(self.count + other.count, min(first, default=None), max(last, default=None))
