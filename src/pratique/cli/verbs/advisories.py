"""Defines `pratique advisories`: sync, import, show, export or remove advisories, and create snapshots of malicious releases."""

import os
from pathlib import Path

import click

from pratique.cli.output.exit_codes import Exit
from pratique.cli.output.helping import Verbs
from pratique.cli.output.terminal import Progress, wants_colour, width
from pratique.cli.run.clock import now
from pratique.cli.run.options import given
from pratique.cli.run.settings import read_settings
from pratique.errors import Reference, UsageError
from pratique.store.folder.home import Home, data_home

_ECOSYSTEMS = ("npm", "pypi", "gem")


@click.group(name="advisories", cls=Verbs)
def command() -> None:
    """Sync, import, show and export advisories; create snapshots (signed lists) of malicious releases."""


@command.command(name="sync")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--full", is_flag=True, help="Download each advisory source completely, not only its changes.")
@click.option(
    "--accept-drop",
    is_flag=True,
    help="Accept an advisory source even if it has lost more than 10 % of its records.",
)
@click.option(
    "--from",
    "mirrors",
    multiple=True,
    metavar="NAME=URL",
    help="Download the advisory source NAME from this URL instead of its default URL. May be repeated.",
)
@click.option(
    "--offline", is_flag=True, default=None, help="Send no requests; the sync then fails with exit code 3."
)
def sync(
    names: tuple[str, ...], *, full: bool, accept_drop: bool, mirrors: tuple[str, ...], offline: bool | None
) -> int:
    """Download the given advisory sources or, without arguments, the sources in the settings.

    If an advisory source publishes a list of its changes, only the changes are downloaded. An interrupted download is
    resumed. The stored data of a source is replaced only if the new data is complete and verified. If the download of
    one source fails, the failure is reported, and the other sources are still updated.
    """
    from pratique.cli.advisories.sync import run  # noqa: PLC0415 - imports aiohttp

    settings = read_settings(None, given({"offline": offline}))
    return run(settings, names, full=full, accept_drop=accept_drop, mirrors=mirrors)


@command.command(name="import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--as",
    "name",
    metavar="NAME",
    help="Name of the advisory source (default: the source is recognised by its files).",
)
@click.option(
    "--accept-drop",
    is_flag=True,
    help="Accept an advisory source even if it has lost more than 10 % of its records.",
)
def import_(paths: tuple[Path, ...], *, name: str | None, accept_drop: bool) -> int:
    """Import advisory sources from files (zip, JSON, JSON Lines, CSV or YAML, also as .gz) or from folders.

    A folder can be a clone of an advisory database. The imported records replace all stored records of the same
    advisory source. If several paths belong to one source, they are imported together.
    """
    from pratique.cli.advisories.import_files import run  # noqa: PLC0415 - imports the readers of all sources

    return run(paths, name, accept_drop=accept_drop)


@command.command(name="status")
@click.option(
    "--format", "-f", "format_", type=click.Choice(["text", "json"]), default="text", help="Output format."
)
@click.option("--verify", is_flag=True, help="Verify the advisory index: read and count every record.")
@click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour (default: auto)."
)
def status(*, format_: str, verify: bool, color: str) -> int:
    """Show the age and the number of records of each advisory source, and why records were skipped.

    Exit code 3: the advisory index is missing or unreadable, or --verify finds an error.
    """
    from pratique.advisories.index import Index  # noqa: PLC0415 - imports SQLite
    from pratique.advisories.index.verification import problems  # noqa: PLC0415 - as above
    from pratique.report.formats import json_text as json  # noqa: PLC0415 - as above
    from pratique.report.text import style  # noqa: PLC0415 - as above
    from pratique.report.verbs import advisories as held_advisories  # noqa: PLC0415 - as above

    with Index.open(Home(data_home(os.environ)).advisories) as index:
        held = held_advisories.Held(
            file=str(index.path),
            size_bytes=index.size_bytes,
            built_at=index.built_at,
            sources=tuple(index.sources()),
            now=now(),
            problems=tuple(problems(index)) if verify else None,
        )
    if format_ == "json":
        click.echo(json.indented(held_advisories.document(held)), nl=False)
    else:
        click.echo(
            style.render(held_advisories.lines(held), colour=wants_colour(color), width=width()), nl=False
        )
    return Exit.INCOMPLETE if held.problems else Exit.CLEAR


@command.command(name="export")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--ecosystem",
    "ecosystems",
    multiple=True,
    type=click.Choice(_ECOSYSTEMS),
    help="Export only advisories for the given ecosystem. May be repeated.",
)
def export(file: Path, *, ecosystems: tuple[str, ...]) -> int:
    """Export the stored advisories as OSV records, as a zip file or in the folder layout of osv-scanner.

    If FILE is a folder, the advisories of each ecosystem are written to FILE/osv-scanner/ECOSYSTEM/all.zip. Data that
    the OSV format cannot express exactly is omitted, and the number of omissions is reported.
    """
    from pratique.cli.advisories.export import run  # noqa: PLC0415 - imports the writer of records

    with Progress(0, "records") as progress:
        return run(file, ecosystems or _ECOSYSTEMS, step=progress.step)


@command.command(name="remove")
@click.argument("names", nargs=-1, metavar="NAME...")
@click.option("--all", "every", is_flag=True, help="Remove all advisory sources.")
def remove(names: tuple[str, ...], *, every: bool) -> int:
    """Remove advisory sources from the local index; `pratique advisories status` lists the sources.

    `pratique audit` does not report advisories of removed sources.
    """
    from pratique.cli.advisories.remove import run  # noqa: PLC0415 - imports the writer of the index

    if bool(names) is every:
        raise UsageError(Reference.USAGE, "specify the sources to remove, or --all", hint="not both")
    return run(names, every=every)


@command.command(name="snapshot")
@click.option(
    "--output", type=click.Path(path_type=Path), help="Create a snapshot, and write it to the given file."
)
@click.option(
    "--sign-key",
    type=click.Path(path_type=Path),
    help="Sign the new snapshot with this Ed25519 private key (a PEM file).",
)
@click.option(
    "--serial",
    type=click.IntRange(min=0),
    help="Serial number of the new snapshot (default: the current Unix time in seconds).",
)
@click.option(
    "--expires-in", metavar="SPAN", default="7d", help="Time until the new snapshot expires (default: 7d)."
)
@click.option(
    "--digests",
    type=click.Path(path_type=Path),
    help="File that lists artifacts to include in the new snapshot, one per line: DIGEST TYPE NAME"
    " VERSION ID.",
)
@click.option(
    "--verify",
    type=click.Path(path_type=Path),
    help="Verify the signature and the whole contents of the given snapshot.",
)
@click.option(
    "--import",
    "import_",
    type=click.Path(path_type=Path),
    help="Verify the given snapshot, and use it from now on.",
)
@click.option(
    "--keygen",
    type=click.Path(path_type=Path),
    help="Write a new private key to the given file, and print the public key.",
)
def snapshot(  # noqa: PLR0913 - one for each option
    *,
    output: Path | None,
    sign_key: Path | None,
    serial: int | None,
    expires_in: str,
    digests: Path | None,
    verify: Path | None,
    import_: Path | None,
    keygen: Path | None,
) -> int:
    """Show the current snapshot (signed list) of malicious releases, or create, verify or import a snapshot.

    `--output FILE --sign-key KEY` creates a snapshot of all malicious releases in the local advisory index and in the
    incident catalogue. Pratique accepts a snapshot only if it is signed with a key in `advisories.snapshot_keys` or
    with a key that ships with Pratique.
    """
    chosen = [name for name in (output, verify, import_, keygen) if name is not None]
    if len(chosen) > 1 or (output is None) != (sign_key is None):
        raise UsageError(
            Reference.USAGE,
            "--output and --sign-key must be used together, and not with --verify, --import or --keygen",
            hint="for example: --output malicious.snapshot --sign-key key.pem",
        )
    from pratique.cli.advisories import snapshot as verb  # noqa: PLC0415 - imports SQLite and the catalogue

    if keygen is not None:
        return verb.generate(keygen)
    if output is not None and sign_key is not None:
        return verb.make(output, sign_key, serial=serial, expires_in=expires_in, digests=digests)
    settings = read_settings(None, {})
    if verify is not None:
        return verb.verify(verify, settings)
    return verb.show(settings) if import_ is None else verb.take(import_, settings)
