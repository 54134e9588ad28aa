"""Opens the advisory index for writing, and prints the import result of each source."""

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager

import click

from pratique.advisories.index import Index
from pratique.advisories.index.writing import Writer, writer_at
from pratique.cli.output.terminal import wants_colour, width
from pratique.core.advisory import SourceState
from pratique.errors import PratiqueError
from pratique.report.parts.escape import escape
from pratique.report.text import style
from pratique.report.verbs import advisories as held_advisories
from pratique.store.folder.home import Home, data_home
from pratique.store.record import RecordsKind


@contextmanager
def open_writer() -> Iterator[tuple[Home, Writer]]:
    """Yield a writer for the local index. Only one process can write to the index at a time.

    Print a warning if the existing index is unusable. Raise StoreError.
    """
    home = Home(data_home(os.environ))
    home.make()
    with writer_at(home.advisories) as writer:
        if writer.damage is not None:
            kept = escape(f"{home.advisories.name}.damaged")
            click.echo(
                f"{escape(writer.damage)}; the damaged index was renamed to {kept}, and a new index is created",
                err=True,
            )
        yield home, writer
        states = tuple(writer.states.values())
    remember(home, states)


def remember(home: Home, states: Collection[SourceState]) -> None:
    """Record the current advisory index in the local database, to detect a later loss. Raise StoreError."""
    from pratique.intake.advisories.lost import remember_index  # noqa: PLC0415 - imports the store
    from pratique.store.opening import open_store  # noqa: PLC0415 - as above

    with open_store(home) as store:
        if not states:
            store.held_records.forget(RecordsKind.INDEX)
            return
        with Index.open(home.advisories) as index:
            remember_index(states, index.built_at, store.held_records)


def tell_taken(state: SourceState, how: str = "") -> None:
    """Print the import result of a source to standard output."""
    click.echo(
        style.render(held_advisories.taken(state, how), colour=wants_colour("auto"), width=width()), nl=False
    )


def tell_failure(name: str, error: PratiqueError) -> None:
    """Print the reason why a source was not imported to standard error."""
    click.echo(f"{escape(name)}: {error.reference.value}: {escape(error.message)}", err=True)
    click.echo(f"hint: {escape(error.hint)}", err=True)
