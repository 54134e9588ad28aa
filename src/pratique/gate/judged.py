"""An artifact that was judged, as the gate remembers it."""

from dataclasses import dataclass
from datetime import datetime

from pratique.core.assessment import Assessment
from pratique.core.names import ReleaseRef
from pratique.core.reason import ReasonCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An artifact with all evidence about it."""

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

    @property
    def held_back(self) -> bool:
        """Whether its registry held the package back when it was judged. That ends, and the epoch may be the same one then."""
        return any(reason.code is ReasonCode.QUARANTINED for reason in self.assessment.verdict.reasons)

    @property
    def sha256(self) -> str | None:
        """Of the bytes that were judged."""
        return next((d.hex for d in self.assessment.digests if d.algorithm == "sha256"), None)
