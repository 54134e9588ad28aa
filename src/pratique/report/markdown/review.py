"""Writes the report as Markdown, for a review comment, an issue or a job summary.

A review is for readers who do not know Pratique. A review shows the verdict in plain words and the next step. Below the
next step are a row for each package that the change adds, and a block for each stopped package. Unchanged packages
appear only if they are stopped.

The review fits into one comment (65,536 characters, counted as UTF-16 code units) with space for one more line of the
sender. The least severe rows and blocks that do not fit are omitted, and the review states their number.

For one change, the review does not depend on the day, the base commit or the processing order. The review therefore
contains dates instead of ages, and no durations, cache information or numbers of unchanged packages. The first line is
an HTML comment with a digest:

    <!-- pratique review v1 DIGEST -->

DIGEST is the first 16 hex digits of the SHA-256 of all text after the line break of this comment, in UTF-8. A program
that posts reviews can find its comment by the text before DIGEST, and needs to update the comment only if DIGEST
differs.

Text from packages, registries and lockfiles is escaped by `pratique.report.parts.escape`, and no line begins with such
text.
"""

import hashlib
import shlex
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from pratique.core.assessment import JudgedPackage, ProjectReport, Target, merge_reasons
from pratique.core.comparison import Comparison, FileChange
from pratique.core.outcome import Outcome, of_project
from pratique.core.outcome import of_targets as of_target
from pratique.core.policy import Action
from pratique.core.reading import NotJudged
from pratique.report.formats.ci_issue import Issue, Level, of_targets, stopping, stops_of
from pratique.report.markdown import not_checked as remains
from pratique.report.markdown import stopped_packages as stops
from pratique.report.markdown.headline import INCOMPLETE, MARKS, WARNING, base_words, headline
from pratique.report.markdown.page import MOST_UNITS, Page, fitted
from pratique.report.markdown.table import HEAD, is_quiet, row, unjudged_row, verdict_cell
from pratique.report.parts import incomplete, install_scripts, install_settings
from pratique.report.parts.change_effect import gone, gravest_first, led_to
from pratique.report.parts.counts import is_commit, plural
from pratique.report.parts.escape import code, escape, prose
from pratique.report.parts.escape import escape_markdown as safe
from pratique.report.parts.order import ordered, ordered_assessments
from pratique.report.parts.phrases import NO_REASON, lasting, not_looked_at, verdict_plainly
from pratique.report.parts.size_limit import NOTHING, Parts, leading

T = TypeVar("T")

MARKER = "<!-- pratique review v1 "
"""The beginning of the first line of a review comment."""
_MOST_QUIET = 15
"""The maximum number of unfolded rows that need no action.

If more rows than this maximum need no action, all these rows are folded, so that the reasons remain visible.
"""
_MOST_STAGED = 20
"""The maximum number of staged releases with their commands."""
_STOPPED_HEAD = ("| package | verdict | why | dependency path |", "| --- | --- | --- | --- |")
_TARGET_HEAD = ("| target | verdict | why |", "| --- | --- | --- |")
_FILE_HEAD = ("| file | change | bytes | reason to read first |", "| --- | --- | --- | --- |")


def project(
    value: ProjectReport,
    *,
    ended: Outcome | None = None,
    diff_url: str | None = None,
    rules: Mapping[str, str] | None = None,
    now: datetime | None = None,
) -> str:
    """Return the review of a project or of a change.

    `diff_url` is the template of links to diffs (see `table.row`). `rules` contains the titles of rules by id.
    """
    report = ordered(value)
    stopped = sorted((p for p in report.packages if p.action is not Action.ALLOW), key=gravest_first)
    opened = len(stopped) <= stops.MOST_OPEN

    def block(package: JudgedPackage) -> str:
        issues = stops_of(package, report, now=now)
        return stops.block(package, issues, report, opened=opened, rules=rules or {}, diff_url=diff_url)

    rows, folded = (
        _changed_rows(report, diff_url) if report.since else (_parts(stopped, _stopped_row), NOTHING)
    )
    page = Page(
        opening=_opening(report, ended or of_project(report)),
        head=HEAD if report.since else _STOPPED_HEAD,
        rows=rows,
        notice=remains.not_counted(report),
        blocks=_parts(stopped, block),
        folded=folded,
        closing=_closing(report, now),
    )
    body = fitted(page)
    digest = hashlib.sha256(body.encode("utf-8")).hexdigest()[:16]
    return f"{MARKER}{digest} -->\n{body}"


def targets(values: Sequence[Target], *, ended: Outcome | None = None, now: datetime | None = None) -> str:
    """Return a Markdown table with a row for each target, then the reasons and the gaps."""
    found = [(value.name, stopping(of_targets([value], now=now))) for value in values]
    gaps = [safe(gap, most=300) for gap in not_looked_at(a for value in values for a in value.assessments)]
    closing = [
        "",
        "<details><summary>Not checked</summary>",
        "",
        *(f"- {gap}" for gap in gaps[:20]),
        "",
        "</details>",
    ]
    page = Page(
        head=_TARGET_HEAD,
        rows=_parts(values, lambda value: _target_row(value, ended or of_target([value]))),
        blocks=_parts([item for item in found if item[1]], lambda item: _target_block(*item)),
        closing=[
            *_staged(values),
            *remains.incomplete_packages(incomplete.of_targets(values), now),
            *(closing if gaps else ()),
        ],
    )
    return fitted(page)


def _staged(values: Sequence[Target]) -> list[str]:
    """Return the staged releases, with npm's commands that decide about them; a blocked release can only be rejected."""
    lines: list[str] = []
    for value in values:
        if value.staged is None or value.worst is None:
            continue
        record = value.staged.record
        parts = [
            f"staged {record.staged_at:%Y-%m-%d %H:%M} UTC"
            if record.staged_at
            else "staged at an unknown time",
            f"by {safe(record.actor or 'an unknown account', most=80)}",
            f"with the dist-tag {safe(record.tag or 'unknown', most=80)}",
        ]
        reject = code(value.staged.reject, most=400)
        blocked = value.worst.verdict.action is Action.BLOCK
        decide = reject if blocked else f"{code(value.staged.approve, most=400)} or {reject}"
        lines.append(f"- {code(value.name, most=200)}: {' '.join(parts)}; decide with {decide}")
    shown, more = lines[:_MOST_STAGED], len(lines) - _MOST_STAGED
    rest = [f"- and {more:,} more, see the full report"] if more > 0 else []
    return ["", "#### Staged releases", "", *shown, *rest] if lines else []


def comparison(value: Comparison, before: str, after: str) -> str:
    """Return the changes between two artifacts as Markdown."""
    lines = [f"### {code(before, most=200)} \N{RIGHTWARDS ARROW} {code(after, most=200)}", ""]
    changes = [f"- **known malicious**: {safe(said)}" for said in value.known_bad]
    for word, capabilities in (("gained", value.gained), ("lost", value.lost)):
        changes += [
            f"- capability {word}: **{safe(c.capability)}** ({safe(c.context)}), {code(c.api, most=200)} at "
            f"{code(f'{c.path}:{c.line}', most=300)}"
            for c in capabilities
        ]
    changes += [
        f"- {safe(c.field)} {safe(c.name, most=100)}: {code(c.before or 'none', most=200)} \N{RIGHTWARDS ARROW} "
        f"{code(c.after or 'none', most=200)}"
        for c in value.manifest
    ]
    changes += [
        f"- new address: {code(a.value, most=200)} at {code(f'{a.path}:{a.line}', most=300)}"
        for a in value.addresses
    ]
    kept = leading(changes, MOST_UNITS // 2)
    lines += changes[:kept]
    if kept < len(changes):
        lines.append(f"- and {len(changes) - kept:,} more, see the full report")
    return fitted(Page(opening=[*lines, ""], head=_FILE_HEAD, rows=_parts(value.files, _file_row)))


def _file_row(value: FileChange) -> str:
    sizes = f"{value.size_before_bytes} \N{RIGHTWARDS ARROW} {value.size_after_bytes}"
    why = safe(", ".join(value.why_first), most=200)
    return f"| {code(value.path, most=200)} | {value.change.value} | {sizes} | {why} |"


def _parts(values: Sequence[T], write: Callable[[T], str]) -> Parts:
    return Parts.of(values, write, room=MOST_UNITS)


def _opening(report: ProjectReport, ended: Outcome) -> list[str]:
    if report.since is None:
        purpose = "Made by Pratique, which checks packages before they are installed."
        return [
            headline(report, ended=ended),
            "",
            f"{purpose} {plural(len(report.packages), 'package')} checked.",
            "",
        ]
    changed = sum(package.change is not None for package in report.packages)
    counts = [f"{plural(changed, 'package')} changed"]
    counts += [f"{len(report.not_judged):,} not checked"] if report.not_judged else []
    counts += [f"{len(gone(report)):,} removed"] if gone(report) else []
    purpose = "Made by Pratique, which checks the packages of a change before they are installed."
    compared = f"Compared with {base_words(report.since)}: {', '.join(counts)}."
    return [
        headline(report, ended=ended),
        "",
        f"{purpose} {compared} Unchanged packages are not checked again.",
        "",
    ]


def _closing(report: ProjectReport, now: datetime | None) -> list[str]:
    command = "pratique check"
    if report.since is not None:
        base = report.since.reference
        plain = escape(base, most=100) == base and not is_commit(base)
        command += f" --since {shlex.quote(base) if plain else 'BASE'}"
    full = (
        f"Full report: {code(f'{command} --format json')}. Details of a rule, its false positive rate and the next steps: "
        "<code>pratique explain RULE</code>."
    )
    rest = (
        remains.removed,
        remains.waivers,
        remains.not_looked,
        install_settings.remark,
        remains.out_of_scope,
    )
    gaps = remains.incomplete_packages(incomplete.of_project(report), now)
    return [
        *gaps,
        *install_scripts.items(report),
        *(line for part in rest for line in part(report)),
        "",
        full,
    ]


def _changed_rows(report: ProjectReport, diff_url: str | None) -> tuple[Parts, Parts]:
    leading_to = led_to(report)
    changed = sorted((p for p in report.packages if p.change is not None), key=gravest_first)
    quiet = [p for p in changed if is_quiet(p) and str(p.ref) not in leading_to]
    folded = quiet if len(quiet) > _MOST_QUIET else []
    hidden = {package.ref for package in folded}
    stopped = [p for p in changed if p.action is not Action.ALLOW]
    others = [p for p in changed if p.action is Action.ALLOW and p.ref not in hidden]
    others.sort(key=lambda package: str(package.ref) not in leading_to)

    def write(item: JudgedPackage | NotJudged) -> str:
        if isinstance(item, NotJudged):
            return unjudged_row(item)
        assert item.change is not None
        return row(item, item.change, diff_url, leading_to.get(str(item.ref), ()))

    told: list[JudgedPackage | NotJudged] = [*stopped, *report.not_judged, *others]
    return _parts(told, write), _parts(folded, write)


def _stopped_row(package: JudgedPackage) -> str:
    told = [lasting(r, a.dossier) for a in package.assessments for r in a.verdict.reasons]
    why = prose("; ".join(dict.fromkeys(told)), most=400)
    path = code(" > ".join(package.paths[0]), most=200) if package.paths else ""
    return f"| {code(str(package.ref), most=120)} | {verdict_cell(package)} | {why} | {path} |"


def _target_row(value: Target, ended: Outcome) -> str:
    name = code(value.name, most=200)
    worst = value.worst
    if worst is None:
        return f"| {name} | not checked | {safe(value.error.message if value.error else '', most=300)} |"
    merged = merge_reasons(ordered_assessments(value.assessments))
    why = "; ".join(lasting(reason, worst.dossier) for reason in merged) or NO_REASON
    if worst.verdict.action is Action.ALLOW and not ended.clear:
        gaps = next(iter(incomplete.of_targets([value])), None)
        why = gaps.words if gaps is not None else value.error.message if value.error is not None else ""
        return f"| {name} | {WARNING} {INCOMPLETE} | {prose(why, most=400)} |"
    return f"| {name} | {MARKS[worst.verdict.action]} {verdict_plainly(worst.verdict)} | {prose(why, most=400)} |"


def _target_block(name: str, issues: Sequence[Issue]) -> str:
    todo = stops.steps(issues, blocked=issues[0].level is Level.BLOCK)
    return "\n".join([f"#### {code(name, most=200)}", "", *stops.reasons(issues), *todo, ""])
