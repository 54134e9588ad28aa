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
from pratique.lockfiles import format_for

if TYPE_CHECKING:
    from pratique.cli.audit.installed_packages import InstalledPackages
    from pratique.cli.audit.vendored import Scan
    from pratique.cli.project.since import Before

_SETTINGS = {
    "fail_on": ("--fail-on", "audit.fail_on"),
    "max_db_age": ("--max-db-age", "audit.max_db_age"),
    "offline": ("--offline", "run.offline"),
}
_TREES = frozenset({"node_modules", "site-packages", "dist-packages", "specifications"})
_MARKS = ("pyvenv.cfg", "oci-layout", "index.json", "manifest.json", "repositories")
"""Files of a Python environment or of an image."""
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
    "--installed",
    "with_installed",
    is_flag=True,
    help="Also audit the packages that are installed below PATH.",
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
    with_installed: bool,
    node: str | None,
    vex: tuple[Path, ...],
    exclude: tuple[str, ...],
    trust_project: bool,
    **arguments: Any,
) -> int:
    """Check locked dependencies against the local advisory database.

    PATH is a project folder, a lockfile, or installed packages: a node_modules or site-packages folder, a Python
    environment, an unpacked root file system, or a container image (OCI layout or `docker save`). `pratique advisories
    sync` downloads the advisories. If advisories are missing or outdated, the exit code is 3, or 1 if a finding reaches
    the --fail-on threshold. The registries are queried only with --fix or --retired.

    With --since REF (for pull requests), only advisories for packages that changed since REF affect the exit code, and
    the others are notes. The settings and the ignored advisories are those of REF.
    """
    itself = _packages_at(path)
    root = itself.root if itself else _root(path)
    _require_project(since=since is not None or new_only, with_installed=with_installed or itself is not None)
    before = _before(root, since, new_only=new_only)
    settings = read_settings(
        root, _given(arguments), exclude=exclude, trust_project=trust_project, branch=before
    )
    tell_settings(settings, ())
    output = Output.of(arguments)
    output.require(lambda report: report.audit)
    globs = [exclusion.glob for exclusion in settings.check.exclude]
    packages = itself or _packages_below(path, globs, asked=with_installed)
    if settings.advisories.snapshot_url is not None:
        _refresh(settings)
    with open_advisories(settings) as opened:
        search = _search(path, globs, packages)
        work = AuditWork(root, settings, opened, search, trust_project=trust_project, packages=packages)
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
    output.audit(report, exit_code=(code := of_audit(report, fail_on=settings.audit.fail_on)))
    return code


def _may_be_installed(path: Path) -> bool:
    """Return False for a project and for a lockfile, so that what reads installed packages is not imported."""
    if path.is_file():
        return format_for(path.name) is None
    return path.absolute().name in _TREES or any((path / name).exists() for name in _MARKS)


def _packages_at(path: Path) -> "InstalledPackages | None":
    """Read the installed packages that PATH itself is. Raise UsageError for an environment without packages."""
    if not _may_be_installed(path):
        return None
    from pratique.cli.audit.installed_packages import packages_at  # noqa: PLC0415 - most projects have a lockfile

    return packages_at(path)


def _packages_below(path: Path, globs: list[str], *, asked: bool) -> "InstalledPackages | None":
    """Read the installed packages below PATH, if they are asked for or PATH is a root file system."""
    if not path.is_dir() or not (asked or (path / "etc").is_dir()):
        return None
    from pratique.cli.project.installed import is_root_file_system  # noqa: PLC0415 - reads installed packages

    if not (asked or is_root_file_system(path)):
        return None
    from pratique.cli.audit.installed_packages import packages_below  # noqa: PLC0415 - as above

    return packages_below(path, globs)


def _require_project(*, since: bool, with_installed: bool) -> None:
    """Raise UsageError if a change of installed packages is asked for."""
    if since and with_installed:
        raise UsageError(
            Reference.USAGE,
            "--since and --new-only compare commits, which contain no installed packages",
            hint="audit installed packages without --since and --new-only",
        )


def _search(path: Path, globs: list[str], packages: "InstalledPackages | None") -> locate.Search:
    """Find the lockfiles. Raise UsageError for a file that is not a lockfile."""
    if packages is not None:
        return locate.find(path, globs) if packages.below else locate.Search(())
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
