"""Writes an audit report as an OpenVEX document (0.2.0), with the status of each release for each vulnerability.

A release is `affected` if one of its findings is not ignored, and `not_affected` if all its findings are ignored with a
justification. A release is `under_investigation` if the advisory lists no versions. A finding that is ignored without a
justification, such as an accepted risk, is `affected`, with the reason of the ignore as the action. The id of the
document is a digest of its statements, so that equal reports have equal ids. `pratique audit --vex` can read the
document.

Sources: the OpenVEX specification and its JSON schema. Older OpenVEX versions allow either a justification or an
impact statement, so the reason is written as a note if there is a justification. Strictly speaking, a document
without statements violates the schema.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from pratique import __version__
from pratique.core.audit import AuditFinding, AuditReport
from pratique.report.audit.issue import next_step
from pratique.report.audit.order import ordered
from pratique.report.audit.words import complete, ignored_words, title
from pratique.report.formats.gitlab import uuid_of
from pratique.report.formats.json_contract import Json, time_of
from pratique.report.formats.json_text import compact
from pratique.report.parts.escape import escape

CONTEXT = "https://openvex.dev/ns/v0.2.0"

_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)
_MOST_TEXT = 1_000
_NO_ACTION = "no fixed version known"
_MOST_NAME = 300


def audit(value: AuditReport, *, now: datetime | None) -> dict[str, Json]:
    """Return the OpenVEX document. The format requires a timestamp, which is 1970-01-01 if `now` is None."""
    report = ordered(value)
    groups: defaultdict[tuple[str, str], list[AuditFinding]] = defaultdict(list)
    for finding in report.findings:
        groups[finding.match.purl, finding.match.id].append(finding)
    statements: list[Json] = [_statement(group) for group in groups.values()]
    digest = hashlib.sha256(compact(statements).encode("ascii")).hexdigest()
    return {
        "@context": CONTEXT,
        "@id": f"urn:uuid:{uuid_of(digest)}",
        "author": "Pratique",
        "role": "Document Creator",
        "timestamp": time_of(now or _NO_TIME),
        "version": 1,
        "tooling": f"pratique {__version__}{'' if complete(report) else '; the audit was incomplete'}",
        "statements": statements,
    }


def _statement(findings: Sequence[AuditFinding]) -> dict[str, Json]:
    match = findings[0].match
    vulnerability: dict[str, Json] = {
        "name": escape(match.id, most=_MOST_NAME),
        "description": escape(title(match), most=_MOST_TEXT),
    }
    if match.aliases:
        vulnerability["aliases"] = _once(escape(name, most=_MOST_NAME) for name in match.aliases)
    return {
        "vulnerability": vulnerability,
        "products": [{"@id": match.purl, "identifiers": {"purl": match.purl}}],
        **_status(findings),
    }


def _status(findings: Sequence[AuditFinding]) -> dict[str, Json]:
    open_ones = [finding for finding in findings if not _is_explained(finding)]
    certain = [finding for finding in open_ones if finding.match.settled]
    if certain:
        return {"status": "affected", "action_statement": _actions(certain)}
    if open_ones:
        doubts = "; ".join(
            _once_text(escape(one.match.note, most=_MOST_TEXT) for one in open_ones if one.match.disputed)
        )
        return {"status": "under_investigation", **({"status_notes": doubts} if doubts else {})}
    reasons = [told for finding in findings if (told := finding.ignored) is not None]
    because = "; ".join(_once_text(escape(told.reason, most=_MOST_TEXT) for told in reasons if told.reason))
    justification = next((told.justification for told in reasons if told.justification), "")
    notes: dict[str, Json] = {"status_notes": because} if because else {}
    return {"status": "not_affected", "justification": justification, **notes}


def _is_explained(finding: AuditFinding) -> bool:
    return finding.ignored is not None and bool(finding.ignored.justification)


def _actions(findings: Iterable[AuditFinding]) -> str:
    told = _once_text(
        f"ignored: {ignored_words(finding.ignored)}" if finding.ignored else next_step(finding) or _NO_ACTION
        for finding in findings
    )
    return escape("; ".join(told), most=_MOST_TEXT)


def _once(texts: Iterable[str]) -> list[Json]:
    return list(dict.fromkeys(texts))


def _once_text(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))
