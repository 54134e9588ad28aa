"""What a report format is, and how a person wants to see an answer."""

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
    """How a person wants to see it."""

    colour: bool = False
    notes: bool = False
    """Also list what stops nothing."""
    verbose: bool = False
    """Show everything that the first screen folds into a line."""
    width: int = 80
    """Columns of the terminal."""
    rules: Mapping[str, str]
    """Titles of all rules, by id."""
    diff_url: str | None = None
    """Where differences are shown: an address with `{ecosystem}`, `{name}`, `{before}` and `{after}`."""
    now: datetime | None = None
    """The time of the run, for formats that must tell one."""
    exit_code: int | None = None
    """The exit code of the run; None: the one that the answer gives by itself."""


Targets: TypeAlias = "Callable[[Sequence[Target], Look], str]"
Project: TypeAlias = "Callable[[ProjectReport, Look], str]"
Compared: TypeAlias = "Callable[[Comparison, str, str, Look], str]"
Audit: TypeAlias = "Callable[[AuditReport, Look], str]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A format, with a renderer for each kind of answer; None where the format has no such answer."""

    name: str
    targets: Targets | None = None
    project: Project | None = None
    comparison: Compared | None = None
    audit: Audit | None = None
    streams: bool = False
    """Whether targets may be written one by one, as they are done."""
