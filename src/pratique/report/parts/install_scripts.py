"""Finds new code that packages run at install.

All texts are unescaped, so each format must escape the texts.
"""

from collections.abc import Iterator

from pratique.core.assessment import ChangeKind, JudgedPackage, ProjectReport
from pratique.core.location import Location
from pratique.core.verdict import Standing
from pratique.report.markdown.new_behaviour import at_install
from pratique.report.parts.escape import code, escape
from pratique.report.text.style import Line, Span, Style, line

_RULES = frozenset({"new-install-hook", "implicit-gyp-build", "startup-file-shipped"})
_MOST_SHOWN = 20


def found(value: ProjectReport) -> Iterator[tuple[JudgedPackage, str, Location | None]]:
    """Yield each package with its new install command and the location of the command.

    For a package that is new to the project, all code that runs at install counts as new.
    """
    for package in value.packages:
        known = package.worst.standing is Standing.PINNED if value.since is None else package.change is None
        if known:
            continue
        findings = [f for a in package.assessments for f in a.findings if f.rule in _RULES]
        for finding in dict.fromkeys(findings):
            yield package, finding.evidence or finding.message, finding.locations[0]
        added = package.change is not None and ChangeKind.ADDED in package.change.kinds
        if added and not findings and (phrases := at_install(package)):
            yield package, ", ".join(phrases), None


def lines(value: ProjectReport) -> list[Line]:
    """Return the new install scripts as lines for a terminal; empty if there are none."""
    scripts = list(found(value))
    if not scripts:
        return []
    shown = [line(""), line(Span("New install scripts", Style.HOLD))]
    for package, command, place in scripts[:_MOST_SHOWN]:
        at = f"  {escape(str(place), most=160)}" if place is not None else ""
        name = Span(escape(str(package.ref), most=160), Style.STRONG)
        shown.append(line("  + ", name, f"  {escape(command, most=200)}", Span(at, Style.PLACE)))
    if len(scripts) > _MOST_SHOWN:
        shown.append(line(f"  and {len(scripts) - _MOST_SHOWN:,} more (`--format json` lists all)"))
    return shown


def items(value: ProjectReport) -> list[str]:
    """Return the new install scripts as Markdown."""
    scripts = list(found(value))
    if not scripts:
        return []
    told = [
        f"- {code(str(package.ref), most=120)}: {code(command, most=200)}" for package, command, _ in scripts
    ]
    more = len(told) - _MOST_SHOWN
    rest = [f"- and {more:,} more, see the full report"] if more > 0 else []
    return ["", "**New install scripts:**", "", *told[:_MOST_SHOWN], *rest]
