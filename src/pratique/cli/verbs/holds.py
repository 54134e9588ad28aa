"""Defines `pratique holds`, which lists the artifacts that the gate holds."""

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from pratique.cli.output.exit_codes import Exit
from pratique.cli.remote.gate_option import gate_option

if TYPE_CHECKING:
    from datetime import datetime

    from pratique.core.hold import Hold

_FORMATS = ("text", "json", "jsonl", "csv")


@click.command(name="holds")
@click.option("--format", "-f", "format_", type=click.Choice(_FORMATS), default="text", help="Output format.")
@click.option(
    "--package",
    metavar="NAME",
    help="Show only entries for this package or release (a purl, name or name@version).",
)
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Also list artifacts that are blocked, approved or denied, or whose cooldown is over.",
)
@gate_option
@click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour (default: auto)."
)
def command(*, format_: str, package: str | None, everything: bool, gate: str | None, color: str) -> int:
    """List the artifacts that the gate holds, most requested first.

    Releases that need review come before releases in cooldown. Each artifact is shown with the reasons for the hold,
    the clients that requested it, and the number of requests. To end a hold, run `pratique approve` or `pratique
    deny`.
    """
    found, at, left_off = _here(package, everything) if gate is None else _there(package, everything, gate)
    for part in _written(format_, found, at, color):
        click.echo(part, nl=False)
    if left_off:
        click.echo(f"the gate omitted {left_off:,} more: use --package", err=True)
    return Exit.CLEAR


def _here(package: str | None, everything: bool) -> "tuple[tuple[Hold, ...], datetime, int]":  # noqa: FBT001 - an option
    from pratique.cli.run.clock import now  # noqa: PLC0415 - `--help` is quick
    from pratique.ecosystems.target import parse_name  # noqa: PLC0415 - as above
    from pratique.gate.holds.current_queue import current_queue  # noqa: PLC0415 - as above
    from pratique.store.folder.home import Home, data_home  # noqa: PLC0415 - imports SQLAlchemy
    from pratique.store.opening import open_store  # noqa: PLC0415 - as above

    name, version = (None, None) if package is None else parse_name(package)
    at = now()
    with open_store(Home(data_home(os.environ))) as store:
        found = current_queue(store, at, package=name, version=version, everything=everything)
    return found, at, 0


def _there(
    package: str | None,
    everything: bool,  # noqa: FBT001 - an option
    gate: str,
) -> "tuple[tuple[Hold, ...], datetime, int]":
    from pratique.cli.remote.answers import holds_in  # noqa: PLC0415 - imports the client
    from pratique.cli.remote.gate_api import gate_api  # noqa: PLC0415 - as above

    query = {"package": package, "all": "true" if everything else None}
    return holds_in(gate_api(gate).get("/-/pratique/holds", query))


def _written(format_: str, found: "Sequence[Hold]", at: "datetime", color: str) -> Iterator[str]:
    from pratique.report.formats import json_text as json  # noqa: PLC0415 - `--help` is quick
    from pratique.report.text import style  # noqa: PLC0415 - `--help` is quick
    from pratique.report.verbs import holds  # noqa: PLC0415 - `--help` is quick

    match format_:
        case "json":
            yield json.indented(holds.document(found, at))
        case "jsonl":
            yield from map(json.compact, holds.rows(found))
        case "csv":
            from pratique.report.formats.csv_row import cell, csv_line  # noqa: PLC0415 - as above

            yield csv_line(holds.FIELDS)
            for hold in found:
                yield csv_line([cell(text) for text in holds.cells(hold)])
        case _:
            from pratique.cli.output.terminal import wants_colour, width  # noqa: PLC0415 - as above

            yield style.render(holds.lines(found, at), colour=wants_colour(color), width=width())
