"""Defines `pratique hook`, which answers coding agents before they run a command line."""

import os
import sys
from typing import TYPE_CHECKING

import click

from pratique.cli.hook.agents import NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from typing import Any

    from pratique.cli.hook.agents.interface import Agent, Line, Written
    from pratique.cli.hook.answer import Answer

_MOST_BYTES = 1 << 20
_SHELL = "shell"


@click.command(name="hook")
@click.argument("agent", type=click.Choice((*NAMES, _SHELL)), metavar="AGENT")
@click.argument("words", nargs=-1, metavar="[-- WORD...]")
@click.option(
    "--deadline",
    metavar="SECONDS",
    type=click.IntRange(1, 25),
    default=25,
    show_default=True,
    help="Time limit of the check; an agent ends the hook after 30. A package that is not checked in time needs a person's consent.",
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
    written = _told(found, _guarded(lambda: _answer(found, deadline)))
    sys.stdout.write(written.out)
    sys.stdout.flush()
    sys.stderr.write(written.err)
    return written.code


def _guarded(work: "Callable[[], Answer]") -> "Answer":
    """Return the answer of `work`; after a failure, an answer that asks and has no text of the input."""
    from pratique.cli.hook.agents.interface import UnreadableInputError  # noqa: PLC0415 - `--help` does without
    from pratique.cli.hook.answer import GATE, Action, Answer  # noqa: PLC0415 - as above

    try:
        return work()
    except UnreadableInputError as error:
        reason = f"the input of the hook is not as the agent documents it: {error}"
    except TimeoutError as error:
        reason = f"the packages are not inspected yet: {error}; `pratique inspect` inspects them"
    except Exception as error:  # noqa: BLE001 - whatever fails must not let the command line run
        reason = f"the hook failed ({type(error).__name__})"
    return Answer(Action.ASK, (reason, GATE))


def _functions() -> int:
    from pratique.cli.hook.shell import functions  # noqa: PLC0415 - `--help` does without
    from pratique.cli.setup.hook_files import this_program  # noqa: PLC0415 - as above

    click.echo(functions(this_program(sys.argv[0])), nl=False)
    return 0


def _checked(words: tuple[str, ...], deadline_s: int) -> int:
    """Check a command line of a person, and ask the person. Return 0 if it may run, else 1."""
    import shlex  # noqa: PLC0415 - `--help` does without

    from pratique.cli.hook.agents.interface import Line  # noqa: PLC0415 - as above
    from pratique.cli.hook.answer import Action  # noqa: PLC0415 - as above

    answer = _guarded(lambda: _decide(Line(shlex.join(words)), deadline_s))
    if answer.action is Action.ALLOW:
        return 0
    click.echo(answer.text, err=True)
    if answer.action is Action.DENY or not sys.stdin.isatty():
        return 1
    return 0 if click.confirm("Run the command nevertheless?", err=True) else 1


def _answer(agent: "Agent", deadline_s: int) -> "Answer":
    """Return the answer to the input of an agent. Raise UnreadableInputError, and whatever a failure raises."""
    import json  # noqa: PLC0415 - `--help` does without

    from pratique.cli.hook.agents.interface import UnreadableInputError  # noqa: PLC0415 - as above
    from pratique.cli.hook.answer import ALLOWED  # noqa: PLC0415 - as above

    data = sys.stdin.buffer.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise UnreadableInputError("it is larger than 1 MiB")
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UnreadableInputError("it is not JSON") from error
    if not isinstance(document, dict):
        raise UnreadableInputError("it is no JSON object")
    line = agent.line(document)
    return ALLOWED if line is None else _decide(line, deadline_s)


def _decide(line: "Line", deadline_s: int) -> "Answer":
    from pratique.cli.hook.deciding import Decider  # noqa: PLC0415 - `--help` does without

    return Decider(env=os.environ, memory=_memory, judge=_judge, deadline_s=deadline_s).decide(line)


def _told(agent: "Agent", answer: "Answer") -> "Written":
    """Return an answer in the agent's form; what a person should decide is denied if the agent cannot ask."""
    from pratique.cli.hook.answer import Action, Answer  # noqa: PLC0415 - `--help` does without

    if answer.action is Action.ASK and not agent.asks:
        told = f"{agent.title} cannot ask here: a person can run the command line"
        answer = Answer(Action.DENY, (*answer.reasons[:4], told))
    return agent.written(answer)


def _judge(request: "Mapping[str, Any]", deadline_s: float) -> "Any":
    from pratique.cli.hook.judge_process import judge  # noqa: PLC0415 - a repeated question does without

    return judge(request, deadline_s)


def _memory() -> "Path":
    from pratique.store.folder.home import Home, data_home  # noqa: PLC0415 - `--help` does without

    return Home(data_home(os.environ)).hook_answers
