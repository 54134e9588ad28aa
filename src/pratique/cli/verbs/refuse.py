"""Defines `pratique deny`, which blocks artifacts at the gate."""

import click

from pratique.core.act import ActKind


@click.command(name="deny")
@click.argument("targets", nargs=-1, required=True, metavar="TARGET...")
@click.option("--reason", required=True, metavar="TEXT", help="Reason, which is shown to clients and logged.")
@click.option("--by", "who", metavar="WHO", help="Name of the person (default: the login name).")
@click.option("--undo", is_flag=True, help="Withdraw a denial.")
@click.option(
    "--format", "-f", "format_", type=click.Choice(["text", "json"]), default="text", help="Output format."
)
def command(*, targets: tuple[str, ...], reason: str, who: str | None, undo: bool, format_: str) -> int:
    """Deny artifacts at the gate immediately, with a reason.

    TARGET is a release (pkg:npm/name@1.0.0, name@1.0.0) with all its files that the gate knows; any digest
    (sha256:..., sha512-...); or request:KEY for all artifacts of a request. To block a name with any contents, use
    [deny] in the policy.

    Exit code 3: there was no artifact to deny, or no denial to withdraw.
    """
    from pratique.cli.approvals.approval import Said, act  # noqa: PLC0415 - `--help` is quick

    said = Said(targets=targets, reason=reason, who=who, format_=format_)
    return act(ActKind.REFUSE_UNDONE if undo else ActKind.REFUSE, said)
