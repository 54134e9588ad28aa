"""The report as SARIF 2.1.0 (OASIS, 2020): findings and stopping reasons as results."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pratique import __version__
from pratique.core.assessment import Assessment, ProjectReport, Target, Trouble
from pratique.core.finding import Finding, Location, Severity
from pratique.core.policy import Action
from pratique.core.verdict import Reason, ReasonCode
from pratique.report.contract import Json
from pratique.report.escape import escape

_LEVELS = {
    Severity.INFO: "note",
    Severity.LOW: "note",
    Severity.MEDIUM: "note",
    Severity.HIGH: "warning",
    Severity.CRITICAL: "error",
}
_MOST_RESULTS = 25_000
"""What the largest consumer accepts in one run."""


def targets(values: Sequence[Target], rules: Mapping[str, str]) -> dict[str, Json]:
    """A SARIF log of inspected targets. `rules` maps the ids of all rules to their titles."""
    results = [
        item
        for value in values
        for assessment in value.assessments
        for item in _results(assessment, value.name, None)
    ]
    troubles = [(value.name, value.error) for value in values if value.error]
    return _log(results, rules, troubles)


def project(value: ProjectReport, rules: Mapping[str, str]) -> dict[str, Json]:
    """A SARIF log of a project: every result points at the lockfile entry that brings the package in."""
    results = [
        item
        for package in value.packages
        for assessment in package.assessments
        for item in _results(assessment, str(package.ref), package.sources[0] if package.sources else None)
    ]
    troubles = [(file.path, file.error) for file in value.files if file.error]
    troubles += [(item.purl, item.trouble) for item in value.not_judged if item.trouble]
    return _log(results, rules, troubles)


def _results(assessment: Assessment, name: str, source: str | None) -> Iterator[dict[str, Json]]:
    for finding in assessment.findings:
        yield _result(
            finding.rule,
            _LEVELS[finding.severity],
            f"{name}: {finding.message}",
            finding.locations,
            source,
            finding,
        )
    for reason in assessment.verdict.reasons:
        if reason.code not in {ReasonCode.FINDING, ReasonCode.CHANGED_BYTES}:
            level = "error" if assessment.verdict.action is Action.BLOCK else "warning"
            yield _result(
                reason.code.value, level, f"{name}: {reason.text}", _places(reason, assessment), source, None
            )


def _places(reason: Reason, assessment: Assessment) -> tuple[Location, ...]:
    return (reason.location or Location(assessment.dossier.filename),)


def _result(
    rule: str,
    level: str,
    message: str,
    places: Iterable[Location],
    source: str | None,
    finding: Finding | None,
) -> dict[str, Json]:
    inside = [_location(place) for place in places]
    primary = _location(_source_location(source)) if source else inside[0]
    print_ = hashlib.sha256("\0".join((rule, message, source or "")).encode("utf-8", "replace")).hexdigest()
    result: dict[str, Json] = {
        "ruleId": rule,
        "level": level,
        "message": {"text": escape(message, most=1000)},
        "locations": [primary],
        "partialFingerprints": {"pratique/v1": print_},
    }
    if source:
        result["relatedLocations"] = list(inside)
    if finding is not None:
        result["properties"] = {"severity": finding.severity.value, "confidence": finding.confidence.value}
    return result


def _source_location(source: str) -> Location:
    path, _, number = source.rpartition(":")
    return Location(path, int(number)) if path and number.isdigit() else Location(source)


def _location(place: Location) -> dict[str, Json]:
    physical: dict[str, Json] = {"artifactLocation": {"uri": _uri(place.path)}}
    if place.line is not None:
        physical["region"] = {"startLine": max(1, place.line)}
    return {"physicalLocation": physical}


def _uri(path: str) -> str:
    safe = "-._~/@+"
    return "".join(
        c
        if c.isascii() and (c.isalnum() or c in safe)
        else "".join(f"%{b:02X}" for b in c.encode("utf-8", "replace"))
        for c in path
    )


def _log(
    results: list[dict[str, Json]], rules: Mapping[str, str], troubles: Iterable[tuple[str, Trouble | None]]
) -> dict[str, Json]:
    used = sorted({str(result["ruleId"]) for result in results})
    notes: list[Json] = [
        {
            "level": "error",
            "message": {"text": escape(f"{name}: {trouble.message}. {trouble.hint}", most=1000)},
        }
        for name, trouble in troubles
        if trouble is not None
    ]
    if len(results) > _MOST_RESULTS:
        notes.append(
            {"level": "warning", "message": {"text": f"{len(results) - _MOST_RESULTS} results were left out"}}
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
                        "rules": [
                            {"id": rule, "shortDescription": {"text": rules.get(rule, rule)}} for rule in used
                        ],
                    }
                },
                "results": list(results[:_MOST_RESULTS]),
                "invocations": [{"executionSuccessful": not notes, "toolExecutionNotifications": notes}],
            }
        ],
    }
