"""`pratique cache`: show, prune or clear what this installation remembers."""

import os

import click

from pratique.cli.exit_codes import Exit
from pratique.cli.settings import read_settings
from pratique.store import CACHES, Kind, Room
from pratique.store.home import Home, data_home


@click.group(name="cache")
def command() -> None:
    """Show, prune or clear what this installation remembers."""


@command.command(name="show")
def show() -> int:
    """Show how much of each kind there is, and where."""
    from pratique.store.opening import open_store  # noqa: PLC0415 - imports SQLAlchemy, and only these verbs need it

    home = Home(data_home(os.environ))
    click.echo(str(home.folder))
    with open_store(home, room=_room()) as store:
        for usage in store.upkeep.stats():
            since = f"  since {usage.oldest:%Y-%m-%d}" if usage.oldest else ""
            kept = "" if usage.kind in CACHES else "  (memory, not a cache)"
            click.echo(
                f"  {usage.kind.value:12}{usage.rows:>9,} rows{usage.size_bytes / 1e6:>10.1f} MB{since}{kept}"
            )
    return Exit.CLEAR


@command.command(name="prune")
def prune() -> int:
    """Remove what can never be used again, and what exceeds its room."""
    from pratique.store.opening import open_store  # noqa: PLC0415 - as above

    with open_store(Home(data_home(os.environ)), room=_room()) as store:
        for kind, count in store.upkeep.prune().items():
            click.echo(f"  {kind.value:12}{count:>9,} removed")
    return Exit.CLEAR


@command.command(name="clear")
@click.option("--memory", is_flag=True, help="Also forget what was adopted, allowed and seen.")
def clear(*, memory: bool) -> int:
    """Forget what can be fetched or made again; with --memory, everything.

    Without its memory Pratique does not notice bytes that changed, and adopts every project anew.
    """
    from pratique.store.opening import clear_store  # noqa: PLC0415 - as above

    kinds = frozenset(Kind) if memory else CACHES
    aside = clear_store(Home(data_home(os.environ)), kinds)
    if aside is not None:
        click.echo(f"the database was damaged and is set aside: {aside}", err=True)
    click.echo(f"cleared: {', '.join(sorted(kind.value for kind in kinds))}")
    return Exit.CLEAR


def _room() -> Room:
    settings = read_settings(None, {})
    return Room(artifacts_bytes=settings.cache.max_artifacts_mb * 1024 * 1024)
