"""Writes the parts of a review about ignored settings, waivers, removals and gaps."""

from collections.abc import Sequence
from datetime import datetime

from pratique.core.assessment import ProjectReport
from pratique.core.reading import NotJudged
from pratique.report.parts import install_settings
from pratique.report.parts.change_effect import gone
from pratique.report.parts.counts import plural
from pratique.report.parts.escape import code, escape_markdown, prose
from pratique.report.parts.incomplete import Incomplete
from pratique.report.parts.phrases import not_looked_at, unpinned_words
from pratique.report.parts.size_limit import leading

_MOST_LINES = 20
_MOST_UNITS = 4_000
"""The maximum size of each list, in UTF-16 code units."""
_MOST_TEXT = 300
_MOST_REMOVED = 10
_MOST_INCOMPLETE = 5


def not_counted(value: ProjectReport) -> list[str]:
    """Return the settings and waivers that have no effect, such as those that the change itself adds."""
    if not value.ignored:
        return []
    why = "a change cannot change" if value.since else "a project cannot change"
    texts = [prose(text, most=_MOST_TEXT) for text in value.ignored]
    return ["", f"**No effect** ({why} its own checks):", "", *_listed(texts)]


def waivers(value: ProjectReport) -> list[str]:
    """Return the status of the waivers: used, unused or expired."""
    lines: list[str] = []
    for words, names in (
        ("Exceptions (waivers) used", value.waivers.applied),
        ("Exceptions (waivers) that have expired", value.waivers.expired),
        ("Exceptions (waivers) that match nothing", value.waivers.unused),
    ):
        if names:
            shown = [code(name, most=120) for name in names[:_MOST_LINES]]
            kept = leading(shown, _MOST_UNITS)
            more = f" and {len(names) - kept} more" if kept < len(names) else ""
            lines += ["", f"{words}: {', '.join(shown[:kept])}{more}"]
    return lines


def removed(value: ProjectReport) -> list[str]:
    """Return the list of packages that a change removes."""
    refs = gone(value)
    if not refs:
        return []
    names = [code(str(ref), most=80) for ref in refs[:_MOST_REMOVED]]
    more = len(refs) - len(names)
    return ["", f"Removed: {', '.join(names)}" + (f" and {more:,} more" if more else "")]


def not_looked(value: ProjectReport) -> list[str]:
    """Return a short list of the gaps with a title.

    The list is empty only if everything was checked.
    """
    unread = [
        f"{code(file.path, most=200)} was not read: {prose(file.error.message, most=_MOST_TEXT)}"
        for file in value.files
        if file.error
    ]
    unread += [
        f"{code(file.path, most=200)}: {prose(problem, most=_MOST_TEXT)}"
        for file in value.files
        for problem in file.problems
    ]
    unread += [
        f"{code(item.purl, most=200)} was not checked: {prose(item.why, most=_MOST_TEXT)}"
        + (f"; {prose(item.trouble.hint, most=_MOST_TEXT)}" if item.trouble and item.trouble.hint else "")
        for item in value.not_judged
    ]
    unread += install_settings.items(value)
    gaps = _gaps(value)
    if not unread and not gaps and value.complete:
        return []
    if not unread and not gaps:
        gaps = ["some checks have no result; the full report lists them"]
    return [
        "",
        f"<details{'' if value.complete else ' open'}><summary>Not checked</summary>",
        "",
        *_listed(unread),
        *_listed(gaps),
        "",
        "</details>",
    ]


def incomplete_packages(values: Sequence[Incomplete], now: datetime | None) -> list[str]:
    """Return the incompletely checked packages, each with the waiver that accepts its gaps."""
    if not values:
        return []
    lines = ["", "**Not fully checked:**", ""]
    for value in values[:_MOST_INCOMPLETE]:
        locked = f", locked at {code(value.sources[0], most=200)}" if value.sources else ""
        lines.append(f"- {code(value.name, most=200)}{locked}: {prose(value.words, most=_MOST_TEXT)}")
        lines.append(f"  - **What to do:** {prose(value.next_step, most=_MOST_TEXT)}")
        if told := value.waiver(now):
            lines += ["", "    ~~~toml", *(f"    {text}".rstrip() for text in told), "    ~~~", ""]
    if len(values) > _MOST_INCOMPLETE:
        lines.append(f"- and {len(values) - _MOST_INCOMPLETE:,} more, see the full report")
    return lines


def out_of_scope(value: ProjectReport) -> list[str]:
    """Return one line that counts the skipped entries."""
    return counted_by_reason(value.out_of_scope)


def counted_by_reason(values: Sequence[NotJudged]) -> list[str]:
    """Return one line with the number of skipped entries and the most frequent reasons; empty if no entry was skipped."""
    if not values:
        return []
    counts: dict[str, int] = {}
    for item in values:
        why = item.why.partition(": ")[0]
        counts[why] = counts.get(why, 0) + 1
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:5]
    told = "; ".join(f"{count:,} {escape_markdown(why, most=100)}" for why, count in ordered)
    return ["", f"Skipped: {plural(len(values), 'package')} ({told})."]


def _gaps(value: ProjectReport) -> list[str]:
    """Return the gaps.

    Unchanged packages appear only if they have no verdict at all.
    """
    of_change = [p for p in value.packages if value.since is None or p.change is not None]
    of_rest = [p for p in value.packages if value.since is not None and p.change is None]
    gaps = not_looked_at(a for package in of_change for a in package.assessments)
    gaps += [
        f"{gap}, in unchanged packages"
        for gap in not_looked_at(a for package in of_rest for a in package.assessments)
        if " unknown: " in gap
    ]
    artifacts = [a for package in value.packages for a in package.assessments]
    accepted = [(a, min(a.dossier.accepted, key=lambda u: u.path)) for a in artifacts if a.dossier.accepted]
    if accepted:
        first, file = accepted[0]
        example = f"{first.dossier.filename}: {file.path} ({file.why})"
        count = plural(len(accepted), "artifact")
        gaps.insert(0, f"code of {count} is identical in releases already in use, such as {example}")
    gaps += unpinned_words(of_change)
    return [escape_markdown(gap, most=_MOST_TEXT) for gap in gaps]


def _listed(texts: Sequence[str]) -> list[str]:
    lines = [f"- {text}" for text in texts[:_MOST_LINES]]
    kept = leading(lines, _MOST_UNITS)
    if kept < len(texts):
        return [*lines[:kept], f"- and {len(texts) - kept:,} more, see the full report"]
    return lines
