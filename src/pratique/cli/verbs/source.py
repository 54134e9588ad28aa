"""Defines `pratique source`, which compares an artifact with its source repository."""

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
from pratique.core.names import Ecosystem, ReleaseRef
from pratique.core.source import SourceReport
from pratique.core.verdict import Standing
from pratique.errors import RegistryError
from pratique.intake.history.provenance import Trust
from pratique.intake.history.source.work import Named
from pratique.intake.question import File, Question
from pratique.intake.questions import Wish
from pratique.report.formats import json_text as json
from pratique.report.text import style
from pratique.report.verbs import source


@click.command(name="source")
@click.argument("target", metavar="TARGET")
@click.option(
    "--repository",
    metavar="URL|PATH",
    help="Compare the release with this repository instead of the repository in the package's metadata.",
)
@click.option(
    "--at",
    metavar="TAG|COMMIT",
    help="Commit or tag to compare with (default: the commit that the release was built from, or "
    "the version's tag).",
)
@click.option(
    "--tag-was",
    metavar="COMMIT",
    help="Commit to which the version's tag pointed at an earlier time, to detect a moved tag.",
)
@click.option(
    "--allowed-signers",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Allowed-signers file in the format of ssh-keygen, which is needed to verify commit signatures.",
)
@click.option(
    "--trust-root",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Path of Sigstore's trusted_root.json, which is needed to verify attestations.",
)
@click.option(
    "--no-baseline", is_flag=True, help="Do not compare the previous release with its source repository."
)
@click.option(
    "--ecosystem",
    type=click.Choice([e.value for e in Ecosystem]),
    help="Ecosystem of local files and of package names without a prefix such as pypi:.",
)
@click.option(
    "--format", "-f", "format_", type=click.Choice(["text", "json"]), default="text", help="Output format."
)
@click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour (default: auto)."
)
@settings_options
def command(target: str, *, repository: str | None, no_baseline: bool, **arguments: Any) -> int:
    """Compare a release or a file with its source repository.

    TARGET is a release or a file, in the same syntax as for `pratique inspect`. The commit to compare with comes from
    the first available source: a verified attestation, the record of the publisher's client, an unverified
    attestation, or the version's tag. Pratique downloads a repository only if `check.git_hosts` lists its host, and
    runs no code of the repository. Exit code 1: the release is known to be bad, or executable code is only in the
    artifact, unlike in earlier releases; 3: the comparison failed or is incomplete.
    """
    settings = read_settings(None, given(arguments))
    reader = Targets(ecosystem=arguments["ecosystem"])
    named = Named(
        at=arguments["at"],
        tag_was=(arguments["tag_was"] or "").lower() or None,
        allowed_signers=arguments["allowed_signers"],
    )
    reader.require([target])
    trust = Trust(root=read_root(arguments["trust_root"]))

    async def run() -> SourceReport | list[Target]:
        async with (
            open_session(settings) as session,
            open_source_questions(settings, session, repository=repository, trust=trust) as questions,
        ):
            tell_settings(settings, session.problems)
            found = await reader.settled(session, target)
            ref = found if isinstance(found, ReleaseRef) else None
            said.append(known.said(session, ref))
            try:
                file = await reader.file(session, found)
                return await _answer(session, questions, file, named, baseline=not no_baseline)
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
    session: Session, questions: Comparing, file: File, named: Named, *, baseline: bool
) -> SourceReport:
    """Compare the artifact with its source.

    Also compare the baseline with its source, to determine the usual differences between the package and its source.
    """
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
