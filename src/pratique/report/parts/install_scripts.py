"""Finds new code that packages run at install.

All texts are unescaped, so each format must escape the texts.
"""

from collections.abc import Iterator

from pratique.core.assessment import Assessment, ChangeKind, JudgedPackage, ProjectReport
from pratique.core.install_script import InstallScript
from pratique.core.location import Location
from pratique.core.verdict import Standing
from pratique.report.markdown.new_behaviour import at_install
from pratique.report.parts.escape import code, escape
from pratique.report.text.style import Line, Span, Style, line

_RULES = frozenset({"new-install-hook", "implicit-gyp-build", "startup-file-shipped"})
_MOST_SHOWN = 20


def found(value: ProjectReport) -> Iterator[tuple[JudgedPackage, str, Location | None]]:
    """Yield each package with its new install command, what it does, and the location of the command.

    For a package that is new to the project, all code that runs at install counts as new. With a record of decisions, an install
    script that is not approved counts as new, too.
    """
    for package in value.packages:
        known = package.worst.standing is Standing.PINNED if value.since is None else package.change is None
        if known:
            continue
        end, unapproved = _approval(value, package)
        findings = dict.fromkeys(f for a in package.assessments for f in a.findings if f.rule in _RULES)
        scripts = dict.fromkeys(script for a in package.assessments for script in _scripts(a))
        for finding in findings:
            words = finding.evidence or finding.message
            does = next((f": {one.does}" for one in scripts if one.command == words), "")
            yield package, f"{words}{does}{end}", finding.locations[0]
        added = package.change is not None and ChangeKind.ADDED in package.change.kinds
        if findings or not (added or unapproved):
            continue
        for script in scripts:
            yield package, f"{script.hook}: {script.does}{end}", script.places[0]
        if added and not scripts and (phrases := at_install(package)):
            yield package, ", ".join(phrases), None


def _scripts(assessment: Assessment) -> tuple[InstallScript, ...]:
    inspection = assessment.inspection
    return (inspection.install_scripts or ()) if inspection is not None else ()


def _approval(value: ProjectReport, package: JudgedPackage) -> tuple[str, bool]:
    """Return the words about the approval of a package's scripts, and whether they are certainly not approved."""
    scripted = [a for a in package.assessments if _scripts(a)]
    if value.approved_scripts is None or not scripted:
        return "", False
    name = f"{package.ref.package.purl}@{package.ref.version}"

    def all_in(approved: frozenset[tuple[str, str]]) -> bool:
        return all(any((name, str(digest)) in approved for digest in one.digests) for one in scripted)

    if all_in(value.approved_scripts):
        return " (approved)", False
    if all_in(value.approved_scripts | value.scripts_approved_by_change):
        return " (approved only by this change)", True
    return " (not approved)", True


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
