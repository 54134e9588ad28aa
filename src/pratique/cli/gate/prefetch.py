"""Implements `pratique gate prefetch`, which downloads locked artifacts into the gate's store before a client requests them."""

from pathlib import Path
from typing import Any

import click

from pratique.cli.output.reports import output_options
from pratique.cli.run.options import settings_options


@click.command(name="prefetch")
@click.argument(
    "locks",
    nargs=-1,
    required=True,
    metavar="LOCK...",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@settings_options
@output_options
def prefetch(locks: tuple[Path, ...], **arguments: Any) -> int:
    """Download every artifact of lockfiles into the gate's store, and check it as if a client had requested it.

    The output and the exit codes of `gate prefetch` are the same as those of `pratique check`. The command can run at
    the same time as the gate. By default, the command downloads only the files for the platform of this machine; use
    --platform or --all-artifacts to download files for other platforms.
    """
    from pratique.cli.gate.prefetch_work import run  # noqa: PLC0415 - imports the gate

    return run(locks, arguments)
