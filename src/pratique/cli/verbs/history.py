"""Defines `pratique history`, which shows the releases of a package in order, with their changes and signals."""

import asyncio
import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from pratique.cli.output.exit_codes import Exit
from pratique.cli.output.single_answer import Answers, answer_options
from pratique.cli.output.terminal import wants_colour, width
from pratique.cli.run import known_bad as known
from pratique.cli.run.clock import now
from pratique.cli.run.newest import LATEST, tell_choice, with_near_name
from pratique.cli.run.options import given, settings_options
from pratique.cli.run.own_packages import own
from pratique.cli.run.session import open_session
from pratique.cli.run.settings import read_settings, tell_settings
from pratique.cli.run.target import Targets
from pratique.config import Settings
from pratique.core.assessment import Target
from pratique.core.history import Timeline, Weight
from pratique.core.names import Ecosystem, PackageRef, ReleaseRef
from pratique.core.release import Listing
from pratique.ecosystems import ECOSYSTEMS
from pratique.ecosystems.interface import LocalPath
from pratique.ecosystems.newest import choose
from pratique.errors import ParseError, Reference, RegistryError, UsageError
from pratique.history.marking import judged_version, marked_timeline
from pratique.history.surroundings import ALONE, Surroundings
from pratique.intake.history.evidence import surroundings_of
from pratique.intake.questions import no_such
from pratique.report.formats import json_text as json
from pratique.report.history import contract, html, text
from pratique.report.history.picture import svg
from pratique.report.text import style

FORMATS = ("text", "json", "svg", "html")
_MOST_BYTES = 64 << 20
_SAVED = "a file"
_FAIL_ON = {"wait": Weight.LENGTHENS, "review": Weight.HOLDS}


@click.command(name="history")
@click.argument("targets", nargs=-1, metavar="NAME[@VERSION]")
@click.option(
    "--own",
    "own_",
    is_flag=True,
    help="Monitor packages that you publish: the given names and scopes (default: the packages in "
    "the setting own.packages).",
)
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="With --own, report unusual releases since this day (default: 90 days ago).",
)
@click.option(
    "--from",
    "from_",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Read the package's listing from this file instead of querying a registry.",
)
@click.option(
    "--ecosystem",
    type=click.Choice([e.value for e in Ecosystem]),
    help="Ecosystem of a package name without a prefix (default: npm).",
)
@answer_options(*FORMATS)
@settings_options
def command(
    targets: tuple[str, ...],
    *,
    own_: bool,
    since: datetime | None,
    from_: Path | None,
    ecosystem: str | None,
    **arguments: Any,
) -> int:
    """Show the history of a package: releases, publishers, dependencies and signals.

    NAME is the name of an npm package, pypi:NAME, gem:NAME, or a purl. Without VERSION, the newest release is checked.

    Exit code 1: the release is known to be bad, or a signal holds the release for review; 5: a signal extends the
    cooldown; 3: the registry's listing contains no history.
    """
    settings = read_settings(None, given(arguments))
    answers = Answers.of(arguments["format_"], arguments["output"], FORMATS)
    if own_ and from_ is not None:
        hint = "use only one of --own and --from"
        raise UsageError(Reference.USAGE, "--own queries registries, and --from reads a file", hint=hint)
    if own_:
        return own(
            settings,
            answers,
            targets,
            read_name=read_name,
            since=since,
            ecosystem=ecosystem,
            color=arguments["color"],
        )
    if since is not None:
        hint = "`pratique history --own NAME --since DATE`"
        raise UsageError(Reference.USAGE, "--since can only be used with --own", hint=hint)
    if len(targets) != 1:
        given_names = f"`history` accepts one NAME, but {len(targets)} were given"
        raise UsageError(
            Reference.USAGE,
            given_names if targets else "`history` needs the NAME of a package",
            hint="for example `pratique history express`, `pratique history pypi:requests`",
        )
    ref = read_name(targets[0], ecosystem)
    answer = asyncio.run(_told(settings, ref, from_, name=targets[0]))
    if isinstance(answer, list):
        return known.write(answer, settings, format_=arguments["format_"], color=arguments["color"])
    told, said = answer
    answers.write(
        {
            "text": lambda: style.render(
                text.lines(told), colour=wants_colour(arguments["color"]), width=width()
            ),
            "json": lambda: json.indented(contract.timeline(told)),
            "svg": lambda: svg(told),
            "html": lambda: html.page(told, now=now()),
        }
    )
    return said.exit(_exit(told, settings))


def read_name(target: str, ecosystem: str | None) -> PackageRef | ReleaseRef:
    """Parse a package or a release. A name without a prefix belongs to `ecosystem` (None means npm).

    Raise UsageError.
    """
    found = Targets(ecosystem=ecosystem).parse(target)
    if isinstance(found, LocalPath):
        raise UsageError(
            Reference.TARGET_INVALID,
            f"{target} is a path, not the name of a package",
            hint="--from FILE reads a saved listing: `pratique history NAME --from FILE`",
        )
    return found


async def _told(
    settings: Settings, asked: PackageRef | ReleaseRef, file: Path | None, *, name: str
) -> tuple[Timeline, known.Said] | list[Target]:
    package = asked.package if isinstance(asked, ReleaseRef) else asked
    wanted = asked.version if isinstance(asked, ReleaseRef) else None
    if file is not None:
        return _marked(settings, _saved(package, file), wanted, ALONE), known.Said()
    async with open_session(settings) as session:
        tell_settings(settings, session.problems)
        try:
            listing = await session.questions.registry.listing(package)
            judged = _judged(listing, wanted)
        except RegistryError as error:
            return await known.instead(
                session, [package.at(wanted or LATEST)], with_near_name(error, package)
            )
        if (chosen := choose(listing, wanted)) is not None:
            tell_choice(chosen, asked, name=name)
        release = listing.releases.get(judged) if judged else None
        about = ALONE
        if release is not None:
            questions = session.questions
            about = await surroundings_of(questions.registry, listing, release, questions.lookups)
        said = known.said(session, package.at(judged) if judged else None)
        return replace(_marked(settings, listing, wanted, about), known_bad=said.statements), said


def _marked(settings: Settings, listing: Listing, wanted: str | None, about: Surroundings) -> Timeline:
    present = now()
    return marked_timeline(
        listing,
        judged=_judged(listing, wanted),
        surroundings=about,
        now=present,
        span=settings.policy.min_age_signalled,
    )


def _judged(listing: Listing, wanted: str | None) -> str | None:
    found = judged_version(listing, ECOSYSTEMS[listing.package.ecosystem], wanted)
    if found is None and wanted is not None:
        raise no_such(listing, listing.package.at(wanted))
    return found


def _saved(package: PackageRef, file: Path) -> Listing:
    """Return a listing from a file. Raise UsageError for an unreadable file, ParseError for an invalid listing."""
    try:
        with file.open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(
            Reference.FILE_UNREADABLE, f"{file} cannot be read: {error.strerror}", hint="check the path"
        ) from error
    if len(data) > _MOST_BYTES:
        raise ParseError(
            Reference.LISTING_INVALID,
            f"{file} is larger than 64 MiB",
            hint="check that the file is a saved listing",
        )
    origin = f"{_SAVED}, {os.fsencode(file.name).decode('utf-8', 'backslashreplace')}"
    url = f"{ECOSYSTEMS[package.ecosystem].default_registry().rstrip('/')}/{package.name}"
    return ECOSYSTEMS[package.ecosystem].parse_listing(data, package=package, registry=origin, url=url)


def _exit(told: Timeline, settings: Settings) -> Exit:
    """Return the exit code. A reason to block or hold takes precedence over missing data."""
    entry = told.judged_entry
    weight = entry.weight if entry else None
    waits = told.until is not None
    bar = _FAIL_ON.get(settings.check.fail_on.value)
    stopped = bar is not None and (weight is Weight.HOLDS or (waits and bar is Weight.LENGTHENS))
    if stopped:
        return Exit.STOPPED
    if not told.answered or entry is None or entry.removed:
        return Exit.INCOMPLETE
    return Exit.WAITS if waits or weight is Weight.HOLDS else Exit.CLEAR


__all__ = ["FORMATS", "command", "read_name"]
