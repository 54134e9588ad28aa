"""Determines how a run ended, for the exit code and for every report.

A report shows a run as clear (headline, check mark, `success`, `errors="0"`) only if the run exits with 0.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING, Self

from pratique.core.policy import Action
from pratique.core.reason import UNANSWERED, ReasonCode

if TYPE_CHECKING:
    from pratique.core.assessment import Assessment, ProjectReport, Target
    from pratique.core.audit import AuditReport
    from pratique.core.bar import Bar
    from pratique.core.verdict import Verdict


class Ended(IntEnum):
    """The end state of a run; the value is the exit code.

    If several states apply, the first in the order 1, 3, 5, 0 is used.
    """

    CLEAR = 0
    STOPPED = 1
    INCOMPLETE = 3
    WAITS = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end state of a run, and whether the result is complete.

    The result of a stopped run may be complete or incomplete.
    """

    ended: Ended
    complete: bool

    @property
    def clear(self) -> bool:
        """Return True if nothing stops the run and the result is complete."""
        return self.ended is Ended.CLEAR

    def succeeded(self, *, listed: bool) -> bool:
        """Return True if a report may mark the scan as successful.

        Some programs that parse reports ignore all findings of a failed scan. `listed` is True if the list of findings
        contains everything that stops the run.
        """
        return self.clear or (listed and self.ended is not Ended.INCOMPLETE)

    def demanding(self, ended: int) -> Self:
        """Return the outcome with the exit code `ended`. The options of the run may have changed the exit code."""
        if ended not in set(Ended):
            return self
        found = Ended(ended)
        return replace(self, ended=found, complete=self.complete and found is not Ended.INCOMPLETE)


def of_targets(targets: "Sequence[Target]", *, fail_on: str = "review") -> Outcome:
    """Return the outcome of `inspect`."""
    incomplete = not targets or any(target.error is not None or not target.assessments for target in targets)
    return _of((a for target in targets for a in target.assessments), incomplete=incomplete, fail_on=fail_on)


def of_project(report: "ProjectReport", *, fail_on: str = "review") -> Outcome:
    """Return the outcome of `check`."""
    assessments = (a for package in report.packages for a in package.assessments)
    return _of(assessments, incomplete=not report.complete, fail_on=fail_on)


def of_audit(report: "AuditReport", *, fail_on: "Bar") -> Outcome:
    """Return the outcome of `audit`: findings that meet the threshold take precedence over an incomplete result."""
    doubtful = any(finding.ignored is None and not finding.match.certain for finding in report.findings)
    complete = report.complete and not doubtful
    stopped = any(fail_on.reached_by(finding) for finding in report.findings) or any(
        fail_on.reached_by_source(source) for source in report.insecure
    )
    return Outcome(Ended.STOPPED if stopped else Ended.CLEAR if complete else Ended.INCOMPLETE, complete)


def _of(assessments: "Iterable[Assessment]", *, incomplete: bool, fail_on: str) -> Outcome:
    stopped = waits = False
    for assessment in assessments:
        incomplete = incomplete or bool(assessment.gaps)
        level = _level(assessment.verdict)
        stopped = stopped or level >= _LEVELS[fail_on]
        waits = waits or level > 0
    if stopped:
        return Outcome(Ended.STOPPED, not incomplete)
    if incomplete:
        return Outcome(Ended.INCOMPLETE, complete=False)
    return Outcome(Ended.WAITS if waits else Ended.CLEAR, complete=True)


_LEVELS = {"wait": 1, "review": 2, "block": 3}


def _level(verdict: "Verdict") -> int:
    known = {reason.code for reason in verdict.reasons} - UNANSWERED
    if not known:
        return 0
    if verdict.action is Action.BLOCK:
        return _LEVELS["block"]
    return _LEVELS["wait" if known <= {ReasonCode.TOO_YOUNG, ReasonCode.FROZEN} else "review"]
