"""Defines `pratique inspect`, which checks single releases or files."""

import asyncio
import os
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from functools import partial
from typing import Any

import click

from pratique.cli.output.exit_codes import Exit, of_targets
from pratique.cli.output.fresh_data import demanded, lacking
from pratique.cli.output.reports import Output, output_options
from pratique.cli.output.terminal import Progress
from pratique.cli.run import staged_releases
from pratique.cli.run.options import given, settings_options
from pratique.cli.run.session import FRESH_FOR, Session, open_session
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
@click.argument("targets", nargs=-1, metavar="TARGET...")
@click.option(
    "--staged",
    is_flag=True,
    help="Check staged npm releases before you approve them. TARGET is a package or a stage id; without TARGET, "
    "all staged releases that your npm token can see are checked.",
)
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
    staged: bool,
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

    With --staged, each staged release is compared with the last release of its dist-tag, and the report shows the
    changes. Pratique never approves or rejects a staged release: `npm stage approve` and `npm stage reject` do.
    """
    if not targets and not staged:
        context = click.get_current_context()
        raise click.MissingParameter(ctx=context, param_hint="'TARGET...'", param_type="argument")
    _require_single_choices(targets, baseline=baseline, no_baseline=no_baseline, repository=repository)
    output = Output.of(arguments)
    settings = read_settings(None, given(arguments))
    reader = Targets(ecosystem=arguments["ecosystem"])
    (partial(staged_releases.require, reader) if staged else reader.require)(targets)
    wish = reader.baseline(baseline) if baseline is not None else Wish(none=no_baseline)

    def write(target: Target) -> None:
        code = of_targets([target], fail_on=settings.check.fail_on)
        lacks = lacking(code, target.assessments, settings, os.environ) is not None
        output.stream([target], exit_code=Exit.INCOMPLETE if lacks else code)

    async def run() -> list[Target]:
        fresh = timedelta(0) if staged else FRESH_FOR
        async with open_session(
            settings, refetch=arguments["no_cache"], gate=arguments["gate"], fresh=fresh
        ) as session:
            tell_settings(settings, session.problems)
            assess: Assess | None = None
            async with AsyncExitStack() as stack:
                if source or repository is not None:
                    opened = open_source_questions(settings, session, repository=repository, trust=Trust())
                    assess = (await stack.enter_async_context(opened)).assess
                if staged:
                    found = await staged_releases.find(session, reader, targets)
                    work = [staged_releases.judge(session, one, wish=wish, assess=assess) for one in found]
                else:
                    work = [_one(session, reader, name, wish, assess) for name in targets]
                return await _judge(work, write)

    answers = asyncio.run(run())
    assessments = (one for answer in answers for one in answer.assessments)
    code = demanded(of_targets(answers, fail_on=settings.check.fail_on), assessments, settings, os.environ)
    output.targets(answers, exit_code=code)
    return code


def _require_single_choices(
    targets: Sequence[str], *, baseline: str | None, no_baseline: bool, repository: str | None
) -> None:
    """Raise UsageError for options that exclude each other, and for several targets with one repository."""
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


async def _judge(
    work: Sequence[Coroutine[Any, Any, Target]], write: Callable[[Target], None]
) -> list[Target]:
    """Check all targets concurrently, and return the results in order.

    Streaming formats are written as soon as results are known.
    """
    answers: list[Target] = []
    with Progress(len(work), "targets") as progress:
        tasks = [asyncio.create_task(one) for one in work]
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
