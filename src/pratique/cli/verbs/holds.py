"""Defines `pratique holds`, which lists the artifacts that the gate holds."""

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from pratique.cli.output.exit_codes import Exit

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
@click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour (default: auto)."
)
def command(*, format_: str, package: str | None, everything: bool, color: str) -> int:
    """List the artifacts that the gate holds, most requested first.

    Releases that need review come before releases in cooldown. Each artifact is shown with the reasons for the hold,
    the clients that requested it, and the number of requests. To end a hold, run `pratique approve` or `pratique
    deny`.
    """
    from pratique.cli.run.clock import now  # noqa: PLC0415 - `--help` is quick
    from pratique.cli.verbs.log import package_of  # noqa: PLC0415 - as above
    from pratique.gate.holds.hold_queue import queue  # noqa: PLC0415 - as above
    from pratique.store.folder.home import Home, data_home  # noqa: PLC0415 - imports SQLAlchemy
    from pratique.store.opening import open_store  # noqa: PLC0415 - as above

    name, version = (None, None) if package is None else package_of(package)
    at = now()
    with open_store(Home(data_home(os.environ))) as store:
        requests, acts = tuple(store.requests.read()), tuple(store.acts.read())
        digests = [act.digest for act in acts]
        digests += [entry.digest for request in requests for entry in request.held if entry.digest]
        found = queue(
            store.stopped.read(name),
            requests,
            acts,
            at,
            met=store.artifacts.find(digests),
            everything=everything,
        )
    if name is not None:
        wanted = name.purl if version is None else name.at(version).purl
        found = tuple(one for one in found if wanted in {one.purl, one.purl.rpartition("@")[0]})
    for part in _written(format_, found, at, color):
        click.echo(part, nl=False)
    return Exit.CLEAR


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
