"""Defines the gate's record of a judged artifact."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pratique.core.assessment import Assessment
from pratique.core.names import ReleaseRef
from pratique.core.policy import Action
from pratique.core.reason import ReasonCode
from pratique.core.verdict import Verdict
from pratique.store.gate.affected_clients import ServedName
from pratique.store.gate.decisions import text_of
from pratique.store.record import AllowedBytes

CHANGED_FOR = timedelta(seconds=30)
"""The time that a judgement of bytes with an unexpected digest is valid. The registry or a cache may soon serve the right bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A judged artifact with all evidence about it."""

    ref: ReleaseRef
    filename: str
    assessment: Assessment
    epoch: str
    at: datetime
    size_bytes: int = 0
    removed: bool = False
    """True if the registry removed the file."""
    sets: int = 0
    """The number of known fix sets when the judgement began."""
    in_use: bool = False
    """True if the bytes are recorded as already used by a project."""
    let_in: bool = False
    """True if an approval or a waiver allowed the file and a client downloaded it.

    Later releases of the package may be compared with this file.
    """

    @property
    def held_back(self) -> bool:
        """Return True if the registry had quarantined the package when the artifact was judged.

        A quarantine may end without any other change.
        """
        return any(reason.code is ReasonCode.QUARANTINED for reason in self.assessment.verdict.reasons)

    def lasts(self, usual: timedelta) -> timedelta:
        """Return how long the judgement is valid: `usual`, or `CHANGED_FOR` if the bytes did not match their digest."""
        changed = any(reason.code is ReasonCode.CHANGED_BYTES for reason in self.assessment.verdict.reasons)
        return min(usual, CHANGED_FOR) if changed else usual

    @property
    def early(self) -> bool:
        """Return True if the file was judged before its inspection ended."""
        return self.assessment.dossier.before_inspection

    @property
    def name(self) -> ServedName | None:
        """Return the name under which the served bytes are recorded; None if there are no bytes."""
        return None if self.sha256 is None else ServedName(self.ref, text_of(self.filename), self.sha256)

    @property
    def sha256(self) -> str | None:
        """Return the sha256 of the judged bytes."""
        return next((d.hex for d in self.assessment.digests if d.algorithm == "sha256"), None)


def use_of(judged: Judged, verdict: Verdict) -> AllowedBytes | None:
    """Return a record that a project already uses the file.

    Return None if the file is not allowed, only for a limited time, or before its inspection ended.
    """
    stays = not judged.early and not verdict.early and not any(note.waived for note in verdict.notes)
    if verdict.action is not Action.ALLOW or judged.sha256 is None or not stays:
        return None
    return AllowedBytes(judged.sha256, judged.ref.purl)
