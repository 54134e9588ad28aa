"""Defines `pratique approve`, which approves artifacts that the gate holds."""

import click

from pratique.cli.remote.gate_option import gate_option
from pratique.core.act import ActKind


@click.command(name="approve")
@click.argument("targets", nargs=-1, required=True, metavar="TARGET...")
@click.option(
    "--reason",
    required=True,
    metavar="TEXT",
    help="Reason for the decision, which is shown to clients and recorded in the log.",
)
@click.option(
    "--expires",
    metavar="WHEN",
    help="Expiry of the approval: a time span from now (7d), a day or a time (UTC).",
)
@gate_option
@click.option(
    "--by",
    "who",
    metavar="WHO",
    help="Your name, which is recorded in the log beside your login name (default: your login name).",
)
@click.option(
    "--even-blocked",
    is_flag=True,
    help="Also approve artifacts that are known to be bad; the log records that the option was used.",
)
@click.option("--undo", is_flag=True, help="Withdraw an earlier approval of TARGET.")
@click.option(
    "--format", "-f", "format_", type=click.Choice(["text", "json"]), default="text", help="Output format."
)
def command(  # noqa: PLR0913 - one argument for each option
    *,
    targets: tuple[str, ...],
    reason: str,
    expires: str | None,
    gate: str | None,
    who: str | None,
    even_blocked: bool,
    undo: bool,
    format_: str,
) -> int:
    """Approve artifacts that the gate holds, with a reason and an expiry.

    TARGET is a release (pkg:npm/name@1.0.0 or name@1.0.0), a digest (sha256:... or sha512-...), or request:KEY for all
    artifacts of an approval request. If TARGET is a release, the approval applies to all of its files that the gate
    knows. An approval applies only to the exact bytes of an artifact: other bytes with the same name and version need
    another approval. To approve an artifact that is known to be bad, add --even-blocked. Artifacts that the policy
    denies, or whose bytes have changed, cannot be approved.

    Exit code 1: an artifact was not approved, because it is blocked or denied; 3: there was no artifact to approve.
    """
    from pratique.cli.approvals.approval import Said, act  # noqa: PLC0415 - `--help` is quick

    if undo and (expires is not None or even_blocked):
        raise click.UsageError(
            "--undo withdraws an approval: it cannot be combined with --expires or --even-blocked"
        )
    said = Said(
        targets=targets,
        reason=reason,
        who=who,
        gate=gate,
        expires=expires,
        even_blocked=even_blocked,
        format_=format_,
    )
    return act(ActKind.RELEASE_UNDONE if undo else ActKind.RELEASE, said)
