"""`pratique request`: ask a gate to let in what it holds."""

import click

from pratique.cli.output.exit_codes import Exit

_FORMATS = ("text", "json")


@click.command(name="request")
@click.argument("targets", nargs=-1, required=True, metavar="LOCKFILE|TARGET...")
@click.option("--gate", "gate", required=True, metavar="URL", help="The gate, as clients reach it.")
@click.option("--reason", required=True, metavar="TEXT", help="What it is needed for.")
@click.option("--by", "who", metavar="WHO", help="Who asks (default: the login name).")
@click.option("--format", "-f", "format_", type=click.Choice(_FORMATS), default="text", help="Format.")
def command(*, targets: tuple[str, ...], gate: str, reason: str, who: str | None, format_: str) -> int:
    """Ask a gate to let in what it holds of a lockfile, or of releases (pkg:npm/name@1.0.0, name@1.0.0).

    One request is made of all that is named, and answered with what is held and until when. Nothing is let in by it: a
    person does that with `pratique release`. Where the gate needs a token, PRATIQUE_GATE_TOKEN has it.

    Exit code 0: nothing is held; 1: something waits for a person or is blocked; 5: all that is held waits for time; 3: the
    gate gave no answer, or could not tell of all.
    """
    from pratique.cli.approvals.request import Wanted, run  # noqa: PLC0415 - imports the client

    code, text = run(Wanted(targets=targets, gate=gate, reason=reason, who=who, json=format_ == "json"))
    click.echo(text, nl=False)
    return Exit(code)
