"""Writes an audit report as SARIF 2.1.0, with a result for each finding and a rule for each advisory.

A result points to the lockfile entry of the package, or to the vendored file. GitHub reads the rule's
`security-severity`: over 9.0 is critical, 7.0 to 8.9 high, 4.0 to 6.9 medium. `security-severity` is the CVSS score,
raised to the minimum score of the highest severity that a source states. `security-severity` is 10.0 for malware, and
is missing for unrated advisories. Ignored findings are suppressed with their reason. Each gap that makes the report
incomplete is a notification of the invocation, with `executionSuccessful` false.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from pratique.core.advisory import AdvisoryKind, AdvisoryMatch
from pratique.core.audit import AuditFinding, AuditReport, InsecureSource, SourceRule, severity_word
from pratique.core.bar import Bar
from pratique.core.finding import Severity
from pratique.core.location import Location
from pratique.core.outcome import Outcome, of_audit
from pratique.report.audit.issue import Issue, gaps, issues, remarks
from pratique.report.audit.order import ordered
from pratique.report.audit.words import (
    addresses,
    held_against,
    ignored_words,
    insecure_words,
    malware_advice,
    read,
    title,
)
from pratique.report.formats.json_contract import Json
from pratique.report.formats.sarif import MOST_RESULTS, locations, log, notifications, plain
from pratique.report.parts.escape import escape
from pratique.report.parts.location import in_repository, place_of

_LEVELS = {
    "malware": "error",
    "critical": "error",
    "high": "error",
    "unknown": "warning",
    "medium": "warning",
    "low": "note",
    "info": "note",
}
_FEET = {
    Severity.CRITICAL: 9.1,
    Severity.HIGH: 7.0,
    Severity.MEDIUM: 4.0,
    Severity.LOW: 0.1,
    Severity.INFO: 0.0,
}
"""The minimum `security-severity` score for each severity on GitHub."""
_WORST = 10.0
_MOST_HELP = 3
"""The maximum number of releases in the help text of a rule."""


def audit(value: AuditReport, ended: Outcome | None = None) -> dict[str, Json]:
    """Return the SARIF log of an audit."""
    found = issues(value)
    shown = found[:MOST_RESULTS]
    rules = {**_rules(shown), **_source_rules(value)}
    index = {rule: number for number, rule in enumerate(rules)}
    notes = [
        *notifications("error", gaps(value)),
        *notifications("note", [held_against(ordered(value)), *remarks(value)]),
    ]
    results = [_result(issue, index[_id(issue.finding.match)]) for issue in shown]
    seen: Counter[tuple[str, str]] = Counter()
    for one in ordered(value).insecure:
        seen[one.rule.value, one.text] += 1
        again = seen[one.rule.value, one.text]
        results.append(_source(one, value.root, index[one.rule.value], again))
    return log(
        rules=list(rules.values()),
        results=results[:MOST_RESULTS],
        total=len(found) + len(value.insecure),
        notes=notes,
        successful=read(value) and (ended or of_audit(value, fail_on=Bar())).complete,
    )


def _rules(found: tuple[Issue, ...]) -> Mapping[str, Json]:
    findings: dict[str, list[AuditFinding]] = {}
    for issue in found:
        findings.setdefault(_id(issue.finding.match), []).append(issue.finding)
    return {name: _rule(name, group) for name, group in sorted(findings.items())}


def _source_rules(value: AuditReport) -> dict[str, Json]:
    scores = {SourceRule.PLAINTEXT: "5.9", SourceRule.TLS_OFF: "7.4"}
    return {
        rule.value: {
            "id": rule.value,
            "shortDescription": {"text": rule.value.replace("-", " ")},
            "fullDescription": {"text": rule.value.replace("-", " ")},
            "help": {"text": f"Run `pratique audit`; `pratique help audit` explains {rule.value}"},
            "properties": {"tags": ["security", "insecure-source"], "security-severity": scores[rule]},
        }
        for rule in sorted({one.rule for one in value.insecure})
    }


def _source(one: InsecureSource, root: str, index: int, again: int) -> dict[str, Json]:
    places = [in_repository(root, place_of(source)) for source in one.sources[:20]]
    printed = hashlib.sha256(
        f"{one.rule.value}\0{one.text}\0{again}".encode("utf-8", "surrogatepass")
    ).hexdigest()
    level = "error" if one.rule is SourceRule.TLS_OFF else "warning"
    found: list[Json] = [*locations(places, "%SRCROOT%")[:1]]
    return {
        "ruleId": one.rule.value,
        "ruleIndex": index,
        "level": level if one.stops else "note",
        "message": {"text": plain([escape(insecure_words(one), most=500)])},
        "locations": found or [*locations([Location("unknown")], "%SRCROOT%")],
        "partialFingerprints": {"pratique/v2": printed},
        "properties": {"severity": one.rule.severity.value},
    }


def _rule(name: str, findings: Sequence[AuditFinding]) -> Json:
    matches = [finding.match for finding in findings]
    first = matches[0]
    words = escape(title(first), most=300)
    kind = "malware" if first.kind is AdvisoryKind.MALWARE else "vulnerability"
    properties: dict[str, Json] = {"tags": ["security", kind]}
    scores = [score for match in matches if (score := _score(match)) is not None]
    if scores:
        properties["security-severity"] = f"{max(scores):.1f}"
    rule: dict[str, Json] = {
        "id": name,
        "shortDescription": {"text": words},
        "fullDescription": {"text": words},
        "help": {"text": " ".join((f"Advisory {name}: {words}", *_help(findings)))},
        "properties": properties,
    }
    pages = addresses(first)
    if pages:
        rule["helpUri"] = pages[0]
    return rule


def _help(findings: Sequence[AuditFinding]) -> Iterator[str]:
    advice = dict.fromkeys(one for finding in findings if (one := malware_advice(finding)) is not None)
    yield from (escape(one.text, most=1_000) for one in list(advice)[:_MOST_HELP])


def _id(match: AdvisoryMatch) -> str:
    return escape(match.id, most=200)


def _score(match: AdvisoryMatch) -> float | None:
    if match.kind is AdvisoryKind.MALWARE:
        return _WORST
    if match.severity is None:
        return match.score
    return max(match.score or 0.0, _FEET[match.severity])


def _result(issue: Issue, index: int) -> dict[str, Json]:
    finding = issue.finding
    match = finding.match
    places = locations(issue.places, "%SRCROOT%") or locations([Location("unknown")], "%SRCROOT%")
    primary = dict(places[0])
    primary["logicalLocations"] = [{"fullyQualifiedName": escape(match.purl, most=400), "kind": "package"}]
    prints: dict[str, Json] = {"pratique/v2": issue.fingerprint}
    if not issue.places or issue.places[0].line is None:
        prints["primaryLocationLineHash"] = f"{issue.fingerprint[:16]}:1"
    result: dict[str, Json] = {
        "ruleId": _id(match),
        "ruleIndex": index,
        "level": _level(finding),
        "message": {"text": _message(issue)},
        "locations": [primary],
        "partialFingerprints": prints,
        "properties": _properties(finding),
    }
    if len(places) > 1:
        result["relatedLocations"] = list(places[1:])
    if finding.ignored is not None:
        why = escape(ignored_words(finding.ignored), most=400)
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": why}]
    return result


def _level(finding: AuditFinding) -> str:
    level = _LEVELS[severity_word(finding.match)]
    return "warning" if level == "error" and not finding.match.settled else level


def _properties(finding: AuditFinding) -> dict[str, Json]:
    match = finding.match
    properties: dict[str, Json] = {
        "severity": severity_word(match),
        "aliases": [escape(alias, most=200) for alias in match.aliases[:20]],
        "direct": finding.direct,
        "certain": match.certain,
        "disputed": match.disputed.value if match.disputed else None,
        "fixed": [escape(version, most=200) for version in match.fixed[:20]],
    }
    score = _score(match)
    if score is not None:
        properties["security-severity"] = f"{score:.1f}"
    return properties


def _message(issue: Issue) -> str:
    lines = [f"{escape(issue.name, most=300)}: {escape(issue.title, most=500)}"]
    lines += [escape(text, most=400) for text in issue.details]
    lines += [f"Next: {escape(issue.next_step, most=1_000)}"] if issue.next_step else []
    return plain(lines)
