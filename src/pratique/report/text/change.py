"""What a change does to a project, as lines for a terminal."""

from pratique.core.assessment import Change, ProjectReport
from pratique.core.policy import Action
from pratique.report.parts.change_effect import gone, led_to
from pratique.report.parts.counts import plural
from pratique.report.parts.escape import escape
from pratique.report.text.style import Line, Span, Style, line

_MOST_CHANGED = 50
_MOST_REMOVED = 10


def head(value: ProjectReport) -> list[Line]:
    """What was compared with, and how much changed; nothing when no change is judged."""
    if value.since is None:
        return []
    changed = sum(package.change is not None for package in value.packages)
    counts = [f"{plural(changed, 'package')} changed"]
    counts += [f"{len(value.not_judged)} not judged"] if value.not_judged else []
    counts += [f"{len(gone(value))} removed", f"{value.since.unchanged} as they were"]
    since = f"{escape(value.since.reference, most=100)} ({value.since.commit[:12]})"
    return [line(f"compared with {since}: {', '.join(counts)}")]


def rest(value: ProjectReport) -> list[Line]:
    """What the change brings in and nothing stops, and what it takes away."""
    leading_to = led_to(value)
    allowed = [p for p in value.packages if p.change is not None and p.action is Action.ALLOW]
    quiet = [p for p in allowed if not any(one.gaps for one in p.assessments)]
    lines = [line(""), line("changed, with no reason to stop them")] if quiet else []
    for package in quiet[:_MOST_CHANGED]:
        assert package.change is not None
        others = ", ".join(str(other.ref) for other in leading_to.get(str(package.ref), ()))
        leads = f"  leads to {escape(others, most=160)}" if others else ""
        told = Span(f"  {words(package.change)}", Style.FAINT)
        lines.append(line(f"  {escape(str(package.ref), most=160)}", told, Span(leads, Style.HOLD)))
    if len(quiet) > _MOST_CHANGED:
        lines.append(line(f"  and {len(quiet) - _MOST_CHANGED} more"))
    return lines + _removed(value)


def words(change: Change) -> str:
    """`upgraded; before: 1.0.0`, escaped."""
    kinds = ", ".join(kind.value for kind in change.kinds)
    before = ", ".join(change.before)
    return escape(f"{kinds}; before: {before}" if before else kinds, most=160)


def _removed(value: ProjectReport) -> list[Line]:
    refs = gone(value)
    if not refs:
        return []
    names = ", ".join(str(ref) for ref in refs[:_MOST_REMOVED])
    more = f" and {len(refs) - _MOST_REMOVED} more" if len(refs) > _MOST_REMOVED else ""
    return [line(""), line(f"removed: {escape(names, most=600)}{more}")]
