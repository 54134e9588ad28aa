"""Defines the values for served files that were flagged later, and for their alarms."""

from dataclasses import dataclass, field
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
    """The number of the last decision that allowed the file."""
    epoch: str
    """An identifier of the policy, the rules and the advisory data (the epoch) at the last decision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Uninspected:
    """A file that the gate served before its inspection ended."""

    name: ServedName
    at: datetime
    """When the gate served the file for the first time."""
    why: str = ""
    """Why the last inspection failed; empty if no inspection has ended yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bad:
    """A served file that is refused now, with the reasons."""

    name: ServedName
    action: Action
    grounds: tuple[Ground, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """A served file that was flagged.

    The decisions numbered above `after`, up to `through`, list the clients that downloaded the file.
    """

    name: ServedName
    at: datetime
    epoch: str
    action: Action
    grounds: tuple[Ground, ...]
    after: int
    through: int
    cleared_at: datetime | None
    """The time when the refusal of the file ended; None if the file is still refused."""
    alarm: str
    """The id of the alarm about the file."""
    number: int = field(default=0, compare=False)
    """The position among all flagged files, from 1; 0 before the file is stored."""


class Events(StrEnum):
    """The kinds of entries that the webhook is told about, each with the name under which the progress is stored."""

    REQUESTS = "events-requests"
    ACTS = "events-acts"


class AlarmState(StrEnum):
    """The delivery state of an alarm."""

    MADE = "made"
    """The alarm has no text yet."""
    QUIET = "quiet"
    """The alarm is in the log, and no webhook was configured."""
    WAITING = "waiting"
    """The alarm is in the log and waits for delivery."""
    SENT = "sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """An alarm about files that were flagged together, with the affected clients."""

    id: str
    at: datetime
    state: AlarmState
    body: str
    """The body to send, which is identical for each delivery attempt."""
    attempts: int = 0
    sent_at: datetime | None = None
    why: str = ""
    """The error of the last delivery attempt."""
