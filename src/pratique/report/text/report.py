"""Writes the report for a terminal: verdict, packages that need attention, new install scripts, gaps and the next step."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from pratique.core import outcome
from pratique.core.assessment import (
    Assessment,
    Checked,
    JudgedPackage,
    ProjectReport,
    Target,
)
from pratique.core.evidence import NotAsked
from pratique.core.finding import Family
from pratique.core.outcome import Outcome
from pratique.core.policy import Action
from pratique.core.verdict import HoldKind
from pratique.report.markdown.headline import NOTHING, STATES, scope_words, verdict_line
from pratique.report.parts import incomplete, install_scripts, install_settings
from pratique.report.parts.change_effect import as_it_was, gravest_first
from pratique.report.parts.counts import plural
from pratique.report.parts.escape import escape
from pratique.report.parts.incomplete import Incomplete
from pratique.report.parts.order import ordered
from pratique.report.parts.phrases import (
    NO_REASON,
    not_checked,
    not_looked_at,
    standing_words,
    unpinned_words,
    unread_words,
    verdict_plainly,
    verdict_words,
)
from pratique.report.text import advisories as advised
from pratique.report.text import change as compared
from pratique.report.text import evidence, staged
from pratique.report.text.evidence import action_style
from pratique.report.text.lock_entries import counted, listed, lock_read, trouble
from pratique.report.text.style import Line, Span, Style, line, snippet

_MOST_IGNORED = 20
_MOST_INCOMPLETE = 20
_MOST_FULL = 10
"""The maximum number of packages with their reasons. Each further package has one line."""
_MOST_STEPS = 3


def targets(
    values: Sequence[Target],
    *,
    ended: Outcome | None = None,
    now: datetime | None = None,
    verbose: bool = False,
) -> list[Line]:
    """Return the lines of an `inspect` report, one block per target."""
    lines: list[Line] = []
    for index, value in enumerate(values):
        if index:
            lines.append(line(""))
        lines += _target(value, ended or outcome.of_targets([value]), now, verbose=verbose)
    return lines


def project(
    value: ProjectReport,
    *,
    notes: bool = False,
    ended: Outcome | None = None,
    now: datetime | None = None,
    verbose: bool = False,
) -> list[Line]:
    """Return the lines of a `check` report. With `notes`, list findings that stop nothing."""
    value, ended = ordered(value), ended or outcome.of_project(value)
    lines = [_headline(value, ended)]
    for file in value.files:
        if verbose or file.error is not None or file.problems:
            lines += lock_read(file)
    lines += _stopped(value, verbose=verbose)
    lines += install_settings.lines(value)
    lines += _incomplete(incomplete.of_project(value), now)
    if value.not_judged:
        lines += [line(""), line(Span("Not checked", Style.HOLD)), *listed(value.not_judged)]
    lines += install_scripts.lines(value)
    lines += compared.rest(value) if verbose else []
    lines += _notes(value) if notes or verbose else []
    lines += _waivers(value)
    end = [*_gaps(value, verbose=verbose), *_next(value)]
    return lines + ([line("")] if len(lines) > 1 and end else []) + end


def _headline(value: ProjectReport, ended: Outcome) -> Line:
    word, rest = verdict_line(value, ended)
    gravest = max(
        (package.action for package in value.packages), key=lambda one: one.rank, default=Action.ALLOW
    )
    style = Style.HOLD if word in {NOTHING, STATES[None]} else action_style(gravest)
    return line(Span(word, style), f": {escape(rest, most=300)}{escape(scope_words(value), most=300)}")


def _stopped(value: ProjectReport, *, verbose: bool) -> Iterator[Line]:
    stopped = sorted(
        (package for package in value.packages if package.action is not Action.ALLOW),
        key=lambda package: (not _is_direct(package), gravest_first(package)),
    )
    brief = False
    for number, package in enumerate(stopped):
        waits = package.worst.verdict.kind is HoldKind.WAIT
        if not (brief and waits):
            yield line("")
        yield from _package(package, value, full=verbose or number < _MOST_FULL, verbose=verbose)
        brief = waits


def _is_direct(package: JudgedPackage) -> bool:
    return not package.paths or any(len(path) == 1 for path in package.paths)


def _package(package: JudgedPackage, value: ProjectReport, *, full: bool, verbose: bool) -> Iterator[Line]:
    verdict = package.worst.verdict
    how = package.ref.package.ecosystem.value + ("" if _is_direct(package) else ", transitive")
    yield line(
        Span(escape(str(package.ref), most=200), Style.STRONG),
        Span(f"  {how}  ", Style.FAINT),
        Span(verdict_words(verdict), action_style(verdict.action)),
    )
    if as_it_was(package, value):
        yield line(Span("  already in use: this change does not affect the package", Style.FAINT))
    if full:
        yield from evidence.reasons(package.assessments, verbose=verbose)
    patches = dict.fromkeys(path for one in value.patches if one.ref == package.ref for path in one.paths)
    if patches:
        yield line(Span(f"  patched by {escape(', '.join(patches), most=300)}", Style.PLACE))
    yield line(Span(f"  {_way_in(package)}", Style.FAINT))


def _way_in(package: JudgedPackage) -> str:
    parts = [compared.words(package.change)] if package.change is not None else []
    for path in islice((path for path in package.paths if len(path) > 1), 1):
        more = package.paths_total - 1
        ways = f" (and {plural(more, 'more way')})" if more > 0 else ""
        parts.append(f"through {escape(' > '.join(path), most=160)}{ways}")
    parts += [f"locked at {escape(', '.join(package.sources[:3]), most=300)}"] if package.sources else []
    return "; ".join(parts)


def _incomplete(values: Sequence[Incomplete], now: datetime | None) -> Iterator[Line]:
    if not values:
        return
    yield line("")
    yield line(Span("Not fully checked", Style.HOLD))
    for value in values[:_MOST_INCOMPLETE]:
        sources = f" ({escape(value.sources[0], most=160)})" if value.sources else ""
        name = Span(escape(value.name, most=160), Style.STRONG)
        yield line("  ", name, f"{sources}: {escape(value.words, most=500)}")
        yield line(f"    next: {escape(value.next_step, most=300)}")
        yield from (snippet(f"    {escape(text, most=1_000)}") for text in value.waiver(now))
    if len(values) > _MOST_INCOMPLETE:
        more = plural(len(values) - _MOST_INCOMPLETE, "more package")
        yield line(f"  and {more} (`--format json` lists all)")


def _target(value: Target, ended: Outcome, now: datetime | None, *, verbose: bool) -> Iterator[Line]:
    worst = value.worst
    name = escape(value.name, most=300)
    if worst is None:
        yield line(Span("Incomplete", Style.HOLD), f": {name} could not be checked")
        yield from trouble(value.error, indent="  ")
        yield from staged.record(value.staged)
        return
    kind = (value.ref.package.ecosystem.value if value.ref else "file") + (", staged" if value.staged else "")
    action = worst.verdict.action
    clear = ended.clear or action is not Action.ALLOW
    word = STATES[action if clear else None] + (
        " (incomplete)" if action is not Action.ALLOW and not ended.complete else ""
    )
    rest = f", {NO_REASON}" if ended.clear and action is Action.ALLOW else ", not fully checked"
    rest = (
        rest
        if action is Action.ALLOW
        else f" {'is ' if action is Action.BLOCK else ''}{verdict_plainly(worst.verdict)}"
    )
    style = action_style(action) if clear else Style.HOLD
    yield line(Span(word, style), ": ", Span(name, Style.STRONG), f" ({kind}){rest}")
    yield from evidence.reasons(value.assessments, verbose=verbose)
    yield from trouble(value.error, indent="  ")
    yield from advised.each(value.assessments)
    for gap in incomplete.of_targets([value]):
        yield line(f"  not checked: {escape(gap.words, most=500)}")
        yield line(f"  next: {escape(gap.next_step, most=300)}")
        yield from (snippet(f"    {escape(text, most=1_000)}") for text in gap.waiver(now))
    for assessment in value.assessments if verbose else ():
        yield from _artifact(assessment)
    if verbose:
        yield line(Span(f"  {standing_words(worst.standing)}", Style.FAINT))
    yield from staged.record(value.staged)
    yield from staged.changes(value.staged)
    yield from _unchecked(value.assessments, (), verbose=verbose)
    yield from _steps(value.assessments)
    yield from staged.commands(value.staged, action)


def _artifact(value: Assessment) -> Iterator[Line]:
    inspection = value.inspection
    digest = next((str(d) for d in value.digests if d.algorithm == "sha256"), "no bytes")
    yield line(Span(f"  {escape(value.dossier.filename)}  {digest[:23]}", Style.FAINT))
    if inspection is None:
        return
    baseline = value.dossier.compared_with
    told = f"compared with {escape(baseline, most=160)}" if baseline else "no baseline"
    words = (
        f"    {plural(inspection.analysed, 'file')} analysed, {inspection.inventoried:,} not code, "
        f"{inspection.unpacked_bytes / 1e6:.1f} MB, {told}, {inspection.cpu_s:.1f} s of CPU"
    )
    yield line(Span(words + (" (cached)" if value.cached else ""), Style.FAINT))
    if inspection.capabilities:
        abilities = escape(", ".join(inspection.capabilities), most=400)
        yield line(Span(f"    capabilities: {abilities}", Style.FAINT))
    source = value.coverage.families[Family.SOURCE]
    if source.checked is Checked.KNOWN:
        yield line(Span(f"    source: {escape(source.why, most=300)}", Style.FAINT))
    if unread := unread_words(value.coverage):
        yield line(f"    {escape(unread, most=200)}")


def _notes(value: ProjectReport) -> Iterator[Line]:
    quiet = [package for package in value.packages if package.action is Action.ALLOW]
    noted = [(package, f) for package in quiet for a in package.assessments for f in a.findings]
    if noted:
        yield line("")
        yield line(f"{plural(len(noted), 'finding')} that {'stops' if len(noted) == 1 else 'stop'} nothing")
    yield from (evidence.note(finding, f"{escape(str(package.ref))}  ") for package, finding in noted)


def _gaps(value: ProjectReport, *, verbose: bool) -> Iterator[Line]:
    if value.out_of_scope and verbose:
        yield line("Skipped")
        yield from counted(value.out_of_scope)
    assessments = [a for package in value.packages for a in package.assessments]
    more: list[str] = []
    if accepted := sum(bool(a.dossier.accepted) for a in assessments):
        what = plural(accepted, "artifact")
        more.append(
            f"code of {what} is identical in releases already in use (`--format json` lists the files)"
        )
    more += unpinned_words(value.packages)
    yield from _unchecked(assessments, more, verbose=verbose)


def _unchecked(assessments: Sequence[Assessment], more: Sequence[str], *, verbose: bool) -> Iterator[Line]:
    if verbose:
        if gaps := [*more, *not_looked_at(assessments)]:
            yield line("Not checked")
            yield from (line(Span(f"  {escape(gap, most=400)}", Style.FAINT)) for gap in gaps)
        return
    yield from (line(Span(escape(text, most=300), Style.FAINT)) for text in more)
    if short := not_checked(assessments):
        yield line(Span(f"Not checked: {escape(short, most=300)} (`-v` explains)", Style.FAINT))


def _next(value: ProjectReport) -> Iterator[Line]:
    stopped = sorted((p for p in value.packages if p.action is not Action.ALLOW), key=gravest_first)
    steps = dict.fromkeys(step for package in stopped for step in evidence.next_steps(package.assessments))
    for step in islice(steps, _MOST_STEPS):
        yield line(Span("Next: ", Style.STRONG), step)
    if words := advised.counted(value.packages):
        yield line(Span("Next: ", Style.STRONG), words)
    elif not steps and value.complete:
        yield from _index_missing(a for package in value.packages for a in package.assessments)


def _steps(assessments: Sequence[Assessment]) -> Iterator[Line]:
    steps = list(evidence.next_steps(assessments))
    yield from (line(Span("Next: ", Style.STRONG), step) for step in steps)
    if not steps:
        yield from _index_missing(iter(assessments))


def _index_missing(assessments: Iterator[Assessment]) -> Iterator[Line]:
    asked = (one.dossier.advisories for one in assessments)
    if any(isinstance(one, NotAsked) and one.gap for one in asked):
        yield line(
            Span("Next: ", Style.STRONG), "`pratique advisories sync` downloads advisories for future checks"
        )


def _waivers(value: ProjectReport) -> list[Line]:
    lines: list[Line] = []
    for words, names in (
        ("exceptions (waivers) used", value.waivers.applied),
        ("exceptions (waivers) that matched nothing", value.waivers.unused),
        ("exceptions (waivers) that have expired", value.waivers.expired),
    ):
        if names:
            lines.append(line(f"{words}: {escape(', '.join(names), most=400)}"))
    lines += [line(f"has no effect: {escape(text, most=300)}") for text in value.ignored[:_MOST_IGNORED]]
    if len(value.ignored) > _MOST_IGNORED:
        lines.append(line(f"and {len(value.ignored) - _MOST_IGNORED} more without effect"))
    return [line(""), *lines] if lines else []
