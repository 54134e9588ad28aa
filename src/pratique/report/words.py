"""Words that every report for people shares: headlines and next steps."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime

from pratique.core.assessment import Assessment, Coverage
from pratique.core.policy import Action
from pratique.core.verdict import HoldKind, Reason, ReasonCode, Standing, Verdict

NO_REASON = "no reason to stop it"
"""What an allow is called; never safe."""

NEXT_STEPS: dict[ReasonCode, str] = {
    ReasonCode.QUARANTINED: "remove it; the registry itself holds it back",
    ReasonCode.ADVISORY: "remove it, and look for signs that it ran",
    ReasonCode.DENIED: "use another package, or ask the owner of the policy",
    ReasonCode.CHANGED_BYTES: "do not install; fetch again, then compare with another source",
    ReasonCode.FINDING: "read the place named; `pratique explain {source}` says what to look for",
    ReasonCode.TOO_YOUNG: "wait, or choose an older version",
    ReasonCode.INCOMPLETE: "read what was not analysed, or raise the limit (`--timeout`)",
    ReasonCode.NOT_INSPECTED: "run again; if it stays, report the artifact",
    ReasonCode.NO_BYTES: "mend what is said here, then run again",
}


def next_step(reason: Reason) -> str:
    """What to do about a reason."""
    return NEXT_STEPS[reason.code].format(source=reason.source)


def verdict_words(verdict: Verdict) -> str:
    """`allow`, `block`, `hold (review)` or `hold until <UTC time>`."""
    if verdict.action is not Action.HOLD:
        return verdict.action.value
    if verdict.kind is HoldKind.WAIT and verdict.until is not None:
        return f"hold until {_time(verdict.until)}"
    return "hold (review)"


def standing_words(standing: Standing) -> str:
    """What a standing means, in a few words."""
    if standing is Standing.PINNED:
        return "pinned: in use here already, stopped only by what is known to be bad"
    return "new: judged by the full policy"


def not_looked_at(assessments: Iterable[Assessment]) -> list[str]:
    """What was not asked or not answered, each with how often and why, unknown before not asked."""
    counts: Counter[tuple[str, str]] = Counter()
    for assessment in assessments:
        for family, state in assessment.coverage.families.items():
            word, _, why = state.partition(": ")
            if word != "known":
                counts[(word, f"{family.value} {word}: {why}")] += 1
    ordered = sorted(counts.items(), key=lambda item: (item[0][0] != "unknown", -item[1], item[0][1]))
    return [f"{text}" + (f" ({count} artifacts)" if count > 1 else "") for (_, text), count in ordered]


def unread_words(coverage: Coverage) -> str:
    """One sentence about files that were not analysed; empty when there are none."""
    if not coverage.unread:
        return ""
    first = coverage.unread[0]
    more = f" and {len(coverage.unread) - 1} more" if len(coverage.unread) > 1 else ""
    return f"not analysed: {first.path} ({first.why}){more}"


def _time(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
