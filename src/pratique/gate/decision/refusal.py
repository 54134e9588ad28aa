"""Builds refusals with an explanation that package managers display. This module does no I/O.

Nearly every client displays the HTTP/1.1 reason phrase; npm and yarn 1 display the field `error` of a JSON body.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import msgspec

from pratique.core.ci_claim import CiClaim
from pratique.core.names import ReleaseRef
from pratique.core.policy import Action
from pratique.core.reason import ReasonCode
from pratique.core.verdict import HoldKind, Reason, Verdict
from pratique.gate.protocols.interface import Answer
from pratique.report.parts.escape import escape

MOST_PHRASE = 200
"""The maximum number of characters in a reason phrase. Some clients truncate longer reason phrases."""
MOST_ERROR = 1_000
RETRY_AFTER_S = 10
"""The time after which a client may retry, in seconds."""
_JSON = {"Content-Type": "application/json", "Cache-Control": "no-store"}


_FOR_NOW = frozenset({ReasonCode.NO_BYTES, ReasonCode.ADVISORIES_UNAVAILABLE})


@dataclass(frozen=True, slots=True)
class Way:
    """The next step for the user: another version, or whom to contact."""

    nearest: str | None = None
    """The nearest allowed version."""
    contact: str = "the operator of this gate"
    """The person or team that decides held releases."""


def one_line(text: str, *, most: int) -> str:
    """Return a text as one line of printable ASCII."""
    shown = escape(text).encode("ascii", "backslashreplace").decode("ascii")
    return shown if len(shown) <= most else f"{shown[: most - 3]}..."


def words_of(verdict: Verdict, ref: ReleaseRef, way: Way, *, most: int) -> str:
    """Return a one-line refusal: the reason, the end of the hold or the contact, and an allowed version.

    Only the reason is shortened; the release, the rule and the next step stay complete.
    """
    head = f"{ref} {_state(verdict)}: "
    tail = f" [{_rule(verdict)}]{_exit(verdict, way)}"
    head, tail = one_line(head, most=most // 2), one_line(tail, most=most // 2)
    reason = verdict.reasons[0].text if verdict.reasons else "no reason given"
    others = f" and {len(verdict.reasons) - 1} more" if len(verdict.reasons) > 1 else ""
    return head + one_line(reason + others, most=max(3, most - len(head) - len(tail))) + tail


def refuse(verdict: Verdict, ref: ReleaseRef, way: Way, ci: CiClaim | None = None) -> Answer:
    """Return the refusal of an artifact: status 403, which clients display as a security policy.

    `ci` is the CI job of the client.

    The status is 503 if unavailable bytes or unavailable records of malicious releases are the only reason, because a
    retry may succeed.
    """
    document = {
        "error": words_of(verdict, ref, way, most=MOST_ERROR),
        "purl": ref.purl,
        "action": verdict.action.value,
        "kind": verdict.kind.value if verdict.kind else None,
        "until": verdict.until.astimezone(UTC).isoformat() if verdict.until else None,
        "nearest": way.nearest,
        "contact": way.contact,
        "reasons": [
            {
                "code": one.code.value,
                "text": one_line(one.text, most=MOST_ERROR),
                "source": one_line(one.source, most=MOST_PHRASE),
            }
            for one in verdict.reasons
        ],
        "ci_claim": ci.document if ci else None,
    }
    phrase = words_of(verdict, ref, way, most=MOST_PHRASE)
    return _again(_answer(503, phrase, document)) if _absent(verdict) else _answer(403, phrase, document)


def failed(status: int, text: str, *, hint: str = "", retry_after_s: int | None = None) -> Answer:
    """Return the response for an error. With `retry_after_s`, the client may retry after this many seconds."""
    error = f"{text} ({hint})" if hint else text
    answer = _answer(status, one_line(text, most=MOST_PHRASE), {"error": one_line(error, most=MOST_ERROR)})
    return answer if retry_after_s is None else _again(answer, retry_after_s)


def moment(at: datetime) -> str:
    """Format a time for display, in UTC."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def rule_of(reason: Reason) -> str:
    """Return the rule name for `pratique explain` and for exceptions."""
    return reason.source if reason.code in {ReasonCode.FINDING, ReasonCode.HISTORY} else reason.code.value


def _answer(status: int, phrase: str, document: Mapping[str, Any]) -> Answer:
    return Answer(status=status, body=msgspec.json.encode(document), headers=_JSON, reason=phrase)


def _again(answer: Answer, retry_after_s: int = RETRY_AFTER_S) -> Answer:
    return replace(answer, headers={**answer.headers, "Retry-After": str(retry_after_s)})


def _absent(verdict: Verdict) -> bool:
    """Return True if the only reason is data that is temporarily unavailable."""
    return bool(verdict.reasons) and {one.code for one in verdict.reasons} <= _FOR_NOW


def _state(verdict: Verdict) -> str:
    if _absent(verdict):
        lost = verdict.reasons[0].code is ReasonCode.ADVISORIES_UNAVAILABLE
        return "cannot be judged now" if lost else "could not be fetched"
    if verdict.action is Action.BLOCK:
        return "is blocked"
    if verdict.kind is HoldKind.WAIT and verdict.until is not None:
        return f"is held until {moment(verdict.until)}"
    return "is held for review"


def _rule(verdict: Verdict) -> str:
    return rule_of(verdict.reasons[0]) if verdict.reasons else "no-reason"


def _exit(verdict: Verdict, way: Way) -> str:
    take = f"; use {way.nearest}" if way.nearest else ""
    if _absent(verdict):
        return f"{take}; retry in {RETRY_AFTER_S} seconds"
    if verdict.action is Action.HOLD and verdict.kind is HoldKind.REVIEW:
        return f"{take}; contact {way.contact}"
    return take
