"""Builds the JSON objects of an audit for `--format json` and `jsonl`.

A change within one `schema_version` may only add fields. The schema is `schemas/audit-1.schema.json`.
"""

from datetime import date

from pratique.core.advisory import Exploitation, SourceState
from pratique.core.audit import (
    Audited,
    AuditFinding,
    AuditReport,
    FixAdvice,
    Ignore,
    InsecureSource,
    Retired,
    VendoredCopy,
    severity_word,
)
from pratique.core.bar import Bar
from pratique.core.outcome import Outcome, of_audit
from pratique.report.audit.order import ordered
from pratique.report.audit.words import headline, malware_advice, read
from pratique.report.formats.json_contract import (
    Json,
    lock_read,
    malware,
    not_judged,
    outcome_of,
    since,
    time_of,
)

AUDIT_VERSION = 1


def audit(value: AuditReport, ended: Outcome | None = None) -> dict[str, Json]:
    """Return the JSON object of `audit --format json`."""
    value, ended = ordered(value), ended or of_audit(value, fail_on=Bar())
    return {
        "schema_version": AUDIT_VERSION,
        "root": value.root,
        "headline": headline(value),
        "outcome": outcome_of(ended),
        "counts": dict(value.counts),
        "since": since(value.since),
        "new": value.new,
        "known": value.known,
        "groups": list(value.groups),
        "findings": [finding(item) for item in value.findings],
        "unsafe_sources": [_insecure(item) for item in value.insecure],
        "retired": [_retired(item) for item in value.retired],
        "not_audited": [not_judged(item) for item in value.not_audited],
        "out_of_scope": [not_judged(item) for item in value.out_of_scope],
        "ignores": {
            "unused": [ignore(item) for item in value.ignores.unused],
            "expired": [ignore(item) for item in value.ignores.expired],
            "unread": list(value.ignores.unread),
        },
        "notes": list(value.notes),
        "coverage": {
            "complete": read(value) and ended.complete,
            "gaps": list(value.gaps),
            "uncovered": list(value.uncovered),
            "files": [lock_read(item) for item in value.files],
            "packages": value.packages,
            "copies": value.copies,
            "inventory": [_audited(item) for item in value.inventory],
            "sources": [_source(item) for item in value.sources],
            "index_built_at": time_of(value.index_built_at),
        },
    }


def audit_lines(value: AuditReport, ended: Outcome | None = None) -> list[dict[str, Json]]:
    """Return the lines of `audit --format jsonl`: one object for each finding, then one object for the rest."""
    rest = audit(value, ended)
    findings = rest.pop("findings")
    assert isinstance(findings, list)
    told: list[dict[str, Json]] = [
        {"schema_version": AUDIT_VERSION, **item} for item in findings if isinstance(item, dict)
    ]
    return [*told, {"summary": True, **rest}]


def finding(value: AuditFinding) -> dict[str, Json]:
    """Return the JSON object of a finding."""
    match = value.match
    score: Json = None
    if match.score is not None or match.vector is not None:
        score = {"score": match.score, "vector": match.vector}
    return {
        "purl": match.purl,
        "name": match.product.name,
        "version": match.version,
        "id": match.id,
        "aliases": list(match.aliases),
        "kind": match.kind.value,
        "severity": severity_word(match),
        "cvss": score,
        "epss": _epss(match.exploitation),
        "kev": _kev(match.exploitation),
        "summary": match.summary,
        "published": time_of(match.published),
        "affected": list(match.affected),
        "fixed": list(match.fixed),
        "symbols": list(match.symbols),
        "urls": list(match.urls),
        "cwes": list(match.cwes),
        "told_by": list(match.sources),
        "certain": match.certain,
        "note": match.note,
        "disputed": match.disputed.value if match.disputed else None,
        "paths": [list(path) for path in value.paths],
        "paths_total": value.paths_total,
        "direct": value.direct,
        "groups": [*sorted(value.groups)],
        "sources": list(value.sources),
        "copy": _copy(value.copy),
        "fix": fix(value.fix),
        "malware": malware(malware_advice(value)),
        "ignored": None if value.ignored is None else ignore(value.ignored),
        "stops": value.stops,
    }


def fix(value: FixAdvice | None) -> Json:
    """Return the JSON object of a fix, or null if the audit did not search for a fix."""
    if value is None:
        return None
    return {
        "remedy": value.remedy.value,
        "version": value.version,
        "text": value.text,
        "command": value.command,
        "snippet": value.snippet,
        "file": value.file,
        "judged": value.judged,
    }


def ignore(value: Ignore) -> dict[str, Json]:
    """Return the JSON object of an ignore. If a condition of the ignore is null, the condition matches everything."""
    return {
        "ids": list(value.ids),
        "ecosystem": value.ecosystem.value if value.ecosystem else None,
        "package": value.package,
        "versions": value.versions,
        "path": value.path,
        "groups": [*sorted(value.groups)],
        "reason": value.reason,
        "owner": value.owner,
        "expires": _day(value.expires),
        "origin": value.origin,
        "justification": value.justification,
    }


def _epss(value: Exploitation | None) -> Json:
    if value is None or value.epss is None:
        return None
    return {
        "cve": value.cve,
        "score": value.epss,
        "percentile": value.percentile,
        "model": value.epss_model,
        "date": _day(value.epss_date),
    }


def _kev(value: Exploitation | None) -> Json:
    if value is None or value.kev_added is None:
        return None
    return {
        "cve": value.cve,
        "added": _day(value.kev_added),
        "due": _day(value.kev_due),
        "ransomware": value.ransomware,
    }


def _copy(value: VendoredCopy | None) -> Json:
    if value is None:
        return None
    return {"path": value.path, "purl": value.product.purl(value.version), "recognised_by": value.kind.value}


def _retired(value: Retired) -> dict[str, Json]:
    return {"purl": value.purl, "kind": value.kind.value, "text": value.text, "sources": list(value.sources)}


def _insecure(value: InsecureSource) -> dict[str, Json]:
    return {
        "rule": value.rule.value,
        "severity": value.rule.severity.value,
        "text": value.text,
        "sources": list(value.sources),
        "stops": value.stops,
    }


def _audited(value: Audited) -> dict[str, Json]:
    return {"purl": value.purl, "sources": list(value.sources), "asks": list(value.asks)}


def _source(value: SourceState) -> dict[str, Json]:
    return {
        "name": value.name,
        "title": value.title,
        "licence": value.licence,
        "origin": value.origin,
        "checked_at": time_of(value.checked_at),
        "as_of": time_of(value.as_of),
        "synced": value.synced,
        "rows": value.rows,
        "imported": value.imported,
        "withdrawn": value.withdrawn,
        "skipped": dict(value.skipped),
        "digest": value.digest,
        "covers": [{"type": item.type, "kind": item.kind.value} for item in value.covers],
        "counts": [
            {
                "type": count.cover.type,
                "kind": count.cover.kind.value,
                "records": count.records,
                "least": count.least,
            }
            for count in value.counts or ()
        ],
    }


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()
