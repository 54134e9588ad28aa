"""Defines `pratique steward`, which finds packages of a project that may be abandoned or may change owners."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from pratique.cli.output.exit_codes import Exit
from pratique.cli.output.single_answer import Answers, answer_options
from pratique.cli.output.terminal import Progress, wants_colour, width
from pratique.cli.project import locate
from pratique.cli.project.read_lockfiles import Reading
from pratique.cli.project.since import Before, Now
from pratique.cli.project.without_lockfile import require_path
from pratique.cli.run.clock import now
from pratique.cli.run.options import given, settings_options
from pratique.cli.run.session import Session, open_session
from pratique.cli.run.settings import read_settings, tell_settings
from pratique.config import Settings
from pratique.core.names import PackageRef
from pratique.core.reading import LockRead, NotJudged, Trouble
from pratique.core.stewardship import StewardReport, Told, Use
from pratique.errors import PratiqueError, StoreError
from pratique.history.stewardship import Answer, keepers_of, listed_of, wards_of, weigh
from pratique.history.uses import foremost, uses_of
from pratique.net.configuration.config_file import Project
from pratique.report.formats import json_text as json
from pratique.report.history import steward
from pratique.report.text import style

FORMATS = ("text", "json", "markdown")
_AT_ONCE = 12
"""The maximum number of listings in memory at the same time. Some listings are tens of megabytes long."""
_PRIVATE = "from a private registry, whose maintainers you control"


@click.command(name="steward")
@click.argument("path", default=".", type=click.Path(path_type=Path))
@click.option(
    "--exclude",
    multiple=True,
    metavar="GLOB",
    help="Skip lockfiles whose path matches this glob. May be repeated.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="N",
    help="Look up only the N packages that the project uses most; the report is then incomplete.",
)
@click.option(
    "--since",
    metavar="REF",
    help="Look up only the packages that are new since this branch, tag or commit.",
)
@click.option(
    "--trust-project", is_flag=True, help="Use the registries that are configured in the project's own files."
)
@answer_options(*FORMATS)
@settings_options
def command(
    path: Path,
    *,
    exclude: tuple[str, ...],
    limit: int | None,
    since: str | None,
    trust_project: bool,
    **arguments: Any,
) -> int:
    """Find packages of a project that may be abandoned or may change owners.

    The command reads the registry listings of the packages in the lockfiles below PATH. A package is active, slowing,
    finished or abandoned, or its state is not known. The command lists at most a tenth of the packages, ranked by doubt
    and by how much the project uses them, and every package that the registry reports as removed, deprecated,
    archived or without a maintainer. For each, it suggests an action, such as pin, replace, fund or fork. Exit code 3:
    a lockfile could not be read, a package could not be looked up, or the registry lists no maintainers, publishers or
    times. Findings of `pratique steward` do not change the exit code.
    """
    require_path(path)
    root = path if path.is_dir() else path.parent
    settings = read_settings(root, given(arguments), exclude=exclude, trust_project=trust_project)
    answers = Answers.of(arguments["format_"], arguments["output"], FORMATS)
    globs = [exclusion.glob for exclusion in settings.check.exclude]
    search = locate.one(path) if path.is_file() else locate.find(root, globs)
    project = Project(folder=root, trusted=trust_project)
    reading = Reading.of(root, search)
    known = None if since is None else _known(Before.of(root, since), root, reading, globs)
    report = asyncio.run(_report(settings, project, reading, search, known=known, limit=limit))
    answers.write(
        {
            "text": lambda: style.render(
                steward.lines(report), colour=wants_colour(arguments["color"]), width=width()
            ),
            "json": lambda: json.indented(steward.document(report)),
            "markdown": lambda: steward.markdown(report),
        }
    )
    return Exit.CLEAR if report.complete else Exit.INCOMPLETE


@dataclass(frozen=True, slots=True)
class _Known:
    """The packages of the project before a change, and its unreadable lockfiles of that time."""

    packages: frozenset[PackageRef]
    unread: tuple[LockRead, ...]


def _known(before: Before, root: Path, reading: Reading, globs: Sequence[str]) -> _Known:
    locks, unread = before.locks(globs, Now(reading.locks, locate.from_disk(root)))
    uses, _ = uses_of(locks)
    return _Known(frozenset(uses), unread)


async def _report(
    settings: Settings,
    project: Project,
    reading: Reading,
    search: locate.Search,
    *,
    known: _Known | None,
    limit: int | None,
) -> StewardReport:
    uses, others = uses_of(reading.locks)
    order = [package for package in foremost(uses) if known is None or package not in known.packages]
    async with open_session(settings, project=project) as session:
        tell_settings(settings, session.problems)
        private = [package for package in order if _is_private(session, package, uses[package])]
        wanted = [package for package in order if package not in {*private}]
        answers = await _ask(session, uses, wanted[:limit], now())
    left_out = [NotJudged(purl="", why=why, sources=(file,)) for file, why in search.left_out]
    beyond = [_not_asked(package, f"beyond --limit {limit}") for package in wanted[limit or len(wanted) :]]
    found = [answer for answer in answers if isinstance(answer, Answer)]
    failed = [answer for answer in answers if isinstance(answer, NotJudged)]
    wards = wards_of(found)
    return StewardReport(
        root=str(project.folder),
        files=(*reading.told, *search.unread, *(known.unread if known else ())),
        wards=wards,
        listed=listed_of(wards, len(found)),
        states=Counter(answer.state for answer in found),
        earlier=None if known is None else len(uses) - len(order),
        packages=len(wanted),
        told=_told(found),
        keepers=keepers_of(found),
        not_asked=(*failed, *beyond),
        out_of_scope=(*others, *(_not_asked(package, _PRIVATE) for package in private), *left_out),
    )


async def _ask(
    session: Session, uses: Mapping[PackageRef, Use], packages: Sequence[PackageRef], present: datetime
) -> list[Answer | NotJudged]:
    """Fetch the registry listings, a few at a time, and retain only the parts that are needed."""
    gate = asyncio.Semaphore(_AT_ONCE)

    async def one(package: PackageRef) -> Answer | NotJudged:
        async with gate:
            answer = await _one(session, package, uses[package], present)
            progress.step()
            return answer

    with Progress(len(packages), "packages") as progress:
        return list(await asyncio.gather(*map(one, packages)))


async def _one(session: Session, package: PackageRef, use: Use, present: datetime) -> Answer | NotJudged:
    try:
        listing = await session.questions.registry.listing(package, registry=use.registry)
    except StoreError:
        raise
    except PratiqueError as error:
        trouble = Trouble(error.reference, error.message, error.hint)
        return NotJudged(purl=package.purl, why=error.message, sources=use.sources, trouble=trouble)
    return weigh(listing, use, present)


def _is_private(session: Session, package: PackageRef, use: Use) -> bool:
    try:
        return session.upstreams.of(package, registry=use.registry).private
    except PratiqueError:
        return False


def _not_asked(package: PackageRef, why: str) -> NotJudged:
    return NotJudged(purl=package.purl, why=why)


def _told(found: Sequence[Answer]) -> Told:
    return Told(
        listings=len(found),
        maintainers=sum(answer.maintainers for answer in found),
        publishers=sum(answer.publishers for answer in found),
        people=sum(answer.maintainers or answer.publishers for answer in found),
        times=sum(answer.times for answer in found),
    )
