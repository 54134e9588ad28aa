"""Sorts audit reports, most severe first, so that equal results give identical output."""

from collections.abc import Iterable
from dataclasses import replace

from pratique.core.audit import AuditFinding, AuditReport, Ignore, RetiredKind, severity_word
from pratique.report.parts.order import not_judged_in_order, places, total

# What nobody rated may be anything: it goes before what is known to be less than high.
GRADES = ("malware", "critical", "high", "unknown", "medium", "low", "info")
"""The values of `severity_word`, most severe first."""


def ordered(value: AuditReport) -> AuditReport:
    """Return the audit report with all its lists in a fixed order."""
    return replace(
        value,
        files=total(value.files, lambda file: file.path),
        inventory=total(value.inventory, lambda item: (item.product, item.version)),
        findings=total((_placed(finding) for finding in value.findings), _gravest_first),
        insecure=total(
            value.insecure, lambda one: (one.noted, -one.rule.severity.rank, one.text, one.sources)
        ),
        retired=total(
            (replace(item, sources=places(item.sources)) for item in value.retired),
            lambda item: (list(RetiredKind).index(item.kind), item.purl, item.text),
        ),
        not_audited=not_judged_in_order(value.not_audited),
        out_of_scope=not_judged_in_order(value.out_of_scope),
        gaps=tuple(sorted(value.gaps)),
        uncovered=tuple(sorted(value.uncovered)),
        sources=total(value.sources, lambda state: (state.name, state.origin)),
        ignores=replace(
            value.ignores,
            unused=_ignores(value.ignores.unused),
            expired=_ignores(value.ignores.expired),
            unread=tuple(sorted(value.ignores.unread)),
        ),
        since=value.since and replace(value.since, removed=tuple(sorted(value.since.removed))),
        groups=tuple(sorted(value.groups)),
        notes=tuple(sorted(value.notes)),
    )


def _placed(value: AuditFinding) -> AuditFinding:
    paths = tuple(sorted(value.paths, key=lambda path: (len(path), path)))
    return replace(value, sources=places(value.sources), paths=paths)


def _gravest_first(value: AuditFinding) -> tuple[object, ...]:
    """Return the sort key: active findings before ignored ones, then severity, known exploitation, score and name."""
    match = value.match
    attacks = match.exploitation
    return (
        value.ignored is not None,
        not match.certain,
        GRADES.index(severity_word(match)),
        attacks is None or attacks.kev_added is None,
        -((attacks and attacks.epss) or 0.0),
        -(match.score or 0.0),
        match.product,
        match.version,
        match.id,
        value.copy.path if value.copy else "",
        value.sources,
        value.paths,
        tuple(sorted(value.groups)),
    )


def _ignores(values: Iterable[Ignore]) -> tuple[Ignore, ...]:
    return total(values, lambda ignore: (ignore.label, ignore.reason))
