"""Defines `pratique scripts`, which lists, approves and checks the install scripts of a project."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pratique.cli.output.exit_codes import Exit
from pratique.cli.output.single_answer import Answers, answer_options
from pratique.cli.output.terminal import wants_colour, width
from pratique.cli.project import locate
from pratique.cli.project.without_lockfile import note_nothing, require_path
from pratique.cli.run.options import given, settings_options
from pratique.cli.run.settings import read_settings
from pratique.errors import Reference, UsageError
from pratique.net.configuration.config_file import Project

if TYPE_CHECKING:
    from pratique.core.script_report import ScriptReport

FORMATS = ("text", "json")


@click.command(name="scripts")
@click.argument("path", default=".", type=click.Path(path_type=Path))
@click.option(
    "--write",
    "writes",
    is_flag=True,
    help="Approve the scripts that only build or copy files of their own package, or print, in the file of the "
    "client in use; deny the rest; and record both.",
)
@click.option(
    "--approve",
    multiple=True,
    metavar="NAME@VERSION",
    help="Approve the scripts of this release, which you have read. May be repeated.",
)
@click.option(
    "--check",
    "checks",
    is_flag=True,
    help="Exit with code 1 if an approved script changed its behaviour, or if a script runs that nobody approved.",
)
@click.option(
    "--client",
    metavar="NAME@VERSION",
    help="The client that installs, such as npm@12.1.0. Default: from the lockfile, packageManager in "
    "package.json, or the installed client.",
)
@click.option(
    "--exclude",
    multiple=True,
    metavar="GLOB",
    help="Skip lockfiles whose path matches this glob. May be repeated.",
)
@click.option(
    "--trust-project", is_flag=True, help="Use the registries that are configured in the project's own files."
)
@answer_options(*FORMATS)
@settings_options
def command(
    path: Path,
    *,
    writes: bool,
    approve: tuple[str, ...],
    checks: bool,
    client: str | None,
    exclude: tuple[str, ...],
    trust_project: bool,
    **arguments: Any,
) -> int:
    """List the install scripts of a project, say what each one does, and approve or deny it.

    The command reads the packages of the lockfiles below PATH, and lists those that run code when they are installed:
    hooks and native builds of npm, setup.py and build backends of PyPI, files that start with Python, and extensions
    of gems. One line says what a script does, as its code shows; a script that is not understood is called unknown.

    With --write, the decisions are written for the client (npm 12, pnpm 10, yarn 4 or bun) and recorded in
    pratique-scripts.toml beside the lockfile. A script that downloads, starts other programs or is not understood
    needs a person: --approve. A later version with the same behaviour stays approved. Without --check, install
    scripts do not change the exit code. --check uses the record in the folder, which a pull request can edit: `pratique
    check --since` shows its edits.
    """
    require_path(path)
    if checks and (writes or approve):
        raise UsageError(
            Reference.USAGE, "--check writes nothing", hint="run --write or --approve first, then --check"
        )
    from pratique.cli.run.check_work import Work  # noqa: PLC0415 - `--help` does without
    from pratique.cli.scripts.project import Scripts  # noqa: PLC0415 - as above

    root = path if path.is_dir() else path.parent
    settings = read_settings(root, given(arguments), exclude=exclude, trust_project=trust_project)
    answers = Answers.of(arguments["format_"], arguments["output"], FORMATS)
    globs = [exclusion.glob for exclusion in settings.check.exclude]
    search = locate.one(path) if path.is_file() else locate.find(root, globs)
    note_nothing(search)
    work = Work.of(settings, Project(folder=root, trusted=trust_project), search)
    found = Scripts.of(work, (str(root.resolve()),), client=client)
    if writes or approve:
        found = found.written(approve, every=writes)
    _write(found.report, answers, arguments["color"], checked=checks)
    if checks and found.report.stopped:
        return Exit.STOPPED
    return Exit.CLEAR if found.report.complete else Exit.INCOMPLETE


def _write(report: "ScriptReport", answers: Answers, color: str, *, checked: bool) -> None:
    from pratique.report.formats import json_text  # noqa: PLC0415 - `--help` does without
    from pratique.report.scripts import contract, text  # noqa: PLC0415 - as above
    from pratique.report.text import style  # noqa: PLC0415 - as above

    answers.write(
        {
            "text": lambda: style.render(
                text.lines(report, checked=checked), colour=wants_colour(color), width=width()
            ),
            "json": lambda: json_text.indented(contract.document(report, checked=checked)),
        }
    )
