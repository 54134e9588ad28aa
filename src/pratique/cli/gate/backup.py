"""Implements `pratique gate backup` and `pratique gate restore`."""

import os
from collections.abc import Mapping
from pathlib import Path

import click

from pratique.cli.output.exit_codes import Exit


@click.command(name="backup")
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@click.option(
    "--without-artifacts",
    is_flag=True,
    help="Leave out the stored artifacts: the gate downloads them again when a client requests them.",
)
def backup(*, folder: Path, without_artifacts: bool) -> int:
    """Copy the state folder of the gate to a new folder, also while the gate runs.

    The backup contains the database, the files of old decisions, tokens, the advisory index, the artifacts that were
    allowed or that adopted lockfiles contain, and the settings files. The backup contains the secrets of the state
    folder. Before an upgrade, the new release can back up the state folder of a running older gate, and does not
    migrate its tables.
    """
    from pratique import __version__  # noqa: PLC0415 - `--help` is quick
    from pratique.cli.run.clock import now  # noqa: PLC0415 - as above
    from pratique.cli.run.settings import settings_files  # noqa: PLC0415 - as above
    from pratique.store.folder.backup import back_up, retained  # noqa: PLC0415 - imports SQLAlchemy
    from pratique.store.folder.home import Home, data_home  # noqa: PLC0415 - as above

    home = Home(data_home(os.environ))
    made = back_up(
        home,
        folder.absolute(),
        artifacts=() if without_artifacts else retained(home),
        settings=settings_files(),
        at=now(),
        by=__version__,
    )
    _told(made.rows)
    click.echo(f"backed up {len(made.files):,} files, {made.size_bytes:,} bytes, to {folder}")
    return Exit.CLEAR


@click.command(name="restore")
@click.argument("folder", metavar="FOLDER", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--replace",
    "replaces",
    is_flag=True,
    help="Restore over a state folder that contains data: its files are moved to the subfolder before-restore-N.",
)
def restore(*, folder: Path, replaces: bool) -> int:
    """Verify a backup, and copy it into the state folder.

    Before the command writes a file, it compares each file with its digest, and each table with its recorded number
    of rows. Stop the gate before you restore a backup. Settings files are not restored.
    """
    from pratique.store.folder.backup import SETTINGS, restore  # noqa: PLC0415 - imports SQLAlchemy
    from pratique.store.folder.home import Home, data_home  # noqa: PLC0415 - as above

    home = Home(data_home(os.environ))
    made, aside = restore(folder.absolute(), home, replaces=replaces)
    _told(made.rows)
    click.echo(
        f"restored the backup of {made.at:%Y-%m-%d %H:%M} UTC by pratique {made.by}: {len(made.files):,} files, "
        f"{made.size_bytes:,} bytes, all with the same digest, to {home.folder}"
    )
    if aside is not None:
        click.echo(f"the previous files of the state folder are in {aside}")
    if any(name.startswith(f"{SETTINGS}/") for name in made.files):
        click.echo(f"settings files were not restored: compare them with those in {folder / SETTINGS}")
    return Exit.CLEAR


def _told(rows: Mapping[str, int]) -> None:
    for name, count in rows.items():
        if count and name != "alembic_version":
            click.echo(f"  {name:16}{count:>12,} {'row' if count == 1 else 'rows'}")
