"""Implements `pratique advisories remove`, which removes sources from the index."""

from collections.abc import Sequence

import click

from pratique.cli.advisories.index_writing import open_writer
from pratique.cli.output.exit_codes import Exit
from pratique.cli.run.clock import now
from pratique.errors import Reference, UsageError
from pratique.report.parts.counts import plural
from pratique.report.parts.escape import escape
from pratique.store.opening import open_store
from pratique.store.record import RecordsKind


def run(names: Sequence[str], *, every: bool = False) -> int:
    """Remove the given sources, or all sources. If a source is unknown, no source is removed.

    Later runs treat an index without sources as removed intentionally, not as lost. Raise UsageError for a source that
    is not in the index, and StoreError if the index is unusable.
    """
    with open_writer() as (home, writer):
        wanted = sorted(writer.states) if every else list(dict.fromkeys(names))
        for name in wanted:
            if name not in writer.states:
                raise _unknown(name, sorted(writer.states))
        for name in wanted:
            rows = writer.states[name].imported
            writer.remove(name, at=now())
            click.echo(f"{escape(name)}: removed, with {plural(rows, 'row')}")
        none_left = not writer.states
    if every:
        with open_store(home) as store:
            for kind in RecordsKind:
                store.held_records.forget(kind)
    if none_left:
        click.echo("all sources were removed; the empty index does not count as lost")
    return Exit.CLEAR


def _unknown(name: str, held: Sequence[str]) -> UsageError:
    return UsageError(
        Reference.USAGE,
        f"the index has no source named {name[:80]!r}",
        hint=f"the index has {', '.join(held)}" if held else "the index has no sources",
    )
