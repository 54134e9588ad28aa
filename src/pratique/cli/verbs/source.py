"""`pratique source`: hold an artifact against the repository that it is said to come from."""

import asyncio
from pathlib import Path
from typing import Any

import click

from pratique.cli.output.exit_codes import Exit
from pratique.cli.output.terminal import wants_colour, width
from pratique.cli.run import known_bad as known
from pratique.cli.run.options import given, settings_options
from pratique.cli.run.session import Session, open_session
from pratique.cli.run.settings import read_settings, tell_settings
from pratique.cli.run.source_comparison import Comparing, open_source_questions
from pratique.cli.run.target import Targets
from pratique.cli.run.trust_files import read_root
from pratique.core.assessment import Target
from pratique.core.names import Ecosystem
from pratique.core.source import SourceReport
from pratique.core.verdict import Standing
from pratique.errors import RegistryError
from pratique.intake.history.provenance import Trust
from pratique.intake.history.source.work import Named
from pratique.intake.question import Question
from pratique.intake.questions import Wish
from pratique.report.formats import json_text as json
from pratique.report.text import style
from pratique.report.verbs import source


@click.command(name="source")
@click.argument("target", metavar="TARGET")
@click.option(
    "--repository",
    metavar="URL|PATH",
    help="The repository to compare with, in place of the one that the artifact tells.",
)
@click.option(
    "--at", metavar="TAG|COMMIT", help="The commit to compare with, in place of the built one or the tag's."
)
@click.option("--tag-was", metavar="COMMIT", help="What the tag of this version named when it was last seen.")
@click.option(
    "--allowed-signers",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Keys that may sign commits, as ssh-keygen has them; without it no signature is verified.",
)
@click.option(
    "--trust-root",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The trusted_root.json of Sigstore to verify attestations with; without it they are only read.",
)
@click.option("--no-baseline", is_flag=True, help="Do not ask what the package's habit is.")
@click.option("--ecosystem", type=click.Choice([e.value for e in Ecosystem]), help="What a local file is.")
@click.option(
    "--format", "-f", "format_", type=click.Choice(["text", "json"]), default="text", help="Format."
)
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour.")
@settings_options
def command(target: str, *, repository: str | None, no_baseline: bool, **arguments: Any) -> int:
    """Hold an artifact against the repository that it is said to come from.

    TARGET is a release or a file, as of `inspect`. The commit is the one that a verified attestation names, that its
    publisher's client told, that an attestation names, or that of the version's tag, in this order. A repository on a host is asked only where `check.git_hosts` names the host. Nothing of a
    repository is run. Exit code 1: it is known to be bad, or something that runs is in the artifact alone, against the habit of the package; 3: it
    could not be compared, or not all of it.
    """
    settings = read_settings(None, given(arguments))
    reader = Targets(ecosystem=arguments["ecosystem"])
    named = Named(
        at=arguments["at"],
        tag_was=(arguments["tag_was"] or "").lower() or None,
        allowed_signers=arguments["allowed_signers"],
    )
    trust = Trust(root=read_root(arguments["trust_root"]))

    async def run() -> SourceReport | list[Target]:
        async with (
            open_session(settings) as session,
            open_source_questions(settings, session, repository=repository, trust=trust) as questions,
        ):
            tell_settings(settings, session.problems)
            ref = reader.named(target)
            said.append(known.said(session, ref))
            try:
                return await _answer(session, questions, reader, target, named, baseline=not no_baseline)
            except RegistryError as error:
                return await known.instead(session, [ref], error)

    said: list[known.Said] = []
    answer = asyncio.run(run())
    if isinstance(answer, list):
        return known.write(answer, settings, format_=arguments["format_"], color=arguments["color"])
    said[0].warn()
    if arguments["format_"] == "json":
        click.echo(json.indented(source.document(answer)), nl=False)
    else:
        click.echo(
            style.render(source.lines(answer), colour=wants_colour(arguments["color"]), width=width()),
            nl=False,
        )
    if answer.strong:
        return said[0].exit(Exit.STOPPED)
    return said[0].exit(Exit.CLEAR if answer.complete else Exit.INCOMPLETE)


async def _answer(
    session: Session, questions: Comparing, reader: Targets, target: str, named: Named, *, baseline: bool
) -> SourceReport:
    """Compare the artifact, and its baseline for the habit of the package."""
    file = await reader.file(session, target)
    if file.ref is None:
        shipped = await questions.shipped(Question(file=file, standing=Standing.NEW), file)
        return await questions.ask.report(shipped, None, named, earlier_why="a local file has no baseline")
    wish = Wish(none=not baseline)
    found = await session.questions.of_release(file.ref, standing=Standing.NEW, wish=wish)
    question = next((q for q in found if q.file.filename == file.filename), found[0])
    shipped = await questions.shipped(question, question.file)
    before, why = await questions.before(question)
    return await questions.ask.report(
        shipped, before, named, earlier_why="--no-baseline" if not baseline else why
    )
