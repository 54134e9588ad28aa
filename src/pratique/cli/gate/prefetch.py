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
    """Download and check every artifact of lockfiles into the gate's store, as an install through the gate would.

    Output and exit codes are those of `check`. It may run beside the gate. Files are those for this platform; --platform names another,
    --all-artifacts takes all.
    """
    from pratique.cli.gate.prefetch_work import run  # noqa: PLC0415 - imports the gate

    return run(locks, arguments)
