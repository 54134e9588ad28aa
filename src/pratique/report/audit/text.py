"""Writes an audit report for a terminal: the verdict, the findings (direct dependencies first), gaps and the next step."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from pratique.core.advisory import AdvisoryKind, AdvisoryMatch
from pratique.core.audit import (
    AuditFinding,
    AuditReport,
    FixAdvice,
    Ignore,
    InsecureSource,
    Retired,
    SourceRule,
)
from pratique.core.finding import Severity
from pratique.core.outcome import Outcome
from pratique.report.audit.blocks import Block, blocks, name_of, told
from pratique.report.audit.order import ordered
from pratique.report.audit.words import (
    UNCERTAIN,
    addresses,
    affected_words,
    afterwards,
    complete,
    exploited_words,
    graded,
    headline,
    held_against,
    ignored_words,
    insecure_words,
    listed,
    malice,
    malware_advice,
    rating,
    severity,
    title,
    unjudged,
    until,
    way_in,
)
from pratique.report.parts.counts import plural
from pratique.report.parts.escape import escape
from pratique.report.text import lock_entries as entries
from pratique.report.text.style import Line, Span, Style, line, snippet

T = TypeVar("T")

_GRAVE = frozenset({Severity.CRITICAL, Severity.HIGH})
_SLIGHT = frozenset({Severity.LOW, Severity.INFO})
_SOURCE_STYLES = {SourceRule.TLS_OFF: Style.BLOCK, SourceRule.PLAINTEXT: Style.HOLD}
_MOST_PLACES = 3
_MOST_ADDRESSES = 2
_MOST_LINES = 20
"""The maximum number of lines in a snippet."""
_MOST_APART = 20
"""The maximum number of entries in each list of notes if `--notes` is not set."""
_MOST_GAPS = 50


def audit(
    value: AuditReport, *, notes: bool = False, verbose: bool = False, ended: Outcome | None = None
) -> list[Line]:
    """Return the lines of an audit report. With `notes`, list all findings that do not stop the run."""
    value = ordered(value)
    apart = told(value.findings)
    most = None if notes else _MOST_APART
    skipped = f" ({len(value.out_of_scope):,} skipped)" if value.out_of_scope else ""
    lines = [line(Span(escape(headline(value, ended), most=600), _overall(value)), skipped)]
    for file in value.files:
        if verbose or file.error is not None or file.problems:
            lines += entries.lock_read(file)
    for block in sorted(blocks(apart.certain), key=lambda block: not _is_direct(block)):
        lines += [line(""), *_block(block, verbose=verbose)]
    lines += _uncertain(apart.uncertain, verbose=verbose)
    lines += _apart("Unsafe sources", value.insecure, _insecure, most=most)
    lines += _apart("Ignored findings (no effect on the exit code)", apart.ignored, _ignored, most=most)
    lines += _apart("Deprecated or end of life (not vulnerabilities)", value.retired, _retired, most=most)
    lines += _not_looked_at(value, verbose=verbose)
    lines += _ignores(value, most=most)
    lines += [line(""), *_sources(value)] if value.findings or verbose or not complete(value) else []
    note = unjudged(value.findings)
    return lines + ([line(Span("Next: ", Style.STRONG), note)] if note else [])


def _is_direct(block: Block) -> bool:
    return block.gravest.direct or block.gravest.copy is not None or not block.gravest.paths


def _overall(value: AuditReport) -> Style:
    counted = [finding.match for finding in value.findings if finding.stops]
    if any(_style(match) is Style.BLOCK for match in counted):
        return Style.BLOCK
    return Style.HOLD if counted or not complete(value) else Style.ALLOW


def _style(match: AdvisoryMatch) -> Style:
    if match.disputed is not None:
        return Style.HOLD
    if match.kind is AdvisoryKind.MALWARE or match.severity in _GRAVE:
        return Style.BLOCK
    return Style.PLAIN if match.severity in _SLIGHT else Style.HOLD


def _block(block: Block, *, verbose: bool) -> list[Line]:
    first = block.gravest
    grades = Span(graded(block.findings), _style(first.match))
    lines = [
        line(Span(escape(block.name, most=300), Style.STRONG), Span(f"  {block.kind}  ", Style.FAINT), grades)
    ]
    for finding in block.findings:
        lines += _advisory(finding.match, verbose=verbose)
        if block.fix is None and finding.fix is not None:
            lines += _fix(finding.fix, "    ")
    lines += _fix(block.fix, "  ") if block.fix is not None else []
    if block.fix is None and first.fix is None and (advice := malware_advice(first)) is not None:
        lines.append(line(Span("  fix: ", Style.STRONG), escape(advice.remove, most=400)))
    then = dict.fromkeys(step for finding in block.findings for step in afterwards(finding))
    lines += [line(Span("  then: ", Style.STRONG), escape(step, most=600)) for step in then]
    lines.append(line(Span(f"  {escape(way_in(first), most=400)}", Style.FAINT)))
    if first.copy is None:
        lines += [line(Span(f"  in {escape(place)}", Style.FAINT)) for place in first.sources[:_MOST_PLACES]]
        more = len(first.sources) - _MOST_PLACES
        lines += [line(Span(f"  and in {plural(more, 'more place')}", Style.FAINT))] if more > 0 else []
    return lines


def _advisory(match: AdvisoryMatch, *, verbose: bool) -> list[Line]:
    malicious = match.kind is AdvisoryKind.MALWARE
    words = malice(match) if malicious else ", ".join(rating(match))
    attacks = exploited_words(match)
    lines = [
        line(
            Span("  ! ", _style(match)),
            f"{escape(title(match), most=300)}",
            Span(f" [{escape(match.id, most=100)}]", Style.FAINT),
            f"  {words}",
            Span(f", {attacks}" if attacks else "", Style.BLOCK),
        )
    ]
    lines.append(line(f"    {escape('; '.join(affected_words(match)), most=400)}"))
    lines += [line(f"    {escape(match.note, most=300)}")] if match.note else []
    if not verbose:
        return lines
    named = f"also {listed(match.aliases)}; " if match.aliases else ""
    lines.append(
        line(Span(f"    {escape(f'{named}reported by {listed(match.sources)}', most=300)}", Style.FAINT))
    )
    lines += [
        line(Span(f"    {escape(url, most=300)}", Style.PLACE)) for url in addresses(match)[:_MOST_ADDRESSES]
    ]
    return lines


def _fix(fix: FixAdvice, indent: str) -> list[Line]:
    lines = [line(Span(f"{indent}fix: ", Style.STRONG), escape(fix.text, most=400))]
    if fix.snippet:
        where = escape(fix.file, most=200) or "the project's manifest"
        written = fix.snippet.rstrip("\n").split("\n")
        lines.append(line(f"{indent}  add to {where}:"))
        lines += [snippet(f"{indent}    {escape(part, most=300)}") for part in written[:_MOST_LINES]]
        more = len(written) - _MOST_LINES
        lines += (
            [line(f"{indent}    and {plural(more, 'more line')} (`--format json` lists all)")]
            if more > 0
            else []
        )
    if fix.command:
        lines.append(snippet(f"{indent}  run: {escape(fix.command, most=400)}"))
    return lines


def _uncertain(findings: Sequence[AuditFinding], *, verbose: bool) -> list[Line]:
    if not findings:
        return []
    lines = [line(""), line(Span(f"Not certain ({len(findings):,}): {UNCERTAIN}", Style.HOLD))]
    for block in blocks(findings):
        lines += [line(""), *_block(block, verbose=verbose)]
    return lines


def _apart(
    words: str, values: Sequence[T], write: Callable[[T], Iterator[Line]], *, most: int | None
) -> list[Line]:
    if not values:
        return []
    lines = [line(""), line(f"{words} ({len(values):,})")]
    for item in values[:most]:
        lines += write(item)
    more = 0 if most is None else len(values) - most
    return lines + ([line(f"  and {more:,} more (`--notes` lists them)")] if more > 0 else [])


def _ignored(finding: AuditFinding) -> Iterator[Line]:
    match = finding.match
    where = f" in {finding.copy.path}" if finding.copy else ""
    named = escape(f"{name_of(match.product, match.version)}{where}", most=300)
    yield line(
        f"  {named}  {escape(match.id, most=100)}  {severity(match)}: {escape(title(match), most=200)}"
    )
    if finding.ignored is not None:
        yield line(Span(f"    {escape(ignored_words(finding.ignored), most=400)}", Style.FAINT))


def _insecure(one: InsecureSource) -> Iterator[Line]:
    style = Style.FAINT if one.noted else _SOURCE_STYLES[one.rule]
    grade = "note" if one.noted else one.rule.severity.value
    yield line("  ", Span(grade, style), f"  {escape(insecure_words(one), most=400)}")
    yield line(Span(f"    {escape(listed(one.sources, most=_MOST_PLACES), most=300)}", Style.FAINT))


def _retired(item: Retired) -> Iterator[Line]:
    said = f": {escape(item.text, most=200)}" if item.text else ""
    places = f"  {escape(listed(item.sources, most=_MOST_PLACES), most=200)}" if item.sources else ""
    yield line(f"  {escape(item.purl, most=200)}  {item.kind.value}{said}", Span(places, Style.FAINT))


def _not_looked_at(value: AuditReport, *, verbose: bool) -> list[Line]:
    lines: list[Line] = []
    if value.gaps:
        lines += [line(""), line(Span("Not checked", Style.HOLD))]
        lines += [line(f"  {escape(gap, most=300)}") for gap in value.gaps[:_MOST_GAPS]]
        more = len(value.gaps) - _MOST_GAPS
        lines += [line(f"  and {more:,} more (`--format json` lists them)")] if more > 0 else []
    if value.not_audited:
        lines += [line(""), line(Span(f"Not audited ({len(value.not_audited):,})", Style.HOLD))]
        lines += entries.listed(value.not_audited)
    if value.out_of_scope and verbose:
        lines += [line(""), line(f"Skipped ({len(value.out_of_scope):,})")]
        lines += entries.counted(value.out_of_scope)
    return lines


def _ignores(value: AuditReport, *, most: int | None) -> list[Line]:
    lines = _apart("Ignores that could not be read", value.ignores.unread, _plain, most=most)
    lines += _apart("Expired ignores", value.ignores.expired, _expired, most=most)
    lines += _apart("Ignores that matched nothing", value.ignores.unused, _unused, most=most)
    return lines + _apart("Settings without effect", value.notes, _plain, most=most)


def _plain(words: str) -> Iterator[Line]:
    yield line(f"  {escape(words, most=300)}")


def _expired(ignore: Ignore) -> Iterator[Line]:
    yield line(f"  {escape(ignore.label, most=300)}: valid {until(ignore.expires)}")


def _unused(ignore: Ignore) -> Iterator[Line]:
    yield line(f"  {escape(ignore.label, most=300)}")


def _sources(value: AuditReport) -> list[Line]:
    style = Style.FAINT if value.sources else Style.HOLD
    return [line(Span(escape(held_against(value), most=2_000), style))]
