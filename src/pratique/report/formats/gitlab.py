"""Writes the report for GitLab: dependency scanning (schema 15.0.7), and code quality for the free tier.

The report contains the stopping issues; `notes` adds all other issues. GitLab compares the report of a merge request
with that of the target branch, so both reports cover the whole project. Source of field names, required fields and
lengths: GitLab's schema `dependency-scanning-report-format.json` 15.0.7, and its page on code quality reports.
"""

import posixpath
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from pratique import __version__
from pratique.core import outcome
from pratique.core.assessment import ProjectReport
from pratique.core.location import Location
from pratique.core.outcome import Outcome
from pratique.core.reason import ReasonCode
from pratique.report.formats.ci_issue import Issue, Level, of_project
from pratique.report.formats.json_contract import Json
from pratique.report.parts.counts import plural
from pratique.report.parts.escape import code, escape, escape_markdown
from pratique.report.parts.location import in_repository, place_of
from pratique.report.parts.order import ordered
from pratique.report.parts.phrases import not_looked_at
from pratique.report.verbs.explain import REASON_PAGES

_SCHEMA = "15.0.7"
_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)
_SEVERITIES = {
    Level.BLOCK: "Critical",
    Level.REVIEW: "High",
    Level.UNJUDGED: "Unknown",
    Level.WAIT: "Low",
    Level.NOTE: "Info",
}
_QUALITY = {
    Level.BLOCK: "blocker",
    Level.REVIEW: "critical",
    Level.UNJUDGED: "major",
    Level.WAIT: "minor",
    Level.NOTE: "info",
}
_MANAGERS = {
    "package-lock": "npm",
    "requirements": "pip",
    "pylock": "pip",
    "poetry": "poetry",
    "uv": "uv",
    "yarn": "yarn",
    "pnpm": "pnpm",
    "bun": "bun",
    "pdm": "pdm",
    "pipfile": "pipenv",
    "gemfile": "bundler",
    "node_modules": "npm",
    "site-packages": "pip",
}
MOST_ISSUES = 5_000
"""The maximum number of issues in a GitLab report."""
MOST_DEPENDENCIES = 20_000
"""The maximum number of dependencies in all files of a report."""
_MOST_MESSAGES = 50


def dependency_scanning(
    value: ProjectReport,
    rules: Mapping[str, str],
    *,
    notes: bool,
    now: datetime | None,
    ended: Outcome | None = None,
) -> dict[str, Json]:
    """Return the GitLab dependency scanning report of a project.

    The schema requires a start and an end time, and `now` is used for both; None means 1970-01-01.
    """
    report, ended = ordered(value), ended or outcome.of_project(value)
    issues = of_project(value, now=now)
    shown = [issue for issue in issues if issue.level is not Level.UNJUDGED and _told(issue, notes=notes)]
    messages: list[Json] = [
        {"level": "warn", "value": _unjudged(issue)} for issue in issues if issue.level is Level.UNJUDGED
    ]
    gaps = [f"has no effect: {ignored}" for ignored in report.ignored]
    gaps += not_looked_at(a for package in report.packages for a in package.assessments)
    messages += [{"level": "info", "value": escape(gap, most=1000)} for gap in gaps]
    return scanned(
        vulnerabilities=[_vulnerability(issue, rules) for issue in shown[:MOST_ISSUES]],
        total=len(shown),
        messages=messages,
        files=_files(report),
        successful=ended.succeeded(listed=bool(shown)),
        now=now,
    )


def scanned(
    *,
    vulnerabilities: Sequence[Json],
    total: int,
    messages: Sequence[Json],
    files: Sequence[Json],
    successful: bool,
    now: datetime | None,
) -> dict[str, Json]:
    """Return a dependency scanning report.

    `vulnerabilities` contains the most severe of `total` vulnerabilities.
    """
    told = list(messages)
    if len(told) > _MOST_MESSAGES:
        more = f"and {len(told) - _MOST_MESSAGES:,} more messages in the full report"
        told[_MOST_MESSAGES:] = [{"level": "warn", "value": more}]
    if len(vulnerabilities) < total:
        left = plural(total - len(vulnerabilities), "finding")
        told.insert(0, {"level": "warn", "value": f"{left} omitted here; the full report lists them"})
    at = (now or _NO_TIME).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    tool: Json = {
        "id": "pratique",
        "name": "Pratique",
        "version": __version__,
        "vendor": {"name": "Pratique"},
    }
    return {
        "version": _SCHEMA,
        "scan": {
            "analyzer": tool,
            "scanner": tool,
            "type": "dependency_scanning",
            "start_time": at,
            "end_time": at,
            "status": "success" if successful else "failure",
            "messages": told,
        },
        "vulnerabilities": list(vulnerabilities),
        "dependency_files": list(files),
    }


def code_quality(
    value: ProjectReport, *, notes: bool, ended: Outcome | None = None, now: datetime | None = None
) -> list[Json]:
    """Return the GitLab code quality report with the stopping issues and the items that could not be judged."""
    nowhere = min((file.path for file in value.files), default=".")
    shown = [issue for issue in of_project(value, now=now) if _told(issue, notes=notes)]
    told: list[Json] = [_quality(issue, nowhere) for issue in shown[:MOST_ISSUES]]
    told += left_out(len(shown) - MOST_ISSUES, nowhere)
    unsaid = (
        all(issue.level is Level.NOTE for issue in shown) and not (ended or outcome.of_project(value)).clear
    )
    return [*told, _unsaid(nowhere)] if unsaid else told


def _unsaid(path: str) -> Json:
    return {
        "description": "the run is incomplete; its log lists the missing checks",
        "check_name": "incomplete",
        "fingerprint": "1" * 64,
        "severity": "major",
        "location": {"path": shown_path(path), "lines": {"begin": 1}},
    }


def _unjudged(issue: Issue) -> str:
    place = f" ({issue.places[0]})" if issue.places and str(issue.places[0]) != issue.name else ""
    lines = [f"{issue.name}{place}: {issue.message}", issue.next_step, *issue.accept]
    return "\n".join(escape(text, most=1000) for text in lines if text)


def left_out(count: int, path: str) -> list[Json]:
    """Return an entry with the number of omitted entries; empty if no entry was omitted."""
    if count <= 0:
        return []
    return [
        {
            "description": f"{plural(count, 'finding')} omitted; the full report lists them",
            "check_name": "left-out",
            "fingerprint": "0" * 64,
            "severity": "info",
            "location": {"path": shown_path(path), "lines": {"begin": 1}},
        }
    ]


def _told(issue: Issue, *, notes: bool) -> bool:
    return notes or issue.level is not Level.NOTE


def _vulnerability(issue: Issue, rules: Mapping[str, str]) -> dict[str, Json]:
    place = issue.places[0] if issue.places else Location("unknown")
    return {
        "id": uuid_of(issue.fingerprint),
        "name": _title(issue.rule, rules)[:255],
        "description": _description(issue),
        "severity": _SEVERITIES[issue.level],
        "solution": "\n".join(
            escape(text, most=1000)
            for text in (issue.next_step or "no action needed: this finding stops nothing", *issue.accept)
        ),
        "identifiers": [
            {"type": "pratique", "name": f"Pratique {issue.rule}", "value": issue.rule or "finding"}
        ],
        "location": {
            "file": shown_path(place.path),
            "dependency": {
                "package": {"name": escape(issue.package or issue.name, most=300)},
                "version": escape(issue.version, most=300),
            },
        },
    }


def _title(rule: str, rules: Mapping[str, str]) -> str:
    if rule in rules:
        return rules[rule]
    if rule in set(ReasonCode):
        return REASON_PAGES[ReasonCode(rule)].partition("\n")[0]
    return rule


def _description(issue: Issue) -> str:
    parts = [f"{code(issue.name, most=300)}: {escape_markdown(issue.message, most=1000)}"]
    if issue.inside:
        places = ", ".join(code(str(place), most=300) for place in issue.inside[:5])
        more = f" and {len(issue.inside) - 5} more" if len(issue.inside) > 5 else ""
        parts.append(f"In the package: {places}{more}")
    if issue.evidence:
        parts.append(f"Evidence: {code(issue.evidence, most=300)}")
    if issue.path:
        parts.append(f"Dependency path: {code(' > '.join(issue.path), most=400)}")
    if len(issue.places) > 1:
        parts.append("Also locked at: " + ", ".join(code(str(p), most=300) for p in issue.places[1:6]))
    if issue.waiver is not None:
        parts.append(
            f"Waived until {issue.waiver.expires.isoformat()}: {escape_markdown(issue.waiver.reason, most=300)}"
        )
    return "\n\n".join(parts)


def _files(report: ProjectReport) -> list[Json]:
    held: dict[str, list[Json]] = {file.path: [] for file in report.files}
    left = MOST_DEPENDENCIES
    for package in report.packages:
        for path in sorted({place_of(source).path for source in package.sources} & held.keys()):
            if left:
                left -= 1
                named: Json = {"name": escape(package.ref.package.name, most=300)}
                held[path].append({"package": named, "version": escape(package.ref.version, most=300)})
    return [
        {
            "path": shown_path(in_repository(report.root, Location(file.path)).path),
            "package_manager": manager(file.format),
            "dependencies": held[file.path],
        }
        for file in report.files
    ]


def manager(format_: str | None) -> str:
    """Return GitLab's name for the package manager of a lockfile format."""
    word = (format_ or "unknown").lower().partition(" ")[0].partition(".")[0]
    return next(
        (name for start, name in _MANAGERS.items() if word.startswith(start)),
        escape(word, most=40) or "unknown",
    )


def _quality(issue: Issue, nowhere: str) -> dict[str, Json]:
    place = issue.places[0] if issue.places else Location(nowhere)
    inside = f" ({issue.inside[0]} in the package)" if issue.inside else ""
    return {
        "description": escape(f"{issue.name}: {issue.message}{inside}", most=1000),
        "check_name": issue.rule,
        "fingerprint": issue.fingerprint,
        "severity": _QUALITY[issue.level],
        "location": {"path": shown_path(place.path), "lines": {"begin": max(1, place.line or 1)}},
    }


def shown_path(path: str) -> str:
    """Return a path in the form that GitLab appends to the repository URL."""
    return escape(posixpath.normpath(path), most=1000)


def uuid_of(digest: str) -> str:
    """Return a UUID of version 8 (RFC 9562, 5.8: custom) from a hex digest."""
    return f"{digest[:8]}-{digest[8:12]}-8{digest[13:16]}-a{digest[17:20]}-{digest[20:32]}"
