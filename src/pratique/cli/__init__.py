"""Defines the command line: `pratique VERB ...`. Each verb is imported when it is called, to keep `--help` fast."""

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
from pratique.cli.output.helping import OTHER_NAMES, SETTINGS, Formatter, Verbs, with_meant_choice
from pratique.errors import PratiqueError, UsageError

VERBS: dict[str, str] = {
    "advisories": "Sync, import, show and export advisories; create snapshots (signed lists) of malicious "
    "releases.",
    "affected": "List the clients that downloaded a release before it was blocked.",
    "approve": "Approve artifacts that the gate holds, with a reason and an expiry.",
    "audit": "Check locked dependencies against the local advisory database.",
    "cache": "Show, prune, clear, export or import the data that Pratique stores on this machine.",
    "check": "Check every package in a project's lockfiles, and allow, hold or block it.",
    "completion": "Print or install the completion script for a shell.",
    "config": "Show every effective setting and where it is set.",
    "deny": "Deny artifacts at the gate with immediate effect, and record the reason.",
    "diff": "Show what changed between two releases, riskiest files first.",
    "doctor": "Verify that package managers use the gate, and that the gate blocks known-bad packages.",
    "explain": "Explain a rule, signal, reason, setting, exit code, error or any other term.",
    "exposed": "Search for bad releases in lockfiles, their git history, caches, installed trees, images and "
    "logs.",
    "gate": "Run and manage the registry firewall.",
    "help": "Print a page of the documentation; without a topic, list all topics.",
    "history": "Show the history of a package: releases, publishers, dependencies and signals.",
    "holds": "List the artifacts that the gate holds, most requested first.",
    "hook": "Answer a coding agent before it installs packages: allow, ask or deny.",
    "incident": "Record an incident in a file: packages, timeline, answers and decisions; export the "
    "post-mortem.",
    "inspect": "Check single releases or files, and allow, hold or block each one.",
    "log": "Show the gate's decisions: which client requested which release, the verdict and its reasons.",
    "mcp": "Answer the questions of a coding agent about packages, as an MCP server.",
    "policy": "Test a policy on the history of a project before you enable the policy.",
    "provenance": "Verify the signatures and attestations of a release or a file.",
    "publish": "Check a release before it is published.",
    "report": "Write a report of malicious releases of one package for a registry or an advisory database.",
    "request": "Request a gate's approval for a held release, or for every held artifact of a lockfile.",
    "scripts": "List the install scripts of a project, say what each one does, and approve or deny it.",
    "setup": "Configure a package manager to use a gate, or a coding agent to use the hook, or undo the "
    "configuration.",
    "source": "Compare a release or a file with its source repository.",
    "steward": "Find packages of a project that may be abandoned or may change owners.",
}
"""The one-line help of each verb. Module `pratique.cli.verbs.<verb>` defines its click command as `command`."""
_MODULES = {
    "approve": "pratique.cli.verbs.release",
    "deny": "pratique.cli.verbs.refuse",
    "affected": "pratique.cli.gate.victims",
}
"""The modules of verbs whose module name differs from the verb."""
_INTERRUPTED = "\ninterrupted: the results so far are stored; run the command again to continue"

click.Context.formatter_class = Formatter  # for every command, in whichever module


class _Verbs(Verbs):
    """A click group that imports a verb when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's
        verb = OTHER_NAMES.get(cmd_name, cmd_name)
        if verb not in VERBS:
            return None
        command = importlib.import_module(_MODULES.get(verb, f"pratique.cli.verbs.{verb}")).command
        assert isinstance(command, click.Command)
        return command

    def summaries(self, ctx: click.Context) -> Sequence[tuple[str, str]]:  # noqa: ARG002 - click's
        return list(VERBS.items())

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete the names and options of verbs without importing all verbs."""
        verbs = [
            CompletionItem(verb, help=about) for verb, about in VERBS.items() if verb.startswith(incomplete)
        ]
        return [*verbs, *click.Command.shell_complete(self, ctx, incomplete)]


@click.group(cls=_Verbs, context_settings=SETTINGS)
@click.version_option(__version__, prog_name="pratique")
def pratique() -> None:
    """Check packages before they are installed, and allow, hold or block each one, with evidence.

    Exit codes: 0 clear and complete, 1 stopped (held or blocked), 2 usage error, 3 incomplete, 4 internal error, 5
    only cooldowns, 130 interrupted. `pratique explain 3` explains exit code 3. `pratique help` lists the documentation
    pages that ship with Pratique.
    """


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code. Only `main` converts errors to exit codes."""
    if arguments is None:
        # The process ends with this run: looking for cycles in all that it holds is lost time then.
        atexit.register(gc.freeze)
    try:
        words = None if arguments is None else list(arguments)
        code = pratique.main(args=words, prog_name="pratique", standalone_mode=False)
    except SystemExit as ended:
        # click ends so when it has answered a shell; and, with the code of a stopped run, when its reader has gone.
        return Exit.CLEAR if ended.code == 0 else _unwritten()
    except Exception as error:  # noqa: BLE001 - the last line of defence: a defect must not look like an answer
        return _failed(error)
    except KeyboardInterrupt:
        _say(_INTERRUPTED)
        return Exit.INTERRUPTED
    return int(code or 0)


def _failed(error: Exception) -> int:
    code = Exit.INTERNAL
    match error:
        case click.exceptions.Exit():
            return error.exit_code
        case click.Abort():
            code = Exit.INTERRUPTED
            _say(_INTERRUPTED)
        case click.ClickException():
            code = Exit.USAGE
            with suppress(OSError):
                with_meant_choice(error).show(sys.stderr)
        case PratiqueError():
            code = Exit.USAGE if isinstance(error, UsageError) else Exit.INCOMPLETE
            _tell(error.reference.value, error.message, error.hint)
        case OSError(errno=errno.EPIPE):
            return _unwritten()
        case OSError(errno=errno.ENOSPC | errno.EDQUOT | errno.EIO):
            _tell(
                "disk-full", f"the report cannot be written: {error.strerror}", "choose another output file"
            )
            return _unwritten()
        case _:
            if os.environ.get("PRATIQUE_DEBUG"):
                import traceback  # noqa: PLC0415 - only when something went wrong

                traceback.print_exception(error)
            hint = "this is a defect of pratique; PRATIQUE_DEBUG=1 prints the traceback"
            _tell("internal", f"{type(error).__name__}: {error}", hint)
    return code


def _unwritten() -> int:
    """Return the exit code for output that could not be written, and discard the remaining output."""
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
