"""`pratique release`: a person lets bytes in that the gate holds."""

import click

from pratique.core.act import ActKind


@click.command(name="release")
@click.argument("targets", nargs=-1, required=True, metavar="TARGET...")
@click.option("--reason", required=True, metavar="TEXT", help="Why; it is shown and kept.")
@click.option("--expires", metavar="WHEN", help="When it ends: a span (7d), a day or a moment (UTC).")
@click.option("--by", "who", metavar="WHO", help="Who does it (default: the login name).")
@click.option("--even-blocked", is_flag=True, help="Let in what is known to be bad, too. It is logged so.")
@click.option("--undo", is_flag=True, help="Take a release back.")
@click.option(
    "--format", "-f", "format_", type=click.Choice(["text", "json"]), default="text", help="Format."
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
    """Let bytes in that the gate holds for review or for their age, until WHEN.

    TARGET is a release (pkg:npm/name@1.0.0, name@1.0.0): all its files that the gate has met; a digest (sha256:...,
    sha512-...); or request:KEY, all that a request lists. It is bound to these bytes, never to a name: other bytes under
    the same name are judged as ever. What blocks is let in with --even-blocked alone; changed bytes, and what the
    policy denies, are not let in.

    Exit code 1: something is blocked or refused, and was not let in; 3: there was nothing to let in.
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
