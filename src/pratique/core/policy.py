"""The operator's policy, as data only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from pratique.core.finding import Confidence, Severity
from pratique.core.names import Digest, Ecosystem


class Action(StrEnum):
    """The action of a verdict: allow, hold or block."""

    ALLOW = "allow"
    HOLD = "hold"
    BLOCK = "block"

    @property
    def rank(self) -> int:
        """Return the rank of the action, from 0 for allow to 2 for block."""
        return list(Action).index(self)


FINDING_ACTIONS: Mapping[tuple[Severity, Confidence], Action] = {
    (Severity.CRITICAL, Confidence.HIGH): Action.BLOCK,
    (Severity.CRITICAL, Confidence.MEDIUM): Action.HOLD,
    (Severity.HIGH, Confidence.HIGH): Action.HOLD,
}
"""The action for a finding in a new artifact, by severity and confidence.

For `behaves-like-malware`, the action follows the calibrated score. A finding whose severity and confidence are not in
the table is a note, which is printed but stops nothing. A blocking finding also blocks an artifact that is already in
use; a holding finding does not.
"""


WHATEVER_HOLDS = "*"
"""Matches all holds. Only approvals use this value; settings may not contain it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """An exception with a reason, an owner and an expiry."""

    rule: str
    """A rule id, a reason code, or `WHATEVER_HOLDS`."""
    ecosystem: Ecosystem | None
    package: str
    """The normalised package name; `*` is not allowed."""
    versions: str | None = None
    """A range in the version syntax of the ecosystem; None for every version, unless `digest` is set."""
    digest: Digest | None = None
    reason: str
    owner: str
    expires: date
    origin: str = ""
    """The location of the waiver, such as `pratique.toml:12`."""
    until: datetime | None = None
    """The end time of an approval; None for other exceptions."""
    lifts_blocks: bool = False
    """Whether an approval also lifts blocks."""

    @property
    def words(self) -> str:
        """Return a text with the owner and the reason of the waiver."""
        if self.rule != WHATEVER_HOLDS:
            return f"waived by {self.owner}: {self.reason}"
        end = f" (until {self.until:%Y-%m-%d %H:%M} UTC)" if self.until else ""
        return f"released by {self.owner}: {self.reason}{end}"

    def holds_at(self, now: datetime) -> bool:
        """Return True if the waiver has not expired. A waiver is valid through its last day, an approval until its time."""
        return now.date() <= self.expires if self.until is None else now < self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The settings that a verdict depends on."""

    min_age: timedelta = timedelta(hours=72)
    min_age_signalled: timedelta = timedelta(days=14)
    hold_incomplete: bool = True
    """Whether a new artifact with unread executable content is held for review."""
    waivers: tuple[Waiver, ...] = field(default=())
    denied: Mapping[str, str] = field(default_factory=dict)
    """Package URLs that are never allowed, each with the reason."""
