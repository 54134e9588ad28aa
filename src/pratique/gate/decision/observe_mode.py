"""Observe mode: serves refused artifacts, and records the verdict that enforce mode would have applied. Pure."""

from dataclasses import replace

from pratique.core.decision import Decision, Ground
from pratique.core.mode import Mode
from pratique.core.policy import Action
from pratique.core.reason import KNOWN_BAD, ReasonCode
from pratique.core.verdict import HoldKind, Verdict

NEVER_SERVED = KNOWN_BAD | {ReasonCode.CHANGED_BYTES, ReasonCode.NO_BYTES}
"""Reasons that stop in every mode: known bad, other bytes than promised, and no bytes to serve."""


def enforced(verdict: Verdict, mode: Mode) -> Verdict:
    """Return the enforced verdict: in observe mode, everything passes except `NEVER_SERVED`."""
    if mode is Mode.ENFORCE or verdict.action is Action.ALLOW:
        return verdict
    if any(reason.code in NEVER_SERVED for reason in verdict.reasons):
        return verdict
    return Verdict(action=Action.ALLOW, notes=(*verdict.reasons, *verdict.notes))


def observed(decision: Decision, verdict: Verdict) -> Decision:
    """Return the decision with a note of its verdict, if observe mode served the artifact despite it."""
    if decision.action is not Action.ALLOW or verdict.action is Action.ALLOW:
        return decision
    return replace(
        decision,
        grounds=tuple(Ground(one.code.value, one.text, one.source) for one in verdict.reasons),
        note="; ".join(filter(None, (would_have(verdict), decision.note))),
    )


def would_have(verdict: Verdict) -> str:
    """Return a note of the action that enforce mode would have taken."""
    if verdict.action is Action.BLOCK:
        return "observe mode: would have been blocked"
    if verdict.kind is HoldKind.WAIT and verdict.until is not None:
        return f"observe mode: would have waited until {verdict.until:%Y-%m-%d %H:%M} UTC"
    return "observe mode: would have been held for review"
