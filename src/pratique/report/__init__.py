"""Reports: from values to text, one file per format. Pure: nothing here writes anywhere.

A new format is one file with a function for each kind of answer, one test, and one line in `REPORTS`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pratique.core.assessment import ProjectReport, Target
from pratique.core.comparison import Comparison
from pratique.report import (
    comparison,
    contract,
    github,
    gitlab,
    json,
    junit,
    markdown,
    sarif,
    style,
    text,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a person wants to see it."""

    colour: bool = False
    notes: bool = False
    """Also list what stops nothing."""
    rules: Mapping[str, str]
    """Titles of all rules, by id."""
    diff_url: str | None = None
    """Where differences are shown: an address with `{ecosystem}`, `{name}`, `{before}` and `{after}`."""
    now: datetime | None = None
    """The time of the run, for formats that must tell one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A format, with a renderer for each kind of answer; None where the format has no such answer."""

    name: str
    targets: Callable[[Sequence[Target], Look], str] | None = None
    project: Callable[[ProjectReport, Look], str] | None = None
    comparison: Callable[[Comparison, str, str, Look], str] | None = None
    streams: bool = False
    """Whether targets may be written one by one, as they are done."""


REPORTS: tuple[Report, ...] = (
    Report(
        name="text",
        targets=lambda values, look: style.render(text.targets(values), colour=look.colour),
        project=lambda value, look: style.render(text.project(value, notes=look.notes), colour=look.colour),
        comparison=lambda value, before, after, look: style.render(
            comparison.comparison(value, before, after), colour=look.colour
        ),
    ),
    Report(
        name="json",
        targets=lambda values, _look: json.indented([contract.target(value) for value in values]),
        project=lambda value, _look: json.indented(contract.project(value)),
        comparison=lambda value, before, after, _look: json.indented(
            contract.comparison(value, before, after)
        ),
    ),
    Report(
        name="jsonl",
        targets=lambda values, _look: "".join(json.compact(contract.target(value)) for value in values),
        project=lambda value, _look: "".join(json.compact(line) for line in contract.project_lines(value)),
        streams=True,
    ),
    Report(
        name="sarif",
        targets=lambda values, look: json.indented(sarif.targets(values, look.rules)),
        project=lambda value, look: json.indented(sarif.project(value, look.rules)),
    ),
    Report(
        name="markdown",
        targets=lambda values, _look: markdown.targets(values),
        project=lambda value, look: markdown.project(value, diff_url=look.diff_url, rules=look.rules),
        comparison=lambda value, before, after, _look: markdown.comparison(value, before, after),
    ),
    Report(
        name="github",
        targets=lambda values, look: github.targets(values, notes=look.notes),
        project=lambda value, look: github.project(value, notes=look.notes),
    ),
    Report(
        name="gitlab",
        project=lambda value, look: json.indented(
            gitlab.dependency_scanning(value, look.rules, notes=look.notes, now=look.now)
        ),
    ),
    Report(
        name="gitlab-codequality",
        project=lambda value, look: json.indented(gitlab.code_quality(value, notes=look.notes)),
    ),
    Report(
        name="junit",
        targets=lambda values, _look: junit.targets(values),
        project=lambda value, _look: junit.project(value),
    ),
)
"""Every report format."""
