"""Defines the exit codes of all verbs and output formats."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pratique.core.assessment import ProjectReport, Target
    from pratique.core.audit import AuditReport
    from pratique.core.bar import Bar


class Exit(IntEnum):
    """The exit code of a run. If several exit codes apply, the first in the order 4, 2, 1, 3, 5, 0 is used."""

    CLEAR = 0
    STOPPED = 1
    USAGE = 2
    INCOMPLETE = 3
    INTERNAL = 4
    WAITS = 5
    INTERRUPTED = 130


EXIT_PAGES: dict[Exit, str] = {
    Exit.CLEAR: """Clear and complete: every requested package was checked, and no package is held or blocked.

Exit code 0 does not prove that a package is safe, only that Pratique found no reason to stop it. The report lists the checks
that Pratique did not make.""",
    Exit.STOPPED: """Stopped for a known reason: at least one artifact is blocked, or held at or above the `--fail-on` threshold.

The option `--fail-on` sets the threshold for exit code 1: `block`, `review` (the default: blocks, and holds that need review)
or `wait` (blocks and all holds). For `pratique audit`, the threshold for exit code 1 applies to findings (default: every
finding). For `pratique exposed`, exit code 1 means that a searched release or indicator was found in a place, other than in a
download that a gate or proxy refused.""",
    Exit.USAGE: """The command line, the settings or the policy is invalid.

The error message shows the invalid option or the line of the file, and the hint lists the accepted values.""",
    Exit.INCOMPLETE: """Incomplete: a check could not be completed, or there was nothing to check.

A run is incomplete if the advisory index is missing, stale or damaged, or lacks a source for the project's packages. In CI, a
run is also incomplete if the data on malicious releases is older than `audit.max_db_age`. Other causes of an incomplete run are
a registry that is down, a lockfile that is unreadable or lacks dependencies of its manifest, a changed setting that decides
what is installed, code that could not be analysed, or a worker that reached a limit. In every output format, the report lists
each cause with the package, the file and the reason. No output format reports an incomplete run as clear. Skipped packages
(your own workspaces, files for other platforms) are listed and never lead to exit code 3. `pratique exposed` is incomplete if a
place could not be searched, or a part of the request could not be read, and nothing was found.

Code that could not be analysed does not cause exit code 3 if a release that is already in use contains the same bytes, or if a
waiver covers the code. A release counts as already in use if it is in the lockfile before the change, was adopted by an earlier
check, or is a baseline that was allowed on this machine. A waiver for code that could not be analysed must have the rule
`incomplete`; if the artifact was not inspected at all, `not-inspected`. For code that was not analysed, the report prints a
matching waiver, ready to be pasted into `pratique.toml`.""",
    Exit.INTERNAL: """An internal error: Pratique has a defect. After an internal error, the run gives no result about the packages.

Please report the error with the output of `PRATIQUE_DEBUG=1`.""",
    Exit.WAITS: """Only cooldowns stop the artifacts: every held artifact will be allowed automatically at the time that the report shows.

With `--fail-on block`, exit code 5 also covers holds that need review.""",
    Exit.INTERRUPTED: """Interrupted by Ctrl-C (SIGINT): the run gives no result about the packages.

Pratique stores the results of an interrupted run, and the next run uses them.""",
}


def of_targets(targets: Sequence[Target], *, fail_on: str) -> Exit:
    """Return the exit code of `inspect`."""
    from pratique.core import outcome  # noqa: PLC0415 - a hook and a server start without

    return Exit(outcome.of_targets(targets, fail_on=fail_on).ended)


def of_project(report: ProjectReport, *, fail_on: str) -> Exit:
    """Return the exit code of `check`."""
    from pratique.core import outcome  # noqa: PLC0415 - as above

    return Exit(outcome.of_project(report, fail_on=fail_on).ended)


def of_audit(report: AuditReport, *, fail_on: Bar) -> Exit:
    """Return the exit code of `audit`."""
    from pratique.core import outcome  # noqa: PLC0415 - as above

    return Exit(outcome.of_audit(report, fail_on=fail_on).ended)
