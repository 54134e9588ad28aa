"""The command line: `pratique VERB ...`. Verbs are imported when they are called, so that `--help` is quick."""

import atexit
import errno
import gc
import importlib
import os
import sys
from collections.abc import Sequence
from contextlib import suppress

import click
from click.shell_completion import CompletionItem

from pratique import __version__
from pratique.cli.output.exit_codes import Exit
from pratique.errors import PratiqueError, UsageError

VERBS: dict[str, str] = {
    "advisories": "Sync, import, show or export advisories, and make snapshots of malicious releases.",
    "audit": "Hold a project against the advisories on this machine.",
    "cache": "Show, prune or clear what this installation remembers, or hand it on.",
    "check": "Judge every package that a project's lockfiles bring in.",
    "completion": "Print the script that completes verbs, options and rules in a shell.",
    "config": "Show the settings in force, each with its origin.",
    "diff": "Show what changed between two releases, what to read first on top.",
    "doctor": "Look whether this machine and a project go through a gate, and whether it refuses.",
    "explain": "Explain a rule, a reason, an exit code or an error.",
    "gate": "Stand between package managers and registries: serve what was judged, and say why not.",
    "history": "Tell the history of a package: releases, people, dependencies, and what marks some of them.",
    "holds": "List what the gate holds: for a person, or for time; the most wanted first.",
    "inspect": "Judge single releases or files.",
    "log": "Read what the gate decided: who asked for what, and why it was let in or not.",
    "policy": "Try a policy on the history of a project before it is in force.",
    "provenance": "Verify who signed a release or a file, and say what that proves.",
    "refuse": "Block bytes at the gate at once, with a reason.",
    "release": "Let bytes in that the gate holds, with a reason and an end.",
    "request": "Ask a gate to let in what it holds: a release, or all of a lockfile.",
    "setup": "Let a client ask a gate, and bring back what was there before.",
    "source": "Hold an artifact against the repository that it is said to come from.",
    "steward": "Tell which packages of a project are likely to change hands or to die, and what to do.",
}
"""Every verb with its one-line help: module `pratique.cli.verbs.<verb>`, whose `command` is the click command."""
_INTERRUPTED = "\ninterrupted: what was done is remembered; run again to go on"


class _Verbs(click.Group):
    """A group that imports a verb when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's
        if cmd_name not in VERBS:
            return None
        command = importlib.import_module(f"pratique.cli.verbs.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The verbs as the table has them, and the options: a shell does not wait for the imports of all verbs."""
        verbs = [
            CompletionItem(verb, help=about) for verb, about in VERBS.items() if verb.startswith(incomplete)
        ]
        return [*verbs, *click.Command.shell_complete(self, ctx, incomplete)]


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="pratique")
def pratique() -> None:
    """Judge the packages that want into a build: allow, hold or block, with the evidence.

    Exit codes: 0 clear and complete, 1 stopped, 2 usage, 3 incomplete, 4 internal error, 5 only waits
    (`pratique explain 3`).
    """


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give the exit code; the only place that turns errors into exit codes."""
    if arguments is None:
        # The process ends with this run: looking for cycles in all that it holds is lost time then.
        atexit.register(gc.freeze)
    try:
        code = pratique.main(args=None if arguments is None else list(arguments), standalone_mode=False)
    except SystemExit as ended:
        # click ends so when it has answered a shell; and, with the code of a stopped run, when its reader has gone.
        return Exit.CLEAR if ended.code == 0 else _unwritten()
    except Exception as error:  # noqa: BLE001 - the last line of defence: a defect must not look like an answer
        return _failed(error)
    except KeyboardInterrupt:
        _say(_INTERRUPTED)
        return Exit.INCOMPLETE
    return int(code or 0)


def _failed(error: Exception) -> int:
    code = Exit.INTERNAL
    match error:
        case click.exceptions.Exit():
            return error.exit_code
        case click.Abort():
            code = Exit.INCOMPLETE
            _say(_INTERRUPTED)
        case click.ClickException():
            code = Exit.USAGE
            with suppress(OSError):
                error.show(sys.stderr)
        case PratiqueError():
            code = Exit.USAGE if isinstance(error, UsageError) else Exit.INCOMPLETE
            _tell(error.reference.value, error.message, error.hint)
        case OSError(errno=errno.EPIPE):
            return _unwritten()
        case OSError(errno=errno.ENOSPC | errno.EDQUOT | errno.EIO):
            _tell(
                "disk-full", f"the answer cannot be written: {error.strerror}", "choose another place for it"
            )
            return _unwritten()
        case _:
            if os.environ.get("PRATIQUE_DEBUG"):
                import traceback  # noqa: PLC0415 - only when something went wrong

                traceback.print_exception(error)
            hint = "this is a defect of pratique; PRATIQUE_DEBUG=1 shows where"
            _tell("internal", f"{type(error).__name__}: {error}", hint)
    return code


def _unwritten() -> int:
    """What was not written was not seen; the rest goes nowhere, so that the exit code stands."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    return Exit.INCOMPLETE


def _tell(reference: str, message: str, hint: str) -> None:
    from pratique.report.parts.escape import escape  # noqa: PLC0415 - only when something went wrong

    _say(f"{reference}: {escape(message)}\nhint: {escape(hint)}")


def _say(text: str) -> None:
    # Nobody may be reading; the exit code still says it.
    with suppress(OSError):
        click.echo(text, err=True)
