"""Defines `pratique cache`: show, prune, clear, export or import the data that Pratique stores on this machine."""

import os
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import click

from pratique import __version__
from pratique.cli.output.exit_codes import Exit
from pratique.cli.output.helping import Verbs
from pratique.cli.run.clock import now
from pratique.cli.run.settings import read_settings
from pratique.errors import Reference, UsageError
from pratique.report.parts.escape import escape
from pratique.store.folder.home import Home, data_home
from pratique.store.record import CACHES, Keeping, Kind, Room

_UNNAMED = (
    "the bundle was imported without --digest: its inspections can hold or block an artifact; an "
    "artifact that the bundle would allow is inspected again"
)


@click.group(name="cache", cls=Verbs)
def command() -> None:
    """Show, prune, clear, export or import the data that Pratique stores on this machine."""


@command.command(name="show")
def show() -> int:
    """Show the number of rows and the size of each kind of stored data, and the folder that contains the data."""
    from pratique.store.opening import open_store  # noqa: PLC0415 - imports SQLAlchemy, and only these verbs need it

    home = Home(data_home(os.environ))
    click.echo(str(home.folder))
    with open_store(home, room=_room()) as store:
        for usage in store.upkeep.stats():
            since = f"  since {usage.oldest:%Y-%m-%d}" if usage.oldest else ""
            kept = "" if usage.kind in CACHES else "  (memory, not a cache)"
            click.echo(
                f"  {usage.kind.value:12}{usage.rows:>9,} "
                f"{'row ' if usage.rows == 1 else 'rows'}{usage.size_bytes / 1e6:>10.1f} MB{since}{kept}"
            )
        click.echo(_kept_words(store.upkeep.keeping()))
    return Exit.CLEAR


@command.command(name="prune")
def prune() -> int:
    """Remove stored data that is outdated or exceeds the size limit."""
    from pratique.store.opening import open_store  # noqa: PLC0415 - as above

    with open_store(Home(data_home(os.environ)), room=_room()) as store:
        for kind, count in store.upkeep.prune().items():
            click.echo(f"  {kind.value:12}{count:>9,} removed")
    return Exit.CLEAR


@command.command(name="clear")
@click.option(
    "--memory",
    is_flag=True,
    help="Also delete the records of artifacts that were adopted, allowed or seen before.",
)
def clear(*, memory: bool) -> int:
    """Remove stored data that can be downloaded or computed again; with --memory, remove all stored data.

    After `cache clear --memory`, Pratique cannot detect that the bytes of a known artifact have changed. The next
    check of each project again treats all locked packages as already in use.
    """
    from pratique.store.opening import clear_store  # noqa: PLC0415 - as above

    kinds = frozenset(Kind) if memory else CACHES
    aside = clear_store(Home(data_home(os.environ)), kinds)
    if aside is not None:
        click.echo(f"the database was damaged and was moved to {aside}", err=True)
    click.echo(f"cleared: {', '.join(sorted(kind.value for kind in kinds))}")
    return Exit.CLEAR


@command.command(name="export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--days",
    type=click.IntRange(1, 3650),
    default=30,
    show_default=True,
    help="Number of past days whose inspections and listings are exported.",
)
def export(file: Path, *, days: int) -> int:
    """Export inspections, cached registry listings and advisories as a bundle for a machine without network access.

    `pratique cache export` prints the digest of the bundle. Transfer the digest separately from the bundle, and pass
    the digest to `pratique cache import --digest`.
    """
    from pratique.analysis.inspection import RULESET  # noqa: PLC0415 - only what reads or writes bundles needs it
    from pratique.store.bundle import write_bundle  # noqa: PLC0415 - as above
    from pratique.store.opening import open_store  # noqa: PLC0415 - as above

    at, home = now(), Home(data_home(os.environ))
    partial = file.with_name(f"{file.name}.partial")
    try:
        with open_store(home, room=_room()) as store, partial.open("wb") as target:
            written = write_bundle(
                store,
                target,
                ruleset=RULESET,
                since=at - timedelta(days=days),
                made_by=f"pratique {__version__}",
                at=at,
                advisories=home.advisories,
            )
        partial.replace(file)
    except OSError as error:
        hint = "choose another file"
        raise UsageError(Reference.USAGE, f"{file} cannot be written: {error.strerror}", hint=hint) from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    for name, rows in written.manifest.rows.items():
        click.echo(f"  {name:12}{rows:>9,} {'row' if rows == 1 else 'rows'}", err=True)
    click.echo(written.digest)
    return Exit.CLEAR


@command.command(name="import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--digest",
    metavar="sha256:HEX",
    help="Import the bundle only if its digest is equal to the given digest.",
)
def import_(file: Path, *, digest: str | None) -> int:
    """Import a bundle that `pratique cache export` wrote, for use by `check --offline` and `audit`.

    The advisories in the bundle replace older local advisories. An attacker who can change the bundle could remove a
    finding or an advisory. To detect a changed bundle, pass --digest with a digest that you received separately from
    the bundle. Without --digest, inspections from the bundle can cause Pratique to hold or block an artifact but not
    to allow it, and the advisories are not imported.
    """
    from pratique.analysis.inspection import RULESET  # noqa: PLC0415 - as above
    from pratique.cli.advisories.bundled import INDEX, became, held_index  # noqa: PLC0415 - as above
    from pratique.store.bundle import import_bundle, read_manifest  # noqa: PLC0415 - as above
    from pratique.store.opening import open_store  # noqa: PLC0415 - as above

    home = Home(data_home(os.environ))
    try:
        with file.open("rb") as source:
            found = read_manifest(source)
            if digest is not None and digest.strip().lower() != found.digest:
                message = f"{file} has a different digest: {found.digest}"
                raise UsageError(
                    Reference.BUNDLE_INVALID,
                    message,
                    hint="request the digest from the creator of the bundle",
                )
            before = held_index(home.advisories)
            with open_store(home, room=_room()) as store:
                manifest = import_bundle(
                    store,
                    source,
                    ruleset=RULESET,
                    at=now(),
                    advisories=home.advisories,
                    named=digest is not None,
                )
    except OSError as error:
        hint = "create a bundle with `pratique cache export FILE`"
        raise UsageError(Reference.USAGE, f"{file} cannot be read: {error.strerror}", hint=hint) from error
    for name, rows in manifest.rows.items():
        click.echo(f"  {name:12}{rows:>9,} {'row' if rows == 1 else 'rows'}", err=True)
    if digest is None:
        click.echo(_UNNAMED, err=True)
    if INDEX in manifest.rows and digest is None:
        click.echo("the advisories of the bundle were not imported: --digest is missing", err=True)
    elif INDEX in manifest.rows:
        _remember(home)
        click.echo(escape(became(before, held_index(home.advisories)), most=2_000), err=True)
    return Exit.CLEAR


def _remember(home: Home) -> None:
    """Record in the local database which advisory index is present."""
    from pratique.advisories.index import Index  # noqa: PLC0415 - as above
    from pratique.cli.advisories.index_writing import remember  # noqa: PLC0415 - as above

    with Index.open(home.advisories) as index:
        states = tuple(index.sources())
    remember(home, states)


def _kept_words(keeping: Keeping) -> str:
    """Return a line that shows which stored artifacts are kept and which are removed first."""
    parts = (
        (keeping.pinned, "in adopted lockfiles, never removed"),
        (keeping.kept, "served within gate.keep, not removed yet"),
        (keeping.allowed, "allowed, within the size limit"),
        (keeping.others, "never allowed, removed first"),
    )
    told = [f"{rows:,} ({size / 1e6:.1f} MB) {why}" for (rows, size), why in parts if rows]
    return f"  artifacts: {'; '.join(told) or 'none'}; size limit {keeping.room_bytes / 1e6:,.1f} MB"


def _room() -> Room:
    settings = read_settings(None, {})
    return Room(artifacts_bytes=settings.cache.max_artifacts_mb * 1024 * 1024, keep=settings.gate.keep)
