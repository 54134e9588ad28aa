"""Implements `pratique gate archive-log`, which moves old decisions out of the database."""

import os
from datetime import timedelta

import click

from pratique.cli.output.exit_codes import Exit
from pratique.config.duration import format_duration, parse_duration
from pratique.errors import ParseError, Reference, UsageError
from pratique.report.parts.counts import plural


@click.command(name="archive-log")
@click.option(
    "--keep",
    metavar="SPAN",
    help="Move the months that are older than SPAN, such as 90d (default: the setting gate.log_keep).",
)
def archive_log(*, keep: str | None) -> int:
    """Move old decisions out of the database to compressed files, one or more for each month.

    The files are in the folder `log` of the state folder, and contain the same JSON lines as `pratique log --format
    jsonl`. `pratique log` and `pratique affected` also read these files. A running gate moves old decisions once a
    day. Decisions that a running gate has not yet recorded as served or exported stay in the database.
    """
    from pratique.cli.run.clock import now  # noqa: PLC0415 - `--help` is quick
    from pratique.cli.run.settings import read_settings  # noqa: PLC0415 - as above
    from pratique.gate.export.exporting import exported_through  # noqa: PLC0415 - imports the gate
    from pratique.store.folder.home import Home, data_home  # noqa: PLC0415 - imports SQLAlchemy
    from pratique.store.opening import open_store  # noqa: PLC0415 - as above

    settings = read_settings(None, {}).gate
    span = settings.log_keep if keep is None else _span(keep)
    if not span:
        raise UsageError(
            Reference.USAGE,
            "gate.log_keep is 0: all decisions stay in the database",
            hint="set gate.log_keep, or use --keep, such as --keep 90d",
        )
    rows, files = 0, 0
    with open_store(Home(data_home(os.environ))) as store:
        through = exported_through(store, settings.export)
        for part in store.moving.move(before=now() - span, exported=through):
            rows, files = rows + part.rows, files + 1
            click.echo(
                f"{part.filename}: {plural(part.rows, 'decision')}, {part.size_bytes:,} bytes, sha256 {part.sha256}"
            )
        left = store.decisions.extent()
    click.echo(
        f"moved {plural(rows, 'decision')} to {plural(files, 'file')}; in the database: "
        f"{plural(left.count, 'decision')} (kept for {format_duration(span)})"
    )
    return Exit.CLEAR


def _span(text: str) -> timedelta:
    try:
        return parse_duration(text)
    except ParseError as error:
        raise UsageError(Reference.USAGE, f"--keep: {error.message}", hint=error.hint) from error
