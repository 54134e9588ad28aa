"""Defines `pratique audit`: finds the advisories that affect a project, with the dependency paths and the fixed versions.

The advisory index is local. Requests are sent only to look up fixed versions and deprecated releases.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pratique.cli.advisories.index_opening import Opened, open_advisories
from pratique.cli.audit.ignored_advisories import read_ignores
from pratique.cli.audit.work import Asked, AuditWork
from pratique.cli.output.exit_codes import of_audit
from pratique.cli.output.reports import Output, audit_output_options
from pratique.cli.project import locate
from pratique.cli.project.files_beside_locks import OnDisk
from pratique.cli.run.options import Given
from pratique.cli.run.settings import read_settings, tell_settings
from pratique.config import Settings
from pratique.errors import Reference, UsageError
from pratique.intake.audit.runtime import Named, named_node, read_runtimes

if TYPE_CHECKING:
    from pratique.cli.audit.vendored import Scan
    from pratique.cli.project.since import Before

_SETTINGS = {
    "fail_on": ("--fail-on", "audit.fail_on"),
    "max_db_age": ("--max-db-age", "audit.max_db_age"),
    "offline": ("--offline", "run.offline"),
}
_GRAPHS = frozenset({"cyclonedx"})
"""Formats that contain the dependency graph."""


@click.command(name="audit")
@click.argument("path", default=".", type=click.Path(path_type=Path))
@click.option(
    "--fail-on",
    metavar="BAR",
    help="Findings that cause exit code 1, such as high, or critical,high+fixable,kev (default: "
    "info, which means every finding).",
)
@click.option(
    "--group",
    "groups",
    multiple=True,
    metavar="GROUP",
    help="Audit only dependencies of the given group (prod, dev, ...). May be repeated.",
)
@click.option(
    "--since",
    metavar="REF",
    help="Exit with code 1 only for findings in packages that changed since this branch, tag or commit.",
)
@click.option(
    "--new-only",
    is_flag=True,
    help="Do not list findings that already existed at the commit of --since (default: HEAD), but "
    "show their number.",
)
@click.option(
    "--covered-only",
    is_flag=True,
    help="List missing advisory sources as not checked, instead of returning exit code 3.",
)
@click.option("--fix", is_flag=True, help="Query the registries for fixed versions that the policy allows.")
@click.option(
    "--retired", is_flag=True, help="Also query the registries for deprecated, yanked and removed packages."
)
@click.option(
    "--vendored", is_flag=True, help="Also search the files below PATH for vendored (copied) libraries."
)
@click.option(
    "--node",
    metavar="VERSION",
    help="Version of Node.js to audit (default: the version in the project's files).",
)
@click.option(
    "--vex",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Apply the statements of this VEX document (OpenVEX or CycloneDX). May be repeated.",
)
@click.option(
    "--max-db-age", metavar="SPAN", help="Maximum age of the advisory data, such as 48h (default: 7d)."
)
@click.option(
    "--exclude",
    multiple=True,
    metavar="GLOB",
    help="Skip lockfiles whose path matches this glob. May be repeated.",
)
@click.option(
    "--offline",
    is_flag=True,
    default=None,
    help="Send no requests to registries, not even for --fix or --retired.",
)
@click.option(
    "--trust-project", is_flag=True, help="Use the registries that are configured in the project's own files."
)
@audit_output_options
def command(  # noqa: PLR0913 - one for each option of its own
    path: Path,
    *,
    groups: tuple[str, ...],
    new_only: bool,
    covered_only: bool,
    since: str | None,
    fix: bool,
    retired: bool,
    vendored: bool,
    node: str | None,
    vex: tuple[Path, ...],
    exclude: tuple[str, ...],
    trust_project: bool,
    **arguments: Any,
) -> int:
    """Check locked dependencies against the local advisory database.

    PATH is a project folder or a single lockfile. `pratique advisories sync` downloads the advisories. If advisories
    are missing or outdated, the audit is incomplete: the exit code is 3, or 1 if a finding reaches the --fail-on
    threshold. `pratique audit` queries registries only with --fix or --retired.

    With --since REF (for pull requests), only advisories for packages that changed since REF affect the exit code; all
    other advisories are listed as notes. With --since REF, Pratique uses the settings and the ignored advisories of
    REF.
    """
    root = _root(path)
    before = _before(root, since, new_only=new_only)
    settings = read_settings(
        root, _given(arguments), exclude=exclude, trust_project=trust_project, branch=before
    )
    tell_settings(settings, ())
    output = Output.of(arguments)
    output.require(lambda report: report.audit)
    globs = [exclusion.glob for exclusion in settings.check.exclude]
    search = _search(path, globs)
    if settings.advisories.snapshot_url is not None:
        _refresh(settings)
    with open_advisories(settings) as opened:
        work = AuditWork(
            root=root, settings=settings, opened=opened, search=search, trust_project=trust_project
        )
        asked = Asked(
            groups=groups,
            runtimes=_runtimes(root, node, named=path.is_dir()),
            fix=fix,
            retired=retired,
            graph=not _GRAPHS.isdisjoint(output.formats),
            before=before,
            only=path.name if path.is_file() else None,
            list_known=not new_only,
            covered_only=covered_only,
            scan=_scan(root, opened, globs) if vendored else None,
            ignores=read_ignores(root, settings, vex, before),
        )
        report = work.answer(asked)
    code = of_audit(report, fail_on=settings.audit.fail_on)
    output.audit(report, exit_code=code)
    return code


def _search(path: Path, globs: list[str]) -> locate.Search:
    """Find the lockfiles. Raise UsageError for a file that is not a lockfile."""
    if not path.is_dir():
        return locate.one(path)
    search = locate.find(path, globs)
    if search.found:
        return search
    from pratique.cli.project.without_lockfile import with_commands  # noqa: PLC0415 - most projects have a lockfile

    return with_commands(search, path, globs, verb="audit")


def _refresh(settings: Settings) -> None:
    """Request a newer snapshot of malicious releases."""
    import asyncio  # noqa: PLC0415 - few audits ask anybody

    from pratique.cli.advisories.snapshot_refresh import refresh_snapshot  # noqa: PLC0415 - brings the HTTP client

    asyncio.run(refresh_snapshot(settings))


def _root(path: Path) -> Path:
    """Return the project's folder. Raise UsageError."""
    from pratique.cli.project.without_lockfile import require_path  # noqa: PLC0415 - imports the network

    if not os.path.exists(path):  # noqa: PTH110 - Path raises for names that are too long
        require_path(path)
    return path if path.is_dir() else path.parent


def _before(root: Path, since: str | None, *, new_only: bool) -> "Before | None":
    """Return the state of the project before the change. Raise UsageError."""
    if since is None and not new_only:
        return None
    from pratique.cli.project.since import Before  # noqa: PLC0415 - asks git, which is rarely wanted

    return Before.of(root, since or "HEAD")


def _given(arguments: Mapping[str, Any]) -> Given:
    """Return the command-line options as settings."""
    return {
        key: (option, "true" if value is True else str(value))
        for name, (option, key) in _SETTINGS.items()
        if (value := arguments.get(name)) is not None
    }


def _runtimes(root: Path, node: str | None, *, named: bool) -> tuple[Named, ...]:
    """Return the runtimes to audit: the given version and the versions in the project's files. Raise UsageError."""
    found = read_runtimes(OnDisk(root).read) if named else ()
    if node is None:
        return found
    given = named_node(node, "--node")
    if given is None:
        raise UsageError(
            Reference.USAGE,
            f"--node {node!r} is not a version of Node.js",
            hint="write a version such as 22.11.0, or a release line such as 22",
        )
    return (given, *(other for other in found if other.product != given.product))


def _scan(root: Path, opened: Opened, globs: list[str]) -> "Scan":
    """Search for copied libraries. Raise UsageError if the pattern engine is not installed."""
    try:
        from pratique.cli.audit.vendored import scan  # noqa: PLC0415 - brings the pattern engine
    except ModuleNotFoundError as error:
        if error.name != "re2":
            raise
        raise UsageError(
            Reference.USAGE,
            "--vendored needs google-re2, which is not installed",
            hint="pip install 'pratique[vendored]'",
        ) from None

    return scan(root, opened.index.detectors(), exclude=globs)
