"""The operator's rules: data only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from pratique.core.finding import Confidence, Severity
from pratique.core.names import Digest, Ecosystem


class Action(StrEnum):
    """The action of a verdict."""

    ALLOW = "allow"
    HOLD = "hold"
    BLOCK = "block"

    @property
    def rank(self) -> int:
        """Return 0 for allow up to 2 for block."""
        return list(Action).index(self)


FINDING_ACTIONS: Mapping[tuple[Severity, Confidence], Action] = {
    (Severity.CRITICAL, Confidence.HIGH): Action.BLOCK,
    (Severity.CRITICAL, Confidence.MEDIUM): Action.HOLD,
    (Severity.HIGH, Confidence.HIGH): Action.HOLD,
}
"""What a finding does to an artifact of standing *new*. That of `behaves-like-malware` follows the calibrated score.

Every pair that is not named is a note: printed, and stopping nothing. A finding that blocks also blocks a
*pinned* artifact; one that holds does not.
"""


WHATEVER_HOLDS = "*"
"""In place of a rule: all that holds. A person's release alone says so; in settings it is no rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """An exception with a reason, an owner and an end."""

    rule: str
    """A rule id or a reason code, or `WHATEVER_HOLDS`."""
    ecosystem: Ecosystem | None
    package: str
    """Normalised package name; `*` is not accepted."""
    versions: str | None = None
    """A range in the ecosystem's own syntax; None: every version, unless `digest` is given."""
    digest: Digest | None = None
    reason: str
    owner: str
    expires: date
    origin: str = ""
    """Where it is written, such as `pratique.toml:12`."""
    until: datetime | None = None
    """Of a release: the moment at which it ends."""
    lifts_blocks: bool = False
    """Of a release: whether it lifts what blocks, too."""

    @property
    def words(self) -> str:
        """Return who approved it, and why."""
        if self.rule != WHATEVER_HOLDS:
            return f"waived by {self.owner}: {self.reason}"
        end = f" (until {self.until:%Y-%m-%d %H:%M} UTC)" if self.until else ""
        return f"released by {self.owner}: {self.reason}{end}"

    def holds_at(self, now: datetime) -> bool:
        """Return True if it has not expired: a waiver counts through its last day, an approval up to its time."""
        return now.date() <= self.expires if self.until is None else now < self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The rules a verdict is made by."""

    min_age: timedelta = timedelta(hours=72)
    min_age_signalled: timedelta = timedelta(days=14)
    hold_incomplete: bool = True
    """Whether a new artifact with unread executable content is held for review."""
    waivers: tuple[Waiver, ...] = field(default=())
    denied: Mapping[str, str] = field(default_factory=dict)
    """Purls that are never allowed, with the reason."""
