"""What the gate holds, and what it is wanted for: the queue that a person works through."""

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
    """What becomes of it."""

    REVIEW = "review"
    """A person must act."""
    WAIT = "wait"
    """It frees itself."""
    BLOCKED = "blocked"
    RELEASED = "released"
    """A person let it in."""
    REFUSED = "refused"
    """A person shut it out."""
    ENDED = "ended"
    """Its wait is over, or it was let in since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """How clients of this gate asked for a file that was not given to them."""

    times: int
    clients: int
    """How many, by their addresses and tokens."""
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoppedFile:
    """A file that was refused at least once, from the decisions."""

    decision: Decision
    """The last one that stopped it."""
    use: Use
    let_in_at: datetime | None = None
    """When it was let in after that; None: it was not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """One file of the queue."""

    purl: str
    filename: str
    digest: Digest | None
    state: HoldState
    until: datetime | None = None
    """When a wait, or a person's release, ends."""
    rules: tuple[str, ...]
    """What stopped it, gravest first: names that `pratique explain` knows; empty where only a request tells of it."""
    why: str
    since: datetime
    """When it was first refused, or asked for."""
    use: Use | None = None
    """None: only a request tells of it."""
    requests: tuple[Request, ...] = ()
    """Newest first."""
    word: Word = NO_WORD
    """What a person said about these bytes."""


def state_of(entry: HeldEntry, word: Word, now: datetime) -> HoldState:
    """Return the state of an entry of a request."""
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
