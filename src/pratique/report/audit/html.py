"""Writes an audit report as one self-contained HTML page.

The page shows the gaps first, then the counts, a table of the packages, a block for each package with its fix, and the
advisory sources. Each finding has an anchor. The anchor does not change while the same advisory affects the same
package. The page contains no script. The Content-Security-Policy of the page allows only the page's own style sheet, so
that injected markup has no effect.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from pratique import __version__
from pratique.core.advisory import SourceState
from pratique.core.audit import (
    AuditFinding,
    AuditReport,
    Ignore,
    InsecureSource,
    Remedy,
    Retired,
    severity_word,
)
from pratique.report.audit.blocks import Block, Told, blocks, name_of, told
from pratique.report.audit.html_block import Anchors, block, classes, shown, spoken
from pratique.report.audit.issue import gaps, issues
from pratique.report.audit.order import GRADES, ordered
from pratique.report.audit.sheet import SHEET, policy
from pratique.report.audit.words import (
    UNCERTAIN,
    as_of,
    exploited_words,
    graded,
    has_fix,
    headline,
    ignored_words,
    insecure_words,
    listed,
    severity,
    title,
    unjudged,
    until,
)
from pratique.report.parts.counts import moment, plural

T = TypeVar("T")

_FOOTER = "An audit reports published advisories about the packages that it could read. It does not find other flaws."
_WORDS = {"malware": "malicious", "unknown": "severity unknown"}
_MOST_FINDINGS = 3_000
"""The maximum number of findings in blocks. The JSON format contains all findings."""
_MOST_LISTED = 500
"""The maximum number of entries in each list and table of the page."""


def audit(value: AuditReport, *, now: datetime | None) -> str:
    """Return the HTML page. `now` is shown as the time of the report."""
    report = ordered(value)
    found = issues(report)
    anchors = {id(issue.finding): f"f-{issue.fingerprint[:16]}" for issue in found}
    apart = told(issue.finding for issue in found)
    lines = [
        "<!doctype html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy()}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        f"<title>Audit of {_root(report)}</title>",
        f"<style>{SHEET}</style>",
        "</head>",
        "<body>",
        *_header(report, now),
        "<main>",
        *_gaps(report),
        *_findings(apart, anchors),
        *_apart(report, apart),
        *_sources(report),
        "</main>",
        f"<footer><p>Pratique {__version__}. {_FOOTER}</p></footer>",
        "</body>",
        "</html>",
    ]
    return "\n".join(lines) + "\n"


def _root(report: AuditReport) -> str:
    return "this project" if report.root in {".", ""} else shown(report.root, most=200)


def _header(report: AuditReport, now: datetime | None) -> Iterator[str]:
    yield f"<header><h1>Audit of {_root(report)}</h1>"
    yield f'<p class="headline">{shown(headline(report), most=600)}</p>'
    parts = [f"Made {moment(now)}"] if now else []
    parts.append(f'<a href="#sources">{shown(as_of(report))}</a>')
    files = ", ".join(f"{shown(file.path)} ({file.packages:,})" for file in report.files[:10])
    more = f" and {len(report.files) - 10:,} more" if len(report.files) > 10 else ""
    parts += [f"entries of {files}{more}"] if files else []
    yield f'<p class="faint">{"; ".join(parts)}</p></header>'


def _gaps(report: AuditReport) -> Iterator[str]:
    left = gaps(report)
    if left:
        yield '<section class="notice" id="gaps"><h2>Not checked</h2>'
        yield "<p>The result is incomplete. More findings may appear after these gaps are fixed.</p>"
        yield f"{_list(left, spoken)}</section>"


def _findings(apart: Told, anchors: Anchors) -> Iterator[str]:
    counted = (*apart.certain, *apart.uncertain)
    if not counted:
        return
    certain, uncertain = blocks(apart.certain), blocks(apart.uncertain)
    yield from _filter(counted)
    yield from _table((*certain, *uncertain), anchors)
    if certain:
        note = unjudged(counted)
        yield '<section id="findings"><h2>Findings</h2>'
        yield f'<p class="faint">{spoken(note[:1].upper() + note[1:])}.</p>' if note else ""
        yield from _blocks(certain, anchors)
        yield "</section>"
    if uncertain:
        yield '<section id="uncertain"><h2>Uncertain findings</h2>'
        yield f"<p>{UNCERTAIN[:1].upper()}{UNCERTAIN[1:]}.</p>"
        yield from _blocks(uncertain, anchors)
        yield "</section>"


def _filter(counted: Sequence[AuditFinding]) -> Iterator[str]:
    words = [severity_word(finding.match) for finding in counted]
    yield '<fieldset class="filter"><legend>Show</legend>'
    for grade in GRADES:
        if grade in words:
            box = f'<input type="checkbox" id="show-{grade}" checked>'
            yield f'<label class="c-{grade}">{box} <b>{words.count(grade):,}</b> {_WORDS.get(grade, grade)}</label>'
    exploited = sum(bool(exploited_words(finding.match)) for finding in counted)
    if exploited:
        box = '<input type="checkbox" id="only-exploited">'
        yield f"<label>{box} only the <b>{exploited:,}</b> known to be exploited</label>"
    yield "</fieldset>"


def _table(values: Sequence[Block], anchors: Anchors) -> Iterator[str]:
    yield '<section id="packages"><h2>Affected packages</h2><table><thead><tr><th>package</th><th>findings</th><th>fix</th>'
    yield "<th>required by</th></tr></thead><tbody>"
    for item in values[:_MOST_LISTED]:
        first = item.gravest
        copied = f" in {shown(first.copy.path, most=200)}" if first.copy else ""
        name = f'<a href="#{anchors[id(first)]}"><code>{shown(item.name, most=200)}</code></a>{copied}'
        grade = f'<span class="grade c-{severity_word(first.match)}">{shown(graded(item.findings))}</span>'
        yield (
            f'<tr class="{classes(item.findings)}"><td>{name}</td><td>{grade}</td><td>{_fixes(item)}</td>'
            f"<td>{_asking(first)}</td></tr>"
        )
    yield "</tbody></table>"
    yield from _more(len(values))
    yield "</section>"


def _fixes(item: Block) -> str:
    remedy = item.fix.remedy if item.fix else None
    if remedy is Remedy.REMOVE:
        return "remove it"
    if remedy is Remedy.PIN and item.fix and item.fix.version:
        return f"pin {shown(item.fix.version, most=80)}"
    mended = sum(map(has_fix, item.findings))
    if mended == len(item.findings):
        if item.fix and item.fix.version:
            return shown(item.fix.version, most=80)
        first = {finding.match.fixed[:1] for finding in item.findings}
        return shown(", ".join(first.pop()) or "yes", most=80) if len(first) == 1 else "yes"
    return f"for {mended} of {len(item.findings)}" if mended else "none"


def _asking(finding: AuditFinding) -> str:
    if finding.copy is not None:
        return "none: a copied library"
    path = next((path for path in finding.paths if len(path) > 1), ())
    if finding.direct or not path:
        return "the project itself" if finding.direct else "not known"
    return f"<code>{shown(path[0], most=120)}</code>"


def _blocks(values: Sequence[Block], anchors: Anchors) -> Iterator[str]:
    left = _MOST_FINDINGS
    for number, item in enumerate(values):
        if left <= 0:
            yield f"<p>{plural(len(values) - number, 'more package')} in the full report (<code>--format json</code>).</p>"
            return
        left -= len(item.findings)
        yield block(item, anchors)


def _apart(report: AuditReport, apart: Told) -> Iterator[str]:
    yield from _section("unsafe-sources", "Unsafe sources", report.insecure, _insecure)
    yield from _section("ignored", "Ignored findings", apart.ignored, _ignored)
    yield from _section(
        "retired", "Deprecated or end of life (not vulnerabilities)", report.retired, _retired
    )
    yield from _section("out-of-scope", "Out of scope", sorted(_reasons(report)), shown)
    yield from _section("expired", "Expired ignores (no longer in effect)", report.ignores.expired, _expired)
    yield from _section(
        "unused", "Ignores that matched nothing", report.ignores.unused, lambda item: shown(item.label)
    )
    yield from _section("notes", "Settings without effect", report.notes, shown)


def _reasons(report: AuditReport) -> Iterator[str]:
    counts: dict[str, int] = {}
    for item in report.out_of_scope:
        why = item.why.partition(": ")[0]
        counts[why] = counts.get(why, 0) + 1
    yield from (f"{plural(count, 'package')}: {why}" for why, count in counts.items())


def _section(name: str, words: str, values: Sequence[T], write: Callable[[T], str]) -> Iterator[str]:
    if values:
        yield f'<section id="{name}"><h2>{words} ({len(values):,})</h2>'
        yield f"{_list(values, write)}</section>"


def _list(values: Sequence[T], write: Callable[[T], str]) -> str:
    items: Iterable[str] = (f"<li>{write(item)}</li>" for item in values[:_MOST_LISTED])
    return f"<ul>{''.join(items)}</ul>{''.join(_more(len(values)))}"


def _more(total: int) -> Iterator[str]:
    if total > _MOST_LISTED:
        yield f"<p>and {total - _MOST_LISTED:,} more in the full report (<code>--format json</code>)</p>"


def _ignored(finding: AuditFinding) -> str:
    match = finding.match
    name = f"<code>{shown(name_of(match.product, match.version))}</code>"
    where = f" in <code>{shown(finding.copy.path)}</code>" if finding.copy else ""
    why = shown(ignored_words(finding.ignored)) if finding.ignored else ""
    said = f"{shown(match.id, most=100)}, {severity(match)}: {shown(title(match))}"
    return f'{name}{where}: {said}<br><span class="faint">{why}</span>'


def _insecure(one: InsecureSource) -> str:
    grade = "note" if one.noted else one.rule.severity.value
    return f'{grade}: {shown(insecure_words(one))} <span class="faint">{shown(listed(one.sources))}</span>'


def _retired(item: Retired) -> str:
    said = f": {shown(item.text)}" if item.text else ""
    places = f' <span class="faint">{shown(listed(item.sources))}</span>' if item.sources else ""
    return f"<code>{shown(item.purl)}</code> is {item.kind.value}{said}{places}"


def _expired(item: Ignore) -> str:
    return f"{shown(item.label)}: valid {until(item.expires)}"


def _sources(report: AuditReport) -> Iterator[str]:
    yield '<section id="sources"><h2>Advisory sources</h2>'
    if not report.sources:
        yield "<p>No source of advisories.</p></section>"
        return
    yield "<table><thead><tr><th>source</th><th>as of</th><th>records</th><th>withdrawn</th><th>not read</th>"
    yield "<th>licence</th></tr></thead><tbody>"
    yield from map(_source, report.sources)
    yield "</tbody></table></section>"


def _source(state: SourceState) -> str:
    fresh = state.fresh_at.date().isoformat() if state.fresh_at else "not known"
    skipped = sum(state.skipped.values())
    why = f" ({shown(listed(sorted(state.skipped)), most=300)})" if skipped else ""
    return (
        f'<tr><td>{shown(state.title, most=200)}<br><span class="faint">{shown(state.name, most=100)}, '
        f'{shown(state.origin, most=300)}</span></td><td class="number">{fresh}</td>'
        f'<td class="number">{state.imported:,}</td><td class="number">{state.withdrawn:,}</td>'
        f"<td>{skipped:,}{why}</td><td>{shown(state.licence, most=100)}</td></tr>"
    )
