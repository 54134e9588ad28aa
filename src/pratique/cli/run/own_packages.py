"""Implements `pratique history --own`, which monitors the user's own packages."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pratique.cli.output.exit_codes import Exit
from pratique.cli.output.single_answer import Answers
from pratique.cli.output.terminal import wants_colour, width
from pratique.cli.project import locate
from pratique.cli.project.read_lockfiles import Reading
from pratique.cli.run.clock import now
from pratique.cli.run.session import Session, open_session
from pratique.cli.run.settings import tell_settings
from pratique.config import Settings
from pratique.core.history import Weight
from pratique.core.names import Ecosystem, PackageRef, ReleaseRef
from pratique.core.ownership import OwnPackage, OwnReport
from pratique.core.reading import NotJudged, Trouble
from pratique.errors import PratiqueError, Reference, StoreError, UsageError
from pratique.history.marking import marked_timeline
from pratique.history.ownership import own_package
from pratique.history.surroundings import ALONE
from pratique.report.formats import json_text as json
from pratique.report.history import own as report
from pratique.report.text import style

FORMATS = ("text", "json")
_SINCE = timedelta(days=90)
_AT_ONCE = 12
ReadName = Callable[[str, str | None], PackageRef | ReleaseRef]


def own(
    settings: Settings,
    answers: Answers,
    targets: Sequence[str],
    *,
    read_name: ReadName,
    since: datetime | None,
    ecosystem: str | None,
    color: str,
) -> int:
    """Fetch the registry listings of the user's own packages, and report unusual changes. Raise UsageError."""
    for format_, _ in answers.places:
        if format_ not in FORMATS:
            raise UsageError(
                Reference.USAGE,
                f"--own does not support the format {format_}",
                hint=f"it has {' and '.join(FORMATS)}",
            )
    present = now()
    begin = present - _SINCE if since is None else since.replace(tzinfo=UTC)
    named = targets or settings.own.packages
    if not named:
        raise UsageError(
            Reference.USAGE,
            "no packages of your own are specified",
            hint="specify package names, or set `own.packages` in your settings",
        )
    packages, unknown = _packages(named, settings.own.packages, read_name, ecosystem)
    told = asyncio.run(_report(settings, packages, unknown, begin, present))
    answers.write(
        {
            "text": lambda: style.render(report.lines(told), colour=wants_colour(color), width=width()),
            "json": lambda: json.indented(report.document(told)),
        }
    )
    if told.weight is Weight.HOLDS:
        return Exit.STOPPED
    if not told.complete:
        return Exit.INCOMPLETE
    return Exit.WAITS if told.weight is Weight.LENGTHENS else Exit.CLEAR


def _packages(
    named: Sequence[str], listed: Sequence[str], read_name: ReadName, ecosystem: str | None
) -> tuple[tuple[PackageRef, ...], tuple[NotJudged, ...]]:
    """Return the given packages, including the packages of given scopes, and the scopes without known packages."""
    found: dict[PackageRef, None] = {}
    unknown: list[NotJudged] = []
    for text in named:
        scope = _scope(text)
        if scope is None:
            ref = read_name(text, ecosystem)
            found[ref.package if isinstance(ref, ReleaseRef) else ref] = None
            continue
        inside = list(_of_scope(scope, listed, read_name))
        found |= dict.fromkeys(inside)
        if not inside:
            why = (
                "registries do not list the packages of a scope, and neither `own.packages` nor a lockfile in "
                "this folder contains a package of the scope"
            )
            unknown.append(NotJudged(purl=f"pkg:npm/%40{scope[1:]}", why=why))
    return tuple(found), tuple(unknown)


def _scope(text: str) -> str | None:
    """Return the npm scope in `@acme` or `@acme/*`, with or without the prefix `npm:`."""
    name = text.removeprefix("npm:").removesuffix("/*").removesuffix("/")
    return name if name.startswith("@") and "/" not in name and len(name) > 1 else None


def _of_scope(scope: str, listed: Iterable[str], read_name: ReadName) -> Iterator[PackageRef]:
    """Yield the packages of a scope that the settings and the lockfiles below the current folder contain."""
    for text in listed:
        if _scope(text) is None and text.startswith(f"npm:{scope}/"):
            ref = read_name(text, None)
            yield ref.package if isinstance(ref, ReleaseRef) else ref
    folder = Path()
    for lock in Reading.of(folder, locate.find(folder, ())).locks.values():
        for entry in lock.packages:
            if entry.package.ecosystem is Ecosystem.NPM and entry.package.name.startswith(f"{scope}/"):
                yield entry.package


async def _report(
    settings: Settings,
    packages: Sequence[PackageRef],
    unknown: Sequence[NotJudged],
    since: datetime,
    present: datetime,
) -> OwnReport:
    async with open_session(settings) as session:
        tell_settings(settings, session.problems)
        gate = asyncio.Semaphore(_AT_ONCE)

        async def one(package: PackageRef) -> OwnPackage | NotJudged:
            async with gate:
                return await _one(session, settings, package, since, present)

        answers = await asyncio.gather(*map(one, packages))
    return OwnReport(
        since=since,
        packages=tuple(answer for answer in answers if isinstance(answer, OwnPackage)),
        allowed=settings.own.publishers,
        not_asked=(*(answer for answer in answers if isinstance(answer, NotJudged)), *unknown),
    )


async def _one(
    session: Session, settings: Settings, package: PackageRef, since: datetime, present: datetime
) -> OwnPackage | NotJudged:
    try:
        listing = await session.questions.registry.listing(package)
    except StoreError:
        raise
    except PratiqueError as error:
        trouble = Trouble(error.reference, error.message, error.hint)
        return NotJudged(purl=package.purl, why=error.message, trouble=trouble)
    told = marked_timeline(
        listing, judged=None, surroundings=ALONE, now=present, span=settings.policy.min_age_signalled
    )
    return own_package(told, since=since, now=present, allowed=frozenset(settings.own.publishers))
