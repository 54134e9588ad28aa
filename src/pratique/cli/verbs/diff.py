"""`pratique diff`: what changed between two releases or files."""

import asyncio
from dataclasses import replace
from typing import Any

import click

from pratique.cli.output.exit_codes import Exit, of_targets
from pratique.cli.output.reports import Output, output_options
from pratique.cli.run import known_bad as known
from pratique.cli.run.options import given, settings_options
from pratique.cli.run.session import open_session
from pratique.cli.run.settings import read_settings, tell_settings
from pratique.cli.run.target import Targets
from pratique.core.assessment import Target
from pratique.core.comparison import Comparison
from pratique.core.finding import Unread
from pratique.core.names import Ecosystem
from pratique.errors import RegistryError
from pratique.report.parts.escape import escape


@click.command(name="diff")
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option("--patch", is_flag=True, help="Also show the changed lines.")
@click.option("--ecosystem", type=click.Choice([e.value for e in Ecosystem]), help="What local files are.")
@settings_options
@output_options
def command(before: str, after: str, *, patch: bool, **arguments: Any) -> int:
    """Show what changed from A to B: capabilities gained and lost, then the manifest, then files, risky ones first.

    A and B are targets as of `inspect`: releases or archives (`./old.tgz`), in any combination. Exit code 1: one of them is known to be bad; if no registry gives it, the answer is that of
    `inspect`. For Python releases the file that this platform would install is compared.
    """
    output = Output.of(arguments)
    output.require(lambda report: report.comparison)
    settings = read_settings(None, given(arguments))
    reader = Targets(ecosystem=arguments["ecosystem"])

    async def run() -> tuple[Comparison, tuple[Unread, ...], known.Said] | list[Target]:
        async with open_session(settings) as session:
            tell_settings(settings, session.problems)
            refs = [reader.named(before), reader.named(after)]
            try:
                old = await reader.file(session, before)
                new = await reader.file(session, after, like=old)
                compared, unread = await session.road.compare(new, old, patches=patch)
            except RegistryError as error:
                return await known.instead(session, refs, error)
            said = known.said(session, *refs)
            return replace(compared, known_bad=said.statements), unread, said

    answer = asyncio.run(run())
    if isinstance(answer, list):
        output.targets(answer)
        return of_targets(answer, fail_on=settings.check.fail_on)
    comparison, unread, said = answer
    output.comparison(comparison, before, after)
    for gap in unread:
        click.echo(f"not read: {escape(gap.path)}: {escape(gap.why)}", err=True)
    return said.exit(Exit.INCOMPLETE if unread else Exit.CLEAR)
