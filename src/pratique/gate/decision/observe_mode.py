"""Implements observe mode, which serves refused artifacts and records the verdict that enforce mode would have applied.

This module does no I/O.
"""

from dataclasses import replace

from pratique.core.decision import Decision, Ground
from pratique.core.mode import Mode
from pratique.core.policy import Action
from pratique.core.reason import KNOWN_BAD, ReasonCode
from pratique.core.verdict import HoldKind, Verdict

NEVER_SERVED = KNOWN_BAD | {ReasonCode.CHANGED_BYTES, ReasonCode.NO_BYTES, ReasonCode.TOO_LARGE}
"""Reasons that refuse an artifact in every mode: known malicious, unexpected bytes, or no bytes."""


def enforced(verdict: Verdict, mode: Mode) -> Verdict:
    """Return the verdict that the gate enforces. In observe mode, every artifact passes unless a reason is in `NEVER_SERVED`."""
    if mode is Mode.ENFORCE or verdict.action is Action.ALLOW:
        return verdict
    if any(reason.code in NEVER_SERVED for reason in verdict.reasons):
        return verdict
    return Verdict(action=Action.ALLOW, notes=(*verdict.reasons, *verdict.notes))


def observed(decision: Decision, verdict: Verdict) -> Decision:
    """Return the decision. If observe mode served an artifact that enforce mode would refuse, add the verdict as a note."""
    if decision.action is not Action.ALLOW or verdict.action is Action.ALLOW:
        return decision
    return replace(
        decision,
        grounds=tuple(Ground(one.code.value, one.text, one.source) for one in verdict.reasons),
        note="; ".join(filter(None, (would_have(verdict), decision.note))),
    )


def would_have(verdict: Verdict) -> str:
    """Return a note about the action that enforce mode would have taken."""
    if verdict.action is Action.BLOCK:
        return "observe mode: would have been blocked"
    if verdict.kind is HoldKind.WAIT and verdict.until is not None:
        return f"observe mode: would have been held until {verdict.until:%Y-%m-%d %H:%M} UTC"
    return "observe mode: would have been held for review"
