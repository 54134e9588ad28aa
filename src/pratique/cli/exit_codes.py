"""The exit codes: one numbering for every verb and every format."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import TYPE_CHECKING

from pratique.core.policy import Action
from pratique.core.reason import UNANSWERED, ReasonCode

if TYPE_CHECKING:
    from pratique.core.assessment import Assessment, ProjectReport, Target
    from pratique.core.audit import AuditReport
    from pratique.core.bar import Bar
    from pratique.core.verdict import Verdict


class Exit(IntEnum):
    """How a run ended. When several apply, the first in the order 4, 2, 1, 3, 5, 0 is given."""

    CLEAR = 0
    STOPPED = 1
    USAGE = 2
    INCOMPLETE = 3
    INTERNAL = 4
    WAITS = 5


EXIT_PAGES: dict[Exit, str] = {
    Exit.CLEAR: """Clear and complete: everything asked for was judged, and nothing stops it.

It does not say that anything is safe: it says that there is no reason to stop it, and the answer says what was
not looked at.""",
    Exit.STOPPED: """Stopped by a known reason: at least one artifact is blocked or held at or above the bar.

The bar is `--fail-on`: `block`, `review` (default: blocks, and holds that need a person) or `wait` (every hold). In an
audit: a finding at or over its bar (default: any).""",
    Exit.USAGE: """The command line, the settings or the policy cannot be used as given.

The message names the option or the line of the file, and the hint names what is accepted.""",
    Exit.INCOMPLETE: """Incomplete: something that was asked had no answer, or there was nothing to look at.

An index of advisories that is missing, stale, damaged or without a source for what is here, in CI data on malicious
releases that are older than `audit.max_db_age`, a registry that is down, a lockfile that cannot be read or does not hold what its manifest asks for, code that could
not be analysed, a worker that was stopped at a limit: each is named in the answer. What is out of scope (your own
workspaces, files for other platforms) is listed and never leads here.""",
    Exit.INTERNAL: """An internal error: a defect of Pratique. Nothing may be concluded about what was asked.

Please report it with what `PRATIQUE_DEBUG=1` prints.""",
    Exit.WAITS: """Only waits: every artifact that is stopped frees itself at the time given.

With `--fail-on block` it also stands for holds below that bar.""",
}


def of_targets(targets: Sequence[Target], *, fail_on: str) -> Exit:
    """The exit code for the answers of `inspect`."""
    incomplete = not targets or any(target.error is not None or not target.assessments for target in targets)
    return _of((a for target in targets for a in target.assessments), incomplete=incomplete, fail_on=fail_on)


def of_project(report: ProjectReport, *, fail_on: str) -> Exit:
    """The exit code for the answer of `check`."""
    assessments = (a for package in report.packages for a in package.assessments)
    return _of(assessments, incomplete=not report.complete, fail_on=fail_on)


def of_audit(report: AuditReport, *, fail_on: Bar) -> Exit:
    """The exit code for the answer of `audit`: findings at or over the bar before what was not looked at."""
    if any(fail_on.reached_by(finding) for finding in report.findings):
        return Exit.STOPPED
    if any(fail_on.reached_by_source(source) for source in report.insecure):
        return Exit.STOPPED
    doubtful = any(finding.ignored is None and not finding.match.certain for finding in report.findings)
    return Exit.INCOMPLETE if doubtful or not report.complete else Exit.CLEAR


def _of(assessments: Iterable[Assessment], *, incomplete: bool, fail_on: str) -> Exit:
    stopped = waits = False
    for assessment in assessments:
        incomplete = incomplete or not assessment.coverage.complete
        level = _level(assessment.verdict)
        stopped = stopped or level >= _LEVELS[fail_on]
        waits = waits or level > 0
    if stopped:
        return Exit.STOPPED
    if incomplete:
        return Exit.INCOMPLETE
    return Exit.WAITS if waits else Exit.CLEAR


_LEVELS = {"wait": 1, "review": 2, "block": 3}


def _level(verdict: Verdict) -> int:
    """How high the known reasons stand; 0 when nothing stops it but what could not be learned."""
    known = {reason.code for reason in verdict.reasons} - UNANSWERED
    if not known:
        return 0
    if verdict.action is Action.BLOCK:
        return _LEVELS["block"]
    return _LEVELS["wait" if known <= {ReasonCode.TOO_YOUNG, ReasonCode.FROZEN} else "review"]
