"""Defines `pratique hook`, which answers coding agents before they run a command line."""

import os
import sys
from typing import TYPE_CHECKING

import click

from pratique.cli.hook.agents import NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    from pratique.cli.hook.agents.interface import Agent, Written
    from pratique.cli.hook.answer import Answer

_MOST_BYTES = 1 << 20
_SHELL = "shell"
_FAILED = "the hook failed ({})"


@click.command(name="hook")
@click.argument("agent", type=click.Choice((*NAMES, _SHELL)), metavar="AGENT")
@click.argument("words", nargs=-1, metavar="[-- WORD...]")
@click.option(
    "--deadline",
    metavar="SECONDS",
    type=click.IntRange(1, 600),
    default=25,
    show_default=True,
    help="Time limit of the check. A package that is not checked in time needs a person's consent.",
)
def command(*, agent: str, words: tuple[str, ...], deadline: int) -> int:
    """Answer a coding agent before it installs packages: allow, ask or deny.

    The agent runs this command before each command line, with the agent's documented JSON on standard input. `pratique
    setup AGENT` configures the agent. AGENT is claude (Claude Code), codex, copilot (GitHub Copilot CLI), cursor, gemini
    (Gemini CLI) or windsurf.

    The command reads the command line without running it, and finds the packages that npm, npx, pnpm, yarn, bun, pip, uv,
    pipx, poetry, pdm, pipenv, gem and bundle would install. Denied: names that the registry does not have, and blocked
    releases. Asked: young and look-alike names, held releases, and whatever is not read or not checked in time. Agents that
    cannot ask get a denial instead. No objection leaves the agent's own permission rules in force.

    The exit code is the agent's: 0 with an answer, 2 if the command line must not run. Any failure of the hook stops
    the command line.

    With `shell` as AGENT, the command prints functions for bash and zsh, which do the same for people; with words after
    `--`, it checks these words as a command line. The exit code is then 0 or 1.
    """
    from pratique.cli.hook.agents import agent_of  # noqa: PLC0415 - `--help` does without

    if agent == _SHELL:
        return _checked(words, deadline) if words else _functions()
    if words:
        raise click.UsageError("WORD is only for `pratique hook shell`")
    found = agent_of(agent)
    try:
        written = _answered(found, deadline)
    except Exception as error:  # noqa: BLE001 - whatever fails must not let the command line run
        written = _stopped(found, error)
    sys.stdout.write(written.out)
    sys.stdout.flush()
    sys.stderr.write(written.err)
    return written.code


def _functions() -> int:
    from pratique.cli.hook.shell import functions  # noqa: PLC0415 - `--help` does without
    from pratique.cli.setup.hook_files import this_program  # noqa: PLC0415 - as above

    click.echo(functions(this_program(sys.argv[0])), nl=False)
    return 0


def _checked(words: tuple[str, ...], deadline_s: int) -> int:
    """Check a command line of a person, and ask the person. Return 0 if it may run, else 1."""
    import shlex  # noqa: PLC0415 - `--help` does without

    from pratique.cli.hook.agents.interface import Line  # noqa: PLC0415 - as above
    from pratique.cli.hook.answer import GATE, Action, Answer  # noqa: PLC0415 - as above
    from pratique.cli.hook.deciding import Decider  # noqa: PLC0415 - as above

    decider = Decider(env=os.environ, memory=_memory, judge=_judge, deadline_s=deadline_s)
    try:
        answer = decider.decide(Line(shlex.join(words)))
    except Exception as error:  # noqa: BLE001 - whatever fails must not let the command line run
        answer = Answer(Action.ASK, (_reason(error), GATE))
    if answer.action is Action.ALLOW:
        return 0
    click.echo(answer.text, err=True)
    if answer.action is Action.DENY or not sys.stdin.isatty():
        return 1
    return 0 if click.confirm("Run the command nevertheless?", err=True) else 1


def _reason(error: Exception) -> str:
    """Return the reason to stop after a failure. It contains no text of the input."""
    if isinstance(error, TimeoutError):
        return f"the packages are not inspected yet: {error}; `pratique inspect` inspects them"
    return _FAILED.format(type(error).__name__)


def _answered(agent: "Agent", deadline_s: int) -> "Written":
    import json  # noqa: PLC0415 - `--help` does without

    from pratique.cli.hook.agents.interface import UnreadableInputError  # noqa: PLC0415 - as above
    from pratique.cli.hook.answer import ALLOWED  # noqa: PLC0415 - as above
    from pratique.cli.hook.deciding import Decider  # noqa: PLC0415 - as above

    data = sys.stdin.buffer.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise UnreadableInputError("the input is larger than 1 MiB")
    document = json.loads(data)
    if not isinstance(document, dict):
        raise UnreadableInputError("the input is no JSON object")
    line = agent.line(document)
    if line is None:
        return agent.written(ALLOWED)
    decider = Decider(env=os.environ, memory=_memory, judge=_judge, deadline_s=deadline_s)
    return _told(agent, decider.decide(line))


def _told(agent: "Agent", answer: "Answer") -> "Written":
    """Return an answer in the agent's form; what a person should decide is denied if the agent cannot ask."""
    from pratique.cli.hook.answer import Action, Answer  # noqa: PLC0415 - `--help` does without

    if answer.action is Action.ASK and not agent.asks:
        told = f"{agent.title} cannot ask here: a person can run the command line"
        answer = Answer(Action.DENY, (*answer.reasons[:4], told))
    return agent.written(answer)


def _stopped(agent: "Agent", error: Exception) -> "Written":
    """Return the answer after a failure."""
    from pratique.cli.hook.agents.interface import UnreadableInputError  # noqa: PLC0415 - `--help` does without
    from pratique.cli.hook.answer import GATE, Action, Answer  # noqa: PLC0415 - as above

    reason = _reason(error)
    if isinstance(error, UnreadableInputError):
        reason = f"the input of the hook is not as {agent.title} documents it: {error}"
    return _told(agent, Answer(Action.ASK, (reason, GATE)))


def _judge(request: "Mapping[str, Any]", deadline_s: float) -> "Any":
    from pratique.cli.hook.judge_process import judge  # noqa: PLC0415 - a repeated question does without

    return judge(request, deadline_s)


def _memory() -> "Path":
    from pratique.store.folder.home import Home, data_home  # noqa: PLC0415 - `--help` does without

    return Home(data_home(os.environ)).hook_answers
