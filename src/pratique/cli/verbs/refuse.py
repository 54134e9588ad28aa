"""`pratique refuse`: a person shuts bytes out."""

import click

from pratique.core.act import ActKind


@click.command(name="refuse")
@click.argument("targets", nargs=-1, required=True, metavar="TARGET...")
@click.option("--reason", required=True, metavar="TEXT", help="Why; it is shown and kept.")
@click.option("--by", "who", metavar="WHO", help="Who does it (default: the login name).")
@click.option("--undo", is_flag=True, help="Take a refusal back.")
@click.option(
    "--format", "-f", "format_", type=click.Choice(["text", "json"]), default="text", help="Format."
)
def command(*, targets: tuple[str, ...], reason: str, who: str | None, undo: bool, format_: str) -> int:
    """Block bytes at once, in use or not.

    TARGET is a release (pkg:npm/name@1.0.0, name@1.0.0): all its files that the gate has met; a digest (sha256:...,
    sha512-...), met or not; or request:KEY, all that a request lists. To block a name whatever its bytes are, use
    [deny] in the policy.

    Exit code 3: there was nothing to refuse, or no refusal to take back.
    """
    from pratique.cli.approvals.approval import Said, act  # noqa: PLC0415 - `--help` is quick

    said = Said(targets=targets, reason=reason, who=who, format_=format_)
    return act(ActKind.REFUSE_UNDONE if undo else ActKind.REFUSE, said)
