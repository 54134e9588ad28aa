"""The queue of held files for manual review, with the requests for them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pratique.core.act import NO_WORD, Word
from pratique.core.decision import Decision
from pratique.core.names import Digest
from pratique.core.policy import Action
from pratique.core.request import HeldEntry, Request
from pratique.core.verdict import HoldKind


class HoldState(StrEnum):
    """The state of a held file."""

    REVIEW = "review"
    """A person must review it."""
    WAIT = "wait"
    """It is held until a known time."""
    BLOCKED = "blocked"
    RELEASED = "released"
    """A person approved it."""
    REFUSED = "refused"
    """A person denied it."""
    ENDED = "ended"
    """Its cooldown is over, or it was allowed since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Client requests for a file that this gate did not serve."""

    times: int
    clients: int
    """The number of clients, by address and token."""
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoppedFile:
    """A file that was refused at least once, according to the decision log."""

    decision: Decision
    """The last decision that stopped it."""
    use: Use
    let_in_at: datetime | None = None
    """When it was allowed after that; None: it was not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """One file in the queue."""

    purl: str
    filename: str
    digest: Digest | None
    state: HoldState
    until: datetime | None = None
    """When a cooldown, or a person's approval, ends."""
    rules: tuple[str, ...]
    """The rules that stopped it, most severe first (ids for `pratique explain`); empty if it is only in a request."""
    why: str
    since: datetime
    """When it was first refused or requested."""
    use: Use | None = None
    """None: it is only in a request."""
    requests: tuple[Request, ...] = ()
    """Newest first."""
    word: Word = NO_WORD
    """The decision of a person about these bytes."""


def state_of(entry: HeldEntry, word: Word, now: datetime) -> HoldState:
    """Return the state of an entry of an approval request."""
    return state_now(entry.action, entry.kind, entry.until, word, now)


def state_now(
    action: Action, kind: HoldKind | None, until: datetime | None, word: Word, now: datetime
) -> HoldState:
    """Return the state of a stopped file after people's decisions."""
    if word.refusal is not None:
        return HoldState.REFUSED
    if word.release is not None and (action is not Action.BLOCK or word.release.even_blocked):
        return HoldState.RELEASED
    if action is Action.BLOCK:
        return HoldState.BLOCKED
    if kind is not HoldKind.WAIT or until is None:
        return HoldState.REVIEW
    return HoldState.WAIT if now < until else HoldState.ENDED
