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
    """Also list findings that stop nothing."""
    verbose: bool = False
    """Show the details that the first screen folds into one line."""
    width: int = 80
    """Columns of the terminal."""
    rules: Mapping[str, str]
    """Titles of all rules, by id."""
    diff_url: str | None = None
    """The URL template of a diff page, with `{ecosystem}`, `{name}`, `{before}` and `{after}`."""
    now: datetime | None = None
    """The time of the run, for formats that require one."""
    exit_code: int | None = None
    """The exit code of the run; None for the one that follows from the results."""


Targets: TypeAlias = "Callable[[Sequence[Target], Look], str]"
Project: TypeAlias = "Callable[[ProjectReport, Look], str]"
Compared: TypeAlias = "Callable[[Comparison, str, str, Look], str]"
Audit: TypeAlias = "Callable[[AuditReport, Look], str]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A format with a renderer for each kind of report; None for kinds that it does not support."""

    name: str
    targets: Targets | None = None
    project: Project | None = None
    comparison: Compared | None = None
    audit: Audit | None = None
    streams: bool = False
    """True if targets can be written one by one, as soon as their results are known."""
