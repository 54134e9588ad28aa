"""The report as Markdown, for a review comment, an issue or a job summary."""

from collections.abc import Iterable, Sequence

from pratique.core.assessment import JudgedPackage, ProjectReport, Target, merge_reasons
from pratique.core.comparison import Comparison
from pratique.core.policy import Action
from pratique.core.verdict import Reason
from pratique.report.escape import escape_markdown as safe
from pratique.report.words import next_step, not_looked_at, verdict_words

_MARKS = {
    Action.ALLOW: "\N{WHITE HEAVY CHECK MARK}",
    Action.HOLD: "\N{DOUBLE VERTICAL BAR}",
    Action.BLOCK: "\N{NO ENTRY}",
}


def targets(values: Sequence[Target]) -> str:
    """A table with a row for each target, then the reasons and what was not looked at."""
    lines = ["| target | verdict | why |", "| --- | --- | --- |"]
    for value in values:
        worst = value.worst
        if worst is None:
            why = value.error.message if value.error else ""
            lines.append(f"| {safe(value.name)} | not judged | {safe(why, most=300)} |")
            continue
        why = "; ".join(reason.text for reason in merge_reasons(value.assessments)) or "no reason to stop it"
        mark = _MARKS[worst.verdict.action]
        lines.append(
            f"| {safe(value.name)} | {mark} {verdict_words(worst.verdict)} | {safe(why, most=400)} |"
        )
    for value in values:
        lines += _details(value.name, merge_reasons(value.assessments))
    lines += _gaps(not_looked_at(a for value in values for a in value.assessments))
    return "\n".join(lines) + "\n"


def project(value: ProjectReport) -> str:
    """The verdict of a project, a row for each package that is stopped, and what was not looked at."""
    stopped = sorted(
        (p for p in value.packages if p.action is not Action.ALLOW), key=lambda p: (-p.action.rank, p.ref)
    )
    lines = [
        f"**{_MARKS[value.action]} {value.action.value}**: {len(stopped)} of {len(value.packages)} packages stopped",
        "",
    ]
    if stopped:
        lines += ["| package | verdict | why | how it got in |", "| --- | --- | --- | --- |"]
        lines += [_row(package) for package in stopped]
    for package in stopped:
        lines += _details(str(package.ref), merge_reasons(package.assessments))
    unjudged = [f"{item.purl}: {item.why}" for item in value.not_judged]
    unread = [f"{file.path}: {file.error.message}" for file in value.files if file.error]
    gaps = not_looked_at(a for package in value.packages for a in package.assessments)
    lines += _gaps([*unread, *unjudged, *gaps])
    return "\n".join(lines) + "\n"


def comparison(value: Comparison, before: str, after: str) -> str:
    """The changes between two artifacts."""
    lines = [f"### {safe(before)} \N{RIGHTWARDS ARROW} {safe(after)}", ""]
    for word, changes in (("gained", value.gained), ("lost", value.lost)):
        lines += [
            f"- capability {word}: **{safe(c.capability)}** ({safe(c.context)}), {safe(c.api)} at "
            f"{safe(c.path)}:{c.line}"
            for c in changes
        ]
    lines += [
        f"- {safe(c.field)} {safe(c.name)}: {safe(c.before or 'none', most=200)} \N{RIGHTWARDS ARROW} "
        f"{safe(c.after or 'none', most=200)}"
        for c in value.manifest
    ]
    lines += [f"- new address: {safe(a.value, most=200)} at {safe(a.path)}:{a.line}" for a in value.addresses]
    lines += ["", "| file | change | bytes | read first because of |", "| --- | --- | --- | --- |"]
    lines += [
        f"| {safe(f.path)} | {f.change.value} | {f.size_before_bytes} \N{RIGHTWARDS ARROW} {f.size_after_bytes} | "
        f"{safe(', '.join(f.why_first))} |"
        for f in value.files
    ]
    return "\n".join(lines) + "\n"


def _row(package: JudgedPackage) -> str:
    verdict = package.worst.verdict
    why = "; ".join(reason.text for reason in verdict.reasons)
    path = " > ".join(package.paths[0]) if package.paths else ""
    return (
        f"| {safe(str(package.ref))} | {_MARKS[verdict.action]} {verdict_words(verdict)} | "
        f"{safe(why, most=400)} | {safe(path, most=200)} |"
    )


def _details(name: str, reasons: Iterable[Reason]) -> list[str]:
    lines = [
        f"- {safe(reason.text, most=400)} ({safe(reason.source)}"
        + (f", {safe(str(reason.location))}" if reason.location else "")
        + f"). Next: {safe(next_step(reason))}"
        for reason in reasons
    ]
    return ["", f"#### {safe(name)}", "", *lines] if lines else []


def _gaps(gaps: Sequence[str]) -> list[str]:
    if not gaps:
        return []
    return [
        "",
        "<details><summary>Not looked at</summary>",
        "",
        *(f"- {safe(g, most=300)}" for g in gaps),
        "",
        "</details>",
    ]
