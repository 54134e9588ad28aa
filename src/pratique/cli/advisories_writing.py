"""What the verbs share that write the index of advisories: the writer, and telling what became of a source."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import click

from pratique.advisories.index.writing import Writer, writer_at
from pratique.cli.terminal import wants_colour
from pratique.core.advisory import SourceState
from pratique.errors import PratiqueError
from pratique.report import held_advisories, style
from pratique.report.escape import escape
from pratique.store.home import Home, data_home


@contextmanager
def open_writer() -> Iterator[tuple[Home, Writer]]:
    """Take the turn to write this installation's index. Raises StoreError; tells of an index that cannot be gone on from."""
    home = Home(data_home(os.environ))
    home.make()
    with writer_at(home.advisories) as writer:
        if writer.damage is not None:
            kept = escape(f"{home.advisories.name}.damaged")
            click.echo(f"{escape(writer.damage)}; it is kept as {kept}, and a new one is begun", err=True)
        yield home, writer


def tell_taken(state: SourceState, how: str = "") -> None:
    """Say on standard output what became of a source."""
    click.echo(style.render(held_advisories.taken(state, how), colour=wants_colour("auto")), nl=False)


def tell_failure(name: str, error: PratiqueError) -> None:
    """Say on standard error why a source was not taken in."""
    click.echo(f"{escape(name)}: {error.reference.value}: {escape(error.message)}", err=True)
    click.echo(f"hint: {escape(error.hint)}", err=True)
