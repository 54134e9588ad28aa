"""Defines `pratique approve`, which approves artifacts that the gate holds."""

import click

from pratique.core.act import ActKind


@click.command(name="approve")
@click.argument("targets", nargs=-1, required=True, metavar="TARGET...")
@click.option("--reason", required=True, metavar="TEXT", help="Reason, which is shown to clients and logged.")
@click.option("--expires", metavar="WHEN", help="Expiry: a span (7d), a day or a time (UTC).")
@click.option("--by", "who", metavar="WHO", help="Name of the person (default: the login name).")
@click.option("--even-blocked", is_flag=True, help="Also approve known-bad artifacts; the log records this.")
@click.option("--undo", is_flag=True, help="Withdraw an approval.")
@click.option(
    "--format", "-f", "format_", type=click.Choice(["text", "json"]), default="text", help="Output format."
)
def command(
    *,
    targets: tuple[str, ...],
    reason: str,
    expires: str | None,
    who: str | None,
    even_blocked: bool,
    undo: bool,
    format_: str,
) -> int:
    """Approve artifacts that the gate holds, with a reason and an expiry.

    TARGET is a release (pkg:npm/name@1.0.0, name@1.0.0) with all its files that the gate knows; a digest (sha256:...,
    sha512-...); or request:KEY for all artifacts of a request. The approval applies to these bytes only: other bytes
    under the same name need another approval. Known-bad artifacts need --even-blocked. Artifacts whose bytes changed
    or that the policy denies cannot be approved.

    Exit code 1: an artifact is blocked or denied, and was not approved; 3: there was nothing to approve.
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
        expires=expires,
        even_blocked=even_blocked,
        format_=format_,
    )
    return act(ActKind.RELEASE_UNDONE if undo else ActKind.RELEASE, said)
