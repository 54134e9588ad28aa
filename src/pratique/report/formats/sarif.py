"""Writes the report as SARIF 2.1.0 (OASIS, 2020), with findings and stopping reasons as results.

A result of a project points to the lockfile entry of the package, relative to `%SRCROOT%`. The message contains the
file inside the artifact, and a related location refers to the file relative to `PACKAGE`. A block is an error, a hold
is a warning, and all other results are notes. Results that a waiver accepts are suppressed with the waiver's reason.

`partialFingerprints` contains `pratique/v2`: a digest of the rule, the package URL without version, the path inside the
artifact, and a number for otherwise equal results. Lines, messages, versions and dates do not affect the digest. GitHub
reads only the fingerprint `primaryLocationLineHash`. GitHub's upload action computes `primaryLocationLineHash` from the
lines of the lockfile, and warns about other values. The report therefore contains `primaryLocationLineHash` only for
results without a line.

The limits are those of GitHub: 25,000 results in a run (of which GitHub shows 5,000), 100 locations in a result, and 10
MB of compressed data. The compressed size is counted in base64. Results are ordered by severity, and a notification
states the number of omitted results.
"""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from pratique import __version__
from pratique.core import outcome
from pratique.core.assessment import Assessment, ProjectReport, Target
from pratique.core.location import Location
from pratique.core.outcome import Outcome
from pratique.core.reason import ReasonCode
from pratique.report.formats.ci_issue import Issue, Level, of_project, of_targets
from pratique.report.formats.json_contract import Json
from pratique.report.formats.json_text import compact
from pratique.report.parts import install_settings
from pratique.report.parts.counts import plural
from pratique.report.parts.escape import escape
from pratique.report.parts.location import uri
from pratique.report.parts.order import ordered
from pratique.report.parts.phrases import not_looked_at
from pratique.report.text.staged import plain as plain_stage
from pratique.report.verbs.explain import REASON_PAGES

_LEVELS = {
    Level.BLOCK: "error",
    Level.REVIEW: "warning",
    Level.UNJUDGED: "warning",
    Level.WAIT: "warning",
    Level.NOTE: "note",
}
MOST_RESULTS = 25_000
"""The maximum number of results in a run."""
_MOST_PLACES = 50
"""The maximum number of locations of each kind in a result."""
_MOST_BYTES = 7_000_000
"""The maximum compressed size: 10 MB in base64, less a reserve."""
_NEVER_TOO_LARGE = 500
"""A number of results that always fits, whatever the results contain."""
_MOST_NOTIFICATIONS = 200


def targets(
    values: Sequence[Target],
    rules: Mapping[str, str],
    *,
    ended: Outcome | None = None,
    now: datetime | None = None,
) -> dict[str, Json]:
    """Return a SARIF log of inspected targets.

    `rules` maps the ids of all rules to their titles. A notification describes each staged release.
    """
    gaps = _gaps(a for value in values for a in value.assessments)
    staged = [notification("note", lines[0], lines[1:]) for value in values if (lines := plain_stage(value))]
    return _log(of_targets(values, now=now), rules, gaps, ended or outcome.of_targets(values), staged)


def project(
    value: ProjectReport,
    rules: Mapping[str, str],
    *,
    ended: Outcome | None = None,
    now: datetime | None = None,
) -> dict[str, Json]:
    """Return a SARIF log of a project.

    Each result points to the lockfile entry of the package.
    """
    report = ordered(value)
    gaps = install_settings.notes(report)
    gaps += [f"has no effect: {ignored}" for ignored in report.ignored]
    gaps += _gaps(a for package in report.packages for a in package.assessments)
    return _log(of_project(value, now=now), rules, gaps, ended or outcome.of_project(value))


def _gaps(assessments: Iterable[Assessment]) -> list[str]:
    return [f"not checked: {gap}" for gap in not_looked_at(assessments)]


def _log(
    issues: Sequence[Issue],
    rules: Mapping[str, str],
    gaps: Iterable[str],
    ended: Outcome,
    staged: Sequence[Json] = (),
) -> dict[str, Json]:
    found = [issue for issue in issues if issue.level is not Level.UNJUDGED]
    used = sorted({issue.rule for issue in found})
    index = {rule: number for number, rule in enumerate(used)}
    errors = [_unjudged(issue) for issue in issues if issue.level is Level.UNJUDGED]
    return log(
        rules=[_rule(rule, rules) for rule in used],
        results=[_result(issue, index[issue.rule]) for issue in found[:MOST_RESULTS]],
        total=len(found),
        notes=[*_capped("error", errors), *_capped("note", [*staged]), *notifications("note", gaps)],
        successful=ended.complete,
    )


def _unjudged(issue: Issue) -> Json:
    place = f" ({issue.places[0]})" if issue.places and str(issue.places[0]) != issue.name else ""
    told = f"{issue.name}{place}: {issue.message}"
    return notification("error", f"{told}. {issue.next_step}" if issue.next_step else told, issue.accept)


def log(
    *,
    rules: Sequence[Json],
    results: Sequence[dict[str, Json]],
    total: int,
    notes: Sequence[Json],
    successful: bool,
) -> dict[str, Json]:
    """Return the SARIF log of one run.

    `results` contains the most severe of `total` results. The log contains as many results as an upload allows.
    """
    kept = _fitting(results, rules)
    told = list(notes)
    if kept < total:
        left = plural(total - kept, "result")
        told.insert(
            0, notification("warning", f"{left} of the lowest severity omitted; the full report lists them")
        )
    return {
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "pratique",
                        "version": __version__,
                        "rules": list(rules),
                    }
                },
                "originalUriBaseIds": {
                    "%SRCROOT%": {
                        "description": {
                            "text": "The folder in which the check was started, usually the repository."
                        }
                    },
                    "PACKAGE": {
                        "description": {"text": "The root of the artifact to which a result refers."}
                    },
                },
                "results": list(results[:kept]),
                "invocations": [{"executionSuccessful": successful, "toolExecutionNotifications": told}],
            }
        ],
    }


def _rule(rule: str, rules: Mapping[str, str]) -> dict[str, Json]:
    title = rules.get(rule, rule)
    page = f"`pratique explain {rule}` describes the rule, its false positive rate, and the next steps."
    if rule not in rules and rule in set(ReasonCode):
        title, _, page = REASON_PAGES[ReasonCode(rule)].partition("\n\n")
    return {
        "id": rule,
        "shortDescription": {"text": title},
        "fullDescription": {"text": title},
        "help": {"text": page},
        "properties": {"tags": ["security", "supply-chain"]},
    }


def _result(issue: Issue, index: int) -> dict[str, Json]:
    in_project = locations(issue.places, "%SRCROOT%")
    in_package = locations(issue.inside, "PACKAGE")
    primary = dict((in_project or in_package or locations([Location(issue.name)], "PACKAGE"))[0])
    primary["logicalLocations"] = [{"fullyQualifiedName": escape(issue.subject, most=400), "kind": "package"}]
    prints: dict[str, Json] = {"pratique/v2": issue.fingerprint}
    if not issue.places or issue.places[0].line is None:
        prints["primaryLocationLineHash"] = f"{issue.fingerprint[:16]}:1"
    result: dict[str, Json] = {
        "ruleId": issue.rule,
        "ruleIndex": index,
        "level": _LEVELS[issue.level],
        "message": {"text": _message(issue)},
        "locations": [primary],
        "partialFingerprints": prints,
    }
    related = [*in_project[1:], *in_package] if in_project else in_package[1:]
    if related:
        result["relatedLocations"] = list(related)
    properties: dict[str, Json] = {"action": issue.level.value, "changed": issue.changed}
    if issue.finding is not None:
        properties["severity"] = issue.finding.severity.value
        properties["confidence"] = issue.finding.confidence.value
    result["properties"] = properties
    if issue.waiver is not None:
        why = escape(f"{issue.waiver.reason} (until {issue.waiver.expires.isoformat()})", most=400)
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": why}]
    return result


def _message(issue: Issue) -> str:
    lines = [f"{escape(issue.name, most=300)}: {escape(issue.message, most=1000)}"]
    if issue.inside and issue.places:
        lines.append(f"In the package: {escape(str(issue.inside[0]), most=300)}")
    if issue.path:
        lines.append(f"Dependency path: {escape(' > '.join(issue.path), most=300)}")
    if issue.next_step:
        lines.append(f"Next: {escape(issue.next_step, most=1_000)}")
    lines += [escape(text, most=1_000) for text in issue.accept]
    return plain(lines)


def plain(lines: Iterable[str]) -> str:
    """Return plain text with escaped brackets, which SARIF uses for links and placeholders (3.11.6, 3.11.5)."""
    text = "\n".join(lines).replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    return text.replace("{", "{{").replace("}", "}}")


def locations(places: Sequence[Location], base: str) -> list[dict[str, Json]]:
    """Return each location once, as the schema requires (`uniqueItems`).

    Several findings may be in the same line of minified code.
    """
    found = dict.fromkeys((uri(place.path[:1000]), place.line) for place in places[:_MOST_PLACES])
    return [_location(address, line, base) for address, line in found]


def _location(address: str, line: int | None, base: str) -> dict[str, Json]:
    physical: dict[str, Json] = {"artifactLocation": {"uri": address, "uriBaseId": base}}
    if line is not None:
        physical["region"] = {"startLine": max(1, line)}
    return {"physicalLocation": physical}


def _fitting(results: Sequence[dict[str, Json]], rules: Sequence[Json]) -> int:
    if len(results) <= _NEVER_TOO_LARGE:
        return len(results)
    packer = zlib.compressobj()
    size = sum(len(packer.compress(compact(rule).encode("ascii"))) for rule in rules)
    for count, result in enumerate(results):
        size += len(packer.compress(compact(result).encode("ascii")))
        if size > _MOST_BYTES:
            return count
    return len(results)


def notifications(level: str, texts: Iterable[str]) -> list[Json]:
    """Return a notification for each text up to a limit, and one with the number of omitted texts."""
    return _capped(level, [notification(level, text) for text in texts])


def _capped(level: str, notes: list[Json]) -> list[Json]:
    left = len(notes) - _MOST_NOTIFICATIONS
    more = [notification(level, f"and {left:,} more in the full report")] if left > 0 else []
    return notes[:_MOST_NOTIFICATIONS] + more


def notification(level: str, text: str, own: Iterable[str] = ()) -> Json:
    """Return a notification about the run.

    `level` is `error`, `warning` or `note`. `own` contains further lines of fixed text.
    """
    lines = [escape(line, most=1000) for line in (text, *own)]
    return {"level": level, "message": {"text": "\n".join(lines)}}
