"""Turns results into text, with one module per format. The functions are pure and write nothing.

A new format needs a module with a function for each kind of report, and a test. The format must also be added to
`REPORTS`, and to `formats/renderers.py` or `audit`. Renderers are imported when the first report is written. Listing
the formats is therefore fast, and `audit` imports only the required modules.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pratique.report import audit
from pratique.report.interface import Compared, Look, Project, Report, Targets

if TYPE_CHECKING:
    from pratique.core.assessment import ProjectReport, Target
    from pratique.core.comparison import Comparison

__all__ = ["REPORTS", "Look", "Report"]


def _targets(name: str) -> Targets:
    def render(values: Sequence[Target], look: Look) -> str:
        from pratique.report.formats.renderers import TARGETS  # noqa: PLC0415 - as told above

        return TARGETS[name](values, look)

    return render


def _project(name: str) -> Project:
    def render(value: ProjectReport, look: Look) -> str:
        from pratique.report.formats.renderers import PROJECT  # noqa: PLC0415 - as told above

        return PROJECT[name](value, look)

    return render


def _comparison(name: str) -> Compared:
    def render(value: Comparison, before: str, after: str, look: Look) -> str:
        from pratique.report.formats.renderers import COMPARISON  # noqa: PLC0415 - as told above

        return COMPARISON[name](value, before, after, look)

    return render


REPORTS: tuple[Report, ...] = (
    Report(
        name="text",
        targets=_targets("text"),
        project=_project("text"),
        comparison=_comparison("text"),
        audit=audit.as_text,
    ),
    Report(
        name="json",
        targets=_targets("json"),
        project=_project("json"),
        comparison=_comparison("json"),
        audit=audit.as_json,
    ),
    Report(
        name="jsonl",
        targets=_targets("jsonl"),
        project=_project("jsonl"),
        audit=audit.as_lines,
        streams=True,
    ),
    Report(name="sarif", targets=_targets("sarif"), project=_project("sarif"), audit=audit.as_sarif),
    Report(
        name="markdown",
        targets=_targets("markdown"),
        project=_project("markdown"),
        comparison=_comparison("markdown"),
        audit=audit.as_markdown,
    ),
    Report(name="github", targets=_targets("github"), project=_project("github"), audit=audit.as_github),
    Report(name="gitlab", project=_project("gitlab"), audit=audit.as_gitlab),
    Report(name="gitlab-codequality", project=_project("gitlab-codequality"), audit=audit.as_code_quality),
    Report(name="junit", targets=_targets("junit"), project=_project("junit"), audit=audit.as_junit),
    Report(name="html", audit=audit.as_html),
    Report(name="cyclonedx", audit=audit.as_cyclonedx),
    Report(name="openvex", audit=audit.as_openvex),
)
"""All report formats."""
