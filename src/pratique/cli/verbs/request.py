"""Defines `pratique request`, which sends an approval request to a gate."""

import click

from pratique.cli.output.exit_codes import Exit

_FORMATS = ("text", "json")


@click.command(name="request")
@click.argument("targets", nargs=-1, required=True, metavar="LOCKFILE|TARGET...")
@click.option("--gate", "gate", required=True, metavar="URL", help="Address of the gate.")
@click.option("--reason", required=True, metavar="TEXT", help="What it is needed for.")
@click.option("--by", "who", metavar="WHO", help="Name of the person who asks (default: the login name).")
@click.option("--format", "-f", "format_", type=click.Choice(_FORMATS), default="text", help="Output format.")
def command(*, targets: tuple[str, ...], gate: str, reason: str, who: str | None, format_: str) -> int:
    """Ask a gate to approve what it holds: a release, or everything in a lockfile.

    All targets (lockfiles, pkg:npm/name@1.0.0, name@1.0.0) become one request; the gate replies what is held, and until when. Nothing is
    let in by it: a person approves it with `pratique approve`. If the gate requires a token, put it in PRATIQUE_GATE_TOKEN.

    Exit code 0: nothing is held; 1: something needs review or is blocked; 5: only cooldowns; 3: the gate gave no complete answer.
    """
    from pratique.cli.approvals.request import Wanted, run  # noqa: PLC0415 - imports the client

    code, text = run(Wanted(targets=targets, gate=gate, reason=reason, who=who, json=format_ == "json"))
    click.echo(text, nl=False)
    return Exit(code)
