"""Defines `pratique diff`, which shows the changes between two releases or files."""

import asyncio
from dataclasses import replace
from typing import Any

import click

from pratique.cli.output.exit_codes import Exit, of_targets
from pratique.cli.output.reports import Output, output_options
from pratique.cli.output.terminal import note
from pratique.cli.run import known_bad as known
from pratique.cli.run.newest import settled
from pratique.cli.run.options import given, settings_options
from pratique.cli.run.session import Session, open_session
from pratique.cli.run.settings import read_settings, tell_settings
from pratique.cli.run.target import Targets
from pratique.core.assessment import Target
from pratique.core.comparison import Comparison
from pratique.core.finding import Unread
from pratique.core.names import Ecosystem, ReleaseRef
from pratique.core.verdict import Standing
from pratique.ecosystems.interface import LocalPath
from pratique.ecosystems.newest import is_version
from pratique.errors import Reference, RegistryError, UsageError
from pratique.report.parts.escape import escape

Pair = tuple[ReleaseRef | LocalPath, ReleaseRef | LocalPath]


@click.command(name="diff")
@click.argument("before", metavar="A")
@click.argument("after", metavar="[B]", required=False)
@click.option("--patch", is_flag=True, help="Also show the changed lines of each file.")
@click.option(
    "--ecosystem",
    type=click.Choice([e.value for e in Ecosystem]),
    help="Ecosystem of local files and of package names without a prefix such as pypi:.",
)
@settings_options
@output_options
def command(before: str, after: str | None, *, patch: bool, **arguments: Any) -> int:
    """Show what changed between two releases, riskiest files first.

    A and B are releases or archives (./old.tgz), in the same syntax as for `pratique inspect`; B can also be only a
    version of A's package. Without B, the command compares release A (the newest release if A has no version) with the
    release before it. The output lists gained and lost capabilities first, then changes of the manifest, then changes
    of files. For Python packages, the command compares the files that this platform would install.

    Exit code 1: release A or B is known to be bad. For a known-bad release that no registry serves, the output is the
    same as that of `pratique inspect`.
    """
    output = Output.of(arguments)
    output.require(lambda report: report.comparison)
    settings = read_settings(None, given(arguments))
    reader = Targets(ecosystem=arguments["ecosystem"])

    async def run() -> tuple[Pair, Comparison, tuple[Unread, ...], known.Said] | list[Target]:
        async with open_session(settings) as session:
            tell_settings(settings, session.problems)
            refs = [reader.named(name) for name in (before, after) if name is not None]
            try:
                found = await _pair(session, reader, before, after)
                refs = [one if isinstance(one, ReleaseRef) else None for one in found]
                old = await reader.file(session, found[0])
                new = await reader.file(session, found[1], like=old)
                compared, unread = await session.road.compare(new, old, patches=patch)
            except RegistryError as error:
                return await known.instead(session, refs, error)
            said = known.said(session, *refs)
            return found, replace(compared, known_bad=said.statements), unread, said

    answer = asyncio.run(run())
    if isinstance(answer, list):
        output.targets(answer)
        return of_targets(answer, fail_on=settings.check.fail_on)
    pair, comparison, unread, said = answer
    output.comparison(comparison, *map(_name, pair))
    for gap in unread:
        click.echo(f"not read: {escape(gap.path)}: {escape(gap.why)}", err=True)
    return said.exit(Exit.INCOMPLETE if unread else Exit.CLEAR)


async def _pair(session: Session, reader: Targets, before: str, after: str | None) -> Pair:
    """Return the two targets to compare, the older target first.

    Raise UsageError for an invalid target, and RegistryError if a registry query fails.
    """
    first = await reader.settled(session, before)
    if after is not None:
        if isinstance(first, ReleaseRef) and is_version(first.package, after):
            return first, await settled(session, first.package.at(after), name=after)
        return first, await reader.settled(session, after)
    if isinstance(first, LocalPath):
        raise UsageError(
            Reference.USAGE,
            f"no release to compare {before} with",
            hint=f"specify B: `pratique diff {before} B`",
        )
    (question, *_) = await session.questions.of_release(first, standing=Standing.NEW)
    baseline = None if question.baseline is None else question.baseline.ref
    if baseline is None:
        raise RegistryError(
            Reference.VERSION_NOT_FOUND,
            f"{first} has no previous release: {question.baseline_why}",
            hint="specify both releases",
        )
    note(f"compared with {escape(str(baseline))} ({escape(question.baseline_why)})")
    return baseline, first


def _name(target: ReleaseRef | LocalPath) -> str:
    return target.path if isinstance(target, LocalPath) else str(target)
