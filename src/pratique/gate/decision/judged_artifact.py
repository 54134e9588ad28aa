"""The gate's record of a judged artifact."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pratique.core.assessment import Assessment
from pratique.core.names import ReleaseRef
from pratique.core.policy import Action
from pratique.core.reason import ReasonCode
from pratique.core.verdict import Verdict
from pratique.store.record import AllowedBytes

CHANGED_FOR = timedelta(seconds=30)
"""How long bytes that nobody promised count: the registry, or a cache before it, may soon serve the right ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A judged artifact with all evidence."""

    ref: ReleaseRef
    filename: str
    assessment: Assessment
    epoch: str
    at: datetime
    size_bytes: int = 0
    removed: bool = False
    """Whether the registry has it no more."""
    sets: int = 0
    """How many fix sets were known when it was begun."""
    in_use: bool = False
    """Whether it was noted that these bytes are in use."""
    let_in: bool = False
    """Whether a person or waiver let it in and somebody got it: the next release may be compared with it from then on."""

    @property
    def held_back(self) -> bool:
        """Return True if the package was in quarantine at its registry when it was judged.

        The quarantine may end within the same epoch.
        """
        return any(reason.code is ReasonCode.QUARANTINED for reason in self.assessment.verdict.reasons)

    def lasts(self, usual: timedelta) -> timedelta:
        """Return how long the judgement is valid: `usual`, or `CHANGED_FOR` if the bytes did not match their digest."""
        changed = any(reason.code is ReasonCode.CHANGED_BYTES for reason in self.assessment.verdict.reasons)
        return min(usual, CHANGED_FOR) if changed else usual

    @property
    def sha256(self) -> str | None:
        """Return the sha256 of the judged bytes."""
        return next((d.hex for d in self.assessment.digests if d.algorithm == "sha256"), None)


def use_of(judged: Judged, verdict: Verdict) -> AllowedBytes | None:
    """Return an in-use record for a permanently allowed file; None if a waiver or an advisory may expire."""
    stays = not verdict.early and not any(note.waived for note in verdict.notes)
    if verdict.action is not Action.ALLOW or judged.sha256 is None or not stays:
        return None
    return AllowedBytes(judged.sha256, judged.ref.purl)
