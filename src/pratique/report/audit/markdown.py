"""Writes an audit report as Markdown, for a review comment, an issue or a job summary.

The report shows the result and the next step, then the gaps, a table for each severity, the steps for each package, and
a folded part that needs no action. The report fits into one comment. The least severe rows that do not fit are omitted,
and the report states their number. The first line is an HTML comment with a digest:

    <!-- pratique audit v1 DIGEST -->

DIGEST is the first 16 hex digits of the SHA-256 of all text after the line break of this comment, in UTF-8. Text from
advisories, lockfiles and other files is escaped by `pratique.report.parts.escape`, and no line begins with such text.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pratique.core.advisory import AdvisoryKind
from pratique.core.audit import AuditFinding, AuditReport, FixAdvice, InsecureSource, Retired, severity_word
from pratique.core.bar import Bar
from pratique.core.outcome import Outcome, of_audit
from pratique.core.policy import Action
from pratique.report.audit.blocks import Block, Told, blocks, name_of, told
from pratique.report.audit.issue import gaps, next_step
from pratique.report.audit.order import GRADES, ordered
from pratique.report.audit.words import (
    UNCERTAIN,
    complete,
    exploited_words,
    headline,
    held_against,
    ignored_words,
    insecure_words,
    listed,
    looked,
    malware_advice,
    rating,
    read,
    severity,
    title,
    unjudged,
    way_in,
)
from pratique.report.markdown.headline import MARKS
from pratique.report.markdown.not_checked import counted_by_reason
from pratique.report.markdown.page import MOST_UNITS
from pratique.report.parts.counts import plural
from pratique.report.parts.escape import code, prose
from pratique.report.parts.escape import escape_markdown as safe
from pratique.report.parts.size_limit import Parts, leading, units

T = TypeVar("T")

MARKER = "<!-- pratique audit v1 "
"""The beginning of the first line of an audit comment."""
_HEAD = ("| package | advisory | fixed in | dependency path |", "| --- | --- | --- | --- |")
_IGNORED_HEAD = ("| package | advisory | why it is ignored |", "| --- | --- | --- |")
_TITLES = {"malware": "Malicious", "unknown": "Severity unknown"}
_GRAVE = frozenset({"malware", "critical", "high"})
_BLANKS = re.compile(r"\n{3,}")
_FRAME = 300
"""The space reserved for the lines around a section and for the number of omitted rows."""
_MOST_LINES = 20
"""The maximum number of lines in a snippet."""
_MOST_SNIPPETS = 3
"""The maximum number of snippets per package."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Section:
    """A section of the page that may be shortened."""

    title: str
    """The title of the section in Markdown."""
    head: Sequence[str] = ()
    rows: Callable[[int], Parts]
    """A function that returns the lines that fit into a given number of UTF-16 code units."""
    share: float
    """The maximum share of the remaining space that the section may use."""
    folded: bool = False


def audit(value: AuditReport, ended: Outcome | None = None) -> str:
    """Return the audit report as a Markdown page."""
    report, ended = ordered(value), ended or of_audit(value, fail_on=Bar())
    opening = [
        f"**{_mark(report, ended)} {safe(headline(report, ended), most=600)}.** {_now(report, ended)}",
        "",
    ]
    opening += [
        "Made by Pratique, which checks the dependencies of a project against published advisories.",
        "",
    ]
    closing = [*counted_by_reason(report.out_of_scope), "", safe(held_against(report), most=1_500)]
    closing += ["", f"Full report: {code('pratique audit --format json')}."]
    room = MOST_UNITS - sum(units(line) + 1 for line in (*opening, *closing)) - _FRAME
    lines = list(opening)
    for section in _sections(report):
        written = _written(section, int(room * section.share))
        room -= sum(units(line) + 1 for line in written)
        lines += written
    body = _BLANKS.sub("\n\n", "\n".join([*lines, *closing])).strip("\n") + "\n"
    digest = hashlib.sha256(body.encode("utf-8")).hexdigest()[:16]
    return f"{MARKER}{digest} -->\n{body}"


def _mark(report: AuditReport, ended: Outcome) -> str:
    words = {severity_word(finding.match) for finding in report.findings if finding.stops}
    if words & _GRAVE:
        return MARKS[Action.BLOCK]
    return MARKS[Action.ALLOW if ended.clear and not words and complete(report) else Action.HOLD]


def _now(report: AuditReport, ended: Outcome) -> str:
    counted = [finding.match for finding in report.findings if finding.stops]
    if any(match.kind is AdvisoryKind.MALWARE for match in counted):
        return "First remove the malicious packages, and assume that their code ran."
    if not looked(report):
        return "Fix the problem, then run the audit again."
    if counted:
        return "The steps for each package are listed below."
    if not read(report):
        return "Fix the gaps listed below, then run the audit again."
    if told(report.findings).uncertain:
        return "Review the uncertain findings, then use another version or ignore the advisory."
    checked = (
        " for the checked packages; the kinds of advisories without a source are listed below"
        if report.uncovered
        else ""
    )
    return f"Nothing to do{checked}." if ended.clear else "The reasons are listed below."


def _sections(report: AuditReport) -> Iterator[_Section]:
    apart = told(report.findings)
    left = gaps(report)
    if left:
        yield _section(f"Not checked ({len(left):,})", left, _item, share=0.2)
    yield from _tables(apart)
    if report.insecure:
        words = f"Unsafe sources ({len(report.insecure):,})"
        yield _section(words, report.insecure, _source, share=0.4)
    acting = blocks((*apart.certain, *apart.uncertain))
    if acting:
        note = unjudged(report.findings)
        yield _section("What to do", acting, _todo, share=0.7, note=[prose(note), ""] if note else ())
    if apart.ignored:
        words = f"Ignored findings ({len(apart.ignored):,})"
        yield _section(words, apart.ignored, _ignored, head=_IGNORED_HEAD, share=0.5, folded=True)
    if report.retired:
        words = f"Deprecated or end of life (not vulnerabilities) ({len(report.retired):,})"
        yield _section(words, report.retired, _retired, share=0.5, folded=True)
    remarks = _remarks(report)
    if remarks:
        words = f"Notes about ignores and settings ({len(remarks):,})"
        yield _section(words, remarks, _item, share=0.9, folded=True)


def _tables(apart: Told) -> Iterator[_Section]:
    for word in GRADES:
        found = [finding for finding in apart.certain if severity_word(finding.match) == word]
        if found:
            words = f"{_TITLES.get(word, word.capitalize())} ({len(found):,})"
            yield _section(words, found, _row, head=_HEAD, share=0.5)
    if apart.uncertain:
        words = f"Not certain ({len(apart.uncertain):,}): {UNCERTAIN}"
        yield _section(words, apart.uncertain, _row, head=_HEAD, share=0.4)


def _section(
    words: str,
    values: Sequence[T],
    write: Callable[[T], str],
    *,
    share: float,
    head: Sequence[str] = (),
    note: Sequence[str] = (),
    folded: bool = False,
) -> _Section:
    return _Section(
        title=words,
        head=(*note, *head),
        rows=lambda room: Parts.of(values, write, room=room),
        share=share,
        folded=folded,
    )


def _written(section: _Section, room: int) -> list[str]:
    parts = section.rows(room - _FRAME)
    kept = leading(parts.first, room - _FRAME)
    if section.folded:
        lines = [f"<details><summary>{section.title}</summary>", ""]
    else:
        lines = [f"#### {section.title}", ""]
    lines += [*section.head, *parts.first[:kept]] if kept else []
    if kept < parts.total:
        lines += ["", f"{parts.total - kept:,} more, see the full report."]
    return [*lines, "", "</details>", ""] if section.folded else [*lines, ""]


def _item(text: str) -> str:
    return f"- {safe(text, most=300)}"


def _row(finding: AuditFinding) -> str:
    match = finding.match
    grades = [part for part in rating(match)[1:] if part]
    exploited = exploited_words(match)
    grades += [f"**{exploited}**"] if exploited else []
    rated = f" ({', '.join(grades)})" if grades else ""
    said = f"{code(match.id, most=80)}{rated}: {safe(title(match), most=200)}"
    said += f"; {safe(match.note, most=200)}" if match.note else ""
    fixed = safe(_good(finding), most=200)
    name = code(name_of(match.product, match.version), most=120)
    return _cells(name, said, fixed, safe(way_in(finding), most=200))


def _good(finding: AuditFinding) -> str:
    match = finding.match
    if match.kind is not AdvisoryKind.MALWARE:
        return listed(match.fixed) if match.fixed else "none known"
    advice = malware_advice(finding)
    return f"remove it, or pin {advice.pin}" if advice is not None and advice.pin else "remove it"


def _todo(block: Block) -> str:
    first = block.gravest
    place = [first.copy.path] if first.copy else first.sources[:1]
    at = f" in {code(place[0], most=200)}" if place else ""
    steps = dict.fromkeys(step for finding in block.findings for step in _steps(finding))
    fixes = dict.fromkeys(finding.fix for finding in block.findings if finding.fix and finding.fix.snippet)
    lines = [f"- {code(block.name, most=120)}{at}: {'; '.join(steps)}"]
    for fix in list(fixes)[:_MOST_SNIPPETS]:
        lines += _snippet(fix)
    return "\n".join(lines)


def _steps(finding: AuditFinding) -> list[str]:
    fix = finding.fix
    if fix is None or finding.match.kind is AdvisoryKind.MALWARE:
        return [prose(next_step(finding), most=1_000)]
    return [prose(fix.text, most=400), *([f"run {code(fix.command, most=300)}"] if fix.command else [])]


def _snippet(fix: FixAdvice) -> list[str]:
    where = code(fix.file, most=200) if fix.file else "the project's manifest"
    written = [f"  {code(part, most=300)}" for part in fix.snippet.rstrip("\n").split("\n")]
    lines = ["", f"  Add to {where}:", "", "  <pre>", *written[:_MOST_LINES], "  </pre>", ""]
    more = len(written) - _MOST_LINES
    return lines if more <= 0 else [*lines, f"  {plural(more, 'more line')} in the full report.", ""]


def _ignored(finding: AuditFinding) -> str:
    match = finding.match
    why = safe(ignored_words(finding.ignored), most=300) if finding.ignored else ""
    said = f"{code(match.id, most=80)} ({severity(match)}): {safe(title(match), most=200)}"
    return _cells(code(name_of(match.product, match.version), most=120), said, why)


def _source(one: InsecureSource) -> str:
    grade = "note" if one.noted else one.rule.severity.value
    return f"- {grade}: {safe(insecure_words(one), most=300)} in {code(listed(one.sources), most=300)}"


def _retired(item: Retired) -> str:
    said = f": {safe(item.text, most=200)}" if item.text else ""
    return f"- {code(item.purl, most=200)} is {item.kind.value}{said}"


def _remarks(report: AuditReport) -> list[str]:
    lines = [f"expired ignore: {ignore.label}" for ignore in report.ignores.expired]
    lines += [f"unused ignore: {ignore.label}" for ignore in report.ignores.unused]
    return lines + [f"has no effect: {text}" for text in report.notes]


def _cells(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
