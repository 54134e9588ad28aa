"""What the verbs share that write the index of advisories: the writer, and telling what became of a source."""

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
from pratique.store.home import Home, data_home
from pratique.store.record import RecordsKind


@contextmanager
def open_writer() -> Iterator[tuple[Home, Writer]]:
    """Yield a writer of this installation's index, one process at a time.

    Raises StoreError; warns about an unusable index.
    """
    home = Home(data_home(os.environ))
    home.make()
    with writer_at(home.advisories) as writer:
        if writer.damage is not None:
            kept = escape(f"{home.advisories.name}.damaged")
            click.echo(f"{escape(writer.damage)}; it is kept as {kept}, and a new one is begun", err=True)
        yield home, writer
        states = tuple(writer.states.values())
    remember(home, states)


def remember(home: Home, states: Collection[SourceState]) -> None:
    """Note in the store which index there is now, so that a lost one is noticed. Raises StoreError."""
    from pratique.intake.advisories.lost import remember_index  # noqa: PLC0415 - imports the store
    from pratique.store.opening import open_store  # noqa: PLC0415 - as above

    with open_store(home) as store:
        if not states:
            store.held_records.forget(RecordsKind.INDEX)
            return
        with Index.open(home.advisories) as index:
            remember_index(states, index.built_at, store.held_records)


def tell_taken(state: SourceState, how: str = "") -> None:
    """Print on standard output what happened to a source."""
    click.echo(
        style.render(held_advisories.taken(state, how), colour=wants_colour("auto"), width=width()), nl=False
    )


def tell_failure(name: str, error: PratiqueError) -> None:
    """Print on standard error why a source was not imported."""
    click.echo(f"{escape(name)}: {error.reference.value}: {escape(error.message)}", err=True)
    click.echo(f"hint: {escape(error.hint)}", err=True)
