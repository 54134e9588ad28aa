"""The queue of held files for manual review, with the client requests for the files."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pratique.core.act import NO_WORD, Word
from pratique.core.ci_claim import CiClaim
from pratique.core.decision import Decision
from pratique.core.names import Digest
from pratique.core.policy import Action
from pratique.core.request import HeldEntry, Request
from pratique.core.verdict import HoldKind


class HoldState(StrEnum):
    """The state of a held file."""

    REVIEW = "review"
    """The file needs review by a person."""
    WAIT = "wait"
    """The file is held until a known time."""
    BLOCKED = "blocked"
    RELEASED = "released"
    """A person approved the file."""
    REFUSED = "refused"
    """A person denied the file."""
    ENDED = "ended"
    """The cooldown of the file is over, or the gate has allowed the file since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Client requests for a file that this gate did not serve."""

    times: int
    clients: int
    """The number of different clients, by network address and token."""
    first: datetime
    last: datetime
    ci: CiClaim | None = None
    """The CI job of the last request; None if the client stated none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoppedFile:
    """A file that was refused at least once, according to the decision log."""

    decision: Decision
    """The last decision that stopped the file."""
    use: Use
    let_in_at: datetime | None = None
    """When the gate allowed the file after the last stop; None if the gate has not allowed the file since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """One file in the queue."""

    purl: str
    filename: str
    digest: Digest | None
    state: HoldState
    until: datetime | None = None
    """When the cooldown or the approval of the file ends."""
    rules: tuple[str, ...]
    """The rules that stopped the file, most severe first (ids for `pratique explain`); empty for a file that is only in an
    approval request."""
    why: str
    since: datetime
    """When the file was first refused or requested."""
    use: Use | None = None
    """Client requests for the file; None for a file that is only in an approval request."""
    requests: tuple[Request, ...] = ()
    """Approval requests for the file, newest first."""
    word: Word = NO_WORD
    """A person's decision about the bytes of the file."""


def state_of(entry: HeldEntry, word: Word, now: datetime) -> HoldState:
    """Return the state of an entry of an approval request."""
    return state_now(entry.action, entry.kind, entry.until, word, now)


def state_now(
    action: Action, kind: HoldKind | None, until: datetime | None, word: Word, now: datetime
) -> HoldState:
    """Return the state of a stopped file, considering people's decisions."""
    if word.refusal is not None:
        return HoldState.REFUSED
    if word.release is not None and (action is not Action.BLOCK or word.release.even_blocked):
        return HoldState.RELEASED
    if action is Action.BLOCK:
        return HoldState.BLOCKED
    if kind is not HoldKind.WAIT or until is None:
        return HoldState.REVIEW
    return HoldState.WAIT if now < until else HoldState.ENDED
