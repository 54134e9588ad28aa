"""`pratique check`: judge every package that a project's lockfiles bring in."""

import asyncio
import os
from pathlib import Path
from typing import Any

import click

from pratique.cli import locate
from pratique.cli.clock import now
from pratique.cli.exit_codes import of_project
from pratique.cli.options import given, settings_options
from pratique.cli.output import Output, output_options
from pratique.cli.session import open_session
from pratique.cli.settings import read_settings, tell_settings
from pratique.cli.terminal import Progress
from pratique.config import Settings
from pratique.core.assessment import LockRead, ProjectReport, Trouble
from pratique.core.lock import Lock
from pratique.core.verdict import Standing
from pratique.errors import ParseError, Reference, UsageError
from pratique.intake.project import Survey
from pratique.intake.standing import Standings
from pratique.net.config_file import Project


@click.command(name="check")
@click.argument("path", default=".", type=click.Path(path_type=Path))
@click.option("--exclude", multiple=True, metavar="GLOB", help="Leave out lockfiles whose path matches.")
@click.option(
    "--as",
    "standing",
    type=click.Choice(["auto", "new", "pinned"]),
    default="auto",
    help="Judge everything with one standing (default: what was adopted is pinned).",
)
@click.option("--notes", is_flag=True, help="Also list findings that stop nothing.")
@click.option("--trust-project", is_flag=True, help="Use the registries that the project's own files name.")
@settings_options
@output_options
def command(
    path: Path, *, exclude: tuple[str, ...], standing: str, notes: bool, trust_project: bool, **arguments: Any
) -> int:
    """Judge every package that the lockfiles below PATH bring in.

    PATH is a folder or one lockfile. The first check of a project adopts what its locks hold; what they bring in
    later is judged as new (`pratique explain` and docs/how-it-decides.md say what that means).
    """
    if not os.path.exists(path):  # noqa: PTH110 - Path raises for names that are too long
        raise UsageError(
            Reference.FILE_UNREADABLE, f"{path} does not exist", hint="PATH is a folder or a lockfile"
        )
    root = path if path.is_dir() else path.parent
    output = Output.of(arguments, notes=notes)
    settings = read_settings(root, given(arguments), exclude=exclude, trust_project=trust_project)
    search = (
        locate.one(path) if path.is_file() else locate.find(root, [e.glob for e in settings.check.exclude])
    )
    files, locks = _read(root, search.found)
    forced = None if standing == "auto" else Standing(standing)
    run = _judge(root, _keys(path), settings, files, locks, forced=forced, trust_project=trust_project)
    report = locate.with_left_out(asyncio.run(run), search)
    output.project(report)
    return of_project(report, fail_on=settings.check.fail_on)


def _read(root: Path, found: tuple[locate.Found, ...]) -> tuple[list[LockRead], dict[str, Lock]]:
    files: list[LockRead] = []
    locks: dict[str, Lock] = {}
    for item in found:
        try:
            lock = locate.read(root, item)
        except ParseError as error:
            trouble = Trouble(error.reference, error.message, error.hint)
            files.append(LockRead(path=item.path, format=None, error=trouble))
            continue
        problems = tuple(
            f"{p.what}: {p.why}" if p.line is None else f"line {p.line}: {p.what}: {p.why}"
            for p in lock.problems
        )
        files.append(
            LockRead(path=item.path, format=lock.format, packages=len(lock.packages), problems=problems)
        )
        locks[item.path] = lock
    return files, locks


async def _judge(
    root: Path,
    keys: tuple[str, ...],
    settings: Settings,
    files: list[LockRead],
    locks: dict[str, Lock],
    *,
    forced: Standing | None,
    trust_project: bool,
) -> ProjectReport:
    async with open_session(settings, project=Project(folder=root, trusted=trust_project)) as session:
        tell_settings(settings, session.problems)
        adoptions = [session.store.adoptions.get(key) for key in keys]
        adoption = next((known for known in adoptions if known is not None), None)
        standings = Standings(store=session.store, project=keys[-1], adoption=adoption, forced=forced)
        survey = Survey(
            road=session.road,
            questions=session.questions,
            standings=standings,
            platform=session.platform,
            waivers=settings.policy.waivers,
        )
        with Progress(0, "packages") as progress:
            report = await survey.run(str(root), files, locks, expect=progress.expect, step=progress.step)
        standings.remember(report, locks.values(), now())
        return report


def _keys(path: Path) -> tuple[str, ...]:
    """Where the adoption of what is checked may be, by what it is kept under last.

    A lock that is checked by itself belongs to its folder's project. Where that was never checked as a whole, the lock
    is adopted alone: what lies beside it was not looked at.
    """
    where = path.resolve()
    parts = (where,) if path.is_dir() else (where.parent, where)
    # A name in another encoding than this machine's is no text.
    return tuple(os.fsencode(part).decode("utf-8", "backslashreplace") for part in parts)
