"""Defines `pratique request`, which sends an approval request to a gate."""

from datetime import timedelta

import click

from pratique.cli.output.exit_codes import Exit
from pratique.config.duration import parse_duration
from pratique.errors import ParseError, Reference, UsageError

_FORMATS = ("text", "json")


@click.command(name="request")
@click.argument("targets", nargs=-1, required=True, metavar="LOCKFILE|TARGET...")
@click.option("--gate", "gate", required=True, metavar="URL", help="URL of the gate.")
@click.option(
    "--reason",
    required=True,
    metavar="TEXT",
    help="Reason why you need the package, which is shown to the reviewer.",
)
@click.option("--by", "who", metavar="WHO", help="Name of the requester (default: your login name).")
@click.option(
    "--wait",
    metavar="SPAN",
    help="Wait at most this long (such as 30m) until no requested artifact is held any more.",
)
@click.option("--format", "-f", "format_", type=click.Choice(_FORMATS), default="text", help="Output format.")
def command(
    *, targets: tuple[str, ...], gate: str, reason: str, who: str | None, wait: str | None, format_: str
) -> int:
    """Request a gate's approval for a held release, or for every held artifact of a lockfile.

    All targets (lockfiles, pkg:npm/name@1.0.0, name@1.0.0) are combined into one request. The gate's response lists
    the artifacts that are held, and until when. The request itself does not approve anything: the gate's operator runs
    `pratique approve`. With --wait, the command waits for the decision, and the exit code is that of the decision. If the gate requires a token, set the environment variable PRATIQUE_GATE_TOKEN.

    Exit code 0: nothing is held; 1: an artifact needs review or is blocked; 5: only cooldowns; 3: the gate's response
    is incomplete.
    """
    from pratique.cli.approvals.request import Wanted, run  # noqa: PLC0415 - imports the client

    try:
        span = timedelta(0) if wait is None else parse_duration(wait)
    except ParseError as error:
        raise UsageError(Reference.USAGE, f"--wait: {error.message}", hint=error.hint) from None
    code, text = run(
        Wanted(targets=targets, gate=gate, reason=reason, who=who, json=format_ == "json", wait=span)
    )
    click.echo(text, nl=False)
    return Exit(code)
