"""Defines the exit codes, which are the same for every verb and format."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import TYPE_CHECKING

from pratique.core import outcome

if TYPE_CHECKING:
    from pratique.core.assessment import ProjectReport, Target
    from pratique.core.audit import AuditReport
    from pratique.core.bar import Bar


class Exit(IntEnum):
    """The exit code of a run. If several apply, the first in the order 4, 2, 1, 3, 5, 0 is used."""

    CLEAR = 0
    STOPPED = 1
    USAGE = 2
    INCOMPLETE = 3
    INTERNAL = 4
    WAITS = 5
    INTERRUPTED = 130


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
releases that are older than `audit.max_db_age`, a registry that is down, a lockfile that cannot be read or does not hold what its manifest asks for, a changed setting
that decides what is installed, code that could not be analysed, a worker that was stopped at a limit: each is named in the answer, in every format, with the package,
the file and the reason. No format calls such a run clear. What is out of scope (your own workspaces, files for other platforms) is listed and never leads here.

Two things clear code that could not be analysed: the same bytes in a release that is in use here already (in the lock before the
change, in what was adopted by an earlier check, or in a baseline that was allowed here), and a waiver of `incomplete` (of
`not-inspected` where there is no inspection). The answer prints that waiver whole, to be pasted into `pratique.toml`.""",
    Exit.INTERNAL: """An internal error: a defect of Pratique. Nothing may be concluded about what was asked.

Please report it with what `PRATIQUE_DEBUG=1` prints.""",
    Exit.WAITS: """Only cooldowns: every artifact that is stopped is let in by itself at the time given.

With `--fail-on block` it also stands for holds below that bar.""",
    Exit.INTERRUPTED: """Interrupted by Ctrl-C (SIGINT): nothing may be concluded about what was asked.

What was done until then is remembered; the next run goes on from there.""",
}


def of_targets(targets: Sequence[Target], *, fail_on: str) -> Exit:
    """Return the exit code of `inspect`."""
    return Exit(outcome.of_targets(targets, fail_on=fail_on).ended)


def of_project(report: ProjectReport, *, fail_on: str) -> Exit:
    """Return the exit code of `check`."""
    return Exit(outcome.of_project(report, fail_on=fail_on).ended)


def of_audit(report: AuditReport, *, fail_on: Bar) -> Exit:
    """Return the exit code of `audit`."""
    return Exit(outcome.of_audit(report, fail_on=fail_on).ended)
