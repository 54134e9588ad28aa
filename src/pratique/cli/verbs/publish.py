"""Defines `pratique publish`, which checks a release before it is published."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pratique.cli.output.exit_codes import Exit
from pratique.cli.output.helping import Verbs
from pratique.cli.output.single_answer import Answers, answer_options
from pratique.cli.output.terminal import wants_colour, width
from pratique.cli.publish.artifact import LocalArtifact
from pratique.cli.publish.packers import artifacts_of
from pratique.cli.run.options import given, settings_options
from pratique.cli.run.settings import read_settings, tell_settings
from pratique.core.names import Ecosystem
from pratique.core.publishing import PublishArtifact, PublishReport
from pratique.core.reading import Trouble
from pratique.errors import ParseError, Reference, UsageError
from pratique.publishing.judging import Accepted
from pratique.report.formats import json_text as json
from pratique.report.text import style
from pratique.report.verbs import publish

if TYPE_CHECKING:
    from pratique.cli.publish.checking import Wishes
    from pratique.cli.run.session import Session
    from pratique.config import Settings

_FORMATS = ("text", "json")
Gathered = tuple[list[LocalArtifact], list[Trouble]]
"""What would be published, and why the rest could not be packed or read."""


@click.group(name="publish", cls=Verbs)
def command() -> None:
    """Check a release before it is published."""


@command.command(name="check")
@click.argument("paths", nargs=-1, metavar="[PATH...]")
@click.option(
    "--ecosystem",
    type=click.Choice([e.value for e in Ecosystem]),
    help="Check only what this ecosystem's client publishes from a folder.",
)
@click.option(
    "--accept",
    multiple=True,
    metavar="RULE[:PATH]",
    help="Accept the findings of a rule, or of a rule in one file; the report still lists them. May be repeated.",
)
@click.option(
    "--provenance",
    is_flag=True,
    help="State that the publishing step attests the release, such as with `npm publish --provenance`.",
)
@click.option(
    "--verbose", "-v", is_flag=True, help="Show every finding and note, and explain the skipped checks."
)
@settings_options
@answer_options(*_FORMATS)
def check_command(
    paths: tuple[str, ...],
    *,
    ecosystem: str | None,
    accept: tuple[str, ...],
    provenance: bool,
    **arguments: Any,
) -> int:
    """Check what a client would publish, before it is published.

    PATH is a folder (default: the current folder) or a built archive (.tgz, .whl, .tar.gz, .gem). In a folder with a
    package.json, the check packs the files as `npm pack` does and runs no script; in a Python project, it checks
    `dist/*`; in a Ruby project, the newest built gem.

    The files are compared with the last release in the registry, with the git repository and its ignore files, and the
    code is analysed as by `pratique inspect`. Exit code 1: a finding stops the release; 3: a check failed, or there is
    nothing to publish. No output contains the value of a secret.
    """
    answers = Answers.of(arguments["format_"], arguments["output"], _FORMATS)
    settings = read_settings(None, given(arguments))
    accepted = tuple(map(_accepted, accept))
    chosen = Ecosystem(ecosystem) if ecosystem else None
    with ThreadPoolExecutor(1) as packing:
        # npm packs in a process of its own, while this one imports the rest and opens the store.
        gathered = packing.submit(_gathered, [Path(path) for path in paths or (".",)], chosen)
        report = _report(settings, gathered, accepted, provenance=provenance)
    answers.write(
        {
            "text": lambda: style.render(
                publish.lines(report, verbose=arguments["verbose"]),
                colour=wants_colour(arguments["color"]),
                width=width(),
            ),
            "json": lambda: json.indented(publish.document(report)),
        }
    )
    if report.stopped:
        return Exit.STOPPED
    return Exit.CLEAR if report.complete else Exit.INCOMPLETE


def _report(
    settings: "Settings", gathered: Future[Gathered], accepted: Sequence[Accepted], *, provenance: bool
) -> PublishReport:
    """Check everything that would be published. Raise UsageError for a path that does not exist or is no archive."""
    from pratique.cli.publish.checking import Wishes  # noqa: PLC0415 - npm packs meanwhile
    from pratique.cli.run.session import open_session  # noqa: PLC0415 - as above

    wishes = Wishes(accepted=accepted, provenance=provenance)

    async def run() -> PublishReport:
        async with open_session(settings) as session:
            tell_settings(settings, session.problems)
            found, troubles = await asyncio.wrap_future(gathered)
            results = [await _checked(session, local, wishes) for local in found]
        return PublishReport(
            artifacts=tuple(one for one in results if isinstance(one, PublishArtifact)),
            troubles=(*troubles, *(one for one in results if isinstance(one, Trouble))),
        )

    return asyncio.run(run())


def _gathered(paths: Sequence[Path], ecosystem: Ecosystem | None) -> Gathered:
    """Return what would be published. Raise UsageError for a path that does not exist or is no archive."""
    found: list[LocalArtifact] = []
    troubles: list[Trouble] = []
    for path in paths:
        try:
            found += artifacts_of(path, ecosystem)
        except ParseError as error:
            troubles.append(Trouble(error.reference, error.message, error.hint))
    return found, troubles


async def _checked(session: "Session", local: LocalArtifact, wishes: "Wishes") -> PublishArtifact | Trouble:
    from pratique.cli.publish.checking import check  # noqa: PLC0415 - npm packs meanwhile

    try:
        return await check(session, local, wishes)
    except ParseError as error:
        return Trouble(error.reference, error.message, error.hint)


def _accepted(text: str) -> Accepted:
    rule, _, path = text.partition(":")
    if not rule:
        raise UsageError(
            Reference.USAGE, f"--accept {text!r} names no rule", hint="use RULE or RULE:PATH as in the report"
        )
    return Accepted(rule, path or None)
