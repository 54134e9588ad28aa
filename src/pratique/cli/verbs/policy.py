"""Defines `pratique policy test`, which shows the past changes of a project that a policy would have stopped."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from pratique.cli.output.exit_codes import Exit
from pratique.cli.output.helping import Verbs
from pratique.cli.output.terminal import Progress, wants_colour, width
from pratique.cli.project import locate
from pratique.cli.project.commits import Commits
from pratique.cli.project.files_beside_locks import AtCommit
from pratique.cli.project.registry_of_package import TakenFrom
from pratique.cli.project.since import Before
from pratique.cli.run.clock import now
from pratique.cli.run.options import given, settings_options
from pratique.cli.run.session import Session, open_session
from pratique.cli.run.settings import read_settings, tell_settings
from pratique.config import Settings
from pratique.core.lock import Lock
from pratique.core.reading import LockRead
from pratique.core.replay import Replay, ReplayedCommit
from pratique.core.verdict import Standing
from pratique.errors import Reference, UsageError
from pratique.intake.change import compare
from pratique.intake.entries.targets import Targets, is_python
from pratique.intake.in_use.standing import Standings
from pratique.intake.project import Survey
from pratique.net.configuration.config_file import Project
from pratique.net.git.repository import Commit, Repository
from pratique.report.formats import json_text as json
from pratique.report.text import style
from pratique.report.verbs import policy_test as replay

_MOST_COMMITS = 2_000


@click.group(name="policy", cls=Verbs)
def command() -> None:
    """Test a policy on the history of a project before you enable the policy."""


@command.command(name="test")
@click.argument("path", default=".", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--policy",
    "policy",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Settings file to test (default: the effective settings).",
)
@click.option(
    "--days",
    type=click.IntRange(1, 3650),
    default=90,
    show_default=True,
    help="Number of past days whose commits are replayed.",
)
@click.option(
    "--exclude",
    multiple=True,
    metavar="GLOB",
    help="Skip lockfiles whose path matches this glob. May be repeated.",
)
@click.option(
    "--format", "-f", "format_", type=click.Choice(["text", "json"]), default="text", help="Output format."
)
@click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour (default: auto)."
)
@settings_options
def test(
    path: Path,
    *,
    policy: Path | None,
    days: int,
    exclude: tuple[str, ...],
    format_: str,
    color: str,
    **arguments: Any,
) -> int:
    """Replay the history of the lockfiles below PATH, and show which changes the policy would have stopped.

    Each commit that changed a lockfile is checked like a pull request at the time of the commit: packages that the
    commit added are treated as new. The replay uses the current rules and the current registries, and changes nothing.
    The exit code is 0 unless a check was incomplete.
    """
    before = Before.of(path, "HEAD")
    settings = read_settings(path, given(arguments), exclude=exclude, branch=before, config=policy)
    globs = [exclusion.glob for exclusion in settings.check.exclude]
    history = _History.of(before.repository, before.branch, globs, now() - timedelta(days=days))
    answer = asyncio.run(_replay(path, settings, history))
    if format_ == "json":
        click.echo(json.indented(replay.document(answer)), nl=False)
    else:
        click.echo(style.render(replay.lines(answer), colour=wants_colour(color), width=width()), nl=False)
    return Exit.CLEAR if answer.complete else Exit.INCOMPLETE


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    """The lockfiles after one commit."""

    commit: Commit
    beside: AtCommit
    locks: dict[str, Lock]
    unread: tuple[LockRead, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _History:
    """The commits to replay, newest first, and the commit before the oldest one."""

    commits: tuple[Commit, ...]
    before: Commit | None
    reader: Commits
    cut_short: bool

    @classmethod
    def of(cls, repository: Repository, head: str, exclude: Sequence[str], earliest: datetime) -> "_History":
        """Find the commits that changed a lockfile. Raise UsageError if HEAD contains no lockfile."""
        reader = Commits(repository, exclude)
        paths = [path for path in reader.files(head) if locate.lockfile_at(path, exclude) is not None]
        if not paths:
            raise UsageError(
                Reference.USAGE, "HEAD contains no lockfile", hint="PATH must be the folder of a project"
            )
        found = repository.history(head, paths, most=_MOST_COMMITS + 1)
        wanted = [commit for commit in found if commit.committed_s >= earliest.timestamp()][:_MOST_COMMITS]
        older = found[len(wanted)] if len(found) > len(wanted) else None
        if older is None and wanted:
            # The first commit that holds a lock is the adoption: nothing was before it.
            older = wanted.pop()
        return cls(commits=tuple(wanted), before=older, reader=reader, cut_short=repository.shallow)

    def states(self) -> Iterator[tuple[_State, _State]]:
        """Yield the lockfiles before and after each commit, oldest commit first."""
        if self.before is None:
            return
        last = self._state(self.before)
        for commit in reversed(self.commits):
            this = self._state(commit)
            yield last, this
            last = this

    def _state(self, commit: Commit) -> _State:
        locks, unread = self.reader.locks(commit.id)
        # The files beside a lock say something of Python alone.
        files = self.reader.files(commit.id) if any(map(is_python, locks.values())) else {}
        beside = AtCommit(self.reader.repository, files)
        return _State(commit=commit, beside=beside, locks=locks, unread=unread)


async def _replay(root: Path, settings: Settings, history: _History) -> Replay:
    done: list[ReplayedCommit] = []
    async with open_session(settings, project=Project(folder=root)) as session:
        tell_settings(settings, session.problems)
        with Progress(len(history.commits), "commits") as progress:
            for before, after in history.states():
                done.append(await _one(session, settings, root, before, after))
                progress.step()
    return Replay(
        root=str(root),
        first=history.before.id if history.before else "",
        last=history.commits[0].id if history.commits else "",
        commits=tuple(done),
        cut_short=history.cut_short,
    )


async def _one(
    session: Session, settings: Settings, root: Path, before: _State, after: _State
) -> ReplayedCommit:
    at = datetime.fromtimestamp(after.commit.committed_s, UTC)
    survey = Survey(
        road=replace(session.road, as_of=at),
        questions=session.questions,
        standings=Standings(store=session.store, project="", adoption=None, forced=Standing.NEW),
        platform=session.platform,
        targets=Targets(session.platform, after.beside).all_of(after.locks),
        waivers=settings.policy.waivers,
        changed=compare(before.locks, after.locks, taken_from=TakenFrom(session.upstreams)),
    )
    report = await survey.run(str(root), (), after.locks, expect=lambda _: None, step=lambda: None)
    broken = (*before.unread, *after.unread)
    return ReplayedCommit(
        commit=after.commit.id,
        at=at,
        # What the policy denies is judged wherever it stands; here only what the commit brought in counts.
        packages=tuple(package for package in report.packages if package.change is not None),
        not_judged=report.not_judged,
        unread=tuple(dict.fromkeys(f"{file.path}: {file.error.message}" for file in broken if file.error)),
    )
