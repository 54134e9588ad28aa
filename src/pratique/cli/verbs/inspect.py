"""Defines `pratique inspect`, which checks single releases or files."""

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
    help="Release or archive to compare TARGET with (default: the previous release).",
)
@click.option(
    "--no-baseline",
    is_flag=True,
    help="Do not compare the release with a baseline, such as the previous release.",
)
@click.option(
    "--ecosystem",
    type=click.Choice([e.value for e in Ecosystem]),
    help="Ecosystem of local files and of package names without a prefix such as pypi:.",
)
@click.option(
    "--no-cache", is_flag=True, help="Download and analyse the files again, without using cached results."
)
@click.option(
    "--source",
    "source",
    is_flag=True,
    help="Also compare the release with its source repository, if check.git_hosts lists the "
    "repository's host.",
)
@click.option(
    "--repository",
    metavar="URL|PATH",
    help="Compare the release with this repository instead of the repository in the package's metadata.",
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
    """Check single releases or files, and allow, hold or block each one.

    TARGET is a package (`name` for npm, pypi:name or gem:name), optionally with a version, tag or range (name@4.1.2,
    name@next, name@^4, name==2.0, gem:name@1.0). TARGET can also be a purl, or an archive such as ./file.tgz. Without
    a version, the newest release is checked.
    """
    if baseline is not None and no_baseline:
        raise UsageError(
            Reference.USAGE,
            "--baseline and --no-baseline cannot be combined",
            hint="use only one of the two options",
        )
    if repository is not None and len(targets) != 1:
        raise UsageError(
            Reference.USAGE,
            "--repository can only be used with a single TARGET",
            hint="specify only one TARGET",
        )
    output = Output.of(arguments)
    settings = read_settings(None, given(arguments))
    reader = Targets(ecosystem=arguments["ecosystem"])
    reader.require(targets)
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
    """Check all targets concurrently, and return the results in order.

    Streaming formats are written as soon as results are known.
    """
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
