"""Turns an audit report into text, with one module per format. The functions are pure and write nothing.

`pratique.report.REPORTS` lists the functions in this module. Each function imports its format when it is called,
because importing all formats would slow down every audit.
"""
# ruff: noqa: PLC0415 - as told above

from pratique.core.audit import AuditReport
from pratique.core.outcome import Outcome
from pratique.report.interface import Look


def _ended(value: AuditReport, look: Look) -> Outcome:
    """Return the outcome of the audit.

    The outcome follows from the exit code if the exit code is known, or else from the default threshold.
    """
    from pratique.core.bar import Bar
    from pratique.core.outcome import of_audit

    ended = of_audit(value, fail_on=Bar())
    return ended if look.exit_code is None else ended.demanding(look.exit_code)


def as_text(value: AuditReport, look: Look) -> str:
    """Return the audit report for a terminal."""
    from pratique.report.audit import text
    from pratique.report.text.style import render

    lines = text.audit(
        value, notes=look.notes or look.verbose, verbose=look.verbose, ended=_ended(value, look)
    )
    return render(lines, colour=look.colour, width=look.width)


def as_json(value: AuditReport, look: Look) -> str:
    """Return the audit report as one JSON object."""
    from pratique.report.audit import contract
    from pratique.report.formats.json_text import indented

    return indented(contract.audit(value, _ended(value, look)))


def as_lines(value: AuditReport, look: Look) -> str:
    """Return the audit report as JSON Lines: one object for each finding, then one object for the rest."""
    from pratique.report.audit import contract
    from pratique.report.formats.json_text import compact

    return "".join(compact(line) for line in contract.audit_lines(value, _ended(value, look)))


def as_sarif(value: AuditReport, look: Look) -> str:
    """Return the audit report as SARIF 2.1.0."""
    from pratique.report.audit import sarif
    from pratique.report.formats.json_text import indented

    return indented(sarif.audit(value, _ended(value, look)))


def as_markdown(value: AuditReport, look: Look) -> str:
    """Return the audit report as Markdown for a review comment."""
    from pratique.report.audit import markdown

    return markdown.audit(value, _ended(value, look))


def as_github(value: AuditReport, look: Look) -> str:
    """Return the audit report as workflow commands of GitHub Actions."""
    from pratique.report.audit import github

    return github.audit(value, notes=look.notes)


def as_gitlab(value: AuditReport, look: Look) -> str:
    """Return the audit report as a GitLab dependency scanning report."""
    from pratique.report.audit import gitlab
    from pratique.report.formats.json_text import indented

    return indented(gitlab.dependency_scanning(value, _ended(value, look), now=look.now))


def as_code_quality(value: AuditReport, _look: Look) -> str:
    """Return the audit report as a GitLab code quality report."""
    from pratique.report.audit import gitlab
    from pratique.report.formats.json_text import indented

    return indented(gitlab.code_quality(value))


def as_junit(value: AuditReport, _look: Look) -> str:
    """Return the audit report as JUnit XML."""
    from pratique.report.audit import junit

    return junit.audit(value)


def as_html(value: AuditReport, look: Look) -> str:
    """Return the audit report as one HTML page."""
    from pratique.report.audit import html

    return html.audit(value, now=look.now)


def as_cyclonedx(value: AuditReport, look: Look) -> str:
    """Return the audit report as a CycloneDX inventory with vulnerabilities."""
    from pratique.report.audit import cyclonedx
    from pratique.report.formats.json_text import indented

    return indented(cyclonedx.audit(value, now=look.now))


def as_openvex(value: AuditReport, look: Look) -> str:
    """Return the audit report as an OpenVEX document."""
    from pratique.report.audit import openvex
    from pratique.report.formats.json_text import indented

    return indented(openvex.audit(value, now=look.now))
