"""Defines `pratique approve`, which approves artifacts that the gate holds."""

import click

from pratique.core.act import ActKind


@click.command(name="approve")
@click.argument("targets", nargs=-1, required=True, metavar="TARGET...")
@click.option("--reason", required=True, metavar="TEXT", help="Reason; it is shown and logged.")
@click.option("--expires", metavar="WHEN", help="Expiry: a span (7d), a day or a moment (UTC).")
@click.option("--by", "who", metavar="WHO", help="Name of the person (default: the login name).")
@click.option("--even-blocked", is_flag=True, help="Also approve what is known to be bad; the log says so.")
@click.option("--undo", is_flag=True, help="Take an approval back.")
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

    TARGET is a release (pkg:npm/name@1.0.0, name@1.0.0) with all its files that the gate knows; a digest (sha256:..., sha512-...); or
    request:KEY, everything in a request. The approval is bound to these bytes: other bytes under the same name need their own. What is
    known to be bad needs --even-blocked; changed bytes, and what the policy denies, cannot be approved.

    Exit code 1: something is blocked or denied, and was not approved; 3: there was nothing to approve.
    """
    from pratique.cli.approvals.approval import Said, act  # noqa: PLC0415 - `--help` is quick

    if undo and (expires is not None or even_blocked):
        raise click.UsageError("--undo ends a release: it takes no --expires and no --even-blocked")
    said = Said(
        targets=targets,
        reason=reason,
        who=who,
        expires=expires,
        even_blocked=even_blocked,
        format_=format_,
    )
    return act(ActKind.RELEASE_UNDONE if undo else ActKind.RELEASE, said)
