"""Searches all places of a command line, and prints the answer."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click

from pratique.cli.advisories.index_opening import open_advisories
from pratique.cli.exposed import hunting
from pratique.cli.exposed.arguments import read_arguments
from pratique.cli.exposed.behaviour import behaviours_of
from pratique.cli.exposed.places import searched
from pratique.cli.exposed.units import Units, is_place
from pratique.cli.output.exit_codes import Exit
from pratique.cli.output.terminal import Progress, wants_colour, width
from pratique.cli.run.clock import now
from pratique.cli.run.settings import read_settings
from pratique.collect.disk import NOTHING
from pratique.core.names import Ecosystem
from pratique.errors import Reference, UsageError
from pratique.report.formats import json_text
from pratique.report.text import style
from pratique.respond.actions.steps import actions
from pratique.respond.exposure import Exposure, exposure
from pratique.respond.fleet import zipapp
from pratique.respond.fleet.merge import merge
from pratique.respond.places.git_history import GitHistory
from pratique.respond.places.machine import default_folders, search_machine
from pratique.respond.report import contract, html, markdown, sheet, text
from pratique.respond.report.answered import Answered
from pratique.respond.sighting import PlaceKind, Result, Searched, Unchecked
from pratique.respond.wanted.context import Context
from pratique.respond.wanted.value import Wanted
from pratique.store.folder.home import Home, data_home
from pratique.store.folder.revision_files import RevisionFiles

_PAGES: Mapping[str, Callable[[Answered], str]] = {
    "markdown": markdown.page,
    "html": html.page,
    "csv": sheet.sheet,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The options of `pratique exposed`."""

    ecosystem: Ecosystem | None = None
    since: datetime | None = None
    until: datetime | None = None
    history: bool = True
    merge: tuple[Path, ...] = ()
    hunt: Path | None = None
    """The folder for files of indicators."""
    vex: Path | None = None
    """The file for the answer as OpenVEX."""
    format: str = "text"
    output: Path | None = None
    colour: str = "auto"
    verbose: bool = False


def search(words: Sequence[str], options: Options) -> int:
    """Search for what the words ask, print the answer, and return the exit code."""
    home = Home(data_home(os.environ))
    with open_advisories(read_settings(None, {})) as opened:
        context = Context(origin="argument", advisories=opened.index, ecosystem=options.ecosystem)
        asked = read_arguments(words, context, is_place)
    wanted = asked.wanted
    if not (wanted.releases or wanted.digests or wanted.indicators or wanted.misread):
        raise UsageError(
            Reference.USAGE, "nothing to search for", hint="name a release, such as axios@1.14.1"
        )
    found = exposure(wanted, _results(asked.places, wanted, home, options), now())
    if options.since is not None or options.until is not None:
        found = found.between(options.since, options.until)
    code = _print(found, options)
    if options.vex is not None:
        hunting.write_vex(options.vex, found)
    if options.hunt is not None and not hunting.write_hunt(options.hunt, found) and code == Exit.CLEAR:
        return Exit.INCOMPLETE
    return code


def pack_collector(path: Path, words: Sequence[str]) -> int:
    """Write the collector for other machines."""
    if words:
        raise UsageError(
            Reference.USAGE, "--pack takes no other argument", hint="run `pratique exposed --pack FILE`"
        )
    try:
        zipapp.write(path)
    except OSError as error:
        raise UsageError(
            Reference.FILE_UNREADABLE, f"{path} cannot be written: {error.strerror}", hint="check the path"
        ) from error
    click.echo(
        f"{path}: run `python3 {path.name}` on each machine, then `pratique exposed WHAT --merge FILE`"
    )
    return Exit.CLEAR


def _results(places: Sequence[Path], wanted: Wanted, home: Home, options: Options) -> Iterator[Result]:
    files = RevisionFiles(home.revisions)
    units = Units(history=GitHistory(files) if options.history else None)
    collected = [one for path in options.merge for one in _collected(path)]
    folders = [path for path in places if path.is_dir()]
    if not places and not options.merge:
        folders = [Path.cwd(), *default_folders(os.environ)]
        if home.database.is_file():
            units.visit(str(home.folder), NOTHING)
    for path in places:
        if not path.is_dir() and not units.file(path):
            yield _unknown(path)
    yield from search_machine(folders, wanted, units.visit)
    for lost in units.unread:
        yield Result((), (Searched(kind=PlaceKind.CI_LOG, place=lost.place, unchecked=(lost,)),))
    with Progress(len(units.found) + len(collected), "places searched") as progress:
        for result in searched(tuple(units.found.values()), wanted):
            yield result
            progress.step()
        for result in merge(collected, wanted):
            yield result
            progress.step()
    files.prune()


def _collected(path: Path) -> list[Path]:
    return sorted(path.glob("*.jsonl.gz")) if path.is_dir() else [path]


def _unknown(path: Path) -> Result:
    lost = Unchecked(str(path), "", "not a lockfile, log, image or SBOM that Pratique can read")
    return Result((), (Searched(kind=PlaceKind.LOCK, place=str(path), unchecked=(lost,)),))


def _print(found: Exposure, options: Options) -> int:
    code = _exit(found)
    behaviours, unknown = behaviours_of(found)
    answered = Answered(
        exposure=found, exit_code=code, behaviours=behaviours, unknown=unknown, steps=actions(found)
    )
    if options.format == "text":
        colour = wants_colour(options.colour) if options.output is None else False
        printed = style.render(
            text.lines(answered, verbose=options.verbose, here=os.path.realpath(".")),
            colour=colour,
            width=width(),
        )
    elif options.format == "json":
        printed = json_text.indented(contract.document(answered))
    else:
        printed = _PAGES[options.format](answered)
    if options.output is None:
        click.echo(printed, nl=not printed.endswith("\n"))
    else:
        _write(options.output, printed)
    return code


def _write(path: Path, printed: str) -> None:
    try:
        path.write_text(printed, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            Reference.FILE_UNREADABLE, f"{path} cannot be written: {error.strerror}", hint="check the path"
        ) from error


def _exit(found: Exposure) -> int:
    if found.exposed:
        return Exit.STOPPED
    return Exit.CLEAR if found.complete else Exit.INCOMPLETE
