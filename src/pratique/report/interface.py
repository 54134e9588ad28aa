"""Defines a report format and the display options of a report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from pratique.core.assessment import ProjectReport, Target
    from pratique.core.audit import AuditReport
    from pratique.core.comparison import Comparison


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The display options of a report."""

    colour: bool = False
    notes: bool = False
    """Whether to list findings that stop nothing."""
    verbose: bool = False
    """Whether to show the details that the first screen folds into one line."""
    width: int = 80
    """The width of the terminal in columns."""
    rules: Mapping[str, str]
    """The titles of all rules, by rule id."""
    diff_url: str | None = None
    """The URL template of a diff page, with `{ecosystem}`, `{name}`, `{before}` and `{after}`."""
    now: datetime | None = None
    """The time of the run, for formats that require a timestamp."""
    exit_code: int | None = None
    """The exit code of the run. If None, the exit code follows from the results."""


Targets: TypeAlias = "Callable[[Sequence[Target], Look], str]"
Project: TypeAlias = "Callable[[ProjectReport, Look], str]"
Compared: TypeAlias = "Callable[[Comparison, str, str, Look], str]"
Audit: TypeAlias = "Callable[[AuditReport, Look], str]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An output format with a renderer for each kind of report.

    A renderer is None if the format does not support that kind of report.
    """

    name: str
    targets: Targets | None = None
    project: Project | None = None
    comparison: Compared | None = None
    audit: Audit | None = None
    streams: bool = False
    """Whether targets can be written one by one, as soon as their results are known."""
