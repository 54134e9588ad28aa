"""Writes the effects of a change on a project as lines for a terminal."""

from pratique.core.assessment import Change, ProjectReport
from pratique.core.policy import Action
from pratique.report.parts.change_effect import gone, led_to
from pratique.report.parts.escape import escape
from pratique.report.text.style import Line, Span, Style, line

_MOST_CHANGED = 50
_MOST_REMOVED = 10


def rest(value: ProjectReport) -> list[Line]:
    """Return the lines about removed packages and about added packages that are not stopped."""
    leading_to = led_to(value)
    allowed = [p for p in value.packages if p.change is not None and p.action is Action.ALLOW]
    quiet = [p for p in allowed if not any(one.gaps for one in p.assessments)]
    lines = [line(""), line("changed, without issues")] if quiet else []
    for package in quiet[:_MOST_CHANGED]:
        assert package.change is not None
        others = ", ".join(str(other.ref) for other in leading_to.get(str(package.ref), ()))
        leads = f"  depends on {escape(others, most=160)}" if others else ""
        told = Span(f"  {words(package.change)}", Style.FAINT)
        lines.append(line(f"  {escape(str(package.ref), most=160)}", told, Span(leads, Style.HOLD)))
    if len(quiet) > _MOST_CHANGED:
        lines.append(line(f"  and {len(quiet) - _MOST_CHANGED} more"))
    return lines + _removed(value)


def words(change: Change) -> str:
    """Return the escaped kind of change, such as `upgraded from 1.0.0`."""
    kinds = ", ".join(kind.value for kind in change.kinds)
    before = ", ".join(change.before)
    return escape(f"{kinds} from {before}" if before else kinds, most=160)


def _removed(value: ProjectReport) -> list[Line]:
    refs = gone(value)
    if not refs:
        return []
    names = ", ".join(str(ref) for ref in refs[:_MOST_REMOVED])
    more = f" and {len(refs) - _MOST_REMOVED} more" if len(refs) > _MOST_REMOVED else ""
    return [line(""), line(f"removed: {escape(names, most=600)}{more}")]
