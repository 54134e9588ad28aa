"""Defines `pratique exposed`, which searches for bad releases in locks, their history, caches, images and logs."""

from datetime import datetime
from pathlib import Path

import click

from pratique.core.names import Ecosystem


@click.command(name="exposed")
@click.argument("words", nargs=-1, metavar="WHAT... [WHERE...]")
@click.option(
    "--ecosystem",
    type=click.Choice([one.value for one in Ecosystem]),
    help="Ecosystem of names that do not state one.",
)
@click.option("--since", metavar="TIME", help="Leave out what ended before this time (UTC).")
@click.option("--until", metavar="TIME", help="Leave out what began after this time (UTC).")
@click.option("--no-history", is_flag=True, help="Do not search the history of git repositories.")
@click.option(
    "--merge",
    "merged",
    multiple=True,
    metavar="PATH",
    type=click.Path(path_type=Path, exists=True),
    help="Search a file that the collector wrote on another machine, or all such files in a folder. May be repeated.",
)
@click.option(
    "--hunt",
    metavar="FOLDER",
    type=click.Path(path_type=Path, file_okay=False),
    help="Also write the indicators to FOLDER: text, CSV, STIX 2.1, Sigma and YARA, with those of bytes in the local store.",
)
@click.option(
    "--vex",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Also write the answer for each place as OpenVEX.",
)
@click.option(
    "--pack",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the collector for other machines to FILE (a zipapp for Python 3.9 or later), and search nothing.",
)
@click.option(
    "--format",
    "-f",
    "format_",
    type=click.Choice(["text", "json", "markdown", "html", "csv"]),
    default="text",
    help="Output format.",
)
@click.option(
    "--output", "-o", type=click.Path(path_type=Path, dir_okay=False), help="Write the report to this file."
)
@click.option("--verbose", "-v", is_flag=True, help="List every place, item and unread part.")
@click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour (default: auto)."
)
def command(  # noqa: PLR0913 - the options of the verb
    words: tuple[str, ...],
    *,
    ecosystem: str | None,
    since: str | None,
    until: str | None,
    no_history: bool,
    merged: tuple[Path, ...],
    hunt: Path | None,
    vex: Path | None,
    pack: Path | None,
    format_: str,
    output: Path | None,
    verbose: bool,
    color: str,
) -> int:
    """Search for bad releases in lockfiles, their git history, caches, installed trees, images and logs.

    WHAT is a release (`axios@1.14.1`, `requests==2.0.0`, a purl), a range (`axios@>=1.14.0 <1.14.2`), a digest, a host,
    the id of an advisory or incident, or a file: an OSV record, a CSV table of a vendor, or a list with one item on each
    line. WHERE are folders and files. Without WHERE, the current folder, the caches and global installs of this user,
    and the log of a gate on this machine are searched. Nothing is run, and nothing is sent.

    Exit code 1: something was found. Exit code 3: nothing was found, but something could not be searched.
    """
    from pratique.cli.exposed.searching import Options, pack_collector, search  # noqa: PLC0415 - `--help` is quick

    if pack is not None:
        return pack_collector(pack, words)
    return search(
        words,
        Options(
            ecosystem=None if ecosystem is None else Ecosystem(ecosystem),
            since=_time(since),
            until=_time(until),
            history=not no_history,
            merge=merged,
            hunt=hunt,
            vex=vex,
            format=format_,
            output=output,
            colour=color,
            verbose=verbose,
        ),
    )


def _time(text: str | None) -> datetime | None:
    from pratique.cli.exposed.times import read_time  # noqa: PLC0415 - as above

    return None if text is None else read_time(text)
