"""Defines `pratique deny`, which blocks artifacts at the gate."""

import click

from pratique.cli.remote.gate_option import gate_option
from pratique.core.act import ActKind


@click.command(name="deny")
@click.argument("targets", nargs=-1, required=True, metavar="TARGET...")
@click.option(
    "--reason",
    required=True,
    metavar="TEXT",
    help="Reason for the decision, which is shown to clients and recorded in the log.",
)
@gate_option
@click.option(
    "--by",
    "who",
    metavar="WHO",
    help="Your name, which is recorded in the log beside your login name (default: your login name).",
)
@click.option("--undo", is_flag=True, help="Withdraw an earlier denial of TARGET.")
@click.option(
    "--format", "-f", "format_", type=click.Choice(["text", "json"]), default="text", help="Output format."
)
def command(
    *, targets: tuple[str, ...], reason: str, gate: str | None, who: str | None, undo: bool, format_: str
) -> int:
    """Deny artifacts at the gate with immediate effect, and record the reason.

    TARGET is a release (pkg:npm/name@1.0.0 or name@1.0.0), a digest (sha256:... or sha512-...), or request:KEY for all
    artifacts of an approval request. If TARGET is a release, the denial applies to all of its files that the gate
    knows. To block every file of a package, whatever its digest, use the [deny] table of the policy.

    Exit code 3: there was no artifact to deny, or there was no denial to withdraw.
    """
    from pratique.cli.approvals.approval import Said, act  # noqa: PLC0415 - `--help` is quick

    said = Said(targets=targets, reason=reason, who=who, gate=gate, format_=format_)
    return act(ActKind.REFUSE_UNDONE if undo else ActKind.REFUSE, said)
