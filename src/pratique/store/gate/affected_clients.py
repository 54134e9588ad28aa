"""Values for served files that were flagged later, and for their alarms."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pratique.core.decision import Ground
from pratique.core.names import ReleaseRef
from pratique.core.policy import Action


@dataclass(frozen=True, slots=True, order=True)
class ServedName:
    """A served file, identified by release, file name and sha256."""

    ref: ReleaseRef
    filename: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A file that the gate served, with the last decision that allowed it."""

    id: int
    name: ServedName
    last_at: datetime
    decision: int
    """Number of that decision."""
    epoch: str
    """By which it was decided last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bad:
    """A served file that is refused now, with the reasons."""

    name: ServedName
    action: Action
    grounds: tuple[Ground, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """A served file that was flagged. The decisions after `after` up to `through` list the clients that downloaded it."""

    name: ServedName
    at: datetime
    epoch: str
    action: Action
    grounds: tuple[Ground, ...]
    after: int
    through: int
    cleared_at: datetime | None
    """Since when nothing is said against it any more."""
    alarm: str
    """The alarm that names it."""


class AlarmState(StrEnum):
    """The delivery state of an alarm."""

    MADE = "made"
    """It has no words yet."""
    QUIET = "quiet"
    """It is in the log; there was no webhook to send it to."""
    WAITING = "waiting"
    """It is in the log and is to be sent."""
    SENT = "sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """An alarm about files that were flagged together, with the affected clients."""

    id: str
    at: datetime
    state: AlarmState
    body: str
    """What is sent, the same at every attempt."""
    attempts: int = 0
    sent_at: datetime | None = None
    why: str = ""
    """Why the last attempt failed."""
