"""Defines `pratique check`, which checks every package in a project's lockfiles."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from pratique.cli.output.exit_codes import of_project
from pratique.cli.output.fresh_data import demanded
from pratique.cli.output.reports import Output, output_options
from pratique.cli.project import installed, locate
from pratique.cli.project.since import Before
from pratique.cli.project.without_lockfile import note_nothing, require_path, require_unlocked, with_commands
from pratique.cli.run.check_work import Work
from pratique.cli.run.options import given, settings_options
from pratique.cli.run.settings import read_settings
from pratique.cli.run.shared_verdicts import gate_option
from pratique.config import Ignored, Settings
from pratique.core.assessment import ProjectReport
from pratique.core.reading import NotJudged
from pratique.core.verdict import Standing
from pratique.errors import Reference, UsageError
from pratique.net.configuration.config_file import Project


@click.command(name="check")
@click.argument("path", default=".", type=click.Path(path_type=Path))
@click.option(
    "--since",
    metavar="REF",
    help="Check only the packages that changed since this branch, tag or commit, and treat them as new.",
)
@click.option("--adopt", is_flag=True, help="Treat all locked packages as already in use from now on.")
@click.option(
    "--exclude",
    multiple=True,
    metavar="GLOB",
    help="Skip lockfiles whose path matches this glob. May be repeated.",
)
@click.option(
    "--as",
    "standing",
    type=click.Choice(["auto", "new", "pinned"]),
    default="auto",
    help="Treat all packages as new, or treat all of them as already in use (pinned). Default: auto.",
)
@click.option(
    "--installed",
    "with_installed",
    is_flag=True,
    help="Also check the packages that are installed below PATH, and compare their files with the "
    "published artifacts.",
)
@click.option(
    "--resolve",
    is_flag=True,
    help="For a project without a lockfile: create a lockfile with the project's package manager "
    "in a temporary folder, without running scripts, and check its packages as new packages.",
)
@click.option("--notes", is_flag=True, help="Also list findings that neither hold nor block a package.")
@gate_option
@click.option(
    "--trust-project", is_flag=True, help="Use the registries that are configured in the project's own files."
)
@settings_options
@output_options
def command(  # noqa: PLR0913 - one for each option of its own
    path: Path,
    *,
    since: str | None,
    adopt: bool,
    exclude: tuple[str, ...],
    standing: str,
    with_installed: bool,
    resolve: bool,
    notes: bool,
    gate: str | None,
    trust_project: bool,
    **arguments: Any,
) -> int:
    """Check every package in a project's lockfiles, and allow, hold or block it.

    PATH is a project folder or a single lockfile. If PATH is a `node_modules` or `site-packages` folder or a Python
    environment, the packages that are installed there are checked. The first check of a project treats all locked
    packages as already in use. Packages that are added after the first check are new: the cooldown and the rules for
    new releases apply to them (`pratique help how-it-decides`).

    With --since REF (for pull requests), Pratique checks only packages that changed since REF, treats them as new, and
    uses the settings and waivers of REF.
    """
    require_path(path)
    itself = installed.at(path)
    if resolve:
        options = {
            "--since": since is not None,
            "--adopt": adopt,
            "--installed": with_installed or itself is not None,
        }
        require_unlocked(path, exclude, options)
    _one_way(since=since, adopt=adopt, standing=standing, with_installed=with_installed or itself is not None)
    root = itself.root if itself else path if path.is_dir() else path.parent
    before = None if since is None else Before.of(root, since)
    settings = read_settings(
        root, given(arguments), exclude=exclude, trust_project=trust_project, branch=before
    )
    output = Output.of(arguments, notes=notes, diff_url=settings.report.diff_url)
    if resolve:
        return _resolved(root, settings, output, standing, trust_project=trust_project, gate=gate)
    project = Project(folder=root, trusted=trust_project)
    globs = [exclusion.glob for exclusion in settings.check.exclude]
    search = _search(path, root, globs, itself)
    trees = itself or (installed.find(root, globs) if with_installed else None)
    if trees is None and since is None:
        search = with_commands(search, path, globs, verb="check")
        note_nothing(search)
    work = Work.of(settings, project, search, None if trees is None else installed.read(trees))
    work = replace(work, gate=gate)
    if before is None:
        forced = None if standing == "auto" else Standing(standing)
        report = asyncio.run(work.judge(keys_of(path), forced=forced, adopt=adopt))
    else:
        report = asyncio.run(work.judge_change(before, globs, only=path.name if path.is_file() else None))
    report, ignored = _with_approvals(report, root, work, before)
    return _written(report, replace(settings, ignored=(*settings.ignored, *ignored)), output)


def _with_approvals(
    report: ProjectReport, root: Path, work: Work, before: Before | None
) -> tuple[ProjectReport, list[Ignored]]:
    """Return the report with the approved install scripts, and the edits of their record in a change."""
    from pratique.cli.scripts.approved import approved_scripts  # noqa: PLC0415 - `--help` does without

    approved = approved_scripts(root, work.locks, branch=None if before is None else before.at_branch)
    settings = (*report.out_of_scope, *(NotJudged(purl="", why=why) for why in approved.problems))
    report = replace(
        report,
        approved_scripts=approved.artifacts,
        scripts_approved_by_change=approved.by_change,
        out_of_scope=settings,
    )
    return report, [Ignored("install scripts", path, why) for path, why in approved.changes]


def _written(report: ProjectReport, settings: Settings, output: Output) -> int:
    """Write the report, and return the exit code."""
    report = replace(report, ignored=tuple(f"{i.key} ({i.origin}): {i.why}" for i in settings.ignored))
    assessments = (one for package in report.packages for one in package.assessments)
    code = demanded(of_project(report, fail_on=settings.check.fail_on), assessments, settings, os.environ)
    output.project(report, exit_code=code)
    return code


def _resolved(
    root: Path, settings: Settings, output: Output, standing: str, *, trust_project: bool, gate: str | None
) -> int:
    """Check the packages that the project's own package manager would choose.

    Treat the packages as new unless an option specifies otherwise.
    """
    from pratique.cli.project.resolving import resolved  # noqa: PLC0415 - most projects have a lockfile

    forced = Standing.NEW if standing == "auto" else Standing(standing)
    with resolved(root, trusted=trust_project) as folder:
        project = Project(folder=folder, trusted=trust_project)
        work = replace(Work.of(settings, project, locate.find(folder, ())), gate=gate)
        report = asyncio.run(work.judge([str(folder)], forced=forced, adopt=False))
    return _written(replace(report, root=str(root)), settings, output)


def _search(path: Path, root: Path, exclude: Sequence[str], itself: installed.Search | None) -> locate.Search:
    """Return the lockfiles to read; none if PATH is an installed tree."""
    if itself is not None:
        return locate.Search(())
    return locate.one(path) if path.is_file() else locate.find(root, exclude)


def _one_way(*, since: str | None, adopt: bool, standing: str, with_installed: bool) -> None:
    """Raise UsageError for options that contradict each other."""
    if since is not None and with_installed:
        raise UsageError(
            Reference.USAGE,
            "--since compares commits, which contain no installed packages",
            hint="check installed packages without --since",
        )
    said = [
        name
        for name, given_ in (("--since", since is not None), ("--adopt", adopt), ("--as", standing != "auto"))
        if given_
    ]
    if len(said) > 1:
        raise UsageError(
            Reference.USAGE,
            f"{' and '.join(said)} cannot be combined",
            hint="use only one of these options",
        )


def keys_of(path: Path) -> tuple[str, ...]:
    """Return the keys under which the entries that the checked project already uses are stored.

    If PATH is a lockfile, it belongs to the project in the lockfile's folder. If the whole project was never checked,
    only the given lockfile is adopted, because the other lockfiles were not read.
    """
    where = path.resolve()
    parts = (where,) if path.is_dir() else (where.parent, where)
    # A name in another encoding than this machine's is no text.
    return tuple(os.fsencode(part).decode("utf-8", "backslashreplace") for part in parts)
