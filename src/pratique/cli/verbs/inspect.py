"""`pratique inspect`: judge single releases or files."""

import asyncio
import os
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from typing import Any

import click

from pratique.cli.output.exit_codes import Exit, of_targets
from pratique.cli.output.fresh_data import demanded, lacking
from pratique.cli.output.reports import Output, output_options
from pratique.cli.output.terminal import Progress
from pratique.cli.run.options import given, settings_options
from pratique.cli.run.session import Session, open_session
from pratique.cli.run.settings import read_settings, tell_settings
from pratique.cli.run.shared_verdicts import gate_option
from pratique.cli.run.source_comparison import open_source_questions
from pratique.cli.run.target import Assess, Targets
from pratique.core.assessment import Target
from pratique.core.names import Ecosystem
from pratique.core.verdict import Standing
from pratique.errors import Reference, UsageError
from pratique.intake.history.provenance import Trust
from pratique.intake.questions import Wish


@click.command(name="inspect")
@click.argument("targets", nargs=-1, required=True, metavar="TARGET...")
@click.option(
    "--baseline",
    metavar="TARGET",
    help="Compare with this release or archive instead of the release that the rule chooses.",
)
@click.option("--no-baseline", is_flag=True, help="Compare with nothing.")
@click.option("--ecosystem", type=click.Choice([e.value for e in Ecosystem]), help="What a local file is.")
@click.option("--no-cache", is_flag=True, help="Fetch and inspect anew.")
@click.option(
    "--source",
    "source",
    is_flag=True,
    help="Compare with the repository that it tells, where check.git_hosts names the host.",
)
@click.option(
    "--repository",
    metavar="URL|PATH",
    help="Compare with this repository, in place of the one that it tells.",
)
@gate_option
@settings_options
@output_options
def command(
    targets: tuple[str, ...],
    *,
    baseline: str | None,
    no_baseline: bool,
    source: bool,
    repository: str | None,
    **arguments: Any,
) -> int:
    """Judge single releases or files, as new ones, with the evidence.

    TARGET: `name@version` is npm, `name==version` is PyPI; a purl; or a path to an archive (it has a `/`, starts with
    a `.`, or ends like an archive).
    """
    if baseline is not None and no_baseline:
        raise UsageError(
            Reference.USAGE, "--baseline and --no-baseline exclude each other", hint="give one of them"
        )
    if repository is not None and len(targets) != 1:
        raise UsageError(Reference.USAGE, "--repository is that of one TARGET", hint="give one TARGET")
    output = Output.of(arguments)
    settings = read_settings(None, given(arguments))
    reader = Targets(ecosystem=arguments["ecosystem"])
    wish = reader.baseline(baseline) if baseline is not None else Wish(none=no_baseline)

    def write(target: Target) -> None:
        code = of_targets([target], fail_on=settings.check.fail_on)
        lacks = lacking(code, target.assessments, settings, os.environ) is not None
        output.stream([target], exit_code=Exit.INCOMPLETE if lacks else code)

    async def run() -> list[Target]:
        async with open_session(settings, refetch=arguments["no_cache"], gate=arguments["gate"]) as session:
            tell_settings(settings, session.problems)
            assess: Assess | None = None
            async with AsyncExitStack() as stack:
                if source or repository is not None:
                    opened = open_source_questions(settings, session, repository=repository, trust=Trust())
                    assess = (await stack.enter_async_context(opened)).assess
                return await _judge(session, reader, targets, wish, write, assess)

    answers = asyncio.run(run())
    assessments = (one for answer in answers for one in answer.assessments)
    code = demanded(of_targets(answers, fail_on=settings.check.fail_on), assessments, settings, os.environ)
    output.targets(answers, exit_code=code)
    return code


async def _judge(
    session: Session,
    reader: Targets,
    names: Sequence[str],
    wish: Wish,
    write: Callable[[Target], None],
    assess: Assess | None,
) -> list[Target]:
    """Judge all targets at once, and give them in order; a streaming format is written as soon as it can be."""
    answers: list[Target] = []
    with Progress(len(names), "targets") as progress:
        tasks = [asyncio.create_task(_one(session, reader, name, wish, assess)) for name in names]
        for task in tasks:
            task.add_done_callback(lambda _: progress.step())
        try:
            for task in tasks:
                answers.append(await task)
                write(answers[-1])
        finally:
            for task in tasks:
                task.cancel()
    return answers


async def _one(session: Session, reader: Targets, name: str, wish: Wish, assess: Assess | None) -> Target:
    async with session.gate:
        return await reader.judge(session, name, standing=Standing.NEW, wish=wish, assess=assess)


__all__ = ["Exit", "command"]
