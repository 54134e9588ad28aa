"""The report for a terminal: the verdict first, then reasons and findings, then what was not looked at."""

from collections.abc import Sequence
from datetime import datetime

from pratique.core import outcome
from pratique.core.assessment import (
    Assessment,
    JudgedPackage,
    ProjectReport,
    Target,
)
from pratique.core.finding import Family
from pratique.core.outcome import Outcome
from pratique.core.policy import Action
from pratique.core.verdict import HoldKind, Verdict
from pratique.report.markdown.headline import INCOMPLETE, acted, nothing_read, state_word
from pratique.report.parts import incomplete, install_settings
from pratique.report.parts.change_effect import as_it_was, gravest_first
from pratique.report.parts.counts import plural
from pratique.report.parts.escape import escape
from pratique.report.parts.incomplete import Incomplete
from pratique.report.parts.order import ordered
from pratique.report.parts.phrases import (
    NO_REASON,
    not_looked_at,
    standing_words,
    unpinned_words,
    unread_words,
    verdict_words,
)
from pratique.report.text import advisories as advised
from pratique.report.text import change as compared
from pratique.report.text.evidence import reasons
from pratique.report.text.lock_entries import counted, listed, lock_read, trouble
from pratique.report.text.style import Line, Span, Style, line

_ACTION_STYLES = {Action.ALLOW: Style.ALLOW, Action.HOLD: Style.HOLD, Action.BLOCK: Style.BLOCK}
_MOST_IGNORED = 20
_MOST_INCOMPLETE = 20


def targets(
    values: Sequence[Target], *, ended: Outcome | None = None, now: datetime | None = None
) -> list[Line]:
    """Lines for the answers of `inspect`, one block each."""
    lines: list[Line] = []
    for index, value in enumerate(values):
        if index:
            lines.append(line(""))
        lines += _target(value, ended or outcome.of_targets([value]), now)
    return lines


def project(
    value: ProjectReport, *, notes: bool, ended: Outcome | None = None, now: datetime | None = None
) -> list[Line]:
    """Lines for the answer of `check`. `notes` also lists findings that stop nothing."""
    value, ended = ordered(value), ended or outcome.of_project(value)
    stopped = [package for package in value.packages if package.action is not Action.ALLOW]
    lines = [_headline(value, ended), *compared.head(value), line("")]
    for file in value.files:
        lines += lock_read(file)
    for package in sorted(stopped, key=gravest_first):
        lines.append(line(""))
        lines += _package(package, value)
    lines += install_settings.lines(value)
    lines += _incomplete(incomplete.of_project(value), now)
    lines += compared.rest(value)
    lines += _notes(value, shown=notes)
    lines += advised.counted(value.packages)
    lines += _gaps(value)
    lines += _waivers(value)
    return lines


def _headline(value: ProjectReport, ended: Outcome) -> Line:
    counts = dict.fromkeys(Action, 0)
    waits = 0
    for package in value.packages:
        if package.action is not Action.ALLOW or not any(one.gaps for one in package.assessments):
            counts[package.action] += 1
        waits += package.worst.verdict.kind is HoldKind.WAIT
    words = [f"{counts[Action.BLOCK]} blocked"] if counts[Action.BLOCK] else []
    if counts[Action.HOLD] - waits:
        words.append(f"{counts[Action.HOLD] - waits} held for review")
    if waits:
        words.append(f"{waits} waiting")
    words += _not_read(value)
    if counts[Action.ALLOW] or not (words or value.not_judged):
        words.append(f"{counts[Action.ALLOW]} with no reason to stop them")
    if value.not_judged:
        words.append(f"{len(value.not_judged)} not judged")
    if value.out_of_scope:
        words.append(f"{len(value.out_of_scope)} out of scope")
    if unread := nothing_read(value):
        return line(Span("nothing to look at", Style.HOLD), f": {unread}")
    action = acted(value)
    style = _ACTION_STYLES[action] if ended.clear or action is not Action.ALLOW else Style.HOLD
    return line(Span(state_word(ended, action), style), f": {', '.join(words)}")


def _not_read(value: ProjectReport) -> list[str]:
    """What of the project was not read or answered, counted."""
    unread = sum(file.error is not None for file in value.files)
    parts = sum(bool(file.problems) and file.error is None for file in value.files)
    packages = len(incomplete.of_project(value))
    counts = (
        (unread, plural(unread, "file") + " not read"),
        (parts, plural(parts, "file") + " read in part"),
        (packages, plural(packages, "package") + " not wholly analysed"),
    )
    return [text for count, text in counts if count]


def _incomplete(values: Sequence[Incomplete], now: datetime | None) -> list[Line]:
    """Each package whose answer is incomplete: what, why, where it is locked, and the waiver that accepts it."""
    if not values:
        return []
    lines = [line(""), line(Span("not wholly analysed", Style.HOLD))]
    for value in values[:_MOST_INCOMPLETE]:
        sources = f" ({escape(value.sources[0], most=160)})" if value.sources else ""
        lines.append(
            line(
                "  ",
                Span(escape(value.name, most=160), Style.STRONG),
                f"{sources}: {escape(value.words, most=500)}",
            )
        )
        lines.append(line(f"    next: {escape(value.next_step, most=300)}"))
        lines += [line(f"    {escape(text, most=1_000)}") for text in value.waiver(now)]
    if len(values) > _MOST_INCOMPLETE:
        lines.append(
            line(
                f"  and {plural(len(values) - _MOST_INCOMPLETE, 'more package')} (`--format json` lists all)"
            )
        )
    return lines


def _package(package: JudgedPackage, value: ProjectReport) -> list[Line]:
    verdict = package.worst.verdict
    lines = [_titled(escape(str(package.ref)), package.ref.package.ecosystem.value, verdict, clear=False)]
    if as_it_was(package, value):
        lines.append(line(Span("  in use already; this change does not touch it", Style.FAINT)))
    if package.change is not None:
        lines.append(line(Span(f"  {compared.words(package.change)}", Style.FAINT)))
    lines += reasons(package.assessments)
    patches = dict.fromkeys(path for one in value.patches if one.ref == package.ref for path in one.paths)
    if patches:
        lines.append(line(Span(f"  patched by {escape(', '.join(patches), most=300)}", Style.PLACE)))
    for path in [path for path in package.paths if len(path) > 1][:1]:
        more = f" (and {package.paths_total - 1} more ways)" if package.paths_total > 1 else ""
        lines.append(line(Span(f"  through {escape(' > '.join(path), most=160)}{more}", Style.FAINT)))
    lines += [line(Span(f"  in {escape(source)}", Style.FAINT)) for source in package.sources[:3]]
    return lines


def _target(value: Target, ended: Outcome, now: datetime | None) -> list[Line]:
    worst = value.worst
    if worst is None:
        lines = [line(Span(escape(value.name), Style.STRONG), "  ", Span("not judged", Style.HOLD))]
        return lines + trouble(value.error, indent="  ")
    ecosystem = value.ref.package.ecosystem.value if value.ref else "file"
    allowed = worst.verdict.action is Action.ALLOW
    lines = [_titled(escape(value.name), ecosystem, worst.verdict, clear=ended.clear)]
    if allowed:
        lines.append(line(f"  {NO_REASON}" if ended.clear else "  not everything could be answered"))
    lines += reasons(value.assessments)
    lines += trouble(value.error, indent="  ")
    lines += advised.each(value.assessments)
    for assessment in value.assessments:
        lines += _artifact(assessment)
    for gap in incomplete.of_targets([value]):
        lines.append(line(f"  incomplete: {escape(gap.words, most=500)}"))
        lines.append(line(f"  next: {escape(gap.next_step, most=300)}"))
        lines += [line(f"    {escape(text, most=1_000)}") for text in gap.waiver(now)]
    lines.append(line(Span(f"  {standing_words(worst.standing)}", Style.FAINT)))
    lines += [
        line(Span(f"  {escape(text, most=200)}", Style.FAINT)) for text in not_looked_at(value.assessments)
    ]
    return lines


def _titled(name: str, ecosystem: str, verdict: Verdict, *, clear: bool) -> Line:
    told = verdict_words(verdict) if clear or verdict.action is not Action.ALLOW else INCOMPLETE
    style = _ACTION_STYLES[verdict.action] if told != INCOMPLETE else Style.HOLD
    return line(Span(name, Style.STRONG), Span(f"  {ecosystem}  ", Style.FAINT), Span(told, style))


def _artifact(value: Assessment) -> list[Line]:
    inspection = value.inspection
    digest = next((str(d) for d in value.digests if d.algorithm == "sha256"), "no bytes")
    lines = [line(Span(f"  {escape(value.dossier.filename)}  {digest[:23]}", Style.FAINT))]
    if inspection is not None:
        baseline = value.dossier.compared_with
        told = f"compared with {escape(baseline, most=160)}" if baseline else "no baseline"
        words = (
            f"    {inspection.analysed} files analysed, {inspection.inventoried} counted, "
            f"{inspection.unpacked_bytes / 1e6:.1f} MB, {told}, {inspection.cpu_s:.1f} s of CPU"
        )
        lines.append(line(Span(words + (" (remembered)" if value.cached else ""), Style.FAINT)))
        if inspection.capabilities:
            abilities = escape(", ".join(inspection.capabilities), most=400)
            lines.append(line(Span(f"    can: {abilities}", Style.FAINT)))
        source = value.coverage.families.get(Family.SOURCE, "")
        if source.startswith("known: "):
            told = escape(source.removeprefix("known: "), most=300)
            lines.append(line(Span(f"    source: {told}", Style.FAINT)))
        unread = unread_words(value.coverage)
        if unread:
            lines.append(line(f"    {escape(unread, most=200)}"))
    return lines


def _notes(value: ProjectReport, *, shown: bool) -> list[Line]:
    noted = [(package, f) for package in value.packages for a in package.assessments for f in a.findings]
    quiet = [item for item in noted if item[0].action is Action.ALLOW]
    if not quiet:
        return []
    packages = len({package.ref for package, _ in quiet})
    head = f"{plural(len(quiet), 'note')} on {plural(packages, 'package')} that nothing stops"
    lines = [line(""), line(head + ("" if shown else " (`--notes` lists them)"))]
    for package, finding in quiet if shown else ():
        lines.append(
            line(
                f"  {escape(str(package.ref))}  {finding.rule} ({finding.severity.value}): ",
                escape(finding.message, most=200),
                Span(f"  {escape(str(finding.locations[0]), most=160)}", Style.PLACE),
            )
        )
    return lines


def _gaps(value: ProjectReport) -> list[Line]:
    lines: list[Line] = []
    if value.not_judged:
        lines += [line(""), line(Span("not judged", Style.HOLD))]
        lines += listed(value.not_judged)
    if value.out_of_scope:
        lines += [line(""), line("out of scope")]
        lines += counted(value.out_of_scope)
    gaps = not_looked_at(a for package in value.packages for a in package.assessments)
    accepted = [a for package in value.packages for a in package.assessments if a.dossier.accepted]
    if accepted:
        count = plural(len(accepted), "artifact")
        gaps.insert(
            0,
            f"code not analysed in {count}, as in releases in use already (`--format json` lists the files)",
        )
    gaps += unpinned_words(value.packages)
    if gaps:
        lines += [line(""), line("not looked at"), *(line(Span(f"  {escape(g)}", Style.FAINT)) for g in gaps)]
    return lines


def _waivers(value: ProjectReport) -> list[Line]:
    lines: list[Line] = []
    for words, names in (
        ("waivers used", value.waivers.applied),
        ("waivers that matched nothing", value.waivers.unused),
        ("waivers that have expired", value.waivers.expired),
    ):
        if names:
            lines.append(line(f"{words}: {escape(', '.join(names), most=400)}"))
    lines += [line(f"does not count: {escape(text, most=300)}") for text in value.ignored[:_MOST_IGNORED]]
    if len(value.ignored) > _MOST_IGNORED:
        lines.append(line(f"and {len(value.ignored) - _MOST_IGNORED} more that do not count"))
    return [line(""), *lines] if lines else []
