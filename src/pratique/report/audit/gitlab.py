"""Writes an audit report for GitLab: dependency scanning (schema 15.0.7), and code quality for the free tier.

GitLab identifies a vulnerability by its first identifier and its location. The first identifier is therefore the id
that other formats show. GitLab has no field for ignored findings, so the report omits ignored findings and states
their number in a message. Each gap that makes the report incomplete is a warning of the scan and an entry of the code
quality report.
"""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import dropwhile

from pratique.core.audit import AuditFinding, AuditReport, InsecureSource, severity_word
from pratique.core.bar import Bar
from pratique.core.location import Location
from pratique.core.outcome import Outcome, of_audit
from pratique.report.audit.blocks import name_of
from pratique.report.audit.issue import Issue, gaps, issues, remarks
from pratique.report.audit.order import ordered
from pratique.report.audit.words import addresses, held_against, ignored_words, insecure_words, looked
from pratique.report.formats.gitlab import (
    MOST_DEPENDENCIES,
    MOST_ISSUES,
    left_out,
    manager,
    scanned,
    shown_path,
    uuid_of,
)
from pratique.report.formats.json_contract import Json
from pratique.report.parts.escape import code, escape, escape_markdown, prose
from pratique.report.parts.location import in_repository, place_of

_QUALITY = {
    "malware": "blocker",
    "critical": "blocker",
    "high": "critical",
    "unknown": "major",
    "medium": "major",
    "low": "minor",
    "info": "info",
}
_TYPES = {"CVE": "cve", "GHSA": "ghsa", "CWE": "cwe"}
"""Identifier types that GitLab knows. All other identifiers get an identifier type of Pratique."""
_MOST_IDENTIFIERS = 20
"""The maximum number of identifiers that GitLab stores for a vulnerability."""
_MOST_LINKS = 20

Numbers = Mapping[str, Mapping[str, int]]
"""For each file, the number of each dependency in the report, by the name of the dependency."""


def dependency_scanning(
    value: AuditReport, ended: Outcome | None = None, *, now: datetime | None
) -> dict[str, Json]:
    """Return the GitLab dependency scanning report.

    The schema requires a start and an end time, and `now` is used for both; None means 1970-01-01.
    """
    report, ended = ordered(value), ended or of_audit(value, fail_on=Bar())
    found = issues(report)
    counted = [issue for issue in found if issue.finding.ignored is None]
    messages: list[Json] = [{"level": "warn", "value": escape(gap, most=1000)} for gap in gaps(report)]
    told = [held_against(report), *(_ignored(issue) for issue in found if issue.finding.ignored)]
    messages += [{"level": "info", "value": escape(text, most=1000)} for text in (*told, *remarks(report))]
    files, numbers = _files(report)
    return scanned(
        vulnerabilities=[_vulnerability(issue, numbers) for issue in counted[:MOST_ISSUES]],
        total=len(counted),
        messages=messages,
        files=files,
        successful=looked(report) and ended.succeeded(listed=bool(counted)),
        now=now,
    )


def code_quality(value: AuditReport) -> list[Json]:
    """Return the GitLab code quality report with the active findings and the gaps."""
    report = ordered(value)
    nowhere = min((file.path for file in report.files), default=".")
    told = [_gap(gap, nowhere) for gap in gaps(report)]
    told += [_unsafe(one, nowhere) for one in report.insecure if one.stops]
    told += [_quality(issue, nowhere) for issue in issues(report) if issue.finding.ignored is None]
    return [*told[:MOST_ISSUES], *left_out(len(told) - MOST_ISSUES, nowhere)]


def _ignored(issue: Issue) -> str:
    ignore = issue.finding.ignored
    why = ignored_words(ignore) if ignore else ""
    return f"ignored: {issue.finding.match.id} of {issue.name}: {why}"


def _vulnerability(issue: Issue, numbers: Numbers) -> dict[str, Json]:
    match = issue.finding.match
    word = severity_word(match)
    place = issue.places[0] if issue.places else Location("unknown")
    told: dict[str, Json] = {
        "id": uuid_of(issue.fingerprint),
        "name": escape(issue.title, most=250),
        "description": _description(issue),
        "severity": "Critical" if word == "malware" else word.capitalize(),
        "solution": escape(issue.next_step, most=2000),
        "identifiers": list(_identifiers(issue.finding)),
        "location": {"file": shown_path(place.path), "dependency": _dependency(issue.finding, numbers)},
    }
    links: list[Json] = [{"url": address} for address in addresses(match)[:_MOST_LINKS]]
    return {**told, "links": links} if links else told


def _description(issue: Issue) -> str:
    parts = [f"{code(issue.name, most=300)}: {escape_markdown(issue.title, most=500)}"]
    parts += [prose(text, most=600) for text in issue.details]
    if len(issue.places) > 1:
        parts.append("Also at: " + ", ".join(code(str(place), most=300) for place in issue.places[1:6]))
    return "\n\n".join(parts)


def _identifiers(finding: AuditFinding) -> Iterator[Json]:
    match = finding.match
    names = list(dict.fromkeys(escape(name, most=200) for name in (*match.ids, *match.cwes) if name))
    for name in names[:_MOST_IDENTIFIERS]:
        kind = _TYPES.get(name.partition("-")[0], "pratique")
        value = name.partition("-")[2] if kind == "cwe" else name
        yield {"type": kind, "name": name, "value": value or name}


def _dependency(finding: AuditFinding, numbers: Numbers) -> Json:
    match = finding.match
    told: dict[str, Json] = {
        "package": {"name": escape(match.product.name, most=300)},
        "version": escape(match.version, most=300),
    }
    if finding.copy is not None:
        return told
    told["direct"] = finding.direct
    here = numbers.get(place_of(finding.sources[0]).path, {}) if finding.sources else {}
    number = here.get(_name(finding))
    if number is not None:
        told["iid"] = number
    # The project's own folders lead some chains; GitLab's begin with what those ask for.
    chain = [here.get(name) for name in next(iter(finding.paths), ())[:-1]]
    leading = list(dropwhile(lambda number: number is None, chain))
    if leading and not finding.direct and None not in leading:
        told["dependency_path"] = [{"iid": number} for number in leading]
    return told


def _name(finding: AuditFinding) -> str:
    return name_of(finding.match.product, finding.match.version)


def _files(report: AuditReport) -> tuple[list[Json], Numbers]:
    held: dict[str, list[Json]] = {file.path: [] for file in report.files}
    numbers: dict[str, dict[str, int]] = {file.path: {} for file in report.files}
    left = MOST_DEPENDENCIES
    for item in report.inventory:
        for path in sorted({place_of(source).path for source in item.sources} & held.keys()):
            if left:
                left -= 1
                number = len(held[path]) + 1
                # Chains name a package as its ecosystem does, or simply.
                numbers[path].setdefault(name_of(item.product, item.version), number)
                numbers[path].setdefault(f"{item.product.name}@{item.version}", number)
                named: Json = {"name": escape(item.product.name, most=300)}
                version = escape(item.version, most=300)
                held[path].append({"iid": number, "package": named, "version": version})
    files: list[Json] = [
        {
            "path": shown_path(in_repository(report.root, Location(file.path)).path),
            "package_manager": manager(file.format),
            "dependencies": held[file.path],
        }
        for file in report.files
    ]
    return files, numbers


def _quality(issue: Issue, nowhere: str) -> Json:
    place = issue.places[0] if issue.places else Location(nowhere)
    match = issue.finding.match
    severity = _QUALITY[severity_word(match)]
    if not match.settled and severity in {"blocker", "critical"}:
        severity = "major"
    doubt = f"; {match.note}" if match.disputed else ""
    said = f"{issue.name}: {match.id}: {issue.title}{doubt}; {issue.next_step}"
    return {
        "description": escape(said, most=1000),
        "check_name": escape(match.id, most=200) or "advisory",
        "fingerprint": issue.fingerprint,
        "severity": severity,
        "location": {"path": shown_path(place.path), "lines": {"begin": max(1, place.line or 1)}},
    }


def _gap(text: str, nowhere: str) -> Json:
    digest = hashlib.sha256(f"gap\0{text}".encode("utf-8", "surrogatepass")).hexdigest()
    return {
        "description": escape(f"not checked: {text}", most=1000),
        "check_name": "incomplete",
        "fingerprint": digest,
        "severity": "major",
        "location": {"path": shown_path(nowhere), "lines": {"begin": 1}},
    }


def _unsafe(one: InsecureSource, nowhere: str) -> Json:
    place = place_of(one.sources[0]) if one.sources else Location(nowhere)
    key = "\0".join((one.rule.value, one.text, *one.sources))
    return {
        "description": escape(insecure_words(one), most=1000),
        "check_name": one.rule.value,
        "fingerprint": hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest(),
        "severity": _QUALITY[one.rule.severity.value],
        "location": {"path": shown_path(place.path), "lines": {"begin": max(1, place.line or 1)}},
    }
